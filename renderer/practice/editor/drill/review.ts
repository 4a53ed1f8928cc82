import { anonymise } from '#shared/practice/drill/anonymise.ts'
import { collect, type Original } from '#shared/practice/drill/collect.ts'
import { draftOf, type DraftOptions } from '#shared/practice/drill/draft.ts'
import { leftIn } from '#shared/practice/drill/look.ts'
import {
  LeftOver,
  type Anonymised,
  type DrillWords,
  type Known,
  type Line,
  type Stretch,
} from '#shared/practice/drill/model.ts'

/** What a person looks over before anything leaves this window. */
export interface Review {
  readonly lines: readonly Line[]
  readonly made: Anonymised
  /** Lines that the replacing could not clean: they begin empty and are written by hand. */
  readonly stuck: ReadonlySet<number>
  readonly originals: readonly Original[]
}

/** What the person made of it. */
export interface Looked {
  /** By index of the replacement: another value for its whole places. */
  readonly values: Readonly<Record<number, string>>
  /** By line: the whole text. Empty: the line is left out. */
  readonly texts: Readonly<Record<number, string>>
  readonly confirmed: ReadonlySet<number>
}

export const untouched: Looked = { values: {}, texts: {}, confirmed: new Set() }

export function reviewOf(lines: readonly Line[], known: Known, words: DrillWords): Review {
  const stuck = new Set<number>()
  for (;;) {
    const clean = lines.map((line, index) => (stuck.has(index) ? { ...line, text: '' } : line))
    try {
      const made = anonymise(clean, known, words)
      return { lines, made, stuck, originals: collect(lines, known, words) }
    } catch (error) {
      if (!(error instanceof LeftOver)) throw error
      const before = stuck.size
      for (const { message } of error.left) stuck.add(message)
      if (stuck.size === before) throw error
    }
  }
}

/** A line as it will be, in pieces: `mark` is what was replaced. */
export interface Piece {
  readonly text: string
  /** Index of the replacement; null: as it was. */
  readonly of: number | null
  readonly doubtful: boolean
}

/** Of the original or of what takes its place. */
export function piecesOf(
  { made, lines }: Review,
  line: number,
  side: 'was' | 'now',
  values: Looked['values'] = {},
): readonly Piece[] {
  const text = (side === 'was' ? lines : made.messages)[line]?.text ?? ''
  const places = made.replacements
    .flatMap(({ places: all, doubtful }, of) =>
      all
        .filter(({ message }) => message === line)
        .map((place) => ({
          of,
          at: place[side],
          part: place.part,
          doubtful: doubtful || place.doubtful,
        })),
    )
    .toSorted((one, other) => one.at.start - other.at.start)
  const pieces: Piece[] = []
  let from = 0
  const cut = ({ start, end }: Stretch) => text.slice(start, end)
  for (const { of, at, part, doubtful } of places) {
    if (at.start > from)
      pieces.push({ text: text.slice(from, at.start), of: null, doubtful: false })
    const own = side === 'now' && !part ? values[of] : undefined
    pieces.push({ text: own ?? cut(at), of, doubtful })
    from = at.end
  }
  if (from < text.length) pieces.push({ text: text.slice(from), of: null, doubtful: false })
  return pieces
}

export function textOf(review: Review, { values, texts }: Looked, line: number): string {
  return (
    texts[line] ??
    piecesOf(review, line, 'now', values)
      .map(({ text }) => text)
      .join('')
  )
}

/** Lines in which something of what is known can still be read, as they stand now. */
export function leftLines(review: Review, looked: Looked, words: DrillWords): ReadonlySet<number> {
  const texts = review.lines.map((_, line) => textOf(review, looked, line))
  const left = leftIn(texts, review.originals, words)
  const values = leftIn(Object.values(looked.values), review.originals, words)
  const places = Object.keys(looked.values).map(Number)
  return new Set([
    ...left.map(({ message }) => message),
    // A value by hand stands in every line that it is about.
    ...values.flatMap(({ message }) =>
      (review.made.replacements[places[message] ?? -1]?.places ?? []).map((place) => place.message),
    ),
  ])
}

/** Lines that a person must look at: something doubtful, hidden or written by hand stands in them. */
export function doubtfulLines(review: Review, masked: ReadonlySet<number>): readonly number[] {
  return review.lines.flatMap((_, line) =>
    masked.has(line) ||
    review.stuck.has(line) ||
    piecesOf(review, line, 'now').some(({ doubtful }) => doubtful)
      ? [line]
      : [],
  )
}

/** Those of them that nobody has looked at yet. */
export function openLines(
  review: Review,
  looked: Looked,
  masked: ReadonlySet<number>,
): readonly number[] {
  return doubtfulLines(review, masked).filter((line) => !looked.confirmed.has(line))
}

/**
 * The scenario's text.
 *
 * @throws LeftOver where something known is still in it
 * @throws RangeError where the buyer wrote nothing
 */
export function drillOf(
  review: Review,
  looked: Looked,
  words: DrillWords,
  options: DraftOptions,
): string {
  const left = leftLines(review, looked, words)
  if (left.size > 0)
    throw new LeftOver(Array.from(left, (message) => ({ message, kind: 'name' as const })))
  const messages = review.lines.flatMap((line, index) => {
    const text = textOf(review, looked, index)
    return text.trim() === '' ? [] : [{ ...line, text }]
  })
  const replaced = review.made.replacements.map((each, index) => ({
    ...each,
    replacement: looked.values[index] ?? each.replacement,
  }))
  return draftOf(messages, replaced, options)
}
