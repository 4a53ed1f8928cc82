import { describe, expect, it } from 'vitest'
import { SetShop } from './uses/uses.fixture.ts'

const BUYERS = 1000
const AGENTS = 20
const LIMIT = 10

describe('a rush', () => {
  it('[D9][D15][I8] 1,000 buyers at once: nobody twice, nobody forgotten, in order, VIP first, all told', () => {
    const shop = new SetShop()
    shop.do({ type: 'shop.level', level: 'test', quota: AGENTS })
    const agents = Array.from({ length: AGENTS }, (_, n) => shop.sub(`agent${n}`))
    for (const id of agents) shop.limit(id, LIMIT)
    const buyers = Array.from({ length: BUYERS }, (_, n) => `b${n}`)
    const vips = buyers.filter((_, n) => n % 50 === 49)
    for (const id of vips) shop.mark(id, { vip: true })
    const started = performance.now()
    const told = new Map<string, number>()
    for (const buyer of buyers) {
      const before = shop.state.root.pos
      expect(shop.buyer(buyer)).toMatchObject({ ok: true })
      for (const event of shop.events(before))
        if (event.type === 'message.sent' && event.message.body.kind === 'notice') {
          const { notice } = event.message.body
          if (notice.code === 'queued') told.set(event.message.conversation, notice.place)
        }
    }
    const waiting = BUYERS - AGENTS * LIMIT
    expect(shop.state.root.queue).toHaveLength(waiting)
    expect(told.size).toBe(waiting)
    const isVip = (id: string) => vips.includes(id.slice(0, -2))
    const number = (id: string) => Number(id.slice(1, -2))
    const { queue } = shop.state.root
    const firstPlain = queue.findIndex((id) => !isVip(id))
    expect(queue.slice(firstPlain).some(isVip)).toBe(false)
    for (const part of [queue.slice(0, firstPlain), queue.slice(firstPlain)])
      expect(part.map(number)).toEqual(part.map(number).toSorted((a, b) => a - b))

    // Everyone is served, one after the other, in the order of the queue.
    const expected = [...queue]
    const served: string[] = []
    for (let n = 0; shop.state.root.queue.length > 0; n++) {
      const agent = agents[n % AGENTS]!
      const open = [...shop.state.conversations.entries()].find(
        ([, { view }]) => view.holder === agent,
      )!
      const before = shop.state.root.pos
      shop.close(agent, open[0])
      for (const event of shop.events(before))
        if (event.type === 'conversation.assigned') {
          expect(event.from).toBeNull()
          served.push(event.conversation)
        }
      const places = shop.state.root.queue
        .slice(0, 20)
        .map((id) => shop.state.conversations.get(id)?.place)
      expect(places).toEqual(places.map((_, index) => index + 1))
    }
    expect(served).toEqual(expected)
    const assigned = shop
      .events()
      .flatMap((event) => (event.type === 'conversation.assigned' ? [event.conversation] : []))
    expect(new Set(assigned).size).toBe(BUYERS)
    expect(assigned).toHaveLength(BUYERS)
    // Far above what it takes, far below what a scan of all accounts for each buyer at each step would.
    expect(performance.now() - started).toBeLessThan(15_000)
  })

  it('[D9][D10] a full group does not hold up the others, nor the others a full group', () => {
    const shop = new SetShop()
    const hong = shop.sub('Hong')
    const lan = shop.sub('Lan')
    for (const id of [hong, lan]) shop.limit(id, 1)
    shop.group('after', [lan])
    shop.set({ routes: [{ id: 'r', by: 'category', match: 'returns', group: 'after' }] })
    const write = (buyer: string, category?: string) =>
      shop.do({
        type: 'send',
        by: { kind: 'buyer', buyer },
        cid: shop.cid(),
        conversation: null,
        body: { kind: 'text', text: 'hello' },
        ...(category === undefined ? {} : { source: { category } }),
      })
    write('a', 'returns')
    write('b')
    expect([shop.holder('a.1'), shop.holder('b.1')]).toEqual([lan, hong])
    write('c', 'returns')
    write('d', 'returns')
    write('e')
    expect(shop.state.root.queue).toEqual(['c.1', 'd.1', 'e.1'])
    shop.close(hong, 'b.1')
    expect(shop.holder('e.1')).toBe(hong)
    expect(shop.state.root.queue).toEqual(['c.1', 'd.1'])
    shop.close(lan, 'a.1')
    expect(shop.holder('c.1')).toBe(lan)
    // The group is gone: whoever is free serves.
    shop.presence(lan, false)
    shop.close(hong, 'e.1')
    expect(shop.holder('d.1')).toBe(hong)
  })

  it('[D4][D9] behind a full shop, whoever comes back to an account that is there again is served', () => {
    const shop = new SetShop()
    const hong = shop.sub('Hong')
    shop.buyer('old')
    shop.close(hong, 'old.1')
    shop.presence(hong, false)
    const lan = shop.sub('Lan')
    for (const id of [hong, lan]) shop.limit(id, 1)
    for (const buyer of ['a', 'b', 'c', 'old']) shop.buyer(buyer)
    expect(shop.state.root.queue).toEqual(['b.1', 'c.1', 'old.2'])
    shop.presence(hong, true)
    expect(shop.holder('b.1')).toBe(hong)
    expect(shop.view('old.2')).toMatchObject({ holder: hong, reason: { rule: 'D4' } })
    expect(shop.state.root.queue).toEqual(['c.1'])
  })

  it('[D9][D15][I8] whatever frees room serves the queue: weight, limit, visible again', () => {
    const frees: ((shop: SetShop, id: string) => unknown)[] = [
      (shop, id) => shop.command(id, { type: 'invisible', on: false }),
      (shop, id) => shop.command(id, { type: 'resume' }),
      (shop, id) => shop.do({ type: 'account.change', account: id, changes: { weight: 1 } }),
      (shop, id) => shop.command('main', { type: 'participate', account: id, on: true }),
      (shop, id) => shop.presence(id, true),
      (shop, id) => shop.limit(id, 2),
    ]
    const takes: ((shop: SetShop, id: string) => unknown)[] = [
      (shop, id) => shop.command(id, { type: 'invisible', on: true }),
      (shop, id) => shop.command(id, { type: 'suspend', reason: '' }),
      (shop, id) => shop.do({ type: 'account.change', account: id, changes: { weight: 0 } }),
      (shop, id) => shop.command('main', { type: 'participate', account: id, on: false }),
      (shop, id) => shop.presence(id, false),
      (shop, id) => {
        shop.limit(id, 1)
        shop.buyer('fills')
      },
    ]
    for (const [index, take] of takes.entries()) {
      const shop = new SetShop()
      const lan = shop.sub('Lan')
      take(shop, lan)
      const hong = shop.sub('Hong')
      shop.limit(hong, 1)
      shop.buyer('a')
      shop.buyer('b')
      expect(shop.view('b.1')?.state).toBe('queued')
      frees[index]!(shop, lan)
      expect(shop.holder('b.1')).toBe(lan)
    }
  })
})
