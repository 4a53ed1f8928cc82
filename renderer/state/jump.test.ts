import { aShop } from '#shared/protocol/fixtures.ts'
import { DEFAULT_SETTINGS } from '#shared/protocol/settings.ts'
import { expect, test } from 'vitest'
import { createStore } from 'zustand/vanilla'
import type { Message } from '#shared/protocol/model.ts'
import type { Deps } from './api.ts'
import { chatActions, commandsOf } from './chat-actions.ts'
import { deskActions } from './desk-actions.ts'
import { initialState, type WorkState } from './model.ts'
import { ownSegment } from './timeline.ts'
import { timelineActions } from './timeline-actions.ts'

const LAST = 3000

function make() {
  const store = createStore<WorkState>(() => ({
    ...initialState,
    view: {
      me: 'me',
      shop: aShop,
      settings: DEFAULT_SETTINGS,
      closed: [],
      accounts: {},
      conversations: { c: { id: 'c', cseq: LAST, buyer: { name: 'b' } } as never },
    },
  }))
  const call = ((name: string, question: { before?: number; limit: number }) => {
    const to = (question?.before ?? LAST + 1) - 1
    const from = Math.max(1, to - (question?.limit ?? 1) + 1)
    const messages = Array.from({ length: to - from + 1 }, (_, index): Message => ({
      conversation: 'c',
      cseq: from + index,
      pos: from + index,
      at: 0,
      sender: { kind: 'buyer' },
      cid: null,
      body: { kind: 'text', text: '' },
    }))
    const value = name === 'chats.page' ? { messages, complete: from === 1, previous: null } : null
    return Promise.resolve({ ok: true, value })
  }) as unknown as Deps['call']
  const deps: Deps = { store, call, now: () => 0 }
  const timeline = timelineActions(deps)
  const desk = deskActions(deps)
  return { store, timeline, chats: chatActions(deps, timeline, desk, commandsOf(deps, desk)) }
}
const loaded = (store: ReturnType<typeof make>['store']) => {
  const timeline = store.getState().timelines['c']
  const messages = timeline ? ownSegment(timeline).messages : []
  return [messages[0]?.cseq, messages.at(-1)?.cseq]
}

test('a jump far up shows the stretch around the message, and the way down fills it to the end', async () => {
  const { store, timeline, chats } = make()
  chats.open('c')
  await timeline.ensureNewest('c')
  expect(loaded(store)).toEqual([2941, LAST])
  await chats.jump({ conversation: 'c', cseq: 1500, text: 'x', buyerName: 'b' })
  expect(loaded(store)).toEqual([1470, 1529])
  expect(store.getState().highlight).toMatchObject({ conversation: 'c', cseq: 1500 })
  await timeline.loadNewer('c')
  expect(loaded(store)).toEqual([1470, 1589])
  await timeline.returnToNewest('c')
  expect(loaded(store)).toEqual([2941, LAST])
})

test('a chat that was left in the midst of a jump opens at its end again', async () => {
  const { store, timeline, chats } = make()
  await chats.jump({ conversation: 'c', cseq: 10, text: 'x', buyerName: 'b' })
  timeline.rest('c')
  expect(loaded(store)).toEqual([undefined, undefined])
  await timeline.ensureNewest('c')
  expect(loaded(store)[1]).toBe(LAST)
})
