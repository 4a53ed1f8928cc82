import { describe, expect, it } from 'vitest'
import { PaperShop } from './desk.fixture.ts'
import { DEFAULT_SETTINGS } from '#shared/protocol/settings.ts'

const HOLDER_GRACE = DEFAULT_SETTINGS.dispatch.holderGraceMs

describe('dispatching', () => {
  it('[D1] a buyer who writes is dispatched in one append: seen, opened, assigned, told, written, welcomed', () => {
    const shop = new PaperShop()
    const hong = shop.sub('Hong')
    const before = shop.state.root.pos
    expect(shop.buyer('b')).toMatchObject({ ok: true, conversation: 'b.1', cseq: 2 })
    expect(shop.events(before).map((event) => event.type)).toEqual([
      'buyer.seen',
      'conversation.opened',
      'conversation.assigned',
      'message.sent',
      'message.sent',
      'message.sent',
    ])
    expect(shop.view('b.1')).toMatchObject({
      state: 'held',
      holder: hong,
      holderEpoch: 1,
      cseq: 3,
      unread: 1,
    })
    expect(shop.events(before)[3]).toMatchObject({
      message: { cseq: 1, sender: { kind: 'shop' }, body: { notice: { code: 'served_by' } } },
    })
    expect(shop.events(before).at(-1)).toMatchObject({
      message: { cseq: 3, cid: null, body: { kind: 'auto', reply: 'welcome' } },
    })
  })

  it('[D3] a suspended account gets no new buyer, but the one it served and who addresses it', () => {
    const shop = new PaperShop()
    const hong = shop.sub('Hong')
    shop.buyer('old')
    shop.close(hong, 'old.1')
    const lan = shop.sub('Lan')
    shop.command(hong, { type: 'suspend', reason: 'lunch' })
    shop.buyer('new')
    expect(shop.holder('new.1')).toBe(lan)
    shop.buyer('old')
    expect(shop.holder('old.2')).toBe(hong)
    shop.buyer('asks', 'hello', 'Hong')
    expect(shop.holder('asks.1')).toBe(hong)
    expect(shop.view('asks.1')?.reason?.rule).toBe('D3')
  })

  it('[D4] a returning buyer goes to who served last', () => {
    const shop = new PaperShop()
    const hong = shop.sub('Hong')
    shop.buyer('b')
    shop.sub('Lan')
    shop.close(hong, 'b.1')
    shop.now += 3600_000
    shop.buyer('b')
    expect(shop.view('b.2')).toMatchObject({ holder: hong, previous: 'b.1' })
    expect(shop.view('b.2')?.reason?.rule).toBe('D4')
  })

  it('[D5] nobody there: main, though it is away; it finds the buyer when it comes', () => {
    const shop = new PaperShop()
    shop.sub('Hong', { online: false })
    shop.buyer('b')
    expect(shop.view('b.1')).toMatchObject({ state: 'waiting_main', holder: 'main' })
    const epoch = shop.epoch('b.1')
    shop.presence('main', true)
    expect(shop.view('b.1')).toMatchObject({ state: 'held', holder: 'main', holderEpoch: epoch })
    expect(shop.answer('main', 'b.1')).toMatchObject({ ok: true })
  })

  it('[D5] all suspended: main, even when it does not participate', () => {
    const shop = new PaperShop()
    const hong = shop.sub('Hong')
    shop.presence('main', true)
    shop.command(hong, { type: 'suspend', reason: '' })
    shop.buyer('b')
    expect(shop.view('b.1')).toMatchObject({ state: 'held', holder: 'main' })
  })

  it('[D6] a private contact waits for main, with a sub-account free and main long away', () => {
    const shop = new PaperShop()
    const hong = shop.sub('Hong')
    shop.mark('b', { private: true })
    shop.buyer('b')
    expect(shop.view('b.1')).toMatchObject({ state: 'waiting_main', holder: 'main' })
    shop.now += 100 * HOLDER_GRACE
    shop.do({ type: 'tick' })
    expect(shop.holder('b.1')).toBe('main')
    expect(shop.claim(hong, 'b.1')).toMatchObject({ ok: false, code: 'not_found' })
    shop.presence('main', true)
    expect(shop.forward('main', 'b.1', hong)).toMatchObject({ ok: false, code: 'not_allowed' })
  })

  it('[D8] with equal time online the counts differ by at most one, returning buyers counted', () => {
    const shop = new PaperShop()
    const subs = ['A', 'B', 'C'].map((nick) => shop.sub(nick))
    shop.now += 3600_000
    for (let n = 0; n < 20; n++) shop.buyer(`b${n}`)
    const taken = subs.map((id) => shop.state.accounts.get(id)?.taken ?? 0)
    expect(taken.reduce((sum, count) => sum + count)).toBe(20)
    expect(Math.max(...taken) - Math.min(...taken)).toBeLessThanOrEqual(1)
  })

  it('[D8] a new day begins with empty counts, the time online from its midnight', () => {
    const shop = new PaperShop()
    const hong = shop.sub('Hong')
    shop.buyer('b1')
    expect(shop.state.accounts.get(hong)?.taken).toBe(1)
    shop.now += 24 * 3600_000
    shop.buyer('b2')
    expect(shop.state.accounts.get(hong)).toMatchObject({ taken: 1, onlineMs: 0 })
  })

  it('[D9] all full: buyers queue in order, VIP first, are told their place, and are served', () => {
    const shop = new PaperShop()
    const hong = shop.sub('Hong')
    shop.limit(hong, 1)
    shop.buyer('first')
    shop.buyer('second')
    shop.buyer('third')
    shop.mark('vip', { vip: true })
    shop.buyer('vip')
    expect(shop.state.root.queue).toEqual(['vip.1', 'second.1', 'third.1'])
    expect(shop.state.conversations.get('third.1')?.place).toBe(3)
    shop.close(hong, 'first.1')
    expect(shop.holder('vip.1')).toBe(hong)
    expect(shop.state.conversations.get('third.1')?.place).toBe(2)
    // Room by a raised limit, by a colleague who comes, and by one who resumes.
    shop.limit(hong, 2)
    expect(shop.holder('second.1')).toBe(hong)
    const lan = shop.sub('Lan')
    expect(shop.holder('third.1')).toBe(lan)
    expect(shop.state.root.queue).toEqual([])
  })

  it('[D9] who resumes or takes part again gets the first of the queue', () => {
    const shop = new PaperShop()
    const hong = shop.sub('Hong')
    const lan = shop.sub('Lan')
    for (const id of [hong, lan]) shop.limit(id, 1)
    shop.command(lan, { type: 'suspend', reason: '' })
    for (const buyer of ['b1', 'b2', 'b3']) shop.buyer(buyer)
    expect(shop.state.root.queue).toEqual(['b2.1', 'b3.1'])
    shop.command(lan, { type: 'resume' })
    expect(shop.holder('b2.1')).toBe(lan)
    shop.command('main', { type: 'participate', account: 'main', on: true })
    shop.presence('main', true)
    expect(shop.holder('b3.1')).toBe('main')
  })

  it('[D9] claimed out of the queue: those behind move up and are told', () => {
    const shop = new PaperShop()
    const hong = shop.sub('Hong')
    shop.limit(hong, 1)
    for (const buyer of ['a', 'b', 'c']) shop.buyer(buyer)
    expect(shop.claim(hong, 'b.1')).toMatchObject({ ok: true })
    expect(shop.view('b.1')?.reason).toMatchObject({
      sentence: 'claimed',
      values: { nick: 'Hong' },
    })
    expect(shop.state.conversations.get('c.1')?.place).toBe(1)
  })

  it('[D5] the queue goes to main when the last one who was full leaves', () => {
    const shop = new PaperShop()
    const hong = shop.sub('Hong')
    shop.limit(hong, 1)
    shop.buyer('b1')
    shop.buyer('b2')
    expect(shop.view('b2.1')?.state).toBe('queued')
    shop.presence(hong, false)
    expect(shop.view('b2.1')).toMatchObject({ state: 'waiting_main', holder: 'main' })
  })

  it('[D12] forward: the receiver gets it whole, with a note the buyer never sees', () => {
    const shop = new PaperShop()
    const hong = shop.sub('Hong')
    const lan = shop.sub('Lan', { online: false })
    shop.buyer('b')
    expect(shop.forward(hong, 'b.1', lan)).toMatchObject({ code: 'account_unavailable' })
    shop.presence(lan, true)
    shop.command(lan, { type: 'suspend', reason: '' })
    expect(shop.forward(hong, 'b.1', lan)).toMatchObject({ code: 'account_unavailable' })
    shop.command(lan, { type: 'resume' })
    expect(shop.forward(lan, 'b.1', lan)).toMatchObject({ code: 'not_allowed' })
    expect(shop.forward(hong, 'b.1', lan, 'size asked')).toMatchObject({ ok: true })
    expect(shop.view('b.1')).toMatchObject({ holder: lan, holderEpoch: 2 })
    expect(shop.events().findLast((e) => e.type === 'conversation.assigned')).toMatchObject({
      from: hong,
      to: lan,
      note: 'size asked',
      view: { holder: lan, cseq: 3 },
    })
  })

  it('[D13] a holder away past the grace: dispatched again once, never back and forth', () => {
    const shop = new PaperShop()
    const hong = shop.sub('Hong')
    shop.buyer('b')
    const lan = shop.sub('Lan')
    shop.presence(hong, false)
    shop.now += HOLDER_GRACE - 1
    shop.do({ type: 'tick' })
    expect(shop.holder('b.1')).toBe(hong)
    shop.now += 1
    shop.do({ type: 'tick' })
    expect(shop.view('b.1')).toMatchObject({ holder: lan, reason: { rule: 'D13' } })
    const at = shop.state.root.pos
    shop.do({ type: 'tick' })
    expect(shop.state.root.pos).toBe(at)
  })

  it('[D13] nobody there to take it: it stays, and moves as soon as someone comes', () => {
    const shop = new PaperShop()
    const hong = shop.sub('Hong')
    const lan = shop.sub('Lan', { online: false })
    shop.buyer('b')
    shop.presence(hong, false)
    shop.now += 2 * HOLDER_GRACE
    shop.do({ type: 'tick' })
    expect(shop.holder('b.1')).toBe(hong)
    shop.presence(lan, true)
    shop.do({ type: 'tick' })
    expect(shop.holder('b.1')).toBe(lan)
  })

  it('[D13][I8] a holder that vanished gets its buyer back when it alone has room', () => {
    const shop = new PaperShop()
    const hong = shop.sub('Hong')
    shop.buyer('b')
    const lan = shop.sub('Lan')
    shop.limit(lan, 1)
    shop.buyer('c')
    expect(shop.holder('c.1')).toBe(lan)
    shop.presence(hong, false)
    shop.now += HOLDER_GRACE
    shop.do({ type: 'tick' })
    expect(shop.view('b.1')).toMatchObject({ state: 'queued', reason: { rule: 'D13' } })
    shop.presence(hong, true)
    expect(shop.holder('b.1')).toBe(hong)
  })

  it('[D15] a disabled holder loses its buyers in the same append', () => {
    const shop = new PaperShop()
    const hong = shop.sub('Hong')
    shop.buyer('b')
    const lan = shop.sub('Lan')
    shop.do({ type: 'account.change', account: hong, changes: { disabled: true } })
    expect(shop.holder('b.1')).toBe(lan)
    expect(shop.answer(hong, 'b.1')).toMatchObject({ ok: false, code: 'not_allowed' })
  })

  it("[D2] participate is the main account's setting", () => {
    const shop = new PaperShop()
    const hong = shop.sub('Hong')
    const lan = shop.sub('Lan')
    const off = { type: 'participate', account: hong, on: false } as const
    expect(shop.command(lan, off)).toMatchObject({ ok: false, code: 'not_allowed' })
    expect(shop.command('main', off)).toMatchObject({ ok: true })
    for (const buyer of ['b1', 'b2', 'b3']) shop.buyer(buyer)
    for (const buyer of ['b1', 'b2', 'b3']) expect(shop.holder(`${buyer}.1`)).toBe(lan)
  })
})
