import { describe, expect, it } from 'vitest'
import { SetShop, off, on } from './uses.fixture.ts'
import { waitsForTime } from './tick.ts'

const MINUTE = 60_000

/** Hong holds b.1; Lan is there, too. */
function silent(silentMs: number | null = MINUTE) {
  const shop = new SetShop()
  shop.dispatching({ silentMs })
  const hong = shop.sub('Hong')
  shop.buyer('b')
  const lan = shop.sub('Lan')
  return { shop, hong, lan }
}

describe('a holder who does not answer', () => {
  it('[D13] past the time of the shop: dispatched again, and both read why', () => {
    const { shop, hong, lan } = silent()
    shop.pass(MINUTE - 1)
    expect(shop.holder('b.1')).toBe(hong)
    shop.pass(1)
    expect(shop.view('b.1')).toMatchObject({
      holder: lan,
      holderEpoch: 2,
      reason: {
        rule: 'D13',
        sentence: 'holder_silent',
        values: { nick: 'Lan', from: 'Hong' },
      },
    })
    expect(shop.asides('b.1')).toEqual([{ kind: 'moved', account: null, nick: 'Hong', text: '' }])
    // The one who lost it is told with the same words.
    const row = shop.rows.findLast(({ event }) => event.type === 'conversation.assigned')
    expect(row?.audience.accounts).toContain(hong)
    expect(shop.notices('b.1')).toEqual(['served_by', 'forwarded'])
  })

  it('[D13] once, until a human has answered; then it may be again', () => {
    const { shop, hong, lan } = silent()
    shop.pass(MINUTE)
    expect(shop.holder('b.1')).toBe(lan)
    shop.pass(10 * MINUTE)
    expect(shop.holder('b.1')).toBe(lan)
    shop.answer(lan, 'b.1')
    shop.pass(10 * MINUTE)
    expect(shop.holder('b.1')).toBe(lan)
    shop.buyer('b', 'and?')
    shop.pass(MINUTE)
    expect(shop.holder('b.1')).toBe(hong)
  })

  it('[D13] a new holder has the whole time; who has nothing to answer is not silent', () => {
    const { shop, hong, lan } = silent()
    shop.pass(MINUTE - 1)
    shop.forward(hong, 'b.1', lan)
    shop.pass(MINUTE - 1)
    expect(shop.holder('b.1')).toBe(lan)
    shop.pass(1)
    expect(shop.holder('b.1')).toBe(hong)
    shop.answer(hong, 'b.1')
    shop.pass(60 * MINUTE)
    expect(shop.holder('b.1')).toBe(hong)
  })

  it('[D13] nobody else has room: it stays; a private contact stays; without the setting all stay', () => {
    const { shop, hong, lan } = silent()
    shop.limit(lan, 1)
    shop.buyer('c')
    expect(shop.holder('c.1')).toBe(lan)
    shop.answer(lan, 'c.1')
    shop.pass(5 * MINUTE)
    expect(shop.holder('b.1')).toBe(hong)
    shop.close(lan, 'c.1')
    shop.pass(0)
    expect(shop.holder('b.1')).toBe(lan)

    shop.presence('main', true)
    shop.mark('p', { private: true })
    shop.buyer('p')
    shop.pass(60 * MINUTE)
    expect(shop.holder('p.1')).toBe('main')

    const never = silent(null)
    never.shop.pass(600 * MINUTE)
    expect(never.shop.holder('b.1')).toBe(never.hong)
  })

  it('[D13] automatic replies are no answer', () => {
    const { shop, lan } = silent()
    shop.replying({ busy: on('all busy'), windowMs: 0, busyAfterMs: 10_000 })
    const { waitingSince } = shop.view('b.1')!
    shop.pass(20_000)
    expect(shop.said('b.1')).toEqual(['welcome', 'busy: all busy'])
    expect(shop.view('b.1')?.waitingSince).toBe(waitingSince)
    expect(shop.state.conversations.get('b.1')?.answered).toBe(false)
    shop.pass(40_000)
    expect(shop.holder('b.1')).toBe(lan)
  })
})

describe('a holder who is gone', () => {
  it('[D13] past the grace of the shop; an invisible one is at work', () => {
    const shop = new SetShop()
    shop.dispatching({ holderGraceMs: 5 * MINUTE })
    const hong = shop.sub('Hong')
    shop.buyer('b')
    const lan = shop.sub('Lan')
    shop.command(hong, { type: 'invisible', on: true })
    shop.pass(60 * MINUTE)
    expect(shop.holder('b.1')).toBe(hong)
    shop.presence(hong, false)
    shop.pass(5 * MINUTE - 1)
    expect(shop.holder('b.1')).toBe(hong)
    shop.pass(1)
    expect(shop.view('b.1')).toMatchObject({ holder: lan, reason: { sentence: 'holder_away' } })
    expect(shop.asides('b.1')).toEqual([{ kind: 'moved', account: null, nick: 'Hong', text: '' }])
  })
})

describe('when there are ticks', () => {
  it('only while time may change something', () => {
    const shop = new SetShop()
    const waits = () => waitsForTime(shop.state)
    const hong = shop.sub('Hong')
    const lan = shop.sub('Lan')
    shop.buyer('b')
    expect(waits()).toBe(false)
    shop.dispatching({ silentMs: MINUTE })
    expect(waits()).toBe(true)
    shop.dispatching({ silentMs: null, forwardAcceptMs: MINUTE })
    expect(waits()).toBe(false)
    shop.replying({ busy: on() })
    expect(waits()).toBe(true)
    const holder = shop.holder('b.1')!
    shop.answer(holder, 'b.1')
    expect(waits()).toBe(false)
    shop.forward(holder, 'b.1', holder === hong ? lan : hong)
    expect(waits()).toBe(true)
    shop.cancelOffer(holder, 'b.1')
    expect(waits()).toBe(false)
    shop.presence(holder, false)
    expect(waits()).toBe(true)
    shop.presence(holder, true)
    shop.replying({ busy: off })
    for (const id of [hong, lan]) shop.limit(id, 1)
    shop.buyer('c')
    expect(waits()).toBe(false)
    shop.buyer('d')
    expect(waits()).toBe(true)
  })
})

describe('a night', () => {
  it('[D13] of a thousand left behind each is dispatched as soon as someone comes, and not asked in vain', () => {
    const shop = new SetShop()
    const hong = shop.sub('Hong')
    const lan = shop.sub('Lan', { online: false })
    shop.do({ type: 'shop.level', level: 'test', quota: 200 })
    for (let n = 2; n < 200; n++) shop.sub(`agent${n}`, { online: false })
    shop.limit(hong, 1000)
    for (let n = 0; n < 1000; n++) shop.buyer(`b${n}`)
    shop.presence(hong, false)
    const { pos } = shop.state.root
    const started = performance.now()
    for (let n = 0; n < 100; n++) shop.pass(60_000)
    // It takes a tenth of that; with each of them dispatched in vain at each tick, ten times that.
    expect(performance.now() - started).toBeLessThan(3000)
    expect(shop.state.root.pos).toBe(pos)
    shop.limit(lan, 10)
    shop.presence(lan, true)
    shop.pass(0)
    expect(shop.state.accounts.get(lan)?.held).toBe(10)
    expect(shop.state.root.queue).toHaveLength(990)
  })
})
