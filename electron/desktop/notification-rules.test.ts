import { aShop } from '#shared/protocol/fixtures.ts'
import { DEFAULT_SETTINGS } from '#shared/protocol/settings.ts'
import { describe, expect, test } from 'vitest'
import type { Delivered, ShopEvent } from '#shared/protocol/events.ts'
import { aConversation, anAccount } from '#shared/protocol/fixtures.ts'
import type { AccountView, ConversationView, DispatchRule } from '#shared/protocol/model.ts'
import { type AgentView, applyToAgentView } from '#shared/protocol/view.ts'
import { type Candidate, candidatesOf, goneFrom, merge } from './notification-rules.ts'

const account = (id: string, nick: string): AccountView => anAccount(id, { nick })

const conversation = (more: Partial<ConversationView> = {}): ConversationView =>
  aConversation({
    id: 'c1',
    buyer: {
      id: 'b1',
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
  accounts: { me: account('me', '小红'), other: account('other', '小明') },
  conversations: Object.fromEntries(conversations.map((each) => [each.id, each])),
})

function assigned(
  rule: DispatchRule,
  from: string | null,
  to = 'me',
  more: { sentence?: string; note?: string; values?: Record<string, string> } = {},
): ShopEvent {
  const { sentence = 's', note = null, values = {} } = more
  const decision = { rule, sentence, values, candidates: [] }
  const after = conversation({ holder: to })
  return {
    type: 'conversation.assigned',
    conversation: 'c1',
    from,
    to,
    note,
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
  return candidatesOf(
    delivered,
    before,
    delivered.reduce((view, one) => applyToAgentView(view, one), before),
  )
}

describe('what is told', () => {
  test('a new buyer, once, though the words come with it', () => {
    expect(told(view(), assigned('D8', null), said('buyer', 1))).toEqual([
      { kind: 'new_buyer', conversation: 'c1', buyerName: '小美', from: null, note: null },
    ])
  })

  test('[D12] [D13] a forward, with who sent it and the note; a dispatch after a vanished holder', () => {
    expect(told(view(), assigned('D12', 'other'))).toMatchObject([
      { kind: 'forward', from: '小明' },
    ])
    const forOthers = assigned('D12', 'other', 'me', { values: { from: '主管' }, note: '急' })
    expect(told(view(), forOthers)).toMatchObject([{ from: '主管', note: '急' }])
    expect(told(view(), assigned('D13', 'other'))).toMatchObject([{ kind: 'again', from: '小明' }])
  })

  test('[D12] an offer to me with its note, and not again when I accept it', () => {
    const offer = { by: 'other', to: 'me', note: '请跟进', until: 9 }
    const offered: ShopEvent = {
      type: 'conversation.offered',
      conversation: 'c1',
      view: conversation({ holder: 'other', offer }),
    }
    expect(told(view(), offered)).toEqual([
      { kind: 'offer', conversation: 'c1', buyerName: '小美', from: '小明', note: '请跟进' },
    ])
    expect(told(view(conversation({ holder: 'other', offer })), assigned('D12', 'other'))).toEqual(
      [],
    )
    expect(told(view(), offered, assigned('D12', 'other'))).toEqual([])
    // A supervisor sees the offers of others, too.
    const others = { ...offer, to: 'third' }
    const toThird = { ...offered, view: conversation({ holder: 'other', offer: others }) }
    expect(told(view(), toThird)).toEqual([])
  })

  test.each([
    ['declined', 1],
    ['unanswered', 1],
    ['gone', 1],
    ['cancelled', 0],
  ] as const)('[D12] my offer is %s', (why, count) => {
    const offer = { by: 'me', to: 'other', note: null, until: 9 }
    const ended: ShopEvent = { type: 'conversation.offer_ended', conversation: 'c1', why }
    const found = told(view(conversation({ offer })), ended)
    expect(found).toHaveLength(count)
    if (count > 0) expect(found).toMatchObject([{ kind: 'returned', from: '小明' }])
    expect(told(view(conversation({ offer: { ...offer, by: 'third' } })), ended)).toEqual([])
  })

  test('a whisper to me, never its words; not my own, nor one to a colleague', () => {
    const whisper = (account: string): ShopEvent => ({
      type: 'conversation.aside',
      conversation: 'c1',
      aside: { kind: 'whisper', account, nick: '主管', text: '他要退款' },
    })
    const [found] = told(view(conversation()), whisper('other'))
    expect(found).toEqual({
      kind: 'whisper',
      conversation: 'c1',
      buyerName: '小美',
      from: '主管',
      note: null,
    })
    expect(told(view(conversation()), whisper('me'))).toEqual([])
    expect(told(view(conversation({ holder: 'other' })), whisper('third'))).toEqual([])
    // It says more than that someone waits, and less than a forward.
    expect(told(view(conversation()), whisper('other'), said('buyer', 1))).toMatchObject([
      { kind: 'whisper' },
    ])
    expect(told(view(), assigned('D12', 'other'), whisper('other'))).toMatchObject([
      { kind: 'forward' },
    ])
  })

  test('[D3] a suspended account is told all the same of who comes nevertheless', () => {
    const suspended = { reason: '用餐', since: 1, by: 'person', text: null } as const
    const before = view(conversation({ id: 'c2' }))
    const away = { ...before, accounts: { me: { ...account('me', '小红'), suspended } } }
    expect(told(away, assigned('D3', null))).toMatchObject([{ kind: 'new_buyer' }])
    expect(told(away, assigned('D4', null))).toMatchObject([{ kind: 'new_buyer' }])
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
    const marked = assigned('D6', 'other', 'me', { sentence: 'made_private' })
    expect(told(view(), marked)).toEqual([])
    expect(told(view(conversation({ holder: 'other' })), said('buyer', 1))).toEqual([])
  })
})

describe('what is shown as one', () => {
  const candidate = (kind: Candidate['kind'], id: string, from: string | null = null) => ({
    kind,
    conversation: id,
    buyerName: id,
    from,
    note: null,
  })

  test('[D13a] a handover of several is one notification, by who hands over', () => {
    const all = [
      candidate('handover', 'a', '小明'),
      candidate('new_buyer', 'b'),
      candidate('handover', 'c', '小明'),
      candidate('handover', 'd', '小刚'),
    ]
    expect(merge(all).map(({ kind, candidates }) => [kind, candidates.length])).toEqual([
      ['handover_several', 2],
      ['handover', 1],
      ['new_buyer', 1],
    ])
    expect(
      told(view(), assigned('D12', 'other', 'me', { sentence: 'handed_over_spread' })),
    ).toMatchObject([{ kind: 'handover' }])
  })

  test('up to three at once are three, more are one', () => {
    const some = (count: number) =>
      Array.from({ length: count }, (_, index) => candidate('waiting', `c${index}`))
    expect(merge(some(3)).map(({ kind }) => kind)).toEqual(['waiting', 'waiting', 'waiting'])
    expect(merge(some(4)).map(({ kind }) => kind)).toEqual(['several'])
    expect(merge([])).toEqual([])
  })
})

test('[D6] what was shown of a withdrawn buyer goes', () => {
  const before = view(
    conversation(),
    conversation({ id: 'c2', buyer: { ...conversation().buyer, id: 'b2' } }),
  )
  const after = applyToAgentView(before, {
    pos: 1,
    prev: 0,
    at: 0,
    event: { type: 'buyer.withdrawn', buyer: 'b1' },
  })
  expect(goneFrom(before, after)).toEqual(['c1'])
  expect(goneFrom(after, after)).toEqual([])
})
