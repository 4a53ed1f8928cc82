import type { Money } from '#shared/protocol/model.ts'

const formats = new Map<string, Intl.NumberFormat>()

function formatOf(language: string, currency: string): Intl.NumberFormat {
  const key = `${language} ${currency}`
  let format = formats.get(key)
  if (!format) {
    const options = { style: 'currency', currency, currencyDisplay: 'narrowSymbol' } as const
    try {
      format = new Intl.NumberFormat(language, options)
    } catch {
      // An order system may write anything where a currency stands.
      format = new Intl.NumberFormat(language, { ...options, currency: 'XXX' })
    }
    formats.set(key, format)
  }
  return format
}

/** How many digits its smallest unit is behind the point: 2 for CNY, 0 for JPY. */
export function digitsOf(currency: string): number {
  return formatOf('en', currency).resolvedOptions().maximumFractionDigits ?? 2
}

/** Such as ¥129.00. */
export function moneyText({ amount, currency }: Money, language: string): string {
  return formatOf(language, currency).format(amount / 10 ** digitsOf(currency))
}

/** As it is typed into a field, such as 129.00: no sign, no grouping. */
export function amountText({ amount, currency }: Money): string {
  return (amount / 10 ** digitsOf(currency)).toFixed(digitsOf(currency))
}

/**
 * What a person typed as an amount, in the smallest unit; null: it is none. Never by floating point.
 * Full-width digits and points of a Chinese input method are read as the usual ones.
 */
export function parseAmount(text: string, currency: string): number | null {
  const plain = text
    .normalize('NFKC')
    .replaceAll('。', '.')
    .replaceAll(/[\s,¥￥$€£]/g, '')
  const match = /^(\d{1,10})(?:\.(\d*))?$/.exec(plain)
  if (!match) return null
  const digits = digitsOf(currency)
  const fraction = match[2] ?? ''
  if (/[1-9]/.test(fraction.slice(digits))) return null
  return Number(`${match[1]}${fraction.slice(0, digits).padEnd(digits, '0')}`)
}
