import { expect, test } from 'vitest'
import { DEFAULT_SETTINGS } from '#shared/protocol/settings-defaults.ts'
import { settingsChange, type ShopSettings } from '#shared/protocol/settings.ts'
import {
  changeOfPlan,
  moved,
  newId,
  planOf,
  problemOf,
  withoutChoice,
  withoutGroup,
} from './plan.ts'

const settings: ShopSettings = {
  ...DEFAULT_SETTINGS,
  groups: [
    { id: 'g1', name: '售前' },
    { id: 'g2', name: '售后' },
  ],
  routes: [
    { id: 'r1', by: 'page', match: '/tent', group: 'g1' },
    { id: 'r2', by: 'choice', match: 'c1', group: 'g2' },
  ],
  choices: [{ id: 'c1', label: '退换' }],
  replies: {
    ...DEFAULT_SETTINGS.replies,
    welcome: { on: true, text: '', byGroup: { g1: '您好', g2: '请说' } },
  },
}
const plan = planOf(settings)

test('[D10] a group that goes takes its routes and its words along', () => {
  const less = withoutGroup(plan, 'g1')
  expect(less.routes.map(({ id }) => id)).toEqual(['r2'])
  const change = changeOfPlan(less, settings)
  expect(change.replies?.welcome.byGroup).toEqual({ g2: '请说' })
  expect(settingsChange.safeParse(change).success).toBe(true)
  expect(changeOfPlan(plan, settings).replies).toBeUndefined()
})

test('a choice that goes takes the routes about it along', () => {
  expect(withoutChoice(plan, 'c1').routes.map(({ id }) => id)).toEqual(['r1'])
})

test('moving keeps everything and stops at the ends', () => {
  expect(moved(['a', 'b', 'c'], 0, 2)).toEqual(['b', 'c', 'a'])
  expect(moved(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b'])
  expect(moved(['a', 'b'], 0, -1)).toEqual(['a', 'b'])
  expect(moved(['a', 'b'], 1, 2)).toEqual(['a', 'b'])
})

test('what the gateway would refuse is said before', () => {
  expect(problemOf(plan)).toBeNull()
  expect(problemOf({ ...plan, groups: [...plan.groups, { id: newId('g'), name: ' 售前 ' }] })).toBe(
    'group_twice',
  )
  expect(problemOf({ ...plan, groups: [{ id: 'g', name: ' ' }] })).toBe('group_empty')
  expect(problemOf({ ...plan, routes: [{ id: 'r', by: 'page', match: '', group: 'g1' }] })).toBe(
    'route_empty',
  )
  expect(problemOf({ ...plan, choices: [{ id: 'c', label: '' }] })).toBe('choice_empty')
})
