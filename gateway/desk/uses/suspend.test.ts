import { describe, expect, it } from 'vitest'
import type { SuspendedBy } from '#shared/protocol/model.ts'
import { SetShop } from './uses.fixture.ts'

type Workstation = Exclude<SuspendedBy, 'load'>

function suspend(shop: SetShop, id: string, by?: Workstation, reason = 'lunch', text?: string) {
  return shop.command(id, {
    type: 'suspend',
    reason,
    ...(by === undefined ? {} : { by }),
    ...(text === undefined ? {} : { text }),
  })
}

describe('suspend and resume', () => {
  it('[D3] with reason, by whom and what buyers are told; said twice it is one event', () => {
    const shop = new SetShop()
    const hong = shop.sub('Hong')
    suspend(shop, hong, undefined, 'lunch', 'back at one')
    expect(shop.state.accounts.get(hong)?.view.suspended).toEqual({
      reason: 'lunch',
      since: shop.now,
      by: 'person',
      text: 'back at one',
    })
    const { pos } = shop.state.root
    suspend(shop, hong, 'person', 'lunch', 'back at one')
    expect(shop.state.root.pos).toBe(pos)
    suspend(shop, hong, 'person', 'meeting')
    expect(shop.state.accounts.get(hong)?.view.suspended).toMatchObject({
      reason: 'meeting',
      text: null,
    })
  })

  it.each<[first: Workstation, second: Workstation, stays: Workstation]>([
    ['person', 'lock', 'person'],
    ['person', 'idle', 'person'],
    ['lock', 'person', 'person'],
    ['idle', 'person', 'person'],
    ['idle', 'lock', 'lock'],
    ['lock', 'idle', 'lock'],
  ])('[D3] %s, then %s: it is by %s', (first, second, stays) => {
    const shop = new SetShop()
    const hong = shop.sub('Hong')
    suspend(shop, hong, first)
    suspend(shop, hong, second)
    expect(shop.state.accounts.get(hong)?.view.suspended?.by).toBe(stays)
  })

  it('[D3] what the workstation began it ends, and nothing else; a person ends all', () => {
    const shop = new SetShop()
    const hong = shop.sub('Hong')
    const by = () => shop.state.accounts.get(hong)?.view.suspended?.by
    suspend(shop, hong)
    shop.command(hong, { type: 'resume', of: 'lock' })
    expect(by()).toBe('person')
    shop.command(hong, { type: 'resume' })
    expect(by()).toBeUndefined()
    suspend(shop, hong, 'lock')
    shop.command(hong, { type: 'resume', of: 'idle' })
    expect(by()).toBe('lock')
    shop.command(hong, { type: 'resume', of: 'lock' })
    expect(by()).toBeUndefined()
  })
})

describe('suspended by too many buyers', () => {
  function loaded(above = 3, below = 1) {
    const shop = new SetShop()
    const hong = shop.sub('Hong')
    shop.dispatching({ autoSuspend: { above, below } })
    const by = (id = hong) => shop.state.accounts.get(id)?.view.suspended?.by
    return { shop, hong, by }
  }

  it('[D3] at `above`, and resumed at `below`: between them it stays as it is', () => {
    const { shop, hong, by } = loaded()
    const seen: (string | undefined)[] = []
    for (const buyer of ['a', 'b', 'c']) {
      shop.buyer(buyer)
      seen.push(by())
    }
    expect(seen).toEqual([undefined, undefined, 'load'])
    shop.close(hong, 'a.1')
    expect(by()).toBe('load')
    shop.close(hong, 'b.1')
    expect(by()).toBeUndefined()
    shop.buyer('d')
    expect(by()).toBeUndefined()
  })

  it('[D3][D15] within one append: the queue gives nobody more than that', () => {
    const { shop, hong, by } = loaded()
    shop.limit(hong, 1)
    shop.command('main', { type: 'participate', account: 'main', on: false })
    for (let n = 0; n < 9; n++) shop.buyer(`b${n}`)
    shop.presence('main', true)
    expect(shop.state.root.queue).toHaveLength(8)
    shop.limit(hong, 20)
    expect(by()).toBe('load')
    expect(shop.state.accounts.get(hong)?.held).toBe(3)
    // D5: with the last one suspended the rest is main's.
    expect(shop.state.accounts.get('main')?.held).toBe(6)
  })

  it("[D3] a person's own word is never touched, and who resumes by hand takes them on", () => {
    const { shop, hong, by } = loaded()
    for (const buyer of ['a', 'b', 'c']) shop.buyer(buyer)
    shop.command(hong, { type: 'resume' })
    expect(by()).toBeUndefined()
    suspend(shop, hong)
    for (const buyer of ['a', 'b', 'c']) shop.close(hong, `${buyer}.1`)
    expect(by()).toBe('person')
  })

  it('[D3] a screen locked meanwhile: unlocked, it is still for too many', () => {
    const { shop, hong, by } = loaded()
    for (const buyer of ['a', 'b', 'c']) shop.buyer(buyer)
    suspend(shop, hong, 'lock')
    expect(by()).toBe('lock')
    shop.command(hong, { type: 'resume', of: 'lock' })
    expect(by()).toBe('load')
    suspend(shop, hong, 'lock')
    for (const buyer of ['a', 'b', 'c']) shop.close(hong, `${buyer}.1`)
    expect(by()).toBe('lock')
    shop.command(hong, { type: 'resume', of: 'lock' })
    expect(by()).toBeUndefined()
  })

  it('[D3] the numbers are changed or taken back: it is asked anew; a forward away counts, too', () => {
    const { shop, hong, by } = loaded()
    for (const buyer of ['a', 'b', 'c']) shop.buyer(buyer)
    shop.dispatching({ autoSuspend: null })
    expect(by()).toBeUndefined()
    shop.dispatching({ autoSuspend: { above: 2, below: 1 } })
    expect(by()).toBe('load')
    const lan = shop.sub('Lan')
    shop.forward(hong, 'a.1', lan)
    expect(by()).toBe('load')
    shop.forward(hong, 'b.1', lan)
    expect([by(), by(lan)]).toEqual([undefined, 'load'])
  })
})
