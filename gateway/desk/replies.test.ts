import { describe, expect, it } from 'vitest'
import type { WorkingHours } from '#shared/protocol/settings.ts'
import { SetShop, off, on } from './uses/uses.fixture.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const closed: WorkingHours = {
  on: true,
  timeZone: 'Asia/Shanghai',
  week: [[], [], [], [], [], [], []],
  holidays: [],
}

describe('automatic replies', () => {
  it('[D1] the welcome is in the append of the opening, behind the first words; not twice in its window', () => {
    const shop = new SetShop()
    shop.replying({ welcome: on('hi there') })
    const hong = shop.sub('Hong')
    const before = shop.state.root.pos
    const outcome = shop.buyer('b', 'hello')
    const bodies = shop
      .events(before)
      .flatMap((event) => (event.type === 'message.sent' ? [event.message.body.kind] : []))
    expect(bodies).toEqual(['notice', 'text', 'auto'])
    // The answer is about the buyer's own message, not about the last row.
    expect(outcome).toMatchObject({ ok: true, conversation: 'b.1', cseq: 2 })
    expect(outcome.ok && shop.rows[outcome.pos - 1]?.event).toMatchObject({
      message: { body: { text: 'hello' } },
    })
    shop.buyer('b', 'more')
    shop.close(hong, 'b.1')
    shop.now += HOUR - 1
    shop.buyer('b')
    expect([shop.said('b.1'), shop.said('b.2')]).toEqual([['welcome: hi there'], []])
    shop.close(hong, 'b.2')
    shop.now += 1
    shop.buyer('b')
    expect(shop.said('b.3')).toEqual(['welcome: hi there'])
  })

  it('[S11] a resend of a welcomed message gets its first answer, after a replay, too', () => {
    const shop = new SetShop()
    shop.sub('Hong')
    const send = {
      type: 'send',
      by: { kind: 'buyer', buyer: 'b' },
      cid: 'c',
      conversation: null,
      body: { kind: 'text', text: 'hello' },
    } as const
    const first = shop.do(send)
    expect(first).toMatchObject({ ok: true, cseq: 2 })
    expect(shop.do(send)).toEqual({ ...first, duplicate: true })
    expect(shop.replayed().buyers.get('b')).toEqual(shop.state.buyers.get('b'))
    const recent = shop.replayed().buyers.get('b')?.recent
    expect(recent).toMatchObject([{ cid: 'c', cseq: 2, pos: first.ok && first.pos }])
  })

  it('[D5] main is away: the buyer reads that it waits, and no welcome', () => {
    const shop = new SetShop()
    shop.buyer('b')
    expect(shop.notices('b.1')).toEqual(['waits_for_main'])
    expect(shop.said('b.1')).toEqual([])
  })

  it('[D11] outside the hours: the off-hours words in place of the welcome, whoever serves', () => {
    const shop = new SetShop()
    shop.set({ hours: closed })
    shop.replying({ off_hours: on('we open at nine') })
    shop.buyer('b')
    expect(shop.said('b.1')).toEqual(['off_hours: we open at nine'])
    shop.sub('Hong')
    shop.buyer('c')
    expect(shop.said('c.1')).toEqual(['off_hours: we open at nine'])
    shop.replying({ off_hours: off })
    shop.buyer('d')
    expect(shop.said('d.1')).toEqual([])
  })

  it('[D9] in the queue, if it is on; and no welcome', () => {
    const shop = new SetShop()
    const hong = shop.sub('Hong')
    shop.limit(hong, 1)
    shop.buyer('a')
    const lan = shop.sub('Lan')
    shop.limit(lan, 1)
    for (const buyer of ['x', 'b']) shop.buyer(buyer)
    expect(shop.said('b.1')).toEqual([])
    shop.replying({ queue: on('please wait') })
    shop.buyer('c')
    expect(shop.said('c.1')).toEqual(['queue: please wait'])
    // Taken from a holder that vanished, into the queue.
    shop.presence(hong, false)
    shop.pass(HOUR)
    expect(shop.view('a.1')?.state).toBe('queued')
    expect(shop.said('a.1')).toEqual(['welcome', 'queue: please wait'])
  })

  it("[D3] a suspended holder: its own words over the group's over the shop's, at opening and later", () => {
    const shop = new SetShop()
    const hong = shop.sub('Hong')
    shop.group('after', [hong])
    shop.set({ routes: [{ id: 'r', by: 'choice', match: 'x', group: 'after' }] })
    shop.replying({ suspended: on('shop', { after: 'group' }), windowMs: 0 })
    const write = (buyer: string, choice?: string) =>
      shop.do({
        type: 'send',
        by: { kind: 'buyer', buyer },
        cid: shop.cid(),
        conversation: null,
        body: { kind: 'text', text: 'hello' },
        address: 'Hong',
        ...(choice === undefined ? {} : { source: { choice } }),
      })
    shop.command(hong, { type: 'suspend', reason: 'lunch' })
    write('a')
    write('b', 'x')
    expect(shop.view('b.1')).toMatchObject({ holder: hong, group: 'after' })
    shop.command(hong, { type: 'suspend', reason: 'lunch', text: 'back at one' })
    write('c', 'x')
    write('a')
    expect(shop.said('a.1')).toEqual(['suspended: shop', 'suspended: back at one'])
    expect(shop.said('b.1')).toEqual(['suspended: group'])
    expect(shop.said('c.1')).toEqual(['suspended: back at one'])
    shop.command(hong, { type: 'resume' })
    write('a')
    expect(shop.said('a.1')).toHaveLength(2)
  })

  it('[D3] suspended for too many it is at work: no such words', () => {
    const shop = new SetShop()
    const hong = shop.sub('Hong')
    shop.dispatching({ autoSuspend: { above: 1, below: 0 } })
    shop.buyer('a')
    expect(shop.state.accounts.get(hong)?.view.suspended?.by).toBe('load')
    shop.buyer('a')
    expect(shop.said('a.1')).toEqual(['welcome'])
  })

  it('[D9] busy: by the tick, to whoever has waited long, once in its window; not while nobody works', () => {
    const shop = new SetShop()
    shop.replying({ busy: on('all busy'), busyAfterMs: MINUTE, windowMs: HOUR, welcome: off })
    const hong = shop.sub('Hong')
    shop.limit(hong, 1)
    shop.buyer('a')
    shop.buyer('b')
    shop.pass(MINUTE - 1)
    expect([shop.said('a.1'), shop.said('b.1')]).toEqual([[], []])
    shop.pass(1)
    expect([shop.said('a.1'), shop.said('b.1')]).toEqual([['busy: all busy'], ['busy: all busy']])
    shop.pass(30 * MINUTE)
    expect(shop.said('a.1')).toHaveLength(1)
    shop.answer(hong, 'a.1')
    shop.pass(HOUR)
    expect(shop.said('a.1')).toHaveLength(1)
    expect(shop.said('b.1')).toHaveLength(2)
    shop.set({ hours: closed })
    shop.pass(2 * HOUR)
    expect(shop.said('b.1')).toHaveLength(2)
  })

  it('[D10] a group has its own words', () => {
    const shop = new SetShop()
    const hong = shop.sub('Hong')
    shop.group('after', [hong])
    shop.set({ routes: [{ id: 'r', by: 'category', match: 'returns', group: 'after' }] })
    shop.replying({ welcome: on('shop', { after: 'returns desk' }) })
    shop.do({
      type: 'send',
      by: { kind: 'buyer', buyer: 'b' },
      cid: shop.cid(),
      conversation: null,
      body: { kind: 'text', text: 'hello' },
      source: { category: 'Returns' },
    })
    shop.buyer('c')
    expect(shop.said('b.1')).toEqual(['welcome: returns desk'])
    expect(shop.said('c.1')).toEqual(['welcome: shop'])
  })
})
