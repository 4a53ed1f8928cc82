import { aShop } from '#shared/protocol/fixtures.ts'
import { DEFAULT_SETTINGS } from '#shared/protocol/settings.ts'
import { describe, expect, test } from 'vitest'
import type { Delivered, ShopEvent } from '#shared/protocol/events.ts'
import { aConversation, anAccount } from '#shared/protocol/fixtures.ts'
import type { AccountView, ConversationView, DispatchRule } from '#shared/protocol/model.ts'
import { type AgentView, applyToAgentView } from '#shared/protocol/view.ts'
import { type Attention, candidatesOf, whyNot } from './notification-rules.ts'

const account = (id: string, nick: string): AccountView => anAccount(id, { nick })

const conversation = (more: Partial<ConversationView> = {}): ConversationView =>
  aConversation({
    id: 'c1',
    buyer: { id: 'b1', name: '小美', vip: false, private: false, firstSeenAt: 0 },
    ...more,
  })

const view = (...conversations: ConversationView[]): AgentView => ({
  me: 'me',
  shop: aShop,
  settings: DEFAULT_SETTINGS,
  accounts: { me: account('me', '小红'), other: account('other', '小明') },
  conversations: Object.fromEntries(conversations.map((each) => [each.id, each])),
})

function assigned(rule: DispatchRule, from: string | null, to = 'me'): ShopEvent {
  const decision = { rule, sentence: 's', values: {}, candidates: [] }
  const after = conversation({ holder: to })
  return {
    type: 'conversation.assigned',
    conversation: 'c1',
    from,
    to,
    note: null,
    waits: false,
    decision,
    view: after,
  }
}

function said(kind: 'buyer' | 'account', cseq: number): ShopEvent {
  return {
    type: 'message.sent',
    message: {
      conversation: 'c1',
      cseq,
      sender: kind === 'buyer' ? { kind } : { kind, account: 'me', nick: '小红' },
      cid: null,
      body: { kind: 'text', text: '在吗' },
    },
  }
}

function told(before: AgentView, ...events: ShopEvent[]) {
  const delivered: Delivered<ShopEvent>[] = events.map((event, index) => ({
    pos: index + 1,
    prev: index,
    at: 1000 + index,
    event,
  }))
  return candidatesOf(delivered, before, delivered.reduce(applyToAgentView, before))
}

describe('what is told', () => {
  test('a new buyer, once, though the words come with it', () => {
    expect(told(view(), assigned('D8', null), said('buyer', 1))).toEqual([
      { kind: 'new_buyer', conversation: 'c1', buyerName: '小美', from: null },
    ])
  })

  test('a forward, with who sent it; a new dispatch after a vanished holder is a new buyer', () => {
    expect(told(view(), assigned('D12', 'other'))).toMatchObject([
      { kind: 'forward', from: '小明' },
    ])
    expect(told(view(), assigned('D13', 'other'))).toMatchObject([{ kind: 'new_buyer' }])
  })

  test('a wait when it begins, and not each line of it', () => {
    const before = view(conversation())
    expect(told(before, said('buyer', 1))).toMatchObject([{ kind: 'waiting' }])
    expect(told(view(conversation({ waitingSince: 5 })), said('buyer', 2))).toEqual([])
  })

  test('nothing that is over already when it arrives', () => {
    expect(told(view(conversation()), said('buyer', 1), said('account', 2))).toEqual([])
    expect(told(view(), assigned('D8', null), assigned('D12', 'me', 'other'))).toEqual([])
  })

  test("nothing of one's own doing, nor of colleagues' conversations", () => {
    expect(told(view(), assigned('claim', 'other'))).toEqual([])
    expect(told(view(conversation({ holder: 'other' })), said('buyer', 1))).toEqual([])
  })
})

describe('the matrix', () => {
  const here: Attention = { inFront: 'c1', focused: true, locked: false, doNotDisturb: false }

  test.each<[string, Partial<Attention>, ReturnType<typeof whyNot>]>([
    ['focused on this chat', {}, 'in_front'],
    ['focused on another chat', { inFront: 'c2' }, null],
    ['focused on no chat', { inFront: null }, null],
    ['minimised, hidden in the tray or behind another window', { focused: false }, null],
    ['locked, with this chat in front', { locked: true }, null],
    ['do not disturb', { inFront: 'c2', doNotDisturb: true }, 'do_not_disturb'],
    ['do not disturb, in front', { doNotDisturb: true }, 'in_front'],
  ])('%s', (_name, more, expected) => {
    expect(whyNot('c1', { ...here, ...more })).toBe(expected)
  })
})
