import { findPersonal } from '../../masking/find.ts'
import { groupsOf } from '../../masking/groups.ts'
import { patternsOf, type Found, type Patterns } from './patterns.ts'
import { digitsOf, fold, HAN, oneOf } from './signs.ts'
import type { DrillKind, DrillWords, Known, Line } from './model.ts'

/** Something that must not be read in the drill, as it stood where it was found first. */
export interface Original {
  readonly kind: DrillKind
  readonly text: string
  readonly doubtful: boolean
}

/** All that is known and all that is found, each value once; the surer and the better known first. */
export function collect(
  lines: readonly Line[],
  known: Known,
  words: DrillWords,
): readonly Original[] {
  const found: Original[] = []
  const add = (kind: DrillKind, texts: readonly string[]) => {
    for (const text of texts)
      if (fold(text).text !== '') found.push({ kind, text, doubtful: false })
  }
  add('name', known.people)
  add('agent', known.agents)
  add('order', known.orders)
  add('tracking', known.trackings)
  add('phone', known.phones)
  add('address', known.addresses)
  const patterns = patternsOf(words)
  const { ends, leads: before, prepositions } = words.places
  const leads = new RegExp(
    `^(?:(?:(?!${oneOf(ends)})${HAN}){0,8}?[${prepositions}]|${oneOf(before)})+`,
    'u',
  )
  for (const line of lines) found.push(...inText(line.text, patterns, leads, known.products))
  return distinct(found)
}

function inText(
  text: string,
  patterns: Patterns,
  leads: RegExp,
  products: readonly string[],
): Original[] {
  const sure: Found[] = findPersonal(text).map((span) => ({
    ...span,
    // Words before a place are no part of it: they would be replaced everywhere.
    start:
      span.kind === 'address'
        ? span.start + leadOf(text.slice(span.start, span.end), leads)
        : span.start,
    doubtful: false,
  }))
  const kept = products.flatMap((product) => placesOf(text, product))
  const taken: Found[] = [...sure]
  for (const found of patterns(text)) {
    const lead = found.kind === 'address' ? leadOf(text.slice(found.start, found.end), leads) : 0
    const one = { ...found, start: found.start + lead }
    const within = (other: { start: number; end: number }) =>
      one.start < other.end && other.start < one.end
    if (kept.some((place) => place.start <= one.start && one.end <= place.end)) continue
    if (taken.some(within)) continue
    taken.push(one)
  }
  return taken.map(({ kind, start, end, doubtful }) => ({
    kind,
    text: text.slice(start, end),
    doubtful,
  }))
}

function leadOf(address: string, leads: RegExp): number {
  return leads.exec(address)?.[0].length ?? 0
}

function placesOf(text: string, part: string): { start: number; end: number }[] {
  const places: { start: number; end: number }[] = []
  if (part === '') return places
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length))
    places.push({ start: at, end: at + part.length })
  return places
}

/** Kinds whose digits alone are the value, however they are set apart. */
const NUMBERS: ReadonlySet<DrillKind> = new Set([
  'phone',
  'identity',
  'card',
  'order',
  'tracking',
  'number',
  'qq',
])
const MOST_LETTERS = 4

/** Whether only its digits are replaced: a carrier's letters before them tell of nobody. */
export function isNumber({ kind, text }: Original): boolean {
  const letters = fold(text).text.replaceAll(/[^a-z]/g, '').length
  return NUMBERS.has(kind) && digitsOf(text).length >= 4 && letters <= MOST_LETTERS
}

/** Of a phone without its country. */
export function numberOf({ kind, text }: Original): string {
  const digits = digitsOf(groupsOf(text).reduce((all, { digits: one }) => all + one, ''))
  return kind === 'phone' ? digits.replace(/^(?:00)?86(?=1[3-9]\d{9}$)/, '') : digits
}

function distinct(found: readonly Original[]): readonly Original[] {
  const numbers = found.filter(isNumber).map(numberOf)
  const seen = new Set<string>()
  return found.filter((one) => {
    const number = isNumber(one) ? numberOf(one) : null
    // A piece of a longer one is found again as its part.
    if (number !== null && numbers.some((all) => all !== number && all.includes(number)))
      return false
    const key = number === null ? `text ${fold(one.text).text}` : `number ${number}`
    return !seen.has(key) && Boolean(seen.add(key))
  })
}
