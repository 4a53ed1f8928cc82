import { aShop } from '#shared/protocol/fixtures.ts'
import { DEFAULT_SETTINGS } from '#shared/protocol/settings.ts'
import { expect, test } from 'vitest'
import type { Delivered, ShopEvent } from '#shared/protocol/events.ts'
import { aConversation, anAccount } from '#shared/protocol/fixtures.ts'
import type { AccountView, ConversationView } from '#shared/protocol/model.ts'
import { heldBy, readableUpTo, reduceEvents } from './chats.ts'
import { initialState, type WorkState } from './model.ts'
import { outboxOf } from './outbox.ts'
import { emptyTimeline } from './timeline.ts'

const account = (id: string): AccountView => anAccount(id)
const chat: ConversationView = aConversation({ id: 'c' })
const state: WorkState = {
  ...initialState,
  view: {
    me: 'me',
    shop: aShop,
    settings: DEFAULT_SETTINGS,
    closed: [],
    accounts: { me: account('me'), her: account('her') },
    conversations: { c: chat },
  },
  tabs: ['c'],
  current: 'c',
  focused: true,
}
let pos = 0
const delivered = (event: ShopEvent): Delivered<ShopEvent> => ({
  pos: ++pos,
  prev: pos - 1,
  at: pos * 1000,
  event,
})
const said = (cseq: number, cid: string | null = null): ShopEvent => ({
  type: 'message.sent',
  message: {
    conversation: 'c',
    cseq,
    sender: { kind: 'buyer' },
    cid,
    body: { kind: 'text', text: 'x' },
  },
})

test('view, timeline, outbox and typing follow one batch together', () => {
  const { state: next } = reduceEvents(
    {
      ...state,
      timelines: { c: emptyTimeline('c') },
      outbox: outboxOf([
        {
          cid: 'mine',
          conversation: 'c',
          body: { kind: 'text', text: 'x' },
          createdAt: 0,
          state: 'sending',
          error: null,
        },
      ]),
      typing: { c: '' },
    },
    [delivered(said(1)), delivered(said(2, 'mine'))],
  )
  expect(next.view?.conversations['c']?.unread).toBe(2)
  expect(next.timelines['c']?.segments[0]?.messages.map((one) => one.cseq)).toEqual([1, 2])
  expect(next.outbox['c']).toEqual([])
  expect(next.typing).toEqual({})
})

test('[D12] a chat that was forwarded away stays open, and says to whom it went', () => {
  const forwarded: ShopEvent = {
    type: 'conversation.assigned',
    conversation: 'c',
    from: 'me',
    to: 'her',
    note: null,
    waits: false,
    decision: { rule: 'D12', sentence: 'forwarded', values: {}, candidates: [] },
    view: { ...chat, holder: 'her', holderEpoch: 2 },
  }
  const { state: next } = reduceEvents(state, [delivered(forwarded)])
  expect(next.view?.conversations).toEqual({})
  expect(next.departed['c']).toMatchObject({ why: 'forwarded', to: 'her', buyerName: 'Buyer' })
  const { state: back } = reduceEvents(next, [
    delivered({ ...forwarded, to: 'me', view: { ...chat, holderEpoch: 3 } }),
  ])
  expect(back.departed).toEqual({})
  expect(back.view?.conversations['c']?.holderEpoch).toBe(3)
})

test('a chat that ends in the background leaves nothing behind', () => {
  const closed: ShopEvent = { type: 'conversation.closed', conversation: 'c', by: 'me' }
  const loaded = { ...state, timelines: { c: emptyTimeline('c') } }
  const { state: over } = reduceEvents({ ...loaded, tabs: [] }, [delivered(closed)])
  expect(over).toMatchObject({ departed: {}, timelines: {} })
  const { state: open } = reduceEvents(loaded, [delivered(closed)])
  expect(open.departed['c']?.why).toBe('closed')
  expect(open.timelines['c']).toBeDefined()
})

test('read is told only by the holder’s eyes: in front, focused, at the end, nothing over it', () => {
  const unread = {
    ...state,
    view: state.view && {
      ...state.view,
      conversations: { c: { ...chat, cseq: 5, unread: 2, readByShop: 3 } },
    },
  }
  expect(readableUpTo(unread, 'c', true)).toBe(5)
  expect(readableUpTo(unread, 'c', false)).toBeNull()
  expect(readableUpTo({ ...unread, focused: false }, 'c', true)).toBeNull()
  expect(readableUpTo({ ...unread, current: null }, 'c', true)).toBeNull()
  expect(readableUpTo({ ...unread, dialog: { kind: 'keys' } }, 'c', true)).toBeNull()
  expect(readableUpTo({ ...unread, screen: 'management' }, 'c', true)).toBeNull()
  const hers = unread.view && {
    ...unread.view,
    conversations: { c: { ...chat, holder: 'her', cseq: 5, unread: 2 } },
  }
  expect(readableUpTo({ ...unread, view: hers }, 'c', true)).toBeNull()
})

test('how many an account holds: the gateway’s figure, else what is seen here', () => {
  expect(heldBy(state, 'me')).toBe(1)
  expect(heldBy({ ...state, held: { me: 7 } }, 'me')).toBe(7)
})
