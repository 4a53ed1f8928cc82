import { expect, test } from 'vitest'
import { duration } from '../app/duration.ts'
import { urgency } from './urgency.ts'

test('waiting is amber from 60 s and red from 100 s on', () => {
  expect([59, 60, 99, 100].map(urgency)).toEqual(['calm', 'soon', 'soon', 'late'])
})

test('running times read as minutes and hours', () => {
  expect([0, 45, 723, 7500].map(duration)).toEqual(['0:00', '0:45', '12:03', '2:05:00'])
})
