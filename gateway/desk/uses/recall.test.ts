import { describe, expect, it } from 'vitest'
import { LIMITS } from '#shared/protocol/limits.ts'
import { PaperShop } from '../desk.fixture.ts'
import { agentView } from '../views.ts'
import { givenTo, givenToBuyer } from './given.fixture.ts'

const recall = (shop: PaperShop, by: string, conversation: string, cseq: number) =>
  shop.command(by, { type: 'recall', conversation, cseq })

function answered() {
  const shop = new PaperShop()
  const hong = shop.sub('Hong')
  shop.buyer('b')
  const outcome = shop.answer(hong, 'b.1')
  return { shop, hong, cseq: (outcome.ok && outcome.cseq) || 0 }
}
const bodies = (events: readonly { type: string }[]) =>
  JSON.stringify(events.filter(({ type }) => type === 'message.sent'))

describe('taking a message back', () => {
  it('[S46] its words are given to nobody again, by whatever cursor', () => {
    const { shop, hong, cseq } = answered()
    expect(bodies(givenToBuyer(shop, 'b'))).toContain('answer')
    expect(recall(shop, hong, 'b.1', cseq)).toMatchObject({ ok: true, conversation: 'b.1' })
    expect(shop.events().at(-1)).toEqual({
      type: 'message.recalled',
      conversation: 'b.1',
      cseq,
      by: hong,
    })
    for (const account of ['main', hong]) {
      expect(bodies(givenTo(shop, account))).not.toContain('"answer"')
      expect(bodies(givenTo(shop, account))).toContain('"recalled"')
    }
    expect(bodies(givenToBuyer(shop, 'b'))).not.toContain('"answer"')
    expect(givenToBuyer(shop, 'b').at(-1)).toMatchObject({ type: 'message.recalled', cseq })
    expect(shop.view('b.1')?.last).toMatchObject({ cseq, kind: 'recalled', text: '' })
  })

  it('[S46] one’s own alone, once, and until two minutes are over', () => {
    const { shop, hong, cseq } = answered()
    const lan = shop.sub('Lan')
    for (const by of [lan, 'main'])
      expect(recall(shop, by, 'b.1', cseq)).toMatchObject({ code: 'recall_over' })
    // The buyer's, the shop's own line, and what never was.
    for (const other of [1, 2, 99])
      expect(recall(shop, hong, 'b.1', other)).toMatchObject({ code: 'recall_over' })
    expect(recall(shop, hong, 'c.1', 1)).toMatchObject({ code: 'not_found' })
    shop.now += LIMITS.recallMs
    expect(recall(shop, hong, 'b.1', cseq)).toMatchObject({ ok: true })
    expect(recall(shop, hong, 'b.1', cseq)).toMatchObject({ code: 'recall_over' })
    const next = shop.answer(hong, 'b.1')
    shop.now += LIMITS.recallMs + 1
    expect(recall(shop, hong, 'b.1', (next.ok && next.cseq) || 0)).toMatchObject({
      code: 'recall_over',
    })
  })

  it('[S46] buyers take nothing back', () => {
    const { shop } = answered()
    expect(
      shop.command({ kind: 'buyer', buyer: 'b' }, { type: 'recall', conversation: 'b.1', cseq: 1 }),
    ).toMatchObject({ code: 'not_allowed' })
  })

  it('[S46] also when it is forwarded since, or over; the closed list shows it without its words', () => {
    const { shop, hong, cseq } = answered()
    const lan = shop.sub('Lan')
    shop.forward(hong, 'b.1', lan)
    const second = shop.answer(lan, 'b.1')
    expect(recall(shop, hong, 'b.1', cseq)).toMatchObject({ ok: true })
    shop.close(lan, 'b.1')
    const before = shop.state.root.pos
    const last = (second.ok && second.cseq) || 0
    expect(agentView(shop.state, lan).closed[0]?.view.last?.text).toBe('answer')
    expect(recall(shop, lan, 'b.1', last)).toMatchObject({ ok: true })
    expect(agentView(shop.state, lan).closed[0]?.view.last).toMatchObject({
      cseq: last,
      kind: 'recalled',
      text: '',
    })
    // Hong has its words in its cache, too.
    for (const account of [hong, lan, 'main'])
      expect(givenTo(shop, account, before)).toMatchObject([{ type: 'message.recalled' }])
  })

  it('[S11] a resend of it is answered as before and not written again', () => {
    const { shop, hong } = answered()
    const send = {
      type: 'send',
      by: { kind: 'account', account: hong },
      cid: 'again',
      conversation: 'b.1',
      body: { kind: 'text', text: 'x' },
      holderEpoch: 1,
    } as const
    const first = shop.do(send)
    recall(shop, hong, 'b.1', (first.ok && first.cseq) || 0)
    expect(shop.do({ ...send, resend: true })).toEqual({ ...first, duplicate: true })
  })

  it('[D6] of a private contact nobody but main learns of it', () => {
    const { shop, hong, cseq } = answered()
    const lead = shop.sub('Lead', { role: 'supervisor' })
    shop.mark('b', { private: true })
    const before = shop.state.root.pos
    expect(recall(shop, hong, 'b.1', cseq)).toMatchObject({ code: 'not_found' })
    const own = shop.answer('main', 'b.1')
    recall(shop, 'main', 'b.1', (own.ok && own.cseq) || 0)
    for (const account of [hong, lead]) expect(givenTo(shop, account, before)).toEqual([])
  })
})

describe('quotes and cards', () => {
  const say = (shop: PaperShop, buyer: string, quote: number) =>
    shop.do({
      type: 'send',
      by: { kind: 'buyer', buyer },
      cid: shop.cid(),
      conversation: null,
      body: { kind: 'text', text: 'that one', quote },
    })

  it('[S46] a quote names a message before it in the same conversation', () => {
    const { shop, hong, cseq } = answered()
    const { pos } = shop.state.root
    for (const quote of [0, cseq + 1, 99])
      expect(say(shop, 'b', quote)).toMatchObject({ code: 'not_found' })
    // Nothing is opened for it either: a new conversation has nothing to quote.
    expect(say(shop, 'new', 1)).toMatchObject({ code: 'not_found' })
    expect(shop.state.root.pos).toBe(pos)
    expect(say(shop, 'b', cseq)).toMatchObject({ ok: true, cseq: cseq + 1 })
    expect(
      shop.do({
        type: 'send',
        by: { kind: 'account', account: hong },
        cid: shop.cid(),
        conversation: 'b.1',
        holderEpoch: 1,
        body: { kind: 'text', text: 'x', quote: cseq + 2 },
      }),
    ).toMatchObject({ code: 'not_found' })
  })

  it('[S46] accounts send cards, buyers do not', () => {
    const { shop, hong } = answered()
    const body = {
      kind: 'card',
      card: { kind: 'product', id: 'p', title: 'Cup', price: null, picture: null, url: null },
    } as const
    const send = { type: 'send', conversation: 'b.1', holderEpoch: 1, body } as const
    const as = (by: { kind: 'account'; account: string } | { kind: 'buyer'; buyer: string }) =>
      shop.do({ ...send, by, cid: shop.cid() })
    expect(as({ kind: 'buyer', buyer: 'b' })).toMatchObject({ code: 'not_allowed' })
    expect(as({ kind: 'account', account: hong })).toMatchObject({ ok: true })
    expect(shop.view('b.1')?.last).toMatchObject({ kind: 'card', text: 'Cup' })
  })
})
