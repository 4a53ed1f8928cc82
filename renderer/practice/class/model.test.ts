import { expect, test } from 'vitest'
import type { ScenarioView } from '#shared/practice/api.ts'
import type { AssignmentView, RunView, TraineeView } from '#shared/practice/courses.ts'
import {
  byNumber,
  finished,
  finishedAt,
  isFound,
  isShown,
  levelOf,
  scoredRuns,
  suggestionsOf,
  trainedSkills,
  weakPoints,
} from './model.ts'

const trainee: TraineeView = {
  account: 'lin',
  name: 'practice:t1',
  nick: '学员小林',
  role: 'senior',
  runs: 4,
  passed: 2,
  violations: 1,
  lastAt: 5,
  average: 71.5,
  skills: { logistics: 88, fraud: 42, price: 60, invoice: 79.9 },
  items: { of: 4, done: 2, overdue: 1 },
}
const scenario = (id: string, skills: ScenarioView['skills'], level: 1 | 2 | 3 = 1) =>
  ({ id, title: id, skills, level, minutes: 5 }) as unknown as ScenarioView
const run = (part: Partial<RunView>) =>
  ({
    account: 'lin',
    kind: 'scenario',
    scenario: 'x',
    startedAt: 0,
    score: null,
    ...part,
  }) as RunView
const passedRun = (name: string) =>
  run({ scenario: name, score: { total: 90, passed: true, skills: {} } })
const assignment = (part: Partial<AssignmentView>) =>
  ({
    id: 'a',
    accounts: ['lin'],
    createdAt: 0,
    progress: {},
    of: { items: [], titles: [] },
    ...part,
  }) as AssignmentView

test('weak points: below 60 weak, below 80 to gain, the weakest first', () => {
  expect([59.9, 60, 79.9, 80].map(levelOf)).toEqual(['weak', 'fair', 'fair', 'good'])
  expect(weakPoints(trainee)).toEqual([
    { skill: 'fraud', score: 42 },
    { skill: 'price', score: 60 },
    { skill: 'invoice', score: 79.9 },
  ])
  expect(trainedSkills([trainee])).toEqual(['logistics', 'price', 'invoice', 'fraud'])
  expect(trainedSkills([])).toEqual([])
})

test('suggested is what trains the weak point and was not passed yet: its own first, then the easier', () => {
  const scenarios = [
    scenario('beside', ['leak', 'fraud']),
    scenario('hard', ['fraud'], 3),
    scenario('easy', ['fraud'], 1),
    scenario('passed', ['fraud'], 1),
    scenario('other', ['logistics']),
  ]
  const runs = [
    passedRun('passed'),
    run({ scenario: 'easy', score: { total: 20, passed: false, skills: {} } }),
    { ...passedRun('hard'), account: 'zhou' },
  ]
  const open = assignment({
    of: {
      id: 'c',
      title: '',
      summary: '',
      items: [{ kind: 'scenario', scenario: 'hard' }],
      titles: [],
    },
    progress: { lin: [{ state: 'open', best: null, tries: 0, at: null }] },
  })
  const [first, ...others] = suggestionsOf(trainee, scenarios, runs, [open])
  expect(first?.skill).toBe('fraud')
  expect(
    first?.scenarios.map(({ scenario: { id }, tries, assigned }) => [id, tries, assigned]),
  ).toEqual([
    ['easy', 1, false],
    ['hard', 0, true],
    ['beside', 0, false],
  ])
  expect(others.map(({ skill, scenarios: list }) => [skill, list.length])).toEqual([
    ['price', 0],
    ['invoice', 0],
  ])
})

test('the class is filtered by what is the matter, and by nick or name', () => {
  const fresh = { ...trainee, lastAt: null, skills: {}, items: { of: 0, done: 0, overdue: 0 } }
  expect((['all', 'overdue', 'weak', 'idle'] as const).map((one) => isShown(trainee, one))).toEqual(
    [true, true, true, false],
  )
  expect((['all', 'overdue', 'weak', 'idle'] as const).map((one) => isShown(fresh, one))).toEqual([
    true,
    false,
    false,
    true,
  ])
  expect(['小林', ' T1 ', '', '小周'].map((text) => isFound(trainee, text))).toEqual([
    true,
    true,
    true,
    false,
  ])
})

test('what is not known is sorted last in either direction', () => {
  const rows = [3, null, 1, undefined, 2].map((average) => ({ average }))
  const compare = byNumber<(typeof rows)[number]>(({ average }) => average)
  const sorted = (order: 'ascend' | 'descend') =>
    rows
      // As the table does: it turns the result round for descending.
      .toSorted((a, b) => compare(a, b, order) * (order === 'descend' ? -1 : 1))
      .map(({ average }) => average ?? null)
  expect(sorted('ascend')).toEqual([1, 2, 3, null, null])
  expect(sorted('descend')).toEqual([3, 2, 1, null, null])
})

test('a certificate is for who has done every item, of the day the last of them was over', () => {
  const done = { state: 'done', best: 90, tries: 1, at: 'r1' } as const
  const both = assignment({
    id: 'b',
    createdAt: 2,
    progress: { lin: [done, { ...done, at: 'r2' }] },
  })
  const half = assignment({
    id: 'h',
    progress: { lin: [done, { state: 'failed', best: 20, tries: 2, at: 'r3' }] },
  })
  const none = assignment({ id: 'n', progress: { lin: [] } })
  expect(finished('lin', [half, none, both]).map(({ id }) => id)).toEqual(['b'])
  expect(finished('zhou', [both])).toEqual([])
  const runs = [run({ id: 'r1', endedAt: 100 }), run({ id: 'r2', endedAt: 300 })]
  expect(finishedAt(both.progress['lin'] ?? [], runs)).toBe(300)
  expect(finishedAt(both.progress['lin'] ?? [], runs.slice(0, 1))).toBeNull()
})

test('the chart has the runs with a score of this trainee, the oldest first', () => {
  const runs = [
    { ...passedRun('b'), startedAt: 2 },
    run({ scenario: 'given-up' }),
    { ...passedRun('other'), account: 'zhou' },
    { ...passedRun('a'), startedAt: 1 },
  ]
  expect(scoredRuns('lin', runs).map(({ scenario: id }) => id)).toEqual(['a', 'b'])
})
