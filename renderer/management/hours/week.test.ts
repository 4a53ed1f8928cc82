import { expect, test } from 'vitest'
import { DEFAULT_SETTINGS } from '#shared/protocol/settings-defaults.ts'
import { freeDate, nextSpan, problemOfHours, problemOfSpans, timesOfDay } from './week.ts'

test('[D11] spans that are turned round or lie on one another are said before saving', () => {
  expect(problemOfSpans([{ from: '18:00', to: '09:00' }])).toBe('span_order')
  expect(problemOfSpans([{ from: '09:00', to: '09:00' }])).toBe('span_order')
  expect(
    problemOfSpans([
      { from: '13:00', to: '18:00' },
      { from: '09:00', to: '13:30' },
    ]),
  ).toBe('span_overlap')
  expect(
    problemOfSpans([
      { from: '13:00', to: '24:00' },
      { from: '09:00', to: '13:00' },
    ]),
  ).toBeNull()
})

test('[D11] one date is one holiday', () => {
  const holiday = { date: '2026-10-01', name: '国庆', spans: [] }
  const { hours } = DEFAULT_SETTINGS
  expect(problemOfHours({ ...hours, holidays: [holiday] })).toBeNull()
  expect(problemOfHours({ ...hours, holidays: [holiday, { ...holiday, name: '' }] })).toBe(
    'date_twice',
  )
  expect(freeDate([holiday, { date: '2026-10-02' }], '2026-10-01')).toBe('2026-10-03')
})

test('a new span never lies on an old one', () => {
  expect(nextSpan([])).toEqual({ from: '09:00', to: '18:00' })
  expect(nextSpan([{ from: '09:00', to: '12:00' }])).toEqual({ from: '13:00', to: '17:00' })
  expect(nextSpan([{ from: '09:00', to: '22:00' }])).toEqual({ from: '23:00', to: '24:00' })
  expect(nextSpan([{ from: '09:00', to: '23:30' }])).toBeNull()
})

test('times of day: a day begins at 00:00 and may end at 24:00', () => {
  expect([timesOfDay(false)[0], timesOfDay(false).at(-1)]).toEqual(['00:00', '23:45'])
  expect([timesOfDay(true)[0], timesOfDay(true).at(-1)]).toEqual(['00:15', '24:00'])
})
