import { expect, test } from 'vitest'
import type { MarkResult } from '#shared/practice/run.ts'
import { earnedAt, replayed, shownAt, STOPPED, type ReplayAct } from './replay.ts'

const entries = [{ at: 0 }, { at: 2000 }, { at: 2000 }, { at: 9000 }]
const after = (...acts: readonly ReplayAct[]) =>
  acts.reduce((replay, act) => replayed(replay, act, entries), STOPPED)

test('plays in its own time, four and sixteen times as fast, and stands while it is paused', () => {
  expect(after({ kind: 'passed', ms: 500 }).at).toBe(0)
  expect(after({ kind: 'play' }, { kind: 'passed', ms: 500 }).at).toBe(500)
  expect(after({ kind: 'play' }, { kind: 'speed', speed: 4 }, { kind: 'passed', ms: 500 }).at).toBe(
    2000,
  )
  expect(
    after({ kind: 'speed', speed: 16 }, { kind: 'toggle' }, { kind: 'passed', ms: 500 }).at,
  ).toBe(8000)
  expect(
    after(
      { kind: 'play' },
      { kind: 'passed', ms: 500 },
      { kind: 'pause' },
      { kind: 'passed', ms: 500 },
    ).at,
  ).toBe(500)
})

test('ends with the last line; to play from there begins anew', () => {
  const over = after({ kind: 'play' }, { kind: 'passed', ms: 60_000 })
  expect(over).toEqual({ at: 9000, speed: 1, playing: false })
  expect(replayed(over, { kind: 'play' }, entries)).toMatchObject({ at: 0, playing: true })
  expect(replayed(over, { kind: 'seek', at: 99_999 }, entries).at).toBe(9000)
  expect(replayed(over, { kind: 'seek', at: -5 }, entries).at).toBe(0)
})

test('steps from line to line, those of one moment together', () => {
  const step = { kind: 'step', by: 1 } as const
  const back = { kind: 'step', by: -1 } as const
  expect(after(step).at).toBe(2000)
  expect(after(step, step).at).toBe(9000)
  expect(after(step, step, step).at).toBe(9000)
  expect(after(step, step, back).at).toBe(2000)
  expect(after(step, back, back).at).toBe(0)
})

test('lines are there from their moment on, a mark from the last line it is about', () => {
  expect([-1, 0, 1999, 2000, 9000].map((at) => shownAt(entries, at))).toEqual([0, 1, 1, 3, 4])
  const mark = (id: string, ...cites: number[]) => ({ id, cites }) as unknown as MarkResult
  const marks = [mark('both', 0, 3), mark('first', 0), mark('second', 1)]
  const ids = (shown: number) => earnedAt(marks, shown).map(({ id }) => id)
  expect(ids(1)).toEqual(['first'])
  expect(ids(3)).toEqual(['second', 'first'])
  expect(ids(4)).toEqual(['both', 'second', 'first'])
})
