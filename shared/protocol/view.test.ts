import { describe, expect, it } from 'vitest'
import type { ShopEvent } from './events.ts'
import { aConversation, anAccount, aShop } from './fixtures.ts'
import { DEFAULT_SETTINGS } from './settings.ts'
import type { AccountView, ConversationView, Message } from './model.ts'
import {
  applyToAgentView,
  applyToBuyerView,
  lastLine,
  withMessage,
  type AgentView,
  type BuyerPageView,
} from './view.ts'

const account = (id: string, role: AccountView['role']): AccountView => anAccount(id, { role })
const buyer = {
  id: 'b1',
  name: '买家',
  vip: false,
  private: false,
  firstSeenAt: 0,
  tags: [],
  blocked: false,
  evidence: false,
  customer: null,
}
const conversation = (patch: Partial<ConversationView> = {}): ConversationView =>
  aConversation({ buyer, holder: 's1', ...patch })
const view = (me: string): AgentView => ({
  me,
  shop: aShop,
  settings: DEFAULT_SETTINGS,
  closed: [],
  accounts: {
    main: account('main', 'main'),
    s1: account('s1', 'junior'),
    s2: account('s2', 'junior'),
    s3: account('s3', 'supervisor'),
  },
  conversations: {},
})
const message = (cseq: number, sender: Message['sender'], text: string) => ({
  conversation: 'b1.1',
  cseq,
  sender,
  cid: null,
  body: { kind: 'text' as const, text },
})
const apply = (start: AgentView, ...events: ShopEvent[]) =>
  events.reduce(
    (now, event, index) =>
      applyToAgentView(now, { pos: index + 1, prev: index, at: 100 + index, event }),
    start,
  )
const decision = { rule: 'D8' as const, sentence: 'share', values: {}, candidates: [] }
const assigned = (to: string, patch: Partial<ConversationView> = {}): ShopEvent => ({
  type: 'conversation.assigned',
  conversation: 'b1.1',
  from: null,
  to,
  note: null,
  waits: false,
  decision,
  view: conversation({ holder: to, ...patch }),
})

