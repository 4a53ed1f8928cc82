import { expect, test } from 'vitest'
import { addDays, dateAt, deadlineOf, endOfDay } from './due.ts'

const at = (text: string) => Date.parse(text)

test('a deadline is the end of its day by the clock of the shop', () => {
  expect(endOfDay('Asia/Shanghai', '2026-11-22')).toBe(at('2026-11-22T15:59:59.999Z'))
  expect(endOfDay('America/New_York', '2026-11-22')).toBe(at('2026-11-23T04:59:59.999Z'))
  expect(endOfDay('UTC', '2026-12-31')).toBe(at('2026-12-31T23:59:59.999Z'))
})

test('also where the clock is changed at midnight, forward and back', () => {
  // Beirut 2026-03-29 has no 0:00; Havana 2026-11-01 has 0:00 twice.
  for (const [zone, before] of [
    ['Asia/Beirut', '2026-03-28'],
    ['America/Havana', '2026-03-07'],
    ['America/Havana', '2026-10-31'],
    ['America/Santiago', '2026-04-04'],
    ['America/Santiago', '2026-09-05'],
  ] as const) {
    const end = endOfDay(zone, before)
    expect([zone, dateAt(zone, end), dateAt(zone, end + 1)]).toEqual([
      zone,
      before,
      addDays(before, 1),
    ])
  }
})

test('days left and days over go by the calendar of the shop', () => {
  const zone = 'Asia/Shanghai'
  const due = endOfDay(zone, '2026-11-22')
  expect(deadlineOf(zone, null, due)).toEqual({ kind: 'none' })
  // 00:30 of that day in the shop, the day before by UTC.
  expect(deadlineOf(zone, due, at('2026-11-21T16:30:00Z'))).toEqual({ kind: 'left', days: 0 })
  expect(deadlineOf(zone, due, at('2026-11-21T15:30:00Z'))).toEqual({ kind: 'left', days: 1 })
  expect(deadlineOf(zone, due, due)).toEqual({ kind: 'left', days: 0 })
  expect(deadlineOf(zone, due, due + 1)).toEqual({ kind: 'over', days: 1 })
  expect(deadlineOf(zone, due, due + 3 * 86_400_000)).toEqual({ kind: 'over', days: 3 })
  expect(deadlineOf(zone, at('2026-11-22T04:00:00Z'), at('2026-11-22T05:00:00Z'))).toEqual({
    kind: 'over',
    days: 1,
  })
})
