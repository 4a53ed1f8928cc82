import { expect, test } from 'vitest'
import type { ScenarioView } from '#shared/practice/api.ts'
import type { ExamView } from '#shared/practice/exam/api.ts'
import type { CourseItem, ItemProgress } from '#shared/practice/courses.ts'
import {
  countsOf,
  holds,
  isDone,
  isGone,
  minutesOf,
  moved,
  namedItem,
  type Catalog,
} from './items.ts'

const parcel = { id: 'parcel', title: '查物流', minutes: 3 } as ScenarioView
const rules = { id: 'rules', title: '平台规则', minutes: 20 } as ExamView
const catalog: Catalog = {
  scenarios: new Map([['parcel', parcel]]),
  exams: new Map([['rules', rules]]),
}
const items: readonly CourseItem[] = [
  { kind: 'scenario', scenario: 'parcel' },
  { kind: 'scenario', scenario: 'gone' },
  { kind: 'exam', exam: 'rules' },
  { kind: 'rush', buyers: 20, minutes: 10 },
]
const step = (state: ItemProgress['state'], tries = state === 'open' ? 0 : 1): ItemProgress => ({
  state,
  best: null,
  tries,
  at: null,
})

test('an item is moved, and never out of the list', () => {
  expect(moved(['a', 'b', 'c'], 0, 2)).toEqual(['b', 'c', 'a'])
  expect(moved(['a', 'b', 'c'], 2, 1)).toEqual(['a', 'c', 'b'])
  for (const [from, to] of [
    [0, -1],
    [2, 3],
    [5, 0],
    [1, 1],
  ] as const)
    expect(moved(['a', 'b', 'c'], from, to)).toEqual(['a', 'b', 'c'])
})

test('what is gone says so; what is not known yet is not taken for gone', () => {
  expect(items.map((item) => namedItem(item, catalog))).toEqual([
    { title: '查物流', gone: false },
    { title: 'gone', gone: true },
    { title: '平台规则', gone: false },
    { title: null, gone: false },
  ])
  const early = { scenarios: null, exams: null }
  expect(items.some((item) => namedItem(item, early).gone)).toBe(false)
  expect(minutesOf(items, catalog)).toBe(33)
})

test('a course has a scenario or an exam once', () => {
  expect(holds(items, { kind: 'scenario', scenario: 'parcel' })).toBe(true)
  expect(holds(items, { kind: 'exam', exam: 'parcel' })).toBe(false)
  expect(holds(items, { kind: 'rush', buyers: 20, minutes: 10 })).toBe(true)
  expect(holds(items, { kind: 'rush', buyers: 20, minutes: 5 })).toBe(false)
})

test('who has done all, begun, and not begun; nothing to do is not done; what is gone is not waited for', () => {
  const one = {
    accounts: ['a', 'b', 'c', 'd', 'e'],
    of: { id: 'c', title: '', summary: '', items: items.slice(0, 2), titles: ['查物流', '别的'] },
    progress: {
      a: [step('done'), step('done')],
      b: [step('done'), step('open')],
      c: [step('failed'), step('open')],
      d: [step('open'), step('open')],
    },
  }
  expect(countsOf(one)).toEqual({ done: 1, begun: 2, open: 2 })
  expect(isDone({ ...one, progress: { a: [] } }, 'a')).toBe(false)
  const gone = { ...one, of: { ...one.of, titles: ['查物流', ''] } }
  expect([isGone(one, 1), isGone(gone, 1)]).toEqual([false, true])
  expect(countsOf(gone)).toEqual({ done: 2, begun: 1, open: 2 })
  const allGone = { ...one, of: { ...one.of, titles: ['', ''] } }
  expect(isDone(allGone, 'd')).toBe(false)
  // A rush has no title, and is there all the same.
  const rush = { ...gone, of: { ...gone.of, items: items.slice(2), titles: ['平台规则', ''] } }
  expect([isGone(rush, 1), isDone(rush, 'b')]).toEqual([false, false])
})
