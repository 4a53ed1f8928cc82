import { describe, expect, it } from 'vitest'
import { present } from '../audience.ts'
import { PaperShop } from '../desk.fixture.ts'
import { agentView } from '../views.ts'

/** What the account is given of the rows behind `since`, by the rights of now. */
function given(shop: PaperShop, account: string, since: number) {
  return shop.rows
    .filter((row) => row.pos > since)
    .map((row) => present(shop.state, { kind: 'agent', account }, row))
    .filter((event) => event !== null)
}

function offering(shop: PaperShop): void {
  const { revision, dispatch } = shop.state.root.settings
  shop.command('main', {
    type: 'settings.set',
    revision,
    change: { dispatch: { ...dispatch, forwardAcceptMs: 60_000 } },
  })
}

describe('marking buyers', () => {
  it('[D9] VIP by a supervisor or main, and by nobody else', () => {
    const shop = new PaperShop()
    const hong = shop.sub('Hong')
    const lead = shop.sub('Lead', { role: 'supervisor' })
    shop.buyer('b')
    expect(shop.mark('b', { vip: true }, hong)).toMatchObject({ code: 'not_allowed' })
    expect(shop.mark('b', { vip: true }, lead)).toMatchObject({ ok: true })
    expect(shop.events().at(-1)).toMatchObject({
      type: 'buyer.marked',
      buyer: { id: 'b', vip: true, private: false },
      by: lead,
    })
    const { pos } = shop.state.root
    expect(shop.mark('b', { vip: true })).toMatchObject({ ok: true, pos })
    expect(shop.command('main', { type: 'buyer.mark', buyer: 'nobody', vip: true })).toMatchObject({
      code: 'not_found',
    })
  })

  it('[D9] a VIP of the queue goes to its front; taken back, to where it would have been', () => {
    const shop = new PaperShop()
    shop.limit(shop.sub('Hong'), 1)
    for (const buyer of ['held', 'a', 'b', 'c', 'd']) {
      shop.buyer(buyer)
      shop.now += 1000
    }
    const queue = () => shop.state.root.queue.map((id) => id.split('.')[0]).join('')
    const places = () => shop.state.root.queue.map((id) => shop.state.conversations.get(id)?.place)
    shop.mark('c', { vip: true })
    expect(queue()).toBe('cabd')
    expect(places()).toEqual([1, 2, 3, 4])
    shop.mark('b', { vip: true })
    expect(queue()).toBe('cbad')
    shop.mark('c', { vip: false })
    expect(queue()).toBe('bacd')
    expect(places()).toEqual([1, 2, 3, 4])
    shop.mark('b', { vip: false })
    expect(queue()).toBe('abcd')
  })

  it('[D6] private by main alone; a supervisor does not even find a private contact', () => {
    const shop = new PaperShop()
    const lead = shop.sub('Lead', { role: 'supervisor' })
    shop.buyer('b')
    expect(shop.mark('b', { private: true }, lead)).toMatchObject({ code: 'not_allowed' })
    shop.mark('b', { private: true })
    expect(shop.mark('b', { vip: true }, lead)).toMatchObject({ code: 'not_found' })
    expect(shop.mark('b', { private: false }, lead)).toMatchObject({ code: 'not_found' })
  })

  it('[D6] made private: main has it at once, its holder forgets it, the queue is served', () => {
    const shop = new PaperShop()
    const hong = shop.sub('Hong')
    const lead = shop.sub('Lead', { role: 'supervisor' })
    shop.limit(hong, 1)
    shop.limit(lead, 1)
    shop.presence('main', true)
    shop.command('main', { type: 'participate', account: 'main', on: false })
    for (const buyer of ['a', 'b', 'waits']) shop.buyer(buyer)
    const buyer = shop.holder('a.1') === hong ? 'a' : 'b'
    const before = shop.state.root.pos
    shop.mark(buyer, { private: true })
    expect(shop.view(`${buyer}.1`)).toMatchObject({
      state: 'held',
      holder: 'main',
      holderEpoch: 2,
      reason: { rule: 'D6', sentence: 'made_private', values: { nick: 'Main', from: 'Hong' } },
    })
    expect(shop.holder('waits.1')).toBe(hong)
    for (const account of [hong, lead]) {
      const events = given(shop, account, before)
      expect(events[0]).toEqual({ type: 'buyer.withdrawn', buyer })
      expect(JSON.stringify(events.slice(1))).not.toContain(`${buyer}.1`)
      expect(Object.keys(agentView(shop.state, account).conversations)).not.toContain(`${buyer}.1`)
    }
  })

  it('[D6] main away, out of the queue: it waits for main', () => {
    const shop = new PaperShop()
    shop.limit(shop.sub('Hong'), 1)
    for (const buyer of ['held', 'a', 'b']) shop.buyer(buyer)
    shop.mark('a', { private: true })
    expect(shop.view('a.1')).toMatchObject({ state: 'waiting_main', holder: 'main' })
    expect(shop.state.root.queue).toEqual(['b.1'])
    expect(shop.state.conversations.get('b.1')?.place).toBe(1)
    expect(
      shop
        .events()
        .filter((event) => event.type === 'message.sent')
        .at(-1),
    ).toMatchObject({
      message: { conversation: 'a.1', body: { notice: { code: 'waits_for_main' } } },
    })
    shop.presence('main', true)
    expect(shop.view('a.1')?.state).toBe('held')
  })

  it('[D6][D12] an offer of it ends, and who had it forgets the buyer', () => {
    const shop = new PaperShop()
    offering(shop)
    shop.presence('main', true)
    shop.buyer('b')
    expect(shop.holder('b.1')).toBe('main')
    const hong = shop.sub('Hong')
    shop.forward('main', 'b.1', hong)
    expect(agentView(shop.state, hong).conversations['b.1']).toBeDefined()
    const before = shop.state.root.pos
    shop.mark('b', { private: true })
    expect(shop.view('b.1')).toMatchObject({ holder: 'main', holderEpoch: 1, offer: null })
    expect(given(shop, hong, before)).toEqual([{ type: 'buyer.withdrawn', buyer: 'b' }])
    expect(
      shop.command(hong, {
        type: 'forward.answer',
        conversation: 'b.1',
        holderEpoch: 1,
        accept: true,
      }),
    ).toMatchObject({ code: 'not_found' })
  })

  it('[I12] nothing of a private contact reaches others, by whatever cursor they come back', () => {
    const shop = new PaperShop()
    const hong = shop.sub('Hong')
    const lead = shop.sub('Lead', { role: 'supervisor', online: false })
    shop.buyer('secret', 'before the mark')
    shop.answer(hong, 'secret.1')
    shop.mark('secret', { private: true })
    shop.buyer('secret', 'behind the mark')
    shop.mark('secret', { vip: true })
    shop.do({ type: 'buyer.seen', buyer: 'secret', name: 'Another Name' })
    shop.answer('main', 'secret.1')
    shop.close('main', 'secret.1')
    shop.buyer('secret', 'again')
    for (const account of [hong, lead])
      expect(
        given(shop, account, 0).filter((event) => /secret/.test(JSON.stringify(event))),
      ).toEqual([{ type: 'buyer.withdrawn', buyer: 'secret' }])
    for (const id of ['secret.1', 'secret.2'])
      for (const account of [hong, lead]) {
        expect(shop.answer(account, id)).toMatchObject({ code: 'not_found' })
        expect(shop.claim(account, id)).toMatchObject({ code: 'not_found' })
        for (const command of [
          { type: 'read', conversation: id, upTo: 1 },
          { type: 'whisper', conversation: id, text: 'x' },
        ] as const)
          expect(shop.command(account, command)).toMatchObject({ code: 'not_found' })
      }
  })

  it('[I12] public again and private once more: the time between is not given either', () => {
    const shop = new PaperShop()
    const lead = shop.sub('Lead', { role: 'supervisor', online: false })
    shop.buyer('secret')
    shop.mark('secret', { private: true })
    shop.mark('secret', { private: false })
    shop.buyer('secret', 'between')
    shop.mark('secret', { private: true })
    const told = given(shop, lead, 0).filter((event) => /secret/.test(JSON.stringify(event)))
    expect(told).toEqual([
      { type: 'buyer.withdrawn', buyer: 'secret' },
      { type: 'buyer.withdrawn', buyer: 'secret' },
    ])
  })

  it('[I5] private no more: supervisors see the open conversation again, whole; nobody else changes', () => {
    const shop = new PaperShop()
    const lead = shop.sub('Lead', { role: 'supervisor' })
    const hong = shop.sub('Hong', { online: false })
    shop.presence('main', true)
    shop.mark('b', { private: true })
    shop.buyer('b')
    const before = shop.state.root.pos
    const view = shop.view('b.1')
    expect(shop.mark('b', { private: false })).toMatchObject({ ok: true })
    expect(shop.view('b.1')).toEqual({ ...view, buyer: { ...view?.buyer, private: false } })
    expect(given(shop, lead, before)).toMatchObject([
      { type: 'buyer.marked', buyer: { private: false } },
      { type: 'conversation.assigned', to: 'main', view: { id: 'b.1', holderEpoch: 1 } },
    ])
    expect(given(shop, hong, before)).toEqual([])
    expect(agentView(shop.state, lead).conversations['b.1']).toEqual(shop.view('b.1'))
  })
})
