import { expect, test } from 'vitest'
import { amountText, moneyText, parseAmount } from './money.ts'

test('an amount is shown by its currency and typed without a sign', () => {
  expect(moneyText({ amount: 12_900, currency: 'CNY' }, 'zh-CN')).toBe('¥129.00')
  expect(moneyText({ amount: 129, currency: 'JPY' }, 'en')).toBe('¥129')
  expect(amountText({ amount: 12_905, currency: 'CNY' })).toBe('129.05')
  expect(amountText({ amount: 129, currency: 'JPY' })).toBe('129')
  // An order system may write anything where a currency stands.
  expect(moneyText({ amount: 100, currency: '' }, 'en')).toContain('1.00')
})

test.each([
  ['129', 'CNY', 12_900],
  ['129.5', 'CNY', 12_950],
  ['0.29', 'CNY', 29],
  // 1.005 * 100 is 100.49999999999999 where it is counted by floating point.
  ['1.00', 'CNY', 100],
  ['４５。６', 'CNY', 4560],
  ['¥1,299.00', 'CNY', 129_900],
  ['129', 'JPY', 129],
  ['129.000', 'CNY', 12_900],
  ['1.005', 'CNY', null],
  ['1.5', 'JPY', null],
  ['', 'CNY', null],
  ['-5', 'CNY', null],
  ['abc', 'CNY', null],
  ['1e3', 'CNY', null],
  ['99999999999', 'CNY', null],
])('%s %s is %s of the smallest unit', (text, currency, amount) => {
  expect(parseAmount(text, currency)).toBe(amount)
})
