import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createStore } from 'zustand/vanilla'
import { aConversation, anAccount, aShop } from '#shared/protocol/fixtures.ts'
import { DEFAULT_SETTINGS } from '#shared/protocol/settings.ts'
import type { AgentView } from '#shared/protocol/view.ts'
import { watchLate } from './late.ts'
import { initialState, type WorkState } from './model.ts'

const { lateMs } = DEFAULT_SETTINGS.desk
const START = 1_700_000_000_000

beforeEach(() => vi.useFakeTimers({ now: START }))
afterEach(() => vi.useRealTimers())

const viewOf = (waits: Readonly<Record<string, number | null>>): AgentView => ({
  me: 'me',
  shop: aShop,
  settings: DEFAULT_SETTINGS,
  closed: [],
  accounts: { me: anAccount('me') },
  conversations: Object.fromEntries(
    Object.entries(waits).map(([id, waitingSince]) => [
      id,
      aConversation({ id, holder: 'me', waitingSince }),
    ]),
  ),
})

function watched() {
  const store = createStore<WorkState>(() => initialState)
  const stop = watchLate({
    store,
    now: Date.now,
    call: () => Promise.reject(new Error('not asked')),
  })
  const show = (waits: Readonly<Record<string, number | null>>) =>
    store.setState({ view: viewOf(waits) })
  return { store, stop, show, late: () => store.getState().late }
}

test('one is late at its limit, to the moment, and the longest waiting is first', () => {
  const { stop, show, late } = watched()
  show({ younger: START - lateMs + 5000, older: START - lateMs + 3000 })
  vi.advanceTimersByTime(2999)
  expect(late()).toEqual([])
  vi.advanceTimersByTime(1)
  expect(late()).toEqual(['older'])
  vi.advanceTimersByTime(2000)
  expect(late()).toEqual(['older', 'younger'])
  stop()
})

test('an answer ends it at once', () => {
  const { stop, show, late } = watched()
  show({ one: START - lateMs })
  vi.advanceTimersByTime(1000)
  expect(late()).toEqual(['one'])
  show({ one: null })
  expect(late()).toEqual([])
  stop()
})

test('nothing runs while nobody waits, and nothing after the end', () => {
  const { stop, show, late } = watched()
  expect(vi.getTimerCount()).toBe(0)
  show({ one: null })
  vi.advanceTimersByTime(1000)
  expect(vi.getTimerCount()).toBe(0)
  show({ one: START + 1000 })
  stop()
  vi.advanceTimersByTime(2 * lateMs)
  expect(late()).toEqual([])
  expect(vi.getTimerCount()).toBe(0)
})

test('a computer that slept, or whose clock was set, is not late by more than ten seconds', () => {
  const { stop, show, late } = watched()
  show({ one: START })
  vi.advanceTimersByTime(1000)
  // The clock goes on, timers do not.
  vi.setSystemTime(START + lateMs)
  vi.advanceTimersByTime(10_000)
  expect(late()).toEqual(['one'])
  stop()
})
