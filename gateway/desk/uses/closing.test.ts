import { describe, expect, it } from 'vitest'
import { DEFAULT_SETTINGS } from '#shared/protocol/settings.ts'
import { CLOSED_KEPT } from '#shared/protocol/view.ts'
import { agentView, buyerView } from '../views.ts'
import { givenTo, givenToBuyer } from './given.fixture.ts'
import { SetShop } from './uses.fixture.ts'

function closed(options: { answer?: boolean; text?: string } = {}) {
  const shop = new SetShop()
  const hong = shop.sub('Hong')
  shop.buyer('b')
  if (options.answer ?? true) shop.answer(hong, 'b.1')
  shop.command(hong, {
    type: 'close',
    conversation: 'b.1',
    holderEpoch: 1,
    summary: { topic: 'Size', text: options.text ?? 'asked for L' },
  })
  return { shop, hong }
}
const rate = (shop: SetShop, buyer: string, conversation: string, score = 5) =>
  shop.command({ kind: 'buyer', buyer }, { type: 'rate', conversation, score, text: 'kind' })
const reopen = (shop: SetShop, by: string, conversation = 'b.1') =>
  shop.command(by, { type: 'reopen', conversation })
const page = (shop: SetShop, buyer = 'b') => buyerView(shop.state, buyer).conversation

describe('closing', () => {
  it('[S47] the summary is for colleagues; the buyer is asked', () => {
    const { shop, hong } = closed()
    expect(shop.events().at(-1)).toEqual({
      type: 'conversation.closed',
      conversation: 'b.1',
      by: hong,
      summary: { topic: 'Size', text: 'asked for L' },
      asked: true,
    })
    expect(JSON.stringify(givenToBuyer(shop, 'b'))).not.toContain('asked for L')
    expect(givenToBuyer(shop, 'b').at(-1)).toEqual({
      type: 'buyer.conversation',
      conversation: 'b.1',
      state: 'closed',
      servedBy: null,
      place: null,
      asked: true,
      score: null,
    })
    expect(page(shop)).toMatchObject({ state: 'closed', asked: true, score: null })
  })

  it('[S47] not asked: no human answered, or the shop does not ask; an empty summary is none', () => {
    expect(page(closed({ answer: false }).shop)).toMatchObject({ asked: false })
    const shop = new SetShop()
    const hong = shop.sub('Hong')
    shop.set({ desk: { ...DEFAULT_SETTINGS.desk, evaluation: false } })
    shop.buyer('b')
    shop.answer(hong, 'b.1')
    shop.command(hong, {
      type: 'close',
      conversation: 'b.1',
      holderEpoch: 1,
      summary: { topic: null, text: '' },
    })
    expect(shop.events().at(-1)).toMatchObject({ summary: null, asked: false })
    expect(rate(shop, 'b', 'b.1')).toMatchObject({ code: 'not_allowed' })
  })

  it('[S47] who held it keeps it, whole, with the buyer as it is; nobody else does', () => {
    const { shop, hong } = closed()
    const lead = shop.sub('Lead', { role: 'supervisor' })
    shop.do({ type: 'buyer.seen', buyer: 'b', name: 'Ann' })
    shop.mark('b', { vip: true })
    expect(agentView(shop.state, hong).closed).toMatchObject([
      {
        view: { id: 'b.1', state: 'closed', holder: hong, buyer: { name: 'Ann', vip: true } },
        at: shop.now,
        summary: { topic: 'Size' },
        rating: null,
      },
    ])
    for (const other of [lead, 'main']) expect(agentView(shop.state, other).closed).toEqual([])
  })

  it(`[S47] the newest ${CLOSED_KEPT}: older ones leave the list and memory`, () => {
    const shop = new SetShop()
    const hong = shop.sub('Hong')
    for (let n = 0; n < CLOSED_KEPT + 3; n++) {
      shop.buyer(`b${n}`)
      shop.close(hong, `b${n}.1`)
    }
    const ids = agentView(shop.state, hong).closed.map((one) => one.view.id)
    expect(ids).toHaveLength(CLOSED_KEPT)
    expect([ids[0], ids.at(-1)]).toEqual(['b3.1', `b${CLOSED_KEPT + 2}.1`])
    expect(Array.from(shop.state.closed.entries())).toHaveLength(CLOSED_KEPT)
    expect(reopen(shop, hong, 'b2.1')).toMatchObject({ code: 'reopen_over' })
    expect(reopen(shop, hong, 'b3.1')).toMatchObject({ ok: true })
  })

  it('[D6] made private: it leaves the lists of all but main, and comes back to none', () => {
    const { shop, hong } = closed()
    shop.presence('main', true)
    shop.mark('own', { private: true })
    shop.buyer('own')
    shop.close('main', 'own.1')
    shop.mark('b', { private: true })
    expect(agentView(shop.state, hong).closed).toEqual([])
    shop.mark('b', { private: false })
    expect(agentView(shop.state, hong).closed).toEqual([])
    expect(agentView(shop.state, 'main').closed).toMatchObject([{ view: { id: 'own.1' } }])
    expect(reopen(shop, hong)).toMatchObject({ code: 'reopen_over' })
  })

  it('[A7] the list of a deleted account goes with it', () => {
    const { shop, hong } = closed()
    shop.command('main', { type: 'account.delete', account: hong })
    expect(Array.from(shop.state.closed.entries())).toEqual([])
    expect(reopen(shop, 'main')).toMatchObject({ code: 'reopen_over' })
  })
})

