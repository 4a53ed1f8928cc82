import { expect, test } from 'vitest'
import type { ScenarioView } from '#shared/practice/api.ts'
import { filtered } from './filter.ts'

const list = [
  { id: 'a', title: '快递到哪了', summary: '催物流', skills: ['logistics'], level: 1 },
  { id: 'b', title: '尺码', summary: '穿什么码', skills: ['presale', 'patience'], level: 2 },
] as unknown as readonly ScenarioView[]
const ids = (filter: Partial<Parameters<typeof filtered>[1]>) =>
  filtered(list, { text: '', level: null, skill: null, ...filter }, (skill) => `<${skill}>`).map(
    ({ id }) => id,
  )

test('found by title, summary, skill and level, all words at once', () => {
  expect(ids({})).toEqual(['a', 'b'])
  expect(ids({ text: '快递 物流' })).toEqual(['a'])
  expect(ids({ text: '<PRESALE>' })).toEqual(['b'])
  expect(ids({ text: '快递 尺码' })).toEqual([])
  expect(ids({ level: 2 })).toEqual(['b'])
  expect(ids({ skill: 'patience', level: 1 })).toEqual([])
})
