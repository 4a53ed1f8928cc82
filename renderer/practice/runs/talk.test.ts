import { expect, test } from 'vitest'
import type { Entry, MarkResult, RunRecord } from '#shared/practice/run.ts'
import { castOf } from './cast.ts'
import { linesOf, moodsOf, pointsOf, verdictsOf } from './talk.ts'

const entries = [
  { kind: 'asked', at: 0, buyer: 'a', text: 'hi', cseq: 1, mood: 50 },
  { kind: 'asked', at: 5, buyer: 'b', text: 'ho', cseq: 1, mood: 60 },
  { kind: 'did', at: 7, buyer: null, deed: { do: 'suspend' }, labels: [], mood: null },
  { kind: 'left', at: 9, buyer: 'a', outcome: 'angry', mood: 20 },
] as const satisfies readonly Entry[]

test("a buyer's lines are its own and those of nobody", () => {
  expect(linesOf(entries, 'a').map(({ index }) => index)).toEqual([0, 2, 3])
  expect(linesOf(entries, null)).toHaveLength(4)
})

test('the mood begins with what the buyer came with, and is none of one that never came', () => {
  expect(moodsOf(entries, 'a', 55).map(({ mood }) => mood)).toEqual([55, 50, 20])
  expect(moodsOf(entries, 'c', 55)).toEqual([])
})

test('each cited line has its marks once, and points add up to 100', () => {
  const mark = (id: string, weight: number, got: number, cites: number[]) =>
    ({ id, weight, got, cites }) as unknown as MarkResult
  const marks = [mark('x', 1, 1, [0, 0, 3]), mark('y', 3, 0.5, [3])]
  const found = verdictsOf({ marks, violations: [] })
  expect(found.get(0)?.marks.map(({ id }) => id)).toEqual(['x'])
  expect(found.get(3)?.marks.map(({ id }) => id)).toEqual(['x', 'y'])
  expect(marks.map((one) => pointsOf(one, marks))).toEqual([
    { got: 25, most: 25 },
    { got: 37.5, most: 75 },
  ])
  const weightless = [mark('x', 0, 1, [0]), mark('y', 0, 0, [0])]
  expect(pointsOf(weightless[0] ?? marks[0]!, weightless)).toEqual({ got: 50, most: 50 })
})

test('names are those that the seed chose; a text that can not be read leaves the ids', () => {
  const scenario = [
    "variables: { who: ['Lin'] }",
    "buyers: [{ id: a, name: '{who} 1', persona: p, goal: '{buyer} g', steps: {} }]",
    'rubric: { marks: [] }',
  ].join('\n')
  const record: RunRecord = { scenario, seed: 7, entries, startedAt: 0, ended: 'done' }
  expect(castOf(record).buyers).toMatchObject([
    { id: 'a', name: 'Lin 1', goal: 'Lin 1 g', mood: 60 },
    { id: 'b', name: 'b' },
  ])
  expect(castOf({ ...record, scenario: '{{{' }).buyers.map(({ name }) => name)).toEqual(['a', 'b'])
})
