import { findRanges } from './fold.ts'

export interface Snippet {
  readonly text: string
  /** UTF-16 [start, end) of each match within `text`. */
  readonly ranges: readonly (readonly [number, number])[]
}

/** UTF-16 units shown before the first match, and in all. */
const lead = 16
const longest = 100
const ellipsis = '…'

/** Moves an edge out of the middle of a surrogate pair. */
function edge(text: string, at: number): number {
  const code = text.charCodeAt(at)
  return code >= 0xdc00 && code <= 0xdfff && at > 0 ? at - 1 : at
}

/**
 * The part of a text around its first match, with every match in it marked. `shown`: the text as its
 * reader may have it, unit for unit (T4).
 */
export function snippetOf(text: string, foldedQuery: string, shown = text): Snippet {
  const ranges = findRanges(text, foldedQuery)
  const first = ranges[0]?.[0] ?? 0
  const start = text.length <= longest ? 0 : edge(text, Math.max(0, first - lead))
  const stop = edge(text, Math.min(text.length, start + longest))
  const before = start > 0 ? ellipsis : ''
  const after = stop < text.length ? ellipsis : ''
  const shift = before.length - start
  return {
    text: before + shown.slice(start, stop) + after,
    ranges: ranges
      .filter(([from, to]) => from < stop && to > start)
      .map(([from, to]) => [from + shift, Math.min(to, stop) + shift] as const),
  }
}
