import { describe, expect, it } from 'vitest'
import { LIMITS } from '#shared/protocol/limits.ts'
import type { Command } from '#shared/protocol/frames.ts'
import { PaperShop } from '../desk.fixture.ts'
import { agentView, buyerView } from '../views.ts'
import { givenTo, givenToBuyer } from './given.fixture.ts'

/** Hong serves b, Lan nobody, Lead oversees. */
function staffed() {
  const shop = new PaperShop()
  const hong = shop.sub('Hong', { role: 'senior' })
  shop.buyer('b')
  const lan = shop.sub('Lan', { role: 'senior' })
  const lead = shop.sub('Lead', { role: 'supervisor' })
  return { shop, hong, lan, lead }
}
const buyer = (shop: PaperShop, id = 'b') => shop.state.buyers.get(id)
const tag = (shop: PaperShop, by: string, ...tags: string[]) =>
  shop.command(by, { type: 'buyer.tag', buyer: 'b', tags })
const note = (shop: PaperShop, by: string, text = 'likes tea') =>
  shop.command(by, { type: 'buyer.note', buyer: 'b', text })
const link = (shop: PaperShop, by: string, customer: string | null) =>
  shop.command(by, { type: 'buyer.link', buyer: 'b', customer })
const block = (shop: PaperShop, by: string, on = true) =>
  shop.command(by, { type: 'buyer.block', buyer: 'b', on })

describe('what colleagues keep of a buyer', () => {
  it('[S50] tags replace the ones before, each once; the same again is no event', () => {
    const { shop, hong } = staffed()
    expect(tag(shop, hong, 'big', 'late', 'big')).toMatchObject({ ok: true })
    expect(shop.events().at(-1)).toMatchObject({
      type: 'buyer.marked',
      buyer: { tags: ['big', 'late'] },
      by: hong,
    })
    const { pos } = shop.state.root
    tag(shop, hong, 'big', 'late')
    expect(shop.state.root.pos).toBe(pos)
    tag(shop, 'main', 'late')
    expect(agentView(shop.state, hong).conversations['b.1']?.buyer.tags).toEqual(['late'])
  })

  it('[S50][T1] by who may read the buyer; to all others there is none', () => {
    const { shop, hong, lan, lead } = staffed()
    const commands: readonly Command[] = [
      { type: 'buyer.tag', buyer: 'b', tags: ['x'] },
      { type: 'buyer.note', buyer: 'b', text: 'x' },
      { type: 'buyer.unnote', buyer: 'b', note: 'n1' },
      { type: 'buyer.link', buyer: 'b', customer: 'c' },
      { type: 'buyer.block', buyer: 'b', on: true },
    ]
    for (const command of commands) {
      expect(shop.command(lan, command)).toMatchObject({ code: 'not_found' })
      expect(shop.command({ kind: 'buyer', buyer: 'b' }, command)).toMatchObject({
        code: 'not_allowed',
      })
    }
    for (const by of [hong, lead, 'main']) expect(tag(shop, by, by)).toMatchObject({ ok: true })
    shop.mark('b', { private: true })
    for (const by of [hong, lead])
      for (const command of commands)
        expect(shop.command(by, command)).toMatchObject({ code: 'not_found' })
    expect(tag(shop, 'main', 'mine')).toMatchObject({ ok: true })
  })

  it('[S50] who is asked to take it over may, and tags still come to who served it', () => {
    const { shop, hong, lan } = staffed()
    const { dispatch } = shop.state.root.settings
    const change = { dispatch: { ...dispatch, forwardAcceptMs: 60_000 } }
    shop.command('main', { type: 'settings.set', revision: 0, change })
    shop.forward(hong, 'b.1', lan)
    expect(tag(shop, lan, 'x')).toMatchObject({ ok: true })
    shop.command(lan, {
      type: 'forward.answer',
      conversation: 'b.1',
      holderEpoch: 1,
      accept: true,
    })
    const before = shop.state.root.pos
    tag(shop, lan, 'y')
    expect(givenTo(shop, hong, before)).toMatchObject([{ type: 'buyer.marked' }])
  })

  it('[S50] notes have their author; the newest are kept; taken away by it and by overseers', () => {
    const { shop, hong, lead } = staffed()
    note(shop, hong)
    const first = buyer(shop)?.notes[0]
    expect(first?.id).toMatch(/^n\d+$/)
    expect(first).toEqual({
      id: first?.id,
      at: shop.now,
      account: hong,
      nick: 'Hong',
      text: 'likes tea',
    })
    note(shop, lead, 'of the lead')
    const unnote = (by: string, id = '') =>
      shop.command(by, { type: 'buyer.unnote', buyer: 'b', note: id })
    expect(unnote(hong, buyer(shop)?.notes[1]?.id)).toMatchObject({ code: 'not_allowed' })
    expect(unnote(hong, 'n0')).toMatchObject({ code: 'not_found' })
    expect(unnote(hong, first?.id)).toMatchObject({ ok: true })
    expect(unnote('main', buyer(shop)?.notes[0]?.id)).toMatchObject({ ok: true })
    expect(buyer(shop)?.notes).toEqual([])
    for (let n = 0; n <= LIMITS.buyerNotes; n++) note(shop, hong, `${n}`)
    expect(buyer(shop)?.notes.map(({ text }) => text)).toHaveLength(LIMITS.buyerNotes)
    expect(buyer(shop)?.notes[0]?.text).toBe('1')
  })

  it('[S50] who it is in the shop’s books; a signed identity is never overwritten', () => {
    const { shop, hong } = staffed()
    expect(link(shop, hong, 'c7')).toMatchObject({ ok: true })
    expect(buyer(shop)?.view.customer).toEqual({ id: 'c7', by: 'account' })
    link(shop, hong, null)
    expect(buyer(shop)?.view.customer).toBeNull()
    shop.do({ type: 'buyer.seen', buyer: 'b', name: 'Ann', customer: 'c9' })
    expect(buyer(shop)?.view).toMatchObject({
      name: 'Ann',
      customer: { id: 'c9', by: 'identity' },
    })
    for (const customer of ['c7', null])
      expect(link(shop, 'main', customer)).toMatchObject({ code: 'not_allowed' })
    const { pos } = shop.state.root
    shop.do({ type: 'buyer.seen', buyer: 'b', name: 'Ann', customer: 'c9' })
    shop.do({ type: 'buyer.seen', buyer: 'b', name: 'Ann' })
    expect(shop.state.root.pos).toBe(pos)
    expect(buyer(shop)?.view.customer?.id).toBe('c9')
  })

  it('[I12][D6] never to a buyer, and nothing of a private contact to others', () => {
    const { shop, hong, lan, lead } = staffed()
    note(shop, hong, 'before')
    const before = shop.state.root.pos
    shop.mark('b', { private: true })
    const marked = shop.state.root.pos
    note(shop, 'main', 'behind')
    tag(shop, 'main', 'behind')
    link(shop, 'main', 'behind')
    shop.command('main', { type: 'buyer.unnote', buyer: 'b', note: 'n0' })
    for (const account of [hong, lead]) {
      expect(givenTo(shop, account, before)[0]).toEqual({ type: 'buyer.withdrawn', buyer: 'b' })
      expect(givenTo(shop, account, marked)).toEqual([])
      // What was written before is not given by an old cursor either.
      expect(JSON.stringify(givenTo(shop, account))).not.toContain('before')
    }
    expect(JSON.stringify(givenTo(shop, lan))).not.toContain('"b"')
    expect(JSON.stringify(givenToBuyer(shop, 'b'))).not.toMatch(/before|behind/)
  })
})

