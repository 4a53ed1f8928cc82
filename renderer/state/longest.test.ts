import { expect, test } from 'vitest'
import { createStore } from 'zustand/vanilla'
import { aBuyer, aConversation, anAccount, aShop } from '#shared/protocol/fixtures.ts'
import { DEFAULT_SETTINGS } from '#shared/protocol/settings.ts'
import type { Deps } from './api.ts'
import { chatActions, commandsOf } from './chat-actions.ts'
import { deskActions } from './desk-actions.ts'
import { initialState, type OutboxEntry, type WorkState } from './model.ts'
import { timelineActions } from './timeline-actions.ts'

function desk(given: Partial<WorkState> = {}) {
  const chat = (id: string, waitingSince: number) =>
    aConversation({ id, buyer: aBuyer(id), waitingSince })
  const store = createStore<WorkState>(() => ({
    ...initialState,
    view: {
      me: 'me',
      shop: aShop,
      settings: DEFAULT_SETTINGS,
      closed: [],
      accounts: { me: anAccount('me') },
      conversations: { a: chat('a', 1), b: chat('b', 2) },
    },
    ...given,
  }))
  const calls: unknown[] = []
  const deps: Deps = {
    store,
    call: async (name, ...argument) => {
      calls.push([name, ...argument])
      return { ok: false, error: { code: 'offline', message: '' } }
    },
    now: () => 0,
  }
  const made = deskActions(deps)
  const chats = chatActions(deps, timelineActions(deps), made, commandsOf(deps, made))
  return { store, chats, calls }
}
const entry = (state: OutboxEntry['state']): OutboxEntry => ({
  cid: 'x',
  conversation: 'a',
  body: { kind: 'text', text: 'x' },
  createdAt: 0,
  state,
  error: null,
})

test('the longest waiting is not the one whose answer is on its way; one that failed is', () => {
  const answering = desk({ outbox: { a: [entry('sending')] } })
  answering.chats.openLongestWaiting()
  expect(answering.store.getState().current).toBe('b')
  const failed = desk({ outbox: { a: [entry('failed')] } })
  failed.chats.openLongestWaiting()
  expect(failed.store.getState().current).toBe('a')
})

test('one in a window of its own is brought to the front there', () => {
  const { store, chats, calls } = desk({ tornOff: ['a'] })
  chats.openLongestWaiting()
  expect(store.getState().current).toBeNull()
  expect(calls).toContainEqual(['windows.tearOff', { conversation: 'a' }])
})
