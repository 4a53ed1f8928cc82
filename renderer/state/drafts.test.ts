import { aShop } from '#shared/protocol/fixtures.ts'
import { DEFAULT_SETTINGS } from '#shared/protocol/settings.ts'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createStore } from 'zustand/vanilla'
import { LIMITS } from '#shared/protocol/limits.ts'
import type { Deps } from './api.ts'
import { deskActions } from './desk-actions.ts'
import { messageActions } from './message-actions.ts'
import { initialState, type WorkState } from './model.ts'
import { restoredDesk } from './workspace.ts'

const calls: { name: string; argument: unknown }[] = []
let fail = false

function make() {
  const store = createStore<WorkState>(() => initialState)
  const call: Deps['call'] = (name, ...argument) => {
    calls.push({ name, argument: argument[0] })
    return Promise.resolve(
      fail
        ? { ok: false, error: { code: 'cache_failed', message: '' } }
        : { ok: true, value: (name === 'chats.send' ? { cid: 'stored' } : null) as never },
    )
  }
  const deps = { store, call, now: () => Date.now() }
  return { store, actions: messageActions(deps, deskActions(deps)) }
}
const told = (name: string) =>
  calls.filter((call) => call.name === name).map((call) => call.argument)

beforeEach(() => {
  vi.useFakeTimers()
  calls.length = 0
  fail = false
})
afterEach(() => {
  vi.useRealTimers()
})

test('a draft is stored a moment after the last key, and at once on a switch', () => {
  const { store, actions } = make()
  actions.setDraft('a', 'h')
  actions.setDraft('a', 'he')
  expect(store.getState().drafts['a']).toBe('he')
  expect(told('drafts.set')).toEqual([])
  vi.advanceTimersByTime(400)
  expect(told('drafts.set')).toEqual([{ conversation: 'a', text: 'he' }])
  actions.setDraft('b', 'x')
  actions.flushDrafts()
  vi.advanceTimersByTime(1000)
  expect(told('drafts.set')).toEqual([
    { conversation: 'a', text: 'he' },
    { conversation: 'b', text: 'x' },
  ])
})

test('sending empties the draft of its own chat only, and stores that', async () => {
  const { store, actions } = make()
  actions.setDraft('a', '  hello ')
  actions.setDraft('b', 'kept')
  expect(actions.send('a')).toBe(true)
  expect(store.getState().drafts).toEqual({ b: 'kept' })
  expect(told('chats.send')).toEqual([
    { conversation: 'a', body: { kind: 'text', text: 'hello' }, holderEpoch: 0 },
  ])
  expect(store.getState().outbox['a']?.[0]?.state).toBe('handing')
  await vi.advanceTimersByTimeAsync(0)
  expect(store.getState().outbox['a']?.[0]).toMatchObject({ cid: 'stored', state: 'queued' })
})

test('nothing to send, or too much, sends nothing and keeps the words', () => {
  const { store, actions } = make()
  actions.setDraft('a', '   ')
  expect(actions.send('a')).toBe(false)
  const long = 'x'.repeat(LIMITS.textLength + 1)
  actions.setDraft('a', long)
  expect(actions.send('a')).toBe(false)
  expect(store.getState().drafts['a']).toBe(long)
  expect(told('chats.send')).toEqual([])
})

test('a message that could not be stored is kept as failed; editing brings its words back', async () => {
  const { store, actions } = make()
  fail = true
  actions.setDraft('a', 'hello')
  actions.send('a')
  await vi.advanceTimersByTimeAsync(0)
  const failed = store.getState().outbox['a']?.[0]
  expect(failed).toMatchObject({ state: 'failed', error: 'cache_failed' })
  actions.setDraft('a', 'and more')
  actions.edit('a', failed?.cid ?? '')
  expect(store.getState().drafts['a']).toBe('hello\nand more')
  expect(store.getState().outbox['a']).toEqual([])
  // It never was in the main process's outbox.
  expect(told('chats.discard')).toEqual([])
})

test('typing is told at most every three seconds, and its end when the keys rest', () => {
  const { actions } = make()
  for (let key = 0; key < 10; key++) {
    actions.tellTyping('a')
    vi.advanceTimersByTime(500)
  }
  expect(told('chats.typing')).toEqual([
    { conversation: 'a', on: true },
    { conversation: 'a', on: true },
  ])
  vi.advanceTimersByTime(4000)
  expect(told('chats.typing').at(-1)).toEqual({ conversation: 'a', on: false })
})

test('a desk from another version is taken over piece by piece', () => {
  const view = {
    me: 'me',
    shop: aShop,
    settings: DEFAULT_SETTINGS,
    closed: [],
    accounts: {},
    conversations: { a: {} as never },
  }
  expect(
    restoredDesk(
      { desk: { tabs: ['a', 'gone', 7], current: 'gone', panelWidth: 9999, sendKey: 'what' } },
      view,
    ),
  ).toEqual({
    tabs: ['a'],
    current: 'a',
    panelOpen: true,
    panelWidth: 560,
    collapsed: ['closed'],
    sort: 'waiting',
    hand: [],
    answered: [],
    panelTabs: {},
  })
  expect(restoredDesk({ desk: 'nonsense' }, view).tabs).toEqual([])
})
