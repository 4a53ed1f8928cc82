import { cardForm, isArea, isIdentity, isOldIdentity } from './checks.ts'
import { saidBefore, type Said } from './context.ts'
import { groupsOf, type Group } from './groups.ts'
import type { Span } from './span.ts'

/** Digits and signs of a window of groups that may be one number. */
interface Window {
  readonly text: string
  readonly start: number
  readonly end: number
  readonly digits: string
  /** Lengths of its groups, such as 3-4-4. */
  readonly shape: string
  /** What stands before its first digit and belongs to it: (, + or both. */
  readonly sign: string
  /** The first gap. */
  readonly gap: string
}

const MOST_GROUPS = 18
const MOST_DIGITS = 19
/** The fewest digits of anything found here. */
export const FEWEST_DIGITS = 8

const MOBILE = /^1[3-9]\d{9}$/
const MOBILE_SHAPES =
  /^(?:11|3-4-4|3-8|7-4|4-4-3|4-3-4|3-3-5|5-6|3-2-2-2-2|2-3-3-3|3-4-2-2|3-2-2-4|3-3-3-2|3-3-2-3|3-2-3-3|1(?:-1){10})$/
const CARD_SHAPES = /^(?:\d\d|4-4-4-[1-4]|4-4-4-4-[1-4]|6-1[0-3]|4-6-[45]|5-5-5-4)$/
const LANDLINE_SHAPES = /^(?:1[12]|3-8|3-4-4|4-[78]|4-3-4|4-4-4)$/
/** Letters right in front that introduce a number; all others make it a model, a track, an id. */
const INTRODUCES = /(?:^|[^a-z])(?:tel|phone|mobile|mob|call|wx|vx|v|wechat|hk|visa|card|sfz|id)$/i
const COURIER =
  /(?:^|[^a-z])(?:sf|yt|yto|jd[a-z]*|zto|sto|ems|dpk|jt|ky|lp|cn|rr|kk|hy|ups|dhl|fedex|no|po|so)[\s.:：#]*$/i
const URL_LIKE = /(?:https?:\/\/|www\.)[!-~]+/g
const CONTEXT_OLD = /身份证|身份證|证件|sfz|清关|实名/i
const HONG_KONG = /(?:香港|港|HK|Hong ?Kong)[^\d]{0,10}$/i
const ABROAD_REACH = 14

/** Phones, identity numbers and bank cards in a text. */
export function findNumbers(text: string, only?: Span['kind']): Span[] {
  const groups = groupsOf(text)
  const urls = Array.from(text.matchAll(URL_LIKE), (match) => [
    match.index,
    match.index + match[0].length,
  ])
  const found: Span[] = []
  for (let at = 0; at < groups.length; at++) {
    const first = groups[at]
    if (!first || urls.some(([from = 0, to = 0]) => first.start >= from && first.start < to))
      continue
    for (const last of endsFrom(groups, at)) {
      const span = asNumber(text, groups, at, last, only)
      if (!span || (only !== undefined && span.kind !== only)) continue
      found.push(span)
      at = last
      break
    }
  }
  return found
}

/** Indexes of the last group of windows that begin at `from`, longest first. */
function endsFrom(groups: readonly Group[], from: number): number[] {
  const ends: number[] = []
  let digits = 0
  for (let at = from; at < groups.length && at - from < MOST_GROUPS; at++) {
    const group = groups[at]
    if (!group) break
    digits += group.digits.length
    if (digits > MOST_DIGITS) break
    if (digits >= FEWEST_DIGITS) ends.push(at)
    if (group.gap === null) break
  }
  return ends.reverse()
}

/** Cheap checks first: nearly all windows fall through them. */
function asNumber(
  text: string,
  groups: readonly Group[],
  from: number,
  to: number,
  only: Span['kind'] | undefined,
): Span | null {
  const window = windowOf(text, groups, from, to)
  if (!window) return null
  const form = CARD_SHAPES.test(window.shape)
    ? cardForm(window.digits, window.shape.includes('-'))
    : null
  if (only === 'card' && form === null) return null
  const identity = asIdentity(window)
  const phone = identity || form !== null ? null : phoneAt(window)
  if (!identity && form === null && phone === null) return null
  if (!standsAlone(groups, from, to, window)) return null
  if (identity) return identity
  if (/[a-z]/i.test(text[window.end] ?? '') && !/^[a-z]{3}/i.test(text.slice(window.end)))
    return null
  const said = saidBefore(text, window.start)
  if (isCard(form, said)) return { kind: 'card', start: window.start, end: window.end }
  if (phone === null || (said === 'numbered' && window.sign === '')) return null
  return { kind: 'phone', start: phone, end: window.end }
}

function windowOf(text: string, groups: readonly Group[], from: number, to: number): Window | null {
  const first = groups[from]
  const last = groups[to]
  if (!first || !last) return null
  const parts = groups.slice(from, to + 1)
  // One number has the same sign between all its parts, but behind a country or an area.
  const gaps = parts.slice(0, -1).map(({ gap }) => gap ?? '')
  if (new Set(gaps.slice(2)).size > 1) return null
  return {
    text,
    start: first.start,
    end: last.end,
    digits: parts.map(({ digits }) => digits).join(''),
    shape: parts.map(({ digits }) => digits.length).join('-'),
    sign: /[（(]?[+＋]?$/.exec(text.slice(Math.max(0, first.start - 2), first.start))?.[0] ?? '',
    gap: gaps[0] ?? '',
  }
}

/** Not a piece of a longer thing: a decimal, a version, a model, an id with letters. */
function standsAlone(
  groups: readonly Group[],
  from: number,
  to: number,
  { text, start, shape }: Window,
): boolean {
  const before = text.slice(Math.max(0, start - 12), start)
  if (/[a-z_#]$/i.test(before) && !INTRODUCES.test(before)) return false
  if (COURIER.test(before)) return false
  const previous = groups[from - 1]?.gap ?? null
  if (previous !== null && /[.\-_—–]/.test(previous)) return false
  const next = groups[to]?.gap ?? null
  const behind = groups[to + 1]
  if (next === null || !behind) return true
  if (/^[.．]/.test(next)) return false
  // An extension behind a number is none of it.
  return !/[-_—–]/.test(next) || (shape === '11' && behind.digits.length <= 4)
}

function asIdentity({ text, start, end, digits, shape }: Window): Span | null {
  const behind = text[end] ?? ''
  if (digits.length === 17 && /[Xx×ｘＸ]/.test(behind) && !/[a-z0-9]/i.test(text[end + 1] ?? ''))
    return isIdentity(digits, 'X') ? { kind: 'identity', start, end: end + 1 } : null
  if (digits.length === 18 && isIdentity(digits.slice(0, 17), digits.slice(17)))
    return { kind: 'identity', start, end }
  const told = CONTEXT_OLD.test(text.slice(Math.max(0, start - ABROAD_REACH), start))
  return shape === '15' && told && isOldIdentity(digits) ? { kind: 'identity', start, end } : null
}

function isCard(form: ReturnType<typeof cardForm>, said: Said): boolean {
  return form === 'sure' ? said !== 'numbered' : form === 'told' && said === 'personal'
}

/** Where the phone number begins, with its signs; null: it is none. */
function phoneAt(window: Window): number | null {
  const { digits, shape, sign, start, gap } = window
  const whole =
    sign !== '' && (/[+＋]/.test(sign) || /[)）]/.test(gap)) ? start - sign.length : start
  if (isAbroad(window)) return whole
  if (MOBILE.test(digits)) return MOBILE_SHAPES.test(shape) ? start : null
  if (isLandline(window)) return whole
  if (/^09\d{8}$/.test(digits)) return /^(?:10|4-3-3|4-6)$/.test(shape) ? start : null
  // Eight digits are of Hong Kong only where the words before say so.
  if (/^[5-9]\d{7}$/.test(digits) && /^(?:8|4-4)$/.test(shape))
    return HONG_KONG.test(window.text.slice(Math.max(0, start - ABROAD_REACH), start))
      ? start
      : null
  return null
}

function isAbroad({ digits, shape, sign }: Window): boolean {
  const plus = /[+＋]/.test(sign)
  const national = digits.replace(/^00/, '')
  if (/^861[3-9]\d{9}$/.test(national)) return true
  if (/^852[5-9]\d{7}$/.test(national) || /^8536\d{7}$/.test(national)) return true
  if (/^8869\d{8}$/.test(national)) return true
  if (digits.startsWith('0086') && isLocal(`0${national.slice(2)}`)) return true
  return (
    plus && digits.length >= 10 && digits.length <= 15 && shape.includes('-') && digits[0] !== '0'
  )
}

function isLandline({ digits, shape, gap }: Window): boolean {
  // Taiwan's areas have two digits and are set apart.
  if (/^2-(?:8|4-4|3-4|7)$/.test(shape) && /^0[2-8]/.test(digits)) return gap !== ''
  if (!LANDLINE_SHAPES.test(shape) || !digits.startsWith('0')) return false
  return isLocal(digits)
}

function isLocal(digits: string): boolean {
  const length = /^0(?:10|2\d)/.test(digits) ? 3 : 4
  const local = digits.slice(length)
  return (
    isArea(digits.slice(0, length)) &&
    /^[2-9]/.test(local) &&
    (local.length === 8 || (local.length === 7 && length === 4))
  )
}
