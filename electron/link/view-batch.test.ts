import { aShop } from '#shared/protocol/fixtures.ts'
import { DEFAULT_SETTINGS } from '#shared/protocol/settings.ts'
import { expect, test } from 'vitest'
import type { Delivered, ShopEvent } from '#shared/protocol/events.ts'
import { aConversation, anAccount } from '#shared/protocol/fixtures.ts'
import type { ConversationView } from '#shared/protocol/model.ts'
import type { AgentView } from '#shared/protocol/view.ts'
import { stepByEvents, stepBySnapshot } from './view-batch.ts'

const conversation = (id: string, more: Partial<ConversationView> = {}): ConversationView =>
  aConversation({
    id,
    buyer: {
      id: `buyer of ${id}`,
      name: '小美',
      vip: false,
      private: false,
      firstSeenAt: 0,
      tags: [],
      blocked: false,
      evidence: false,
      customer: null,
    },
    ...more,
  })

const view = (...conversations: ConversationView[]): AgentView => ({
  me: 'me',
  shop: aShop,
  settings: DEFAULT_SETTINGS,
  closed: [],
  accounts: {
    me: anAccount('me'),
  },
  conversations: Object.fromEntries(conversations.map((each) => [each.id, each])),
})

const cursor = { epoch: 'e', pos: 12 }
const delivered = (...events: ShopEvent[]): Delivered<ShopEvent>[] =>
  events.map((event, index) => ({ pos: 11 + index, prev: 10 + index, at: 500, event }))
const said = (id: string, cseq: number): ShopEvent => ({
  type: 'message.sent',
  message: {
    conversation: id,
    cseq,
    sender: { kind: 'buyer' },
    cid: 'cid',
    body: { kind: 'text', text: '在吗' },
  },
})

test('[I5] a message goes with its buyer and its changed conversation into one batch', () => {
  const step = stepByEvents(
    view(conversation('c1'), conversation('c2')),
    delivered(said('c1', 1)),
    cursor,
    () => undefined,
  )
  expect(step.batch).toMatchObject({
    epoch: 'e',
    pos: 12,
    conversations: [{ conversation: 'c1', updated: 12, view: { cseq: 1, unread: 1 } }],
    messages: [{ conversation: 'c1', cseq: 1, pos: 11, at: 500, buyer: 'buyer of c1' }],
  })
  expect(step.baseChanged).toBe(false)
})

test('a conversation that ends within the batch leaves the list, its last words stay', () => {
  const closed: ShopEvent = { type: 'conversation.closed', conversation: 'c1', by: 'me' }
  const step = stepByEvents(
    view(conversation('c1')),
    delivered(said('c1', 1), closed),
    cursor,
    () => undefined,
  )
  expect(step.batch.conversations).toEqual([{ conversation: 'c1', view: null, updated: 12 }])
  expect(step.batch.messages).toHaveLength(1)
})

test('[D6] a withdrawn buyer is forgotten, and what came before in the same batch is not kept', () => {
  const withdrawn: ShopEvent = { type: 'buyer.withdrawn', buyer: 'buyer of c1' }
  const step = stepByEvents(
    view(conversation('c1'), conversation('c2')),
    delivered(said('c1', 1), said('c2', 1), withdrawn),
    cursor,
    () => undefined,
  )
  expect(step.batch.forgotten).toEqual(['buyer of c1'])
  expect(step.batch.messages.map(({ conversation: id }) => id)).toEqual(['c2'])
  expect(
    step.batch.conversations.map(({ conversation: id, view: kept }) => [id, kept !== null]),
  ).toEqual([
    ['c2', true],
    ['c1', false],
  ])
})

test('words of a conversation that is not seen are kept only where their buyer is known', () => {
  const of = (buyer: string | undefined) =>
    stepByEvents(view(), delivered(said('old', 3)), cursor, () => buyer).batch.messages
  expect(of(undefined)).toEqual([])
  expect(of('b9')).toMatchObject([{ buyer: 'b9' }])
})

test('presence changes the base alone', () => {
  const step = stepByEvents(
    view(conversation('c1')),
    delivered({ type: 'account.presence', account: 'me', online: false }),
    cursor,
    () => undefined,
  )
  expect(step.baseChanged).toBe(true)
  expect(step.batch.conversations).toEqual([])
})

test('[S6] a snapshot replaces the list and touches no message', () => {
  const step = stepBySnapshot(['c1', 'c2'], view(conversation('c2'), conversation('c3')), cursor)
  expect(
    step.batch.conversations.map(({ conversation: id, view: kept }) => [id, kept !== null]),
  ).toEqual([
    ['c2', true],
    ['c3', true],
    ['c1', false],
  ])
  expect(step.batch.messages).toEqual([])
})

test('[S58] what is erased is forgotten by the cache and never stored by the same batch', () => {
  const erased = (buyer: string | null, before: number | null): ShopEvent => ({
    type: 'transcript.erased',
    id: 'e',
    upTo: 11,
    buyer,
    before,
    by: 'main',
    rows: 1,
    digest: '',
  })
  const one = stepByEvents(
    view(conversation('c1'), conversation('c2')),
    delivered(said('c1', 1), said('c2', 1), erased('buyer of c1', null)),
    cursor,
    () => undefined,
  )
  expect(one.batch.forgotten).toEqual(['buyer of c1'])
  expect(one.batch.messages.map((message) => message.conversation)).toEqual(['c2'])
  expect(one.view.conversations['c1']?.last).toMatchObject({ kind: 'erased', text: '' })
  expect(one.view.conversations['c1']?.buyer.name).toBe('#f c1')
  const older = stepByEvents(
    view(conversation('c1')),
    delivered(said('c1', 1), erased(null, 501)),
    cursor,
    () => undefined,
  )
  expect(older.batch).toMatchObject({ expired: [{ upTo: 11, before: 501 }], messages: [] })
  expect(older.view.conversations['c1']?.buyer.name).toBe('小美')
})
