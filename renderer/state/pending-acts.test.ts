import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createStore } from 'zustand/vanilla'
import { DEFAULT_PREFERENCES } from '#shared/bridge/preferences.ts'
import type { AppState } from '#shared/bridge/contract.ts'
import type { Delivered, ShopEvent } from '#shared/protocol/events.ts'
import { aBuyer, aConversation, anAccount, aShop } from '#shared/protocol/fixtures.ts'
import { DEFAULT_SETTINGS } from '#shared/protocol/settings.ts'
import type { Deps } from './api.ts'
import { deskActions } from './desk-actions.ts'
import { initialState, type WorkState } from './model.ts'
import { hiddenOf, pendingActs } from './pending-acts.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

function desk(undoSeconds: number) {
  const chat = (id: string) => aConversation({ id, buyer: aBuyer(id) })
  const app = {
    preferences: { ...DEFAULT_PREFERENCES, undoSeconds },
  } as AppState
  const store = createStore<WorkState>(() => ({
    ...initialState,
    app,
    view: {
      me: 'me',
      shop: aShop,
      settings: DEFAULT_SETTINGS,
      closed: [],
      accounts: { me: anAccount('me') },
      conversations: { a: chat('a'), b: chat('b'), c: chat('c') },
    },
    tabs: ['a', 'b', 'c'],
    current: 'b',
  }))
  const deps: Deps = {
    store,
    call: async () => ({ ok: true, value: null as never }),
    now: Date.now,
  }
  const opened: string[] = []
  const acts = pendingActs(deps, deskActions(deps), {
    leave: (gone) =>
      store.setState(({ tabs }) => ({
        tabs: tabs.filter((id) => !gone.includes(id)),
        current: 'c',
      })),
    open: (id) => {
      opened.push(id)
      store.setState({ current: id })
    },
  })
  const sent: (readonly string[])[] = []
  const close = (...conversations: string[]) =>
    acts.begin({
      kind: 'close',
      conversations,
      name: conversations[0] ?? '',
      nick: '',
      send: async (ids) => sent.push(ids),
    })
  return { store, acts, sent, opened, close }
}
const wrote = (conversation: string): Delivered<ShopEvent> => ({
  pos: 1,
  prev: 0,
  at: 0,
  event: {
    type: 'message.sent',
    message: {
      conversation,
      cseq: 1,
      sender: { kind: 'buyer' },
      cid: null,
      body: { kind: 'text', text: 'wait' },
    },
  },
})

test('a close waits its seconds, hidden from the list, and is then sent once', async () => {
  const { store, acts, sent, close } = desk(5)
  await close('b')
  expect([...hiddenOf(store.getState())]).toEqual(['b'])
  expect(store.getState().tabs).toEqual(['a', 'c'])
  await vi.advanceTimersByTimeAsync(4999)
  expect(sent).toEqual([])
  await vi.advanceTimersByTimeAsync(1)
  expect(sent).toEqual([['b']])
  expect(store.getState().pending).toEqual([])
  expect(acts.undo()).toBe(false)
})

test('taken back, the chat has its tab at its old place and is in front again', async () => {
  const { store, acts, sent, opened, close } = desk(5)
  await close('b')
  expect(acts.undo()).toBe(true)
  expect(store.getState().tabs).toEqual(['a', 'b', 'c'])
  expect(opened).toEqual(['b'])
  await vi.advanceTimersByTimeAsync(10_000)
  expect(sent).toEqual([])
})

test('several wait at once; undo takes the newest, another the one before', async () => {
  const { store, acts, sent, close } = desk(5)
  await close('a')
  await close('b', 'c')
  expect(acts.undo()).toBe(true)
  expect(store.getState().pending.map(({ conversations }) => conversations)).toEqual([['a']])
  expect(acts.undo()).toBe(true)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(sent).toEqual([])
})

test('a buyer who writes again keeps its chat; the others of the same act are closed', async () => {
  const { store, acts, sent, close } = desk(5)
  await close('a', 'b')
  acts.heard([wrote('b')])
  expect(store.getState().toasts.map(({ key }) => key)).toEqual(['chats:undo.wroteAgain'])
  expect([...hiddenOf(store.getState())]).toEqual(['a'])
  // Whoever works in another chat stays there.
  expect(store.getState().current).toBe('c')
  await vi.advanceTimersByTimeAsync(5000)
  expect(sent).toEqual([['a']])
})

test('when the window goes all is sent at once; with no seconds nothing waits', async () => {
  const waiting = desk(30)
  await waiting.close('a')
  await waiting.acts.flush()
  expect(waiting.sent).toEqual([['a']])
  const atOnce = desk(0)
  await atOnce.close('a')
  expect(atOnce.sent).toEqual([['a']])
  expect(atOnce.store.getState().pending).toEqual([])
})

test('what is over by then is not closed another time', async () => {
  const { store, sent, close } = desk(5)
  await close('a')
  store.setState(({ view }) => ({ view: view && { ...view, conversations: {} } }))
  await vi.advanceTimersByTimeAsync(5000)
  expect(sent).toEqual([])
})

test('[D6] a chat that is taken away meanwhile is not named any more', async () => {
  const { store, acts, sent, close } = desk(5)
  await close('a', 'b')
  store.setState(({ view }) => {
    if (!view) return {}
    const { a: _gone, ...conversations } = view.conversations
    return { view: { ...view, conversations } }
  })
  acts.heard([])
  expect(store.getState().pending.map(({ name, conversations }) => [name, conversations])).toEqual([
    ['b', ['b']],
  ])
  await vi.advanceTimersByTimeAsync(5000)
  expect(sent).toEqual([['b']])
})
