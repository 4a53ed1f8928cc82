import { describe, expect, it } from 'vitest'
import {
  emptyFigures,
  figuresDay,
  figuresOf,
  ifAnswered,
  ifMissed,
  ratesOf,
  withRound,
} from './rounds.ts'

const ZONE = 'Asia/Shanghai'
const at = (time: string, day = '2026-03-02') => Date.parse(`${day}T${time}+08:00`)
const today = emptyFigures(20260302)

describe('rounds of an account’s day', () => {
  it('[M] asked 10:10:15 and 10:15:20, answered 10:18:10: 0 of 1; the next in time: 1 of 2', () => {
    // The second question is of the same round: the first one began it.
    const one = withRound(today, at('10:10:15'), at('10:18:10'), ZONE)
    expect(one).toEqual({ day: 20260302, rounds: 1, answered: 1, sumMs: 475_000, quick: 0 })
    expect(ratesOf(one)).toEqual({ averageMs: 475_000, quickShare: 0, rounds: 1 })
    const two = withRound(one, at('10:20:00'), at('10:22:59'), ZONE)
    expect(ratesOf(two)).toEqual({ averageMs: 327_000, quickShare: 0.5, rounds: 2 })
  })

  it('[M] ten questions in a row that nobody answers: 0 of 1, and 600 s', () => {
    const missed = withRound(today, at('10:00:00'), null, ZONE)
    expect(missed).toEqual({ day: 20260302, rounds: 1, answered: 0, sumMs: 600_000, quick: 0 })
    expect(ratesOf(missed).quickShare).toBe(0)
  })

  it('[M] 180 s are in time, a millisecond more is not; no round is longer than 600 s', () => {
    const start = at('12:00:00')
    expect(withRound(today, start, start + 180_000, ZONE).quick).toBe(1)
    expect(withRound(today, start, start + 180_001, ZONE).quick).toBe(0)
    expect(withRound(today, start, start + 3_600_000, ZONE)).toMatchObject({
      answered: 1,
      sumMs: 600_000,
    })
  })

  it('[M] only rounds that begin from 08:00 until before 23:00 of the shop’s zone', () => {
    const counts = (time: string) => withRound(today, at(time), at(time) + 1000, ZONE).rounds
    expect(['07:59:59.999', '08:00:00', '22:59:59.999', '23:00:00'].map(counts)).toEqual([
      0, 1, 1, 0,
    ])
    // The same moment in another zone: 10:00 in China is 21:00 of the day before in New York.
    const newYork = emptyFigures(20260301)
    expect(withRound(newYork, at('10:00:00'), null, 'America/New_York').rounds).toBe(1)
    expect(withRound(newYork, at('12:00:00'), null, 'America/New_York')).toEqual(newYork)
  })

  it('[M] a new day begins anew; a round of yesterday is too late for today, and was unanswered', () => {
    const one = withRound(today, at('10:00:00'), at('10:00:10'), ZONE)
    const next = at('09:00:00', '2026-03-03')
    expect(withRound(one, next, next + 5000, ZONE)).toEqual({
      day: 20260303,
      rounds: 1,
      answered: 1,
      sumMs: 5000,
      quick: 1,
    })
    expect(withRound(emptyFigures(20260303), at('22:59:00'), next, ZONE)).toEqual(
      emptyFigures(20260303),
    )
    expect(withRound(one, at('22:59:30'), at('00:00:10', '2026-03-03'), ZONE)).toMatchObject({
      rounds: 2,
      answered: 1,
      quick: 1,
    })
    expect(figuresDay(at('23:59:59'), ZONE)).toBe(20260302)
    expect(figuresOf(one, at('20:00:00'), ZONE)).toBe(one)
    expect(figuresOf(one, next, ZONE)).toEqual(emptyFigures(20260303))
  })

  it('[M] nothing yet is no rate; what would be if', () => {
    expect(ratesOf(today)).toEqual({ averageMs: null, quickShare: null, rounds: 0 })
    expect(ifAnswered(today, 30_000)).toEqual({ averageMs: 30_000, quickShare: 1, rounds: 1 })
    expect(ifMissed(today)).toEqual({ averageMs: 600_000, quickShare: 0, rounds: 1 })
    const one = withRound(today, at('10:00:00'), at('10:00:10'), ZONE)
    expect(ifAnswered(one, 200_000)).toEqual({ averageMs: 105_000, quickShare: 0.5, rounds: 2 })
    expect(ifMissed(one)).toEqual({ averageMs: 305_000, quickShare: 0.5, rounds: 2 })
  })
})
