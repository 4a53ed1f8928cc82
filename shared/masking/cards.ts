import { findNumbers } from './numbers.ts'
import { digitOf, hasDigits } from './signs.ts'

/** T4: card numbers before anything is stored. Apart from the rest, since buyers' pages load it. */
const FEWEST_OF_CARD = 13

/** Card numbers are never stored (T4): `****1234` in their place. The very same string without one. */
export function withoutCards(text: string): string {
  return hasDigits(text, FEWEST_OF_CARD) ? cut(text, text) : text
}

/** Of a web page's address: its parts are words, too, also where they are percent-encoded. */
export function pageWithoutCards(page: string): string {
  if (!hasDigits(page, FEWEST_OF_CARD)) return page
  const plain = cut(page, spaced(page))
  if (!plain.includes('%')) return plain
  const decoded = decode(plain)
  const cleaned = decoded === null ? null : cut(decoded, spaced(decoded))
  return cleaned === null || cleaned === decoded ? plain : encodeURI(cleaned)
}

/** Every text in a value that is JSON. The very same value without a card number. */
export function valueWithoutCards<T>(value: T): T {
  if (typeof value === 'string') return withoutCards(value) as T
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value
    const cleaned = items.map(valueWithoutCards)
    return cleaned.every((one, at) => one === items[at]) ? value : (cleaned as T)
  }
  let changed = false
  const cleaned: Record<string, unknown> = {}
  for (const [key, one] of Object.entries(value)) {
    cleaned[key] = valueWithoutCards(one as unknown)
    changed ||= cleaned[key] !== one
  }
  return changed ? (cleaned as T) : value
}

/** `read`: the text with signs in other places blank, of the same length. */
function cut(text: string, read: string): string {
  let rest = ''
  let from = 0
  for (const { start, end } of findNumbers(read, 'card')) {
    rest += `${text.slice(from, start)}****${lastDigits(text.slice(start, end))}`
    from = end
  }
  return from === 0 ? text : rest + text.slice(from)
}

/** A number may follow each of these; as an address it would be passed over whole. */
function spaced(page: string): string {
  return page.replace(/[:/?&#;]/g, '|').replace(/[=+]/g, ' ')
}

function decode(page: string): string | null {
  try {
    return decodeURI(page)
  } catch {
    return null
  }
}

function lastDigits(card: string): string {
  return Array.from(card, (sign) => digitOf(sign.charCodeAt(0)))
    .filter((digit) => digit >= 0)
    .slice(-4)
    .join('')
}
