import { expect, test } from 'vitest'
import { initialDesk } from './model.ts'
import { questionKind, tabBeside, tabOf, withTab } from './panel.ts'
import { DESK_KEY, deskOf, KINDS_KEPT, restoredDesk } from './workspace.ts'

test('each kind of question has its tab: choice before group before category', () => {
  expect(questionKind({ source: { choice: 'after', category: 'x' }, group: 'g' })).toBe(
    'choice:after',
  )
  expect(questionKind({ source: { category: 'x' }, group: 'g' })).toBe('group:g')
  expect(questionKind({ source: { category: 'x' }, group: null })).toBe('category:x')
  expect(questionKind(null)).toBe('')
  const tabs = withTab(withTab({}, 'choice:after', 'buyer'), '', 'quick')
  expect(tabOf(tabs, 'choice:after', false)).toBe('buyer')
  expect(tabOf(tabs, '', false)).toBe('quick')
  expect(tabOf(tabs, 'group:g', false)).toBe('orders')
  expect(tabOf(tabs, 'group:g', true)).toBe('buyer')
  expect(tabBeside('quick', 1)).toBe('orders')
})

test('the tabs are kept over a restart; unknown ones and the oldest kinds are forgotten', () => {
  const view = { conversations: {} } as never
  const kept = deskOf({ ...initialDesk, panelTabs: { a: 'quick', b: 'buyer' } })
  expect(restoredDesk({ [DESK_KEY]: kept }, view).panelTabs).toEqual({ a: 'quick', b: 'buyer' })
  const foreign = { [DESK_KEY]: { panelTabs: { a: 'knowledge', b: 'buyer', c: 3 } } }
  expect(restoredDesk(foreign, view).panelTabs).toEqual({ b: 'buyer' })
  let tabs = {}
  for (let index = 0; index <= KINDS_KEPT; index++) tabs = withTab(tabs, `k${index}`, 'quick')
  expect(Object.keys(tabs)).toHaveLength(KINDS_KEPT)
  expect(tabs).not.toHaveProperty('k0')
})
