import pairs from 'opencc-js/dict/TSCharacters'
import { digitOf } from '../../masking/signs.ts'

/**
 * How a value is found in whatever spelling, and how its replacement is written in the same one:
 * spaces and dots within it, full width, capitals, traditional characters, other digits.
 */
export interface Folded {
  readonly text: string
  /** Of each unit, where it stands in the original. */
  readonly at: readonly number[]
}

const BETWEEN = /[\s\u200b-\u200f\ufeff\u00b7\u2022\u30fb.\uff0e_\-\uff0d\u2013\u2014*~]/
export const HAN = '[\\u3400-\\u9fff]'
const HAN_SIGN = /[\u3400-\u9fff]/

let simplified: ReadonlyMap<string, string> | null = null

function simple(sign: string): string {
  simplified ??= new Map(
    pairs.split('|').map((pair) => {
      const [from = '', to = ''] = pair.split(' ')
      return [from, to]
    }),
  )
  const to = simplified.get(sign)
  return to?.length === 1 ? to : sign
}

/** Unit by unit, so that places stay. */
export function plain(text: string): string {
  return Array.from({ length: text.length }, (_, at) => plainUnit(text[at] ?? '')).join('')
}

function plainUnit(unit: string): string {
  if (/[\ud800-\udfff]/.test(unit)) return unit
  const made = unit.normalize('NFKC').toLowerCase()
  if (made.length !== 1) return unit
  return HAN_SIGN.test(made) ? simple(made) : made
}

export function fold(text: string): Folded {
  let out = ''
  const at: number[] = []
  for (let index = 0; index < text.length; index++) {
    const unit = text[index] ?? ''
    if (BETWEEN.test(unit)) continue
    out += plainUnit(unit)
    at.push(index)
  }
  return { text: out, at }
}

/** Digits in whatever form as 0 to 9, without what stands between them. */
export function digitsOf(text: string): string {
  let digits = ''
  for (let at = 0; at < text.length; at++) {
    const value = digitOf(text.charCodeAt(at))
    if (value >= 0) digits += String(value)
  }
  return digits
}

export const isHan = (sign: string): boolean => HAN_SIGN.test(sign)

// Escapes: numerals from zero on as they are written, and as they stand on cheques.
const NUMERALS = [
  '\u96f6\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d',
  '\u96f6\u58f9\u8d30\u53c1\u8086\u4f0d\u9646\u67d2\u634c\u7396',
  '\u24ea\u2460\u2461\u2462\u2463\u2464\u2465\u2466\u2467\u2468',
  '\uff10\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19',
]
const COMMON = NUMERALS[0] ?? ''

/** `sign` (folded) in the clothes of `like`. */
export function dress(sign: string, like: string): string {
  if (/[0-9]/.test(sign) && digitOf(like.charCodeAt(0)) >= 0) {
    if (/[0-9]/.test(like)) return sign
    const row = NUMERALS.find((signs) => signs.includes(like)) ?? (isHan(like) ? COMMON : '')
    return row[Number(sign)] ?? sign
  }
  if (!/[a-z]/.test(sign)) return sign
  if (/[A-Z]/.test(like)) return sign.toUpperCase()
  const code = like.charCodeAt(0)
  if (code >= 0xff21 && code <= 0xff3a) return String.fromCharCode(sign.charCodeAt(0) - 97 + 0xff21)
  if (code >= 0xff41 && code <= 0xff5a) return String.fromCharCode(sign.charCodeAt(0) - 97 + 0xff41)
  return sign
}

/** One of several words; the longest first, so that none hides another. */
export function oneOf(words: readonly string[]): string {
  const escaped = words
    .toSorted((a, b) => b.length - a.length)
    .map((word) => word.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&'))
  return `(?:${escaped.join('|')})`
}

/** Every window of `size` signs. */
export function windows(text: string, size: number): string[] {
  const all: string[] = []
  for (let at = 0; at + size <= text.length; at++) all.push(text.slice(at, at + size))
  return all
}
