import { findAddresses } from './addresses.ts'
import { findEmails } from './emails.ts'
import { FEWEST_DIGITS, findNumbers } from './numbers.ts'
import { hintsOf } from './signs.ts'
import type { Span } from './span.ts'

export type { PersonalKind, Span } from './span.ts'

const NONE: readonly Span[] = []

/** All personal data in a text, ascending, none overlapping. An ordinary text costs one pass over it. */
export function findPersonal(text: string): readonly Span[] {
  const { digits, at, places } = hintsOf(text)
  const mayHaveNumber = digits >= FEWEST_DIGITS
  const mayHavePlace = places >= 2 || (places === 1 && digits >= 2)
  if (!at && !mayHaveNumber && !mayHavePlace) return NONE
  const spans: Span[] = at ? findEmails(text) : []
  if (mayHaveNumber) spans.push(...findNumbers(without(text, spans)))
  if (mayHavePlace) spans.push(...findAddresses(without(text, spans)))
  return spans.toSorted((a, b) => a.start - b.start)
}

/** What is found already is nothing else, too. */
function without(text: string, spans: readonly Span[]): string {
  let rest = text
  for (const { start, end } of spans)
    rest = rest.slice(0, start) + '\0'.repeat(end - start) + rest.slice(end)
  return rest
}