describe('blocking', () => {
  it('[S51] by seniors and above who may read it', () => {
    const { shop } = staffed()
    const junior = shop.sub('Junior')
    shop.claim('main', 'b.1')
    shop.forward('main', 'b.1', junior)
    expect(block(shop, junior)).toMatchObject({ code: 'not_allowed' })
    shop.command('main', {
      type: 'account.change',
      account: junior,
      changes: { role: 'senior' },
    })
    expect(block(shop, junior)).toMatchObject({ ok: true })
  })

  it('[S51] its conversation is over, unasked, and what it writes is refused until it is undone', () => {
    const { shop, hong } = staffed()
    shop.answer(hong, 'b.1')
    expect(block(shop, hong)).toMatchObject({ ok: true, conversation: 'b.1' })
    expect(shop.view('b.1')).toBeUndefined()
    expect(shop.state.accounts.get(hong)?.held).toBe(0)
    expect(buyerView(shop.state, 'b').conversation).toMatchObject({
      state: 'closed',
      asked: false,
    })
    const { pos } = shop.state.root
    expect(shop.buyer('b')).toMatchObject({ code: 'buyer_blocked' })
    expect(
      shop.command(
        { kind: 'buyer', buyer: 'b' },
        { type: 'rate', conversation: 'b.1', score: 1, text: '' },
      ),
    ).toMatchObject({ code: 'buyer_blocked' })
    block(shop, hong)
    expect(shop.state.root.pos).toBe(pos)
    block(shop, hong, false)
    expect(shop.buyer('b')).toMatchObject({ ok: true, conversation: 'b.2' })
  })

  it('[S51][D9] out of the queue: those behind it move up', () => {
    const shop = new PaperShop()
    shop.limit(shop.sub('Hong'), 1)
    for (const one of ['held', 'b', 'c']) shop.buyer(one)
    block(shop, 'main')
    expect(shop.state.root.queue).toEqual(['c.1'])
    expect(shop.state.conversations.get('c.1')?.place).toBe(1)
  })
})

describe('acts on orders', () => {
  const order = {
    act: 'a1',
    number: '1001',
    name: 'refund',
    amount: { amount: 500, currency: 'CNY' },
    outcome: 'done',
  } as const
  const act = (shop: PaperShop, account: string, conversation = 'b.1') =>
    shop.do({ type: 'order.acted', account, conversation, order })

  it('[T6] an aside in an open conversation, in the audit alone when it is over', () => {
    const { shop, hong, lan, lead } = staffed()
    const before = shop.state.root.pos
    expect(act(shop, hong)).toMatchObject({ ok: true, conversation: 'b.1' })
    expect(shop.view('b.1')?.asides).toEqual([
      {
        pos: before + 1,
        at: shop.now,
        kind: 'order',
        account: hong,
        nick: 'Hong',
        text: '',
        order,
      },
    ])
    for (const account of [hong, lead, 'main'])
      expect(givenTo(shop, account, before)).toMatchObject([{ type: 'order.acted', order }])
    expect(givenTo(shop, lan, before)).toEqual([])
    shop.close(hong, 'b.1')
    const over = shop.state.root.pos
    expect(act(shop, hong)).toMatchObject({ ok: true })
    expect(givenTo(shop, hong, over)).toEqual([])
    expect(givenTo(shop, lead, over)).toHaveLength(1)
    expect(
      givenToBuyer(shop, 'b').filter(({ type }) => type !== 'message.sent'),
    ).not.toContainEqual(expect.objectContaining({ type: 'order.acted' }))
    expect(act(shop, hong, 'c.1')).toMatchObject({ code: 'not_found' })
    expect(act(shop, 's99')).toMatchObject({ code: 'not_found' })
  })
})
