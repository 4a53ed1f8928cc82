/** The checks that tell a number of one kind from digits that only look so. All take ASCII digits. */

/** ISO/IEC 7812-1 annex B. */
export function luhn(digits: string): boolean {
  let sum = 0
  for (let back = 0; back < digits.length; back++) {
    const digit = digits.charCodeAt(digits.length - 1 - back) - 48
    const doubled = back % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}

/** GB/T 2260: the first two digits, a province. */
const PROVINCES = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83'.split(
    ' ',
  ),
)
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const CHECKS = '10X98765432'

/** GB 11643: 17 digits and the check of ISO 7064 MOD 11-2 behind them, X for ten. */
export function isIdentity(digits: string, check: string): boolean {
  if (!PROVINCES.has(digits.slice(0, 2))) return false
  if (!isDate(digits.slice(6, 10), digits.slice(10, 12), digits.slice(12, 14))) return false
  let sum = 0
  for (const [at, weight] of WEIGHTS.entries()) sum += weight * (digits.charCodeAt(at) - 48)
  return CHECKS[sum % 11] === check.toUpperCase()
}

/** The 15 digits given before 1999: no check, so only where the words around say what it is. */
export function isOldIdentity(digits: string): boolean {
  return (
    digits.length === 15 &&
    PROVINCES.has(digits.slice(0, 2)) &&
    isDate(`19${digits.slice(6, 8)}`, digits.slice(8, 10), digits.slice(10, 12))
  )
}

function isDate(year: string, month: string, day: string): boolean {
  const [y, m, d] = [Number(year), Number(month), Number(day)]
  if (y < 1900 || y > 2099 || m < 1 || m > 12 || d < 1) return false
  return d <= new Date(Date.UTC(y, m, 0)).getUTCDate()
}

/** Issuers' first digits that Chinese banks gave before 62, with the length they gave them. */
const OLD_ISSUERS = /^(?:436742|456351|9558[89]|95599|60142[78]|405512)/

/**
 * How sure one may be by form and checksum: `sure` without a word around it; `told` where the text
 * says that it is a card (forms that order numbers have, too, and pass the checksum by chance).
 */
export function cardForm(digits: string, grouped: boolean): 'sure' | 'told' | null {
  const { length } = digits
  if (length < 13 || length > 19 || /^(\d)\1+$/.test(digits) || !luhn(digits)) return null
  if (digits.startsWith('62')) return length >= 16 ? 'sure' : null
  if (OLD_ISSUERS.test(digits)) return length >= 16 ? 'sure' : null
  if (length === 16 && /^(?:4|5[1-5]|35(?:2[89]|[3-8]))/.test(digits)) return 'sure'
  if (length === 15 && /^3[47]/.test(digits)) return grouped ? 'sure' : 'told'
  if (length === 16 && isMaster2(digits)) return 'told'
  if (length === 14 && /^3(?:0[0-5]|[689])/.test(digits)) return 'told'
  return (length === 13 || length === 19) && digits.startsWith('4') ? 'told' : null
}

function isMaster2(digits: string): boolean {
  const first = Number(digits.slice(0, 4))
  return first >= 2221 && first <= 2720
}

/** Area codes of the mainland: 010, 02x, and four digits of the other provinces. */
export function isArea(code: string): boolean {
  return /^(?:010|02[0-9]|0[3-9]\d{2})$/.test(code)
}
