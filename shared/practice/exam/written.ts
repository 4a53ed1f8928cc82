import { findRanges, fold } from '../../words/fold.ts'
import type { Found, ForbiddenSign, Question, WrittenPoint } from './model.ts'

type Written = Extract<Question, { kind: 'write' }>

export interface WrittenMarks {
  /** 0 to 1. */
  readonly share: number
  readonly found: readonly (Found | null)[]
  readonly forbidden: readonly Found[]
}

/**
 * The shares of the points that stand in the text add up; a forbidden word takes all of them. Words
 * are found by the rule of search (full width, case); patterns run over the folded text, so that one
 * `7` is enough for both widths of it. Words copied from the question are nobody's answer.
 */
export function markWritten(question: Written, answer: string): WrittenMarks {
  const text = withoutCopies(answer, question.text)
  const found = question.points.map((point) => firstOf(point, text))
  const forbidden = question.forbidden.flatMap((sign) => firstOf(sign, text) ?? [])
  const sum = question.points.reduce((all, { share }, at) => all + (found[at] ? share : 0), 0)
  return { share: forbidden.length > 0 ? 0 : sum / 100, found, forbidden }
}

/** Longer than a phrase that an honest answer takes from its question (UTF-16 units). */
const COPIED = 20

/** The same text, long stretches of the question blotted out; all else keeps its place. */
function withoutCopies(text: string, question: string): string {
  let kept = ''
  for (let at = 0; at < text.length;) {
    let length = 0
    while (at + length < text.length && question.includes(text.slice(at, at + length + 1))) length++
    const copied = length >= COPIED
    kept += copied ? '\ufffc'.repeat(length) : text.charAt(at)
    at += copied ? length : 1
  }
  return kept
}

/** Where the first of its words, or its pattern, stands. */
function firstOf(sign: WrittenPoint | ForbiddenSign, text: string): Found | null {
  if (sign.matches !== undefined) return patternIn(text, sign.matches)
  const places = (sign.any ?? []).flatMap((word) => findRanges(text, fold(word)).slice(0, 1))
  const first = places.toSorted(([a], [b]) => a - b)[0]
  return first ? { start: first[0], end: first[1] } : null
}

function patternIn(text: string, source: string): Found | null {
  const folded = fold(text)
  const match = new RegExp(source, 'iu').exec(folded)
  // A fit of nothing is no word that somebody wrote.
  if (!match || match[0] === '') return null
  // Back to the text as it was written: the same one of all places where these words stand.
  let nth = 0
  for (let at = folded.indexOf(match[0]); at >= 0 && at < match.index; nth++)
    at = folded.indexOf(match[0], at + match[0].length)
  const ranges = findRanges(text, match[0])
  const range = ranges[nth] ?? ranges.at(-1)
  return range ? { start: range[0], end: range[1] } : null
}
