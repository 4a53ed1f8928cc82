import { expect, it } from 'vitest'
import type { RunView } from '#shared/practice/courses.ts'
import { rushPlace } from './open.ts'
import { bestRush, rushesOf } from './results.ts'

const RUSH = { buyers: 6, minutes: 3, rhythm: 'waves', skills: [] } as const
const MEASURES = { rounds: 4, inTime: 3, firstReply: 20_000, average: 50_000, most: 3 }

function run(id: string, changes: Partial<RunView> = {}): RunView {
  return {
    id,
    account: 'me',
    scenario: 'rush-6-3-waves',
    title: 'Rush',
    seed: 1,
    state: 'done',
    startedAt: Number(id),
    endedAt: 9,
    score: { total: 70, passed: true, skills: {} },
    violations: 0,
    kind: 'rush',
    rush: { ...RUSH, skills: [] },
    measures: MEASURES,
    ...changes,
  }
}

it('past results are one’s own rushes that were played to their end, oldest first', () => {
  const runs = [
    run('4'),
    run('3', { account: 'other' }),
    run('2', { state: 'given_up', score: null, measures: null }),
    run('1', { measures: { ...MEASURES, inTime: 4 } }),
    run('0', { kind: 'scenario', rush: null }),
  ]
  expect(rushesOf(runs, 'me').map(({ id, inTime }) => [id, inTime])).toEqual([
    ['1', 1],
    ['4', 0.75],
  ])
})

it('the best average is the least, the best share the most; only what was passed counts as managed', () => {
  const failed = { total: 20, passed: false, skills: {} }
  const runs = [
    run('1', { measures: { ...MEASURES, average: 30_000, inTime: 2 } }),
    run('2', { rush: { ...RUSH, skills: [], buyers: 40 }, score: failed }),
    run('3', { measures: { ...MEASURES, rounds: 0, inTime: 0, average: null, firstReply: null } }),
  ]
  expect(bestRush(rushesOf(runs, 'me'))).toEqual({
    count: 3,
    average: 30_000,
    inTime: 0.75,
    buyers: 6,
  })
  expect(bestRush([])).toEqual({ count: 0, average: null, inTime: null, buyers: null })
})

it('the section is opened with a load, with a run, or with neither', () => {
  expect(rushPlace('load:20:10')).toEqual({ kind: 'load', buyers: 20, minutes: 10 })
  expect(rushPlace('run:abc-1')).toEqual({ kind: 'run', run: 'abc-1' })
  for (const nothing of [null, '', 'load:x:1', 'load:0:1', 'run:', 'skill:rush'])
    expect(rushPlace(nothing)).toBeNull()
})
