import { expect, test } from 'vitest'
import type { OutboxEntry } from '../../state/model.ts'
import type { Row } from '../../state/rows.ts'
import { firstInSight } from './sight.ts'

function lines(count: number, alone: boolean): Row[] {
  const entry = {} as OutboxEntry
  return Array.from({ length: count }, (_, index) => ({
    kind: 'pending',
    key: String(index),
    entry,
    first: alone,
    last: alone,
  }))
}

test('lines in a group stand closer, so that more of them are drawn', () => {
  const height = 600
  expect(100 - firstInSight(lines(100, false), height)).toBe(Math.ceil((height + 102) / 34))
  expect(100 - firstInSight(lines(100, true), height)).toBe(Math.ceil((height + 102) / 61))
})

test('a short chat is drawn whole, an empty one too', () => {
  expect(firstInSight(lines(5, true), 600)).toBe(0)
  expect(firstInSight([], 600)).toBe(0)
})
