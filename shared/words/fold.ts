import type { Body } from '../protocol/model.ts'

/**
 * The one rule of what search finds: `fold(text)` contains `fold(query)`. Index and exact check
 * both go through here.
 *
 * NFKC makes full-width and half-width forms, circled numbers, ligatures and composed letters one;
 * then A to Z become small. Lone surrogates become U+FFFD, so that a match can't begin or end in the
 * middle of a character. Nothing is trimmed or collapsed.
 */
export function fold(text: string): string {
  return text
    .toWellFormed()
    .normalize('NFKC')
    .replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase())
}

/** What of a message can be found: its words, or its file's name. Notices are found by nobody. */
export function searchable(body: Body): string {
  switch (body.kind) {
    case 'text':
    case 'auto':
      return body.text
    case 'image':
    case 'file':
      return body.file.name
    case 'card':
      return body.card.kind === 'product' ? body.card.title : body.card.number
    case 'notice':
    case 'recalled':
    case 'erased':
      return ''
  }
}

/**
 * Stretches that NFKC may compose with each other but not with their neighbours: a character with
 * its marks (half-width kana marks are no \p{M}), or a run of conjoining Hangul.
 */
const stretches = /[\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]+|[^][\p{M}\uff9e\uff9f]*/gu

/**
 * Where the folded query lies in the unfolded text: UTF-16 [start, end) ranges, none overlapping,
 * widened to whole characters of the text.
 */
export function findRanges(text: string, foldedQuery: string): (readonly [number, number])[] {
  if (foldedQuery === '') return []
  const folded = fold(text)
  /** starts[i] and ends[i]: the stretch of the text that gave folded unit i. */
  const starts: number[] = []
  const ends: number[] = []
  let pieces = ''
  for (const match of text.matchAll(stretches)) {
    const piece = fold(match[0])
    pieces += piece
    for (let unit = 0; unit < piece.length; unit++) {
      starts.push(match.index)
      ends.push(match.index + match[0].length)
    }
  }
  // An exotic composition across stretches: the match is certain, its place is not.
  if (pieces !== folded) return folded.includes(foldedQuery) ? [[0, text.length]] : []
  const ranges: (readonly [number, number])[] = []
  for (
    let at = folded.indexOf(foldedQuery);
    at !== -1;
    at = folded.indexOf(foldedQuery, at + foldedQuery.length)
  ) {
    const start = starts[at] ?? 0
    const end = ends[at + foldedQuery.length - 1] ?? text.length
    const last = ranges.at(-1)
    if (last && start < last[1]) ranges[ranges.length - 1] = [last[0], Math.max(last[1], end)]
    else ranges.push([start, end])
  }
  return ranges
}
