import { describe, expect, it } from 'vitest'
import { present } from '../audience.ts'
import { agentView } from '../views.ts'
import { SetShop } from './uses.fixture.ts'

const MINUTE = 60_000

/** Hong holds b.1; Lan is there, too. */
function twoAgents() {
  const shop = new SetShop()
  const hong = shop.sub('Hong')
  shop.buyer('b')
  const lan = shop.sub('Lan')
  return { shop, hong, lan }
}

function offered() {
  const given = twoAgents()
  given.shop.dispatching({ forwardAcceptMs: MINUTE })
  expect(given.shop.forward(given.hong, 'b.1', given.lan, 'size asked')).toMatchObject({ ok: true })
  return given
}

describe('forward, accepted at once', () => {
  it('[D12] the note is for colleagues; the buyer reads one line', () => {
    const { shop, hong, lan } = twoAgents()
    const before = shop.state.root.pos
    expect(shop.forward(hong, 'b.1', lan, 'size asked')).toMatchObject({ ok: true })
    expect(shop.view('b.1')).toMatchObject({
      holder: lan,
      holderEpoch: 2,
      offer: null,
      reason: { rule: 'D12', sentence: 'forwarded', values: { nick: 'Lan', from: 'Hong' } },
    })
    expect(shop.asides('b.1')).toEqual([
      { kind: 'note', account: hong, nick: 'Hong', text: 'size asked' },
    ])
    const read = shop.rows
      .filter((row) => row.pos > before)
      .map((row) => present(shop.state, { kind: 'buyer', buyer: 'b' }, row))
      .filter((event) => event !== null)
    expect(read).toMatchObject([
      { type: 'buyer.conversation', servedBy: 'Lan' },
      { type: 'message.sent', message: { body: { notice: { code: 'forwarded', nick: 'Lan' } } } },
    ])
    expect(JSON.stringify(read)).not.toContain('size asked')
  })

  it('[D12] refused, and it stays: who holds it, who is away, unseen, suspended, disabled, unknown', () => {
    const { shop, hong, lan } = twoAgents()
    shop.sub('Mei')
    const code = (to: string, by = hong) => {
      const outcome = shop.forward(by, 'b.1', to)
      return outcome.ok ? 'ok' : outcome.code
    }
    expect(code(hong)).toBe('same_holder')
    expect(code('s99')).toBe('not_found')
    expect(code('s3', lan)).toBe('not_allowed')
    expect(code('main', 'main')).toBe('same_holder')
    shop.command(lan, { type: 'suspend', reason: 'lunch' })
    expect(code(lan)).toBe('account_unavailable')
    shop.command(lan, { type: 'resume' })
    shop.command(lan, { type: 'invisible', on: true })
    expect(code(lan)).toBe('account_unavailable')
    shop.command(lan, { type: 'invisible', on: false })
    shop.presence(lan, false)
    expect(code(lan)).toBe('account_unavailable')
    shop.do({ type: 'account.change', account: lan, changes: { disabled: true } })
    expect(code(lan)).toBe('account_unavailable')
    expect(shop.view('b.1')).toMatchObject({ holder: hong, holderEpoch: 1 })
    expect(code('s3')).toBe('ok')
  })

  it('[D12] to a group: the fairest who is there and has room; bulk is spread; nobody there: refused', () => {
    const shop = new SetShop()
    const hong = shop.sub('Hong')
    for (let n = 0; n < 4; n++) shop.buyer(`b${n}`)
    const lan = shop.sub('Lan')
    const mei = shop.sub('Mei')
    shop.group('after', [lan, mei])
    shop.group('empty', [])
    expect(shop.forwardTo(hong, 'b0.1', { group: 'none' })).toMatchObject({ code: 'not_found' })
    expect(shop.forwardTo(hong, 'b0.1', { group: 'empty' })).toMatchObject({
      code: 'group_unavailable',
    })
    for (let n = 0; n < 4; n++) shop.forwardTo(hong, `b${n}.1`, { group: 'after' })
    const holders = [0, 1, 2, 3].map((n) => shop.holder(`b${n}.1`))
    expect(holders.filter((id) => id === lan)).toHaveLength(2)
    expect(holders.filter((id) => id === mei)).toHaveLength(2)
    expect(shop.view('b0.1')?.reason).toMatchObject({
      sentence: 'forwarded_group',
      values: { from: 'Hong', group: 'Group after' },
    })
    for (const id of [lan, mei]) shop.presence(id, false)
    shop.sub('Rui')
    shop.buyer('x')
    const by = shop.holder('x.1')!
    expect(shop.forwardTo(by, 'x.1', { group: 'after' })).toMatchObject({
      code: 'group_unavailable',
    })
  })

  it('[D6][D12] a private contact goes to nobody but main', () => {
    const { shop, lan } = twoAgents()
    shop.mark('b', { private: true })
    shop.presence('main', true)
    expect(shop.forward('main', 'b.1', lan)).toMatchObject({ code: 'not_allowed' })
    shop.group('g', [lan])
    expect(shop.forwardTo('main', 'b.1', { group: 'g' })).toMatchObject({ code: 'not_allowed' })
    expect(shop.holder('b.1')).toBe('main')
  })

  it('[D12] out of the queue by a supervisor: those behind move up and are told', () => {
    const shop = new SetShop()
    const hong = shop.sub('Hong')
    const lead = shop.sub('Lead', { role: 'supervisor' })
    for (const id of [hong, lead]) shop.limit(id, 1)
    shop.dispatching({ forwardAcceptMs: MINUTE })
    for (const buyer of ['a', 'b', 'c', 'd']) shop.buyer(buyer)
    expect(shop.state.root.queue).toEqual(['c.1', 'd.1'])
    // Nobody holds it, so there is nobody an offer could come back to.
    expect(shop.forward(lead, 'c.1', hong)).toMatchObject({ ok: true })
    expect(shop.holder('c.1')).toBe(hong)
    expect(shop.state.conversations.get('d.1')?.place).toBe(1)
  })
})