describe('the buyer’s word', () => {
  it('[S48] once; told to who held it, to overseers and to its page, and to nobody else', () => {
    const { shop, hong } = closed()
    const lan = shop.sub('Lan')
    const lead = shop.sub('Lead', { role: 'supervisor' })
    const before = shop.state.root.pos
    expect(rate(shop, 'b', 'b.1', 4)).toMatchObject({ ok: true, conversation: 'b.1' })
    const rating = { score: 4, text: 'kind', at: shop.now }
    for (const account of [hong, lead, 'main'])
      expect(givenTo(shop, account, before)).toEqual([
        { type: 'conversation.rated', conversation: 'b.1', rating },
      ])
    expect(givenTo(shop, lan, before)).toEqual([])
    expect(givenToBuyer(shop, 'b', before)).toMatchObject([
      { type: 'buyer.conversation', state: 'closed', asked: true, score: 4 },
    ])
    expect(page(shop)).toMatchObject({ asked: true, score: 4 })
    expect(agentView(shop.state, hong).closed[0]?.rating).toEqual(rating)
    expect(rate(shop, 'b', 'b.1', 1)).toMatchObject({ code: 'not_allowed' })
  })

  it('[S48] of the newest, by its own buyer, when it is over', () => {
    const { shop, hong } = closed()
    expect(rate(shop, 'c', 'b.1')).toMatchObject({ code: 'not_found' })
    shop.buyer('c')
    expect(rate(shop, 'c', 'b.1')).toMatchObject({ code: 'not_found' })
    expect(rate(shop, 'c', 'c.1')).toMatchObject({ code: 'not_allowed' })
    const command = { type: 'rate', conversation: 'b.1', score: 5, text: '' } as const
    expect(shop.command(hong, command)).toMatchObject({ code: 'not_allowed' })
    shop.buyer('b')
    expect(rate(shop, 'b', 'b.1')).toMatchObject({ code: 'conversation_closed' })
  })

  it('[S48] reopened and closed again: who has said it is not asked again', () => {
    const { shop, hong } = closed()
    rate(shop, 'b', 'b.1')
    reopen(shop, hong)
    shop.answer(hong, 'b.1')
    shop.close(hong, 'b.1')
    expect(page(shop)).toMatchObject({ asked: false, score: null })
    expect(rate(shop, 'b', 'b.1')).toMatchObject({ code: 'not_allowed' })
  })
})

