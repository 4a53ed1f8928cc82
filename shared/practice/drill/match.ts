import { groupsOf } from '../../masking/groups.ts'
import { dress, fold, plain, windows, type Folded } from './signs.ts'
import type { Needle } from './needles.ts'

/** A find of a needle in a text. */
export interface Hit {
  readonly needle: Needle
  /** Where in the needle it begins, and how many signs of it are there. */
  readonly offset: number
  readonly length: number
  /** By sign, where it stands in the text. */
  readonly units: readonly number[]
}

/** What is found already. It is none of the signs that are looked for. */
const GONE = '\0'

/** Rows of digits as they are read: with at most two signs between them. */
export function digitRows(text: string): readonly Folded[] {
  const rows: { text: string; at: number[] }[] = []
  let joins = false
  for (const { start, digits, gap } of groupsOf(text)) {
    const last = rows.at(-1)
    const row = joins && last ? last : { text: '', at: [] }
    if (row !== last) rows.push(row)
    row.text += digits
    row.at.push(...Array.from(digits, (_, index) => start + index))
    joins = gap !== null
  }
  return rows
}

/** All finds in a text, none over another, ascending; the longest are taken first. */
export function hitsIn(text: string, needles: readonly Needle[]): readonly Hit[] {
  const words = fold(text)
  const rows = digitRows(text)
  const gone = new Set<number>()
  const hits: Hit[] = []
  // What was nowhere is nowhere when more is gone.
  let live = needles
  for (;;) {
    let best: Hit | null = null
    const left: Needle[] = []
    for (const needle of live) {
      const hit =
        needle.in === 'digits' ? inRows(rows, needle, gone) : inWords(text, words, needle, gone)
      if (!hit) continue
      left.push(needle)
      if (!best || hit.length > best.length) best = hit
    }
    live = left
    if (!best) return hits.toSorted((a, b) => (a.units[0] ?? 0) - (b.units[0] ?? 0))
    hits.push(best)
    for (let unit = best.units[0] ?? 0; unit <= (best.units.at(-1) ?? 0); unit++) gone.add(unit)
  }
}

function inRows(rows: readonly Folded[], needle: Needle, gone: ReadonlySet<number>): Hit | null {
  let best: Hit | null = null
  for (const row of rows) {
    const hit = common(row, needle, gone)
    if (hit && (!best || hit.length > best.length)) best = hit
  }
  return best
}

function inWords(
  text: string,
  words: Folded,
  needle: Needle,
  gone: ReadonlySet<number>,
): Hit | null {
  const { signs, alone, before, behind } = needle
  for (let at = words.text.indexOf(signs); at >= 0; at = words.text.indexOf(signs, at + 1)) {
    const end = at + signs.length
    const units = words.at.slice(at, end)
    if (units.some((unit) => gone.has(unit))) continue
    if (alone && besideWord(text, units)) continue
    if (before && !before.test(words.text.slice(0, at))) continue
    if (behind && !behind.test(words.text.slice(end))) continue
    return { needle, offset: 0, length: signs.length, units }
  }
  return needle.least === null ? null : common(words, needle, gone)
}

/** In the text as it is: in the folded one words that were set apart touch. */
function besideWord(text: string, units: readonly number[]): boolean {
  const beside = [text[(units[0] ?? 0) - 1], text[(units.at(-1) ?? 0) + 1]]
  return beside.some((sign) => sign !== undefined && /[a-z0-9]/i.test(sign.normalize('NFKC')))
}

/** The longest stretch of at least `least` signs that both have. */
function common({ text, at }: Folded, needle: Needle, gone: ReadonlySet<number>): Hit | null {
  const { signs, least } = needle
  const fewest = Math.min(least ?? signs.length, signs.length)
  if (!windows(signs, fewest).some((piece) => text.includes(piece))) return null
  const open = Array.from(text, (sign, index) => (gone.has(at[index] ?? -1) ? GONE : sign))
  let best: Hit | null = null
  for (let from = 0; from + fewest <= open.length; from++)
    for (let offset = 0; offset + fewest <= signs.length; offset++) {
      let length = 0
      while (
        offset + length < signs.length &&
        from + length < open.length &&
        open[from + length] === signs[offset + length]
      )
        length++
      if (length >= fewest && length > (best?.length ?? 0))
        best = { needle, offset, length, units: at.slice(from, from + length) }
    }
  return best
}

/** The text of a find, as it is written in its place: spaces, width and kind of digits stay. */
export function written({ needle, offset, units }: Hit, text: string): string {
  if (needle.whole) return needle.invented
  const first = units[0] ?? 0
  const end = (units.at(-1) ?? 0) + 1
  let out = ''
  let next = 0
  for (let at = first; at < end; at++) {
    const unit = text[at] ?? ''
    if (units[next] !== at) {
      out += unit
      continue
    }
    const sign = needle.invented[offset + next] ?? ''
    out += sign === plain(unit) ? unit : dress(sign, unit)
    next++
  }
  return out
}
