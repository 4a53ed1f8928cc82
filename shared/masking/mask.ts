import { regionLength } from './addresses.ts'
import { findPersonal, type Span } from './find.ts'
import { digitOf, hasDigits } from './signs.ts'

export { withoutCards } from './cards.ts'

/** Digits that may be a piece of a number, and they in any form with the usual signs between. */
const PIECE = 6
const DIGIT = '[0-9０-９〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖]'
const PIECES = new RegExp(`${DIGIT}(?:[\\s.\\-]?${DIGIT}){${PIECE - 1},}`, 'gu')

/**
 * T4: the text with what is personal hidden in part, of the same length: of phones the four digits
 * before the last four, of identity numbers all but the first six and the last two, of cards all but
 * the last four, of e-mails the name but its first sign, of addresses all but the region. Idempotent:
 * what is left has no personal data in it. The very same string when there is none.
 */
export function mask(text: string): string {
  let shown = text
  // Rarely twice: what stays of one number can make another with its neighbour.
  for (;;) {
    const spans = findPersonal(shown)
    if (spans.length === 0) return shown
    const next = hide(shown, spans)
    if (next === shown) return shown
    shown = next
  }
}

/** Of a text that was cut off, or is still being typed: what may be a piece of a number, too. */
export function digitRunsHidden(text: string): string {
  return hasDigits(text, PIECE)
    ? text.replace(PIECES, (piece) => piece.slice(0, 3) + piece.slice(3).replace(/[^\s\-.]/g, '*'))
    : text
}

function hide(text: string, spans: readonly Span[]): string {
  let shown = ''
  let from = 0
  for (const span of spans) {
    shown += text.slice(from, span.start) + hidden(span, text.slice(span.start, span.end))
    from = span.end
  }
  return shown + text.slice(from)
}

function hidden({ kind }: Span, words: string): string {
  switch (kind) {
    case 'phone':
      return phone(words)
    case 'identity':
      return digits(words, 6, 2)
    case 'card':
      return digits(words, 0, 4)
    case 'email': {
      const at = words.search(/ ?[@＠]/)
      return words.slice(0, 1) + '*'.repeat(Math.max(1, at - 1)) + words.slice(Math.max(at, 2))
    }
    case 'address': {
      const kept = regionLength(words)
      const open = kept < words.length ? kept : 0
      // Its lines stay lines.
      return words.slice(0, open) + words.slice(open).replace(/[^\n]/g, '*')
    }
  }
}

/** A text that is known to be an address: all but its province, city and district. */
export function addressHidden(address: string): string {
  const kept = regionLength(address)
  return address.slice(0, kept) + address.slice(kept).replace(/\S/gu, '*')
}

/**
 * Of a phone the four digits before the last four, the middle of a mainland mobile with or without
 * its country. Of a short one the last two remain: enough to compare by, too little to call. What is
 * hidden already stays as it is.
 */
export function phone(words: string): string {
  if (/[*＊•xX]{3}/.test(words)) return words
  let count = 0
  for (let at = 0; at < words.length; at++) if (digitOf(words.charCodeAt(at)) >= 0) count++
  return count < 8 ? digits(words, 0, 2) : digits(words, count - 8, 4)
}

/** All digits hidden but the first and last few; an X behind an identity number counts as one. */
function digits(words: string, first: number, last: number): string {
  const places: number[] = []
  for (let at = 0; at < words.length; at++)
    if (digitOf(words.charCodeAt(at)) >= 0 || /[xX×ｘＸ]/.test(words[at] ?? '')) places.push(at)
  const gone = new Set(places.slice(first, Math.max(first, places.length - last)))
  let shown = ''
  for (let at = 0; at < words.length; at++) shown += gone.has(at) ? '*' : words[at]
  return shown
}
