import { describe, expect, it } from 'vitest'
import { ratesOf } from '#shared/measures/rounds.ts'
import { PaperShop } from '../desk.fixture.ts'
import { SetShop } from './uses.fixture.ts'

/** 10:10:15 in the shop's zone. */
const ASKED = Date.parse('2026-01-05T10:10:15+08:00')

function asked(shop: PaperShop = new PaperShop()) {
  shop.now = ASKED
  const hong = shop.sub('Hong')
  shop.buyer('b')
  return { shop, hong }
}
const figures = (shop: PaperShop, id: string) => shop.state.accounts.get(id)?.figures

describe('an account’s own day', () => {
  it('[M] asked 10:10:15 and 10:15:20, answered 10:18:10: 0 of 1; the next in time: 1 of 2', () => {
    const { shop, hong } = asked()
    shop.now = ASKED + 305_000
    shop.buyer('b')
    expect(figures(shop, hong)?.rounds).toBe(0)
    shop.now = ASKED + 475_000
    shop.answer(hong, 'b.1')
    expect(figures(shop, hong)).toEqual({
      day: 20260105,
      rounds: 1,
      answered: 1,
      sumMs: 475_000,
      quick: 0,
    })
    // A second answer to the same question is no round.
    shop.answer(hong, 'b.1')
    shop.buyer('b')
    shop.now += 20_000
    shop.answer(hong, 'b.1')
    const known = figures(shop, hong)!
    expect(ratesOf(known)).toEqual({ averageMs: 247_500, quickShare: 0.5, rounds: 2 })
  })

  it('[M] ten unanswered questions in a row: 0 of 1 when it is closed', () => {
    const { shop, hong } = asked()
    for (let n = 0; n < 9; n++) shop.buyer('b')
    shop.close(hong, 'b.1')
    expect(figures(shop, hong)).toMatchObject({ rounds: 1, answered: 0, sumMs: 600_000, quick: 0 })
  })

  it('[M] forwarded without a reply: unanswered at the sender; the receiver has its own time', () => {
    const { shop, hong } = asked()
    const lan = shop.sub('Lan')
    shop.now = ASKED + 300_000
    shop.forward(hong, 'b.1', lan)
    expect(figures(shop, hong)).toMatchObject({ rounds: 1, answered: 0 })
    shop.now += 10_000
    shop.answer(lan, 'b.1')
    expect(figures(shop, lan)).toMatchObject({ rounds: 1, answered: 1, sumMs: 10_000, quick: 1 })
    expect(figures(shop, hong)?.rounds).toBe(1)
  })

  it('[M] dispatched again: unanswered at who was silent', () => {
    const { shop, hong } = asked(new SetShop())
    ;(shop as SetShop).dispatching({ silentMs: 60_000 })
    const lan = shop.sub('Lan')
    ;(shop as SetShop).pass(60_000)
    expect(shop.holder('b.1')).toBe(lan)
    expect(figures(shop, hong)).toMatchObject({ rounds: 1, answered: 0 })
  })

  it('[M] automatic replies end no round; blocked buyers count no more; main away is not late', () => {
    const { shop, hong } = asked()
    shop.buyer('b')
    expect(shop.events().some((event) => JSON.stringify(event).includes('"auto"'))).toBe(true)
    shop.command('main', { type: 'buyer.block', buyer: 'b', on: true })
    expect(figures(shop, hong)?.rounds).toBe(0)
    const alone = new PaperShop()
    alone.now = ASKED
    alone.buyer('b')
    expect(alone.view('b.1')?.state).toBe('waiting_main')
    alone.now += 500_000
    alone.presence('main', true)
    alone.now += 5000
    alone.answer('main', 'b.1')
    expect(figures(alone, 'main')).toMatchObject({ rounds: 1, sumMs: 5000 })
  })

  it('[M] reopened: what was left unanswered was counted when it was closed', () => {
    const { shop, hong } = asked()
    shop.close(hong, 'b.1')
    shop.command(hong, { type: 'reopen', conversation: 'b.1' })
    shop.now += 60_000
    shop.answer(hong, 'b.1')
    expect(figures(shop, hong)?.rounds).toBe(1)
  })
})
