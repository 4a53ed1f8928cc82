import { expect, test } from 'vitest'
import { duration } from '../app/duration.ts'
import { urgency } from './urgency.ts'

test('waiting is amber from 60 s and red from 100 s on', () => {
  const usual = (seconds: number) => urgency(seconds)
  expect([59, 60, 99, 100].map(usual)).toEqual(['calm', 'soon', 'soon', 'late'])
})

test('the limits are the shop\u2019s own', () => {
  const strict = (seconds: number) => urgency(seconds, 20_000, 30_000)
  expect([19, 20, 29, 30].map(strict)).toEqual(['calm', 'soon', 'soon', 'late'])
})

test('running times read as minutes and hours', () => {
  expect([0, 45, 723, 7500].map(duration)).toEqual(['0:00', '0:45', '12:03', '2:05:00'])
})
