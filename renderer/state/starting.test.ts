import { expect, test } from 'vitest'
import type { Delivered, ShopEvent } from '#shared/protocol/events.ts'
import { aShop } from '#shared/protocol/fixtures.ts'
import { DEFAULT_SETTINGS } from '#shared/protocol/settings-defaults.ts'
import type { AgentView } from '#shared/protocol/view.ts'
import { begun, nothingHeard } from './starting.ts'

const view = (me: string): AgentView => ({
  me,
  shop: aShop,
  settings: DEFAULT_SETTINGS,
  closed: [],
  accounts: {},
  conversations: {},
})
const event = (pos: number): Delivered<ShopEvent> => ({
  pos,
  prev: pos - 1,
  at: pos,
  event: { type: 'account.presence', account: 'a', online: true },
})
const start = {
  view: view('answer'),
  pos: 10,
  loading: false,
  connection: { kind: 'connecting' },
  skew: 0,
} as const

test('«live» that overtook the answer holds', () => {
  const { link } = begun(start, {
    ...nothingHeard,
    link: { connection: { kind: 'live' }, skew: 7 },
  })
  expect(link).toEqual({ connection: { kind: 'live' }, skew: 7 })
  expect(begun(start, nothingHeard).link).toEqual({ connection: { kind: 'connecting' }, skew: 0 })
})

test('[I5] events that overtook the answer are applied once: those it holds are left out', () => {
  const { view: seen, events } = begun(start, {
    ...nothingHeard,
    events: [event(9), event(10), event(11), event(12)],
  })
  expect(seen.me).toBe('answer')
  expect(events.map(({ pos }) => pos)).toEqual([11, 12])
})

test('a first snapshot that overtook the answer is the view, and nothing loads any more', () => {
  const heard = {
    ...nothingHeard,
    view: { view: view('told'), pos: 20 },
    events: [event(20), event(21)],
  }
  const { view: seen, events, loading } = begun({ ...start, pos: 0, loading: true }, heard)
  expect([seen.me, loading, events.map(({ pos }) => pos)]).toEqual(['told', false, [21]])
  // An older one is in the answer already.
  expect(begun({ ...start, pos: 30 }, heard).view.me).toBe('answer')
})
