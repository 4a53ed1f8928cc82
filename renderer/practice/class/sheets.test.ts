import type { TFunction } from 'i18next'
import { expect, test } from 'vitest'
import type { AssignmentView, RunView, TraineeView } from '#shared/practice/courses.ts'
import { sheetsOf } from './sheets.ts'

const t = ((key: string) => key.replace(/^\w+:/, '')) as TFunction
const trainee: TraineeView = {
  account: 'lin',
  name: 'practice:t1',
  nick: '=学员小林',
  role: 'senior',
  runs: 2,
  passed: 1,
  violations: 1,
  lastAt: Date.parse('2026-11-22T16:30:00Z'),
  average: 71.5,
  skills: { fraud: 42, logistics: 88 },
  items: { of: 2, done: 1, overdue: 1 },
}
const runs = [
  {
    id: 'r1',
    account: 'lin',
    title: '查物流',
    kind: 'scenario',
    state: 'done',
    startedAt: Date.parse('2026-11-22T16:30:00Z'),
    endedAt: Date.parse('2026-11-22T16:33:30Z'),
    score: { total: 92.5, passed: true, skills: {} },
    violations: 0,
  },
  { id: 'r2', account: 'gone', title: 'x', state: 'done', score: null },
] as unknown as RunView[]
const assignment = {
  id: 'a',
  accounts: ['lin', 'gone'],
  due: Date.parse('2026-11-23T15:59:59.999Z'),
  of: {
    title: '新人上岗',
    items: [
      { kind: 'scenario', scenario: 'parcel' },
      { kind: 'rush', buyers: 20, minutes: 10 },
    ],
    titles: ['查物流', ''],
  },
  progress: {
    lin: [
      { state: 'done', best: 92.5, tries: 1, at: 'r1' },
      { state: 'open', best: null, tries: 0, at: null },
    ],
  },
} as unknown as AssignmentView
const parts = { t, zone: 'Asia/Shanghai', now: Date.parse('2026-11-24T00:00:00Z') }

test('a sheet each, numbers as numbers, moments and days by the shop’s clock', () => {
  const sheets = sheetsOf([trainee], { runs, sittings: [], assignments: [assignment] }, parts)
  expect(sheets.map(({ name }) => name)).toEqual([
    'sheet.class',
    'sheet.skills',
    'sheet.runs',
    'sheet.assignments',
  ])
  // 00:30 of the next day in the shop.
  const begun = { wall: Date.parse('2026-11-23T00:30:00Z') }
  const [ofClass, skills, ofRuns, items] = sheets.map(({ rows }) => rows.slice(1))
  expect(ofClass).toEqual([
    ['=学员小林', 'practice:t1', 'role.senior', 2, 1, 71.5, 1, begun, 2, 1, 1],
  ])
  expect(skills).toEqual([
    ['=学员小林', 'skill.logistics', 88, 'level.good'],
    ['=学员小林', 'skill.fraud', 42, 'level.weak'],
  ])
  expect(ofRuns).toEqual([['=学员小林', '查物流', begun, 3.5, 'run.states.passed', 92.5, 0]])
  expect(items).toEqual([
    [
      '=学员小林',
      '新人上岗',
      '查物流',
      'item.kind.scenario',
      'sheet.states.done',
      92.5,
      1,
      { wall: Date.parse('2026-11-23T23:59:59.999Z'), day: true },
      'sheet.no',
    ],
    expect.arrayContaining(['item.rush', 'sheet.states.open', null, 0, 'sheet.yes']),
  ])
  for (const { rows } of sheets) for (const row of rows) expect(row.length).toBe(rows[0]?.length)
})

test('exams have a sheet where somebody sat one', () => {
  const sitting = {
    id: 's',
    account: 'lin',
    title: '平台规则',
    startedAt: 0,
    answered: 9,
    questions: 10,
    total: 90,
    passed: true,
  } as never
  const sheets = sheetsOf([trainee], { runs: [], sittings: [sitting], assignments: [] }, parts)
  expect(sheets.at(-1)?.name).toBe('sheet.exams')
  expect(sheets.at(-1)?.rows[1]?.slice(3)).toEqual([9, 10, 90, 'run.states.passed'])
})