describe('forward, offered', () => {
  it('[D12] the receiver reads it all, but sends only once it has accepted', () => {
    const { shop, hong, lan } = offered()
    expect(shop.view('b.1')).toMatchObject({
      holder: hong,
      holderEpoch: 1,
      offer: { by: hong, to: lan, note: 'size asked', until: shop.now + MINUTE },
    })
    expect(shop.notices('b.1')).toEqual(['served_by'])
    const seen = agentView(shop.state, lan).conversations['b.1']
    expect(seen).toMatchObject({ cseq: 3, offer: { to: lan } })
    // Why the holder got it tells of the others' counts, which are not for the receiver.
    expect(seen?.reason?.values).not.toHaveProperty('taken')
    expect(shop.answer(lan, 'b.1')).toMatchObject({ code: 'not_allowed' })
    expect(shop.answer(hong, 'b.1')).toMatchObject({ ok: true })
    expect(shop.answerOffer(lan, 'b.1', true)).toMatchObject({ ok: true, conversation: 'b.1' })
    expect(shop.view('b.1')).toMatchObject({ holder: lan, holderEpoch: 2, offer: null })
    expect(shop.asides('b.1')).toEqual([
      { kind: 'note', account: hong, nick: 'Hong', text: 'size asked' },
    ])
    expect(shop.notices('b.1')).toEqual(['served_by', 'forwarded'])
    expect(shop.answer(lan, 'b.1')).toMatchObject({ ok: true })
  })

  it('[D12] declined: it comes back to the sender, who reads so; the buyer reads nothing', () => {
    const { shop, hong, lan } = offered()
    expect(shop.answerOffer(lan, 'b.1', false)).toMatchObject({ ok: true })
    expect(shop.view('b.1')).toMatchObject({ holder: hong, holderEpoch: 1, offer: null })
    expect(shop.asides('b.1')).toEqual([{ kind: 'declined', account: lan, nick: 'Lan', text: '' }])
    expect(shop.notices('b.1')).toEqual(['served_by'])
    expect(agentView(shop.state, lan).conversations).toEqual({})
    expect(shop.answerOffer(lan, 'b.1', true)).toMatchObject({ code: 'offer_gone' })
  })

  it('[D12] unanswered in its time: back to the sender by the tick; a word in time counts, a late one not', () => {
    const { shop, hong, lan } = offered()
    shop.pass(MINUTE - 1)
    expect(shop.view('b.1')?.offer).not.toBeNull()
    shop.now += 1
    expect(shop.answerOffer(lan, 'b.1', true)).toMatchObject({ code: 'offer_gone' })
    shop.pass(0)
    expect(shop.view('b.1')).toMatchObject({ holder: hong, offer: null })
    expect(shop.asides('b.1')).toEqual([
      { kind: 'unanswered', account: null, nick: 'Lan', text: '' },
    ])
  })

  it.each([
    ['goes offline', (shop: SetShop, id: string) => shop.presence(id, false)],
    [
      'becomes invisible',
      (shop: SetShop, id: string) => shop.command(id, { type: 'invisible', on: true }),
    ],
    [
      'is suspended',
      (shop: SetShop, id: string) => shop.command(id, { type: 'suspend', reason: 'lunch' }),
    ],
    [
      'is disabled',
      (shop: SetShop, id: string) =>
        shop.do({ type: 'account.change', account: id, changes: { disabled: true } }),
    ],
    ['is deleted', (shop: SetShop, id: string) => shop.do({ type: 'account.delete', account: id })],
  ])('[D12] the receiver %s in between: it stays with the sender, in the same append', (_, go) => {
    const { shop, hong, lan } = offered()
    expect(go(shop, lan)).toMatchObject({ ok: true })
    expect(shop.view('b.1')).toMatchObject({ holder: hong, offer: null })
    expect(shop.asides('b.1')).toEqual([{ kind: 'gone', account: null, nick: 'Lan', text: '' }])
    expect(shop.answerOffer(lan, 'b.1', true).ok).toBe(false)
    expect(shop.holder('b.1')).toBe(hong)
  })

  it('[D12] only the one it was offered to answers; only holder, sender and overseers take it back', () => {
    const { shop, hong, lan } = offered()
    const mei = shop.sub('Mei')
    const lead = shop.sub('Lead', { role: 'supervisor' })
    expect(shop.answerOffer(mei, 'b.1', true)).toMatchObject({ code: 'offer_gone' })
    expect(shop.answerOffer(hong, 'b.1', true)).toMatchObject({ code: 'offer_gone' })
    expect(shop.cancelOffer(mei, 'b.1')).toMatchObject({ code: 'offer_gone' })
    expect(shop.cancelOffer(lan, 'b.1')).toMatchObject({ code: 'offer_gone' })
    expect(shop.cancelOffer(lead, 'b.1')).toMatchObject({ ok: true })
    expect(shop.asides('b.1')).toEqual([
      { kind: 'cancelled', account: lead, nick: 'Lead', text: '' },
    ])
    expect(shop.cancelOffer(hong, 'b.1')).toMatchObject({ code: 'offer_gone' })
    expect(shop.holder('b.1')).toBe(hong)
  })

  it('[D12] a new offer replaces the old one, whose receiver is told', () => {
    const { shop, hong, lan } = offered()
    const mei = shop.sub('Mei')
    const before = shop.state.root.pos
    expect(shop.forward(hong, 'b.1', mei)).toMatchObject({ ok: true })
    const told = shop.rows
      .filter((row) => row.pos > before)
      .map((row) => present(shop.state, { kind: 'agent', account: lan }, row))
      .filter((event) => event !== null)
    expect(told).toMatchObject([{ type: 'conversation.offer_ended', why: 'cancelled' }])
    expect(shop.answerOffer(lan, 'b.1', true)).toMatchObject({ code: 'offer_gone' })
    expect(shop.answerOffer(mei, 'b.1', true)).toMatchObject({ ok: true })
    expect(shop.holder('b.1')).toBe(mei)
  })

  it('[D12] a claim, a close and a vanished holder end it', () => {
    for (const end of ['claim', 'close', 'vanish']) {
      const { shop, hong, lan } = offered()
      shop.presence('main', true)
      const mei = shop.sub('Mei')
      if (end === 'claim') {
        expect(shop.claim('main', 'b.1')).toMatchObject({ ok: true })
        expect(shop.view('b.1')?.reason?.values).toEqual({ nick: 'Main', from: 'Hong' })
      } else if (end === 'close') shop.close(hong, 'b.1')
      else {
        shop.dispatching({ forwardAcceptMs: 60 * MINUTE })
        shop.forward(hong, 'b.1', lan)
        shop.presence(hong, false)
        shop.limit(lan, 1)
        shop.limit('main', 1)
        shop.pass(2 * MINUTE)
        expect([mei, lan, 'main']).toContain(shop.holder('b.1'))
      }
      const state = shop.state.conversations.get('b.1')
      expect(state?.view.offer ?? null).toBeNull()
      expect(shop.answerOffer(lan, 'b.1', true).ok).toBe(false)
    }
  })

  it('[D6][D12] who was once offered a buyer forgets it, too, when it becomes a private contact', () => {
    const { shop, hong, lan } = offered()
    shop.answerOffer(lan, 'b.1', false)
    shop.close(hong, 'b.1')
    const mei = shop.sub('Mei')
    const before = shop.state.root.pos
    shop.mark('b', { private: true })
    const told = (account: string) =>
      shop.rows
        .filter((row) => row.pos > before)
        .map((row) => present(shop.state, { kind: 'agent', account }, row))
        .filter((event) => event !== null)
    for (const id of [hong, lan])
      expect(told(id)).toEqual([{ type: 'buyer.withdrawn', buyer: 'b' }])
    expect(told(mei)).toEqual([])
  })

  it('[D12] many to a group are offered to all of it, not ten to one', () => {
    const shop = new SetShop()
    const hong = shop.sub('Hong')
    for (let n = 0; n < 6; n++) shop.buyer(`b${n}`)
    const members = ['Lan', 'Mei', 'Rui'].map((nick) => shop.sub(nick))
    shop.group('after', members)
    shop.dispatching({ forwardAcceptMs: MINUTE })
    for (let n = 0; n < 6; n++) shop.forwardTo(hong, `b${n}.1`, { group: 'after' })
    const to = [0, 1, 2, 3, 4, 5].map((n) => shop.view(`b${n}.1`)?.offer?.to)
    for (const id of members) expect(to.filter((one) => one === id)).toHaveLength(2)
  })
})
