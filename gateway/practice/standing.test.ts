import { expect, it } from 'vitest'
import type { CourseItem, RunView } from '#shared/practice/courses.ts'
import { standingOf, type Sat } from './standing.ts'

let no = 0
/** Each is newer than the one before it. */
function run(total: number | null, more: Partial<RunView> & { passed?: boolean } = {}): RunView {
  const { passed = (total ?? 0) >= 60, ...rest } = more
  no++
  return {
    id: `r${no}`,
    account: 's1',
    scenario: 'one',
    title: 'One',
    seed: 1,
    state: total === null ? 'given_up' : 'done',
    startedAt: no,
    endedAt: no,
    score: total === null ? null : { total, passed, skills: { logistics: total } },
    violations: 0,
    kind: 'scenario',
    rush: null,
    measures: null,
    ...rest,
  }
}
const of = (...runs: readonly RunView[]) => standingOf(runs.toReversed(), [])
const ONE: CourseItem = { kind: 'scenario', scenario: 'one' }

it('is nothing of nothing', () => {
  const { item, ...figures } = of()
  expect(figures).toEqual({
    ...{ runs: 0, passed: 0, violations: 0, lastAt: null, average: null, skills: {} },
  })
  expect(item(ONE)).toEqual({ state: 'open', best: null, tries: 0, at: null })
})

it('counts what was given up and what goes on as runs alone, trials not at all', () => {
  const runs = [
    run(80, { violations: 1, passed: false }),
    run(61.5),
    run(null, { violations: 5 }),
    run(null, { state: 'running', endedAt: null }),
  ]
  const { item, ...figures } = of(...runs, run(100, { trial: true, violations: 9 }))
  expect(figures).toEqual({
    ...{ runs: 4, passed: 1, violations: 1, lastAt: runs[3]?.startedAt, average: 70.8 },
    skills: { logistics: 70.8 },
  })
  expect(item(ONE)).toEqual({ state: 'done', best: 61.5, tries: 2, at: runs[1]?.id })
})

it('looks at the newest ten that train a skill', () => {
  const old = Array.from({ length: 5 }, () => run(0))
  const others = Array.from({ length: 4 }, () =>
    run(50, { score: { total: 50, passed: false, skills: { patience: 50 } } }),
  )
  const young = Array.from({ length: 9 }, () => run(90))
  expect(of(...old, ...others, ...young).skills).toEqual({ logistics: 81, patience: 50 })
})

it('a rush is done by one that is at least as heavy', () => {
  const rush = (buyers: number, minutes: number, passed = true) =>
    run(70, { passed, kind: 'rush', rush: { buyers, minutes, rhythm: 'steady', skills: [] } })
  const item: CourseItem = { kind: 'rush', buyers: 20, minutes: 10 }
  const stateBy = (...runs: readonly RunView[]) => of(...runs).item(item).state
  expect(stateBy(rush(20, 10))).toBe('done')
  expect(stateBy(rush(40, 20))).toBe('done')
  expect(stateBy(rush(20, 5, false))).toBe('failed')
  expect(stateBy(rush(19, 5), rush(20, 11), rush(40, 21), run(100))).toBe('open')
  // Its scenario was made for it.
  expect(of(rush(20, 10)).item(ONE).state).toBe('open')
})

it('a sitting that still runs is no try, and tells that somebody was here', () => {
  const sat = (id: string, total: number | null, startedAt: number): Sat => {
    return { id, exam: 'e', total, passed: total === null ? null : total >= 60, startedAt }
  }
  const exam: CourseItem = { kind: 'exam', exam: 'e' }
  const standing = standingOf([], [sat('c', null, 9), sat('b', 80, 5), sat('a', 60, 1)])
  expect(standing.item(exam)).toEqual({ state: 'done', best: 80, tries: 2, at: 'b' })
  expect(standing.item({ kind: 'exam', exam: 'other' }).state).toBe('open')
  expect([standing.runs, standing.lastAt]).toEqual([0, 9])
})