describe('reopening', () => {
  it('[S49] the same conversation goes on with who held it', () => {
    const { shop, hong } = closed()
    const before = shop.state.root.pos
    const cseq = agentView(shop.state, hong).closed[0]?.view.cseq ?? 0
    expect(reopen(shop, hong)).toMatchObject({ ok: true, conversation: 'b.1' })
    expect(shop.view('b.1')).toMatchObject({
      state: 'held',
      holder: hong,
      holderEpoch: 2,
      cseq: cseq + 1,
      offer: null,
      waitingSince: null,
    })
    expect(agentView(shop.state, hong).closed).toEqual([])
    expect(givenToBuyer(shop, 'b', before)).toMatchObject([
      { type: 'buyer.conversation', state: 'held', servedBy: 'Hong' },
      { type: 'message.sent', message: { body: { notice: { code: 'reopened', nick: 'Hong' } } } },
    ])
    // The buyer goes on in it, and so does its holder under the new epoch.
    expect(shop.buyer('b')).toMatchObject({ conversation: 'b.1', cseq: cseq + 2 })
    expect(shop.answer(hong, 'b.1', 1)).toMatchObject({ code: 'holder_changed' })
    expect(shop.answer(hong, 'b.1', 2)).toMatchObject({ ok: true })
  })

  it('[S49] by an overseer: out of the list of who held it, who reads no colleagues’ numbers', () => {
    const { shop, hong } = closed()
    const lan = shop.sub('Lan')
    const lead = shop.sub('Lead', { role: 'supervisor' })
    const before = shop.state.root.pos
    expect(reopen(shop, lan)).toMatchObject({ code: 'not_allowed' })
    expect(reopen(shop, lead)).toMatchObject({ ok: true })
    expect(shop.holder('b.1')).toBe(lead)
    expect(agentView(shop.state, hong).closed).toEqual([])
    expect(givenTo(shop, hong, before)).toMatchObject([
      { type: 'conversation.reopened', by: lead, view: { holder: lead } },
    ])
    expect(givenTo(shop, lan, before)).toEqual([])
    shop.close(lead, 'b.1')
    expect(agentView(shop.state, lead).closed).toMatchObject([{ view: { id: 'b.1' } }])
  })

  it('[S49] not when a newer one was begun, not while it is open, not of a blocked buyer', () => {
    const { shop, hong } = closed()
    shop.buyer('b')
    expect(reopen(shop, hong)).toMatchObject({ code: 'reopen_over' })
    expect(reopen(shop, hong, 'b.2')).toMatchObject({ code: 'reopen_over' })
    shop.close(hong, 'b.2')
    expect(reopen(shop, hong)).toMatchObject({ code: 'reopen_over' })
    shop.command('main', { type: 'buyer.block', buyer: 'b', on: true })
    expect(reopen(shop, hong, 'b.2')).toMatchObject({ code: 'buyer_blocked' })
    shop.command('main', { type: 'buyer.block', buyer: 'b', on: false })
    expect(reopen(shop, hong, 'b.2')).toMatchObject({ ok: true })
    expect(reopen(shop, hong, 'c.1')).toMatchObject({ code: 'not_found' })
  })

  it('[S49][D9] above the limit, like a claim; it counts as held', () => {
    const { shop, hong } = closed()
    shop.limit(hong, 1)
    shop.buyer('c')
    reopen(shop, hong)
    expect(shop.state.accounts.get(hong)).toMatchObject({ held: 2, taken: 2 })
    shop.buyer('d')
    expect(shop.view('d.1')?.state).toBe('queued')
  })

  it('[S49] too many at once suspend as ever', () => {
    const { shop, hong } = closed()
    shop.dispatching({ autoSuspend: { above: 2, below: 1 } })
    shop.buyer('c')
    reopen(shop, hong)
    expect(shop.state.accounts.get(hong)?.view.suspended?.by).toBe('load')
  })
})
