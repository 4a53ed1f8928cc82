import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { DEFAULT_SETTINGS, type WorkingHours } from '../protocol/settings.ts'
import { isOpen, isTimeZone, nextOpening, offsetAt } from './hours.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

function hours(patch: Partial<WorkingHours>): WorkingHours {
  return { ...DEFAULT_SETTINGS.hours, on: true, ...patch }
}
const everyDay = (...spans: [string, string][]) =>
  Array.from({ length: 7 }, () => spans.map(([from, to]) => ({ from, to })))
const at = (text: string) => Date.parse(text)

describe('working hours', () => {
  it('[D11] switched off they are always open', () => {
    const off = hours({ on: false, week: everyDay() })
    expect(isOpen(off, 0)).toBe(true)
    expect(nextOpening(off, 5)).toBe(5)
  })

  it('[D11] open from the first minute until before the last, in the zone of the shop', () => {
    const china = hours({ week: everyDay(['09:00', '23:00']) })
    expect(isOpen(china, at('2026-03-02T08:59:59.999+08:00'))).toBe(false)
    expect(isOpen(china, at('2026-03-02T09:00:00+08:00'))).toBe(true)
    expect(isOpen(china, at('2026-03-02T22:59:59.999+08:00'))).toBe(true)
    expect(isOpen(china, at('2026-03-02T23:00:00+08:00'))).toBe(false)
    expect(nextOpening(china, at('2026-03-02T23:00:00+08:00'))).toBe(
      at('2026-03-03T09:00:00+08:00'),
    )
  })

  it('[D11] the week begins on Monday; an empty day is closed', () => {
    const week = everyDay(['10:00', '12:00']).map((day, index) => (index === 6 ? [] : day))
    const given = hours({ week })
    // 1 March 2026 is a Sunday.
    expect(isOpen(given, at('2026-03-01T11:00:00+08:00'))).toBe(false)
    expect(isOpen(given, at('2026-03-02T11:00:00+08:00'))).toBe(true)
    expect(nextOpening(given, at('2026-02-28T12:00:00+08:00'))).toBe(
      at('2026-03-02T10:00:00+08:00'),
    )
  })

  it('[D11] over midnight it takes two spans, and 24:00 is the end of the day', () => {
    const night = hours({ week: everyDay(['00:00', '02:00'], ['20:00', '24:00']) })
    for (const open of ['20:00', '23:59', '00:00', '01:59'])
      expect(isOpen(night, at(`2026-03-02T${open}:00+08:00`)), open).toBe(true)
    for (const closed of ['02:00', '19:59'])
      expect(isOpen(night, at(`2026-03-02T${closed}:00+08:00`)), closed).toBe(false)
  })

  it('[D11] a holiday stands for its day, closed or otherwise open', () => {
    const given = hours({
      week: everyDay(['09:00', '18:00']),
      holidays: [
        { date: '2026-02-17', name: '春节', spans: [] },
        { date: '2026-02-18', name: '', spans: [{ from: '20:00', to: '21:00' }] },
      ],
    })
    expect(isOpen(given, at('2026-02-17T10:00:00+08:00'))).toBe(false)
    expect(isOpen(given, at('2026-02-18T10:00:00+08:00'))).toBe(false)
    expect(isOpen(given, at('2026-02-18T20:30:00+08:00'))).toBe(true)
    expect(nextOpening(given, at('2026-02-16T18:00:00+08:00'))).toBe(
      at('2026-02-18T20:00:00+08:00'),
    )
    // It is still the day before in the zone of the shop.
    expect(isOpen(given, at('2026-02-16T15:59:00Z'))).toBe(false)
  })

  it('[D11] never open: there is no next opening', () => {
    expect(nextOpening(hours({ week: everyDay() }), at('2026-03-01T00:00:00Z'))).toBeNull()
  })

  it('[D11] a clock set forward or back: nothing is missed, nothing comes twice at once', () => {
    const newYork = (...spans: [string, string][]) =>
      hours({ timeZone: 'America/New_York', week: everyDay(...spans) })
    // 2026-03-08: 02:00 EST becomes 03:00 EDT. 2026-11-01: 02:00 EDT becomes 01:00 EST.
    const missing = newYork(['02:30', '04:00'])
    expect(nextOpening(missing, at('2026-03-08T05:00:00Z'))).toBe(at('2026-03-08T07:00:00Z'))
    expect(isOpen(missing, at('2026-03-08T06:59:59Z'))).toBe(false)
    const twice = newYork(['01:30', '01:45'])
    expect(isOpen(twice, at('2026-11-01T05:30:00Z'))).toBe(true)
    expect(isOpen(twice, at('2026-11-01T06:00:00Z'))).toBe(false)
    expect(isOpen(twice, at('2026-11-01T06:30:00Z'))).toBe(true)
    expect(nextOpening(twice, at('2026-11-01T05:45:00Z'))).toBe(at('2026-11-01T06:30:00Z'))
    const across = newYork(['00:30', '01:15'])
    expect(nextOpening(across, at('2026-11-01T05:20:00Z'))).toBe(at('2026-11-01T06:00:00Z'))
  })

  it('[D11] where midnight itself is skipped, the day before still comes first', () => {
    const given = hours({
      timeZone: 'America/Sao_Paulo',
      week: [
        [],
        [],
        [],
        [],
        [],
        [{ from: '00:00', to: '00:30' }],
        [{ from: '00:00', to: '01:30' }],
      ],
    })
    const saturday = at('2018-11-03T03:00:00Z')
    expect(nextOpening(given, at('2018-11-03T00:00:00Z'))).toBe(saturday)
    expect(nextOpening(given, saturday + 30 * MINUTE)).toBe(at('2018-11-04T03:00:00Z'))
  })

  it('[D11] an unknown zone counts as UTC and stops nothing', () => {
    expect(isTimeZone('Mars/Olympus')).toBe(false)
    expect(isTimeZone('Asia/Shanghai')).toBe(true)
    const given = hours({ timeZone: 'Mars/Olympus', week: everyDay(['09:00', '10:00']) })
    expect(isOpen(given, at('2026-03-01T09:30:00Z'))).toBe(true)
  })

  const clock = fc
    .integer({ min: 0, max: 48 })
    .map((half) => `${String(half >> 1).padStart(2, '0')}:${half % 2 ? '30' : '00'}`)
  const span = fc
    .tuple(clock, clock)
    .filter(([a, b]) => a !== b)
    .map(([a, b]) => (a < b ? { from: a, to: b } : { from: b, to: a }))

  it('[D11] the next opening is the first open minute, in every zone and on the days of the change', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(
          'Asia/Shanghai',
          'America/New_York',
          'Australia/Lord_Howe',
          'Asia/Kathmandu',
          'America/Sao_Paulo',
          'Pacific/Apia',
        ),
        fc.array(fc.array(span, { maxLength: 2 }), { minLength: 7, maxLength: 7 }),
        fc.constantFrom('2026-03-07', '2026-10-31', '2026-04-04', '2026-10-03', '2018-11-03'),
        fc.integer({ min: 0, max: 2 * 24 * 60 }),
        (timeZone, week, day, minute) => {
          const given = hours({ timeZone, week })
          const from = at(`${day}T00:00:00Z`) + minute * MINUTE
          const next = nextOpening(given, from)
          const limit = Math.min(next ?? Infinity, from + 2 * DAY)
          for (let now = from; now < limit; now += 15 * MINUTE)
            expect(isOpen(given, now)).toBe(false)
          if (next !== null) {
            expect(isOpen(given, next)).toBe(true)
            if (next > from) expect(isOpen(given, next - 1)).toBe(false)
          } else expect(week.flat()).toEqual([])
        },
      ),
      { numRuns: 60 },
    )
  })

  it('the offset is what the zone says, asked in any order', () => {
    expect(offsetAt('America/New_York', at('2026-03-08T06:59:59Z'))).toBe(-5 * HOUR)
    expect(offsetAt('America/New_York', at('2026-03-08T07:00:00Z'))).toBe(-4 * HOUR)
    expect(offsetAt('America/New_York', at('2026-03-08T06:59:59.999Z'))).toBe(-5 * HOUR)
    expect(offsetAt('Asia/Kathmandu', 0)).toBe(5.5 * HOUR)
    expect(offsetAt('Asia/Kathmandu', at('2026-01-01T00:00:00Z'))).toBe(5.75 * HOUR)
  })
})