describe("an agent's view", () => {
  it('[I5] a batch changes only lists of its own, and ends as event by event', () => {
    const before: AgentView = {
      ...view('main'),
      conversations: { c: conversation({ id: 'c' }) },
    }
    const kept = structuredClone(before)
    const events: ShopEvent[] = [
      { type: 'conversation.opened', view: conversation({ id: 'd' }) },
      { type: 'message.read', conversation: 'c', by: 'buyer', upTo: 3, unread: 0 },
      { type: 'conversation.closed', conversation: 'c', by: null },
    ]
    const delivered = events.map((event, index) => ({ pos: index, prev: index, at: 1, event }))
    const own = new WeakSet<AgentView['conversations']>()
    const batch = delivered.reduce((now, one) => applyToAgentView(now, one, own), before)
    expect(before).toEqual(kept)
    expect(batch).toEqual(delivered.reduce((now, one) => applyToAgentView(now, one), before))
    expect(Object.keys(batch.conversations)).toEqual(['d'])
  })

  it('[S30] [T1] a sub-account sees what it holds, main and supervisor all', () => {
    expect(apply(view('s1'), assigned('s1')).conversations['b1.1']).toBeDefined()
    expect(apply(view('s2'), assigned('s1')).conversations['b1.1']).toBeUndefined()
    expect(apply(view('s3'), assigned('s1')).conversations['b1.1']).toBeDefined()
    expect(apply(view('main'), assigned('s1')).conversations['b1.1']).toBeDefined()
  })

  it('[D12] a forwarded conversation leaves the sender and arrives whole at the receiver', () => {
    const before = apply(view('s1'), assigned('s1'))
    expect(apply(before, assigned('s2', { holderEpoch: 2 })).conversations).toEqual({})
    const arrived = apply(view('s2'), assigned('s2', { holderEpoch: 2, cseq: 7, unread: 1 }))
    expect(arrived.conversations['b1.1']).toMatchObject({ holderEpoch: 2, cseq: 7, unread: 1 })
  })

  it('[D6] a buyer made private vanishes from sub-accounts and supervisors, not from main', () => {
    const event: ShopEvent = { type: 'buyer.seen', buyer: { ...buyer, private: true } }
    expect(apply(view('s1'), assigned('s1'), event).conversations).toEqual({})
    expect(apply(view('s3'), assigned('s1'), event).conversations).toEqual({})
    expect(apply(view('main'), assigned('main'), event).conversations['b1.1']?.buyer.private).toBe(
      true,
    )
  })

  it('waits from the first unanswered message of the buyer; notices answer nothing', () => {
    const asked = withMessage(conversation(), message(1, { kind: 'buyer' }, 'a'), 10)
    const again = withMessage(asked, message(2, { kind: 'buyer' }, 'b'), 20)
    expect(again).toMatchObject({ waitingSince: 10, unread: 2, cseq: 2 })
    const notice = {
      ...message(3, { kind: 'shop' }, ''),
      body: { kind: 'notice' as const, notice: { code: 'queued' as const, place: 1 } },
    }
    expect(withMessage(again, notice, 30)).toMatchObject({ waitingSince: 10, unread: 2, cseq: 3 })
    const answered = message(4, { kind: 'account', account: 's1', nick: 's1' }, 'c')
    expect(withMessage(again, answered, 40).waitingSince).toBeNull()
  })

  it('closed: gone from the view; unknown conversations and repeated closes change nothing', () => {
    const open = apply(view('s1'), assigned('s1'))
    const close: ShopEvent = { type: 'conversation.closed', conversation: 'b1.1', by: 's1' }
    const closed = apply(open, close)
    expect(closed.conversations).toEqual({})
    expect(apply(closed, close)).toBe(closed)
  })

  it('[I5] [I6] a close that is given again to a list that has it stands there once', () => {
    const open = apply(view('s1'), assigned('s1'))
    const close: ShopEvent = { type: 'conversation.closed', conversation: 'b1.1', by: 's1' }
    const { closed } = apply(open, close)
    expect(closed).toHaveLength(1)
    // What a workstation has that was ended between the list and the cursor behind it.
    expect(apply({ ...open, closed }, close).closed).toEqual(closed)
  })

  it('[S47] keeps what this account held when it was closed, until it is reopened or withdrawn', () => {
    const open = apply(view('s1'), assigned('s1'))
    const summary = { topic: null, text: 'asked for L' }
    const close: ShopEvent = {
      type: 'conversation.closed',
      conversation: 'b1.1',
      by: 's1',
      summary,
    }
    const closed = apply(open, close)
    expect(closed.closed).toMatchObject([
      { view: { id: 'b1.1', state: 'closed', holder: 's1', offer: null }, summary, rating: null },
    ])
    // Who saw it and did not hold it keeps nothing.
    const main = apply(apply(view('main'), assigned('s1')), close)
    expect(main.closed).toEqual([])
    const rating = { score: 4, text: '', at: 9 }
    const rated = apply(closed, { type: 'conversation.rated', conversation: 'b1.1', rating })
    expect(rated.closed[0]?.rating).toEqual(rating)
    const { buyer } = closed.closed[0]!.view
    const marked = apply(rated, {
      type: 'buyer.marked',
      buyer: { ...buyer, tags: ['big'] },
      by: 'main',
    })
    expect(marked.closed[0]?.view.buyer.tags).toEqual(['big'])
    expect(apply(marked, { type: 'buyer.withdrawn', buyer: buyer.id }).closed).toEqual([])
    const reopened = apply(marked, {
      type: 'conversation.reopened',
      conversation: 'b1.1',
      by: 's1',
      view: { ...open.conversations['b1.1']!, holderEpoch: 2 },
    })
    expect(reopened.closed).toEqual([])
    expect(reopened.conversations['b1.1']).toMatchObject({ holder: 's1', holderEpoch: 2 })
  })

  it('[S46] what was taken back is in no last line, open or over', () => {
    const said = message(1, { kind: 'account', account: 's1', nick: 's1' }, 'words')
    const last = lastLine(said, 5)
    const open = apply(view('s1'), assigned('s1'))
    const conversations = { 'b1.1': { ...open.conversations['b1.1']!, cseq: 1, last } }
    const spoken = { ...open, conversations }
    const recalled: ShopEvent = {
      type: 'message.recalled',
      conversation: 'b1.1',
      cseq: 1,
      by: 's1',
    }
    const blank = { ...last, kind: 'recalled', text: '' }
    expect(apply(spoken, recalled).conversations['b1.1']?.last).toEqual(blank)
    const over = apply(spoken, { type: 'conversation.closed', conversation: 'b1.1', by: 's1' })
    expect(over.closed[0]?.view.last?.text).toBe('words')
    expect(apply(over, recalled).closed[0]?.view.last).toEqual(blank)
    expect(apply(spoken, { ...recalled, cseq: 2 })).toEqual(spoken)
  })

  it('cuts the last line without breaking a surrogate pair', () => {
    const line = lastLine(message(1, { kind: 'buyer' }, '😀'.repeat(100)), 0)
    expect(line.text).toBe('😀'.repeat(80))
  })
})

describe("a buyer's view", () => {
  const start: BuyerPageView = {
    shop: { id: 'demo', name: '店' },
    buyer: { id: 'b1', name: '买家' },
    conversation: null,
  }
  it('[S30] follows its conversation and begins anew with the next one', () => {
    const opened = applyToBuyerView(start, {
      pos: 1,
      prev: 0,
      at: 0,
      event: {
        type: 'buyer.conversation',
        conversation: 'b1.1',
        state: 'queued',
        servedBy: null,
        place: 3,
      },
    })
    expect(opened.conversation).toMatchObject({ place: 3, cseq: 0 })
    const read = applyToBuyerView(opened, {
      pos: 2,
      prev: 1,
      at: 0,
      event: { type: 'message.read', conversation: 'b1.1', by: 'shop', upTo: 4, unread: 0 },
    })
    expect(read.conversation?.readByShop).toBe(4)
    const next = applyToBuyerView(read, {
      pos: 3,
      prev: 2,
      at: 0,
      event: {
        type: 'buyer.conversation',
        conversation: 'b1.2',
        state: 'held',
        servedBy: '小红',
        place: null,
      },
    })
    expect(next.conversation).toMatchObject({ id: 'b1.2', cseq: 0, readByShop: 0 })
  })
})
