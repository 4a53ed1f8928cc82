import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BuyerOrders, Product } from '#shared/orders/model.ts'
import { apiOf } from '../support/api.ts'
import type { AgentClient } from '../support/client.ts'
import { JumpClock } from '../support/clock.ts'
import { startOrderShop, type OrderShop } from '../support/order-shop.ts'
import { PICTURE } from '../support/order-system.ts'

describe('orders of a shop with a system of its own', () => {
  let shop: OrderShop
  let agent: AgentClient
  const clock = new JumpClock()
  beforeAll(async () => {
    shop = await startOrderShop({ now: clock.now, settings: { presenceGraceMs: 100 } })
    agent = await shop.agent('senior', 'xiaohong')
  })
  afterAll(() => shop.stop())

  const changes = (client: AgentClient, buyer: string) =>
    client.loose.filter(
      (frame) => frame.t === 'changed' && frame.what === 'orders' && frame.buyer === buyer,
    ).length
  /** Until a change is told, from now on. */
  const told = (client: AgentClient, buyer: string) => {
    const before = changes(client, buyer)
    return client.until('orders changed', () => changes(client, buyer) > before)
  }

  it("shows the customer's orders newest first, phone masked, and soon with pictures that every account may read", async () => {
    shop.system.put({ number: 'A-1', customer: 'c-1' })
    shop.system.put({ number: 'A-2', customer: 'c-1' })
    shop.system.put({ number: 'B-1', customer: 'c-other' })
    const { buyer } = await shop.serve(agent, 'c-1')
    const first = await shop.orders(agent, buyer.id)
    expect(first.status).toBe(200)
    expect(first.value.orders.map(({ number }) => number)).toEqual(['A-2', 'A-1'])
    expect(first.value).toMatchObject({ customer: 'c-1', trouble: null, none: false, more: false })
    expect(first.value.orders[0]?.address?.phone).toBe('138****5678')
    if (first.value.orders[0]?.lines[0]?.picture === null) await told(agent, buyer.id)
    const { value } = await shop.orders(agent, buyer.id)
    const picture = value.orders[0]?.lines[0]?.picture
    expect(picture).toMatchObject({ type: 'image/png', width: 3, height: 2 })
    const junior = await shop.agent('junior', 'xiaoming')
    for (const access of [agent.access, junior.access]) {
      const shown = await fetch(`${shop.test.url}/api/files/${picture?.id}`, {
        headers: { authorization: `Bearer ${access}` },
      })
      expect(Buffer.from(await shown.arrayBuffer()).equals(PICTURE)).toBe(true)
    }
    const stranger = await shop.test.buyer()
    const hidden = await fetch(`${shop.test.url}/api/files/${picture?.id}`, {
      headers: { authorization: `Bearer ${stranger.access}` },
    })
    expect(hidden.status).toBe(404)
    junior.close()
    expect(shop.system.wronglySigned).toBe(0)
  })

  it('younger than 30 s it is not asked again, unless somebody insists; older is told at once and mended behind', async () => {
    shop.system.put({ number: 'Y-1', customer: 'c-young' })
    const { buyer } = await shop.serve(agent, 'c-young')
    const asked = () => shop.system.asked.filter((path) => path.includes('c-young')).length
    await Promise.all([1, 2, 3, 4].map(() => shop.orders(agent, buyer.id)))
    await shop.orders(agent, buyer.id)
    expect(asked()).toBe(1)
    await shop.orders(agent, buyer.id, true)
    expect(asked()).toBe(2)
    shop.system.put({ number: 'Y-2', customer: 'c-young' })
    clock.jump(31_000)
    const change = told(agent, buyer.id)
    const old = await shop.orders(agent, buyer.id)
    expect(old.value.orders.map(({ number }) => number)).toEqual(['Y-1'])
    await change
    const next = await shop.orders(agent, buyer.id)
    expect(next.value.orders.map(({ number }) => number)).toEqual(['Y-2', 'Y-1'])
    expect(asked()).toBe(3)
  })

  it('a system that is down: the old is said with its age, the chat goes on, and it mends by itself', async () => {
    shop.system.put({ number: 'D-1', customer: 'c-down' })
    const { buyer, conversation } = await shop.serve(agent, 'c-down')
    const before = await shop.orders(agent, buyer.id)
    await shop.system.stop()
    clock.jump(31_000)
    const broke = told(agent, buyer.id)
    const during = await shop.orders(agent, buyer.id)
    expect(during.value.orders).toHaveLength(1)
    expect(during.value.at).toBe(before.value.at)
    await broke
    const said = await shop.orders(agent, buyer.id)
    expect(said.value.trouble?.kind).toBe('down')
    expect(said.value.orders).toHaveLength(1)
    const view = agent.view?.conversations[conversation]
    if (!view) throw new Error('no conversation')
    await agent.reply(view, '稍等，我看一下')
    await buyer.until('the answer', () => buyer.texts(conversation).includes('稍等，我看一下'))
    const mended = told(agent, buyer.id)
    shop.system.put({ number: 'D-2', customer: 'c-down' })
    await shop.system.start()
    await mended
    const after = await shop.orders(agent, buyer.id)
    expect(after.value.trouble).toBeNull()
    expect(after.value.orders.map(({ number }) => number)).toEqual(['D-2', 'D-1'])
  })

  it('a system that says nothing: an answer within its time all the same, and the orders when they come', async () => {
    shop.system.put({ number: 'S-1', customer: 'c-slow' })
    const { buyer } = await shop.serve(agent, 'c-slow')
    shop.system.mood = 'silent'
    const from = performance.now()
    const { value } = await shop.orders(agent, buyer.id)
    expect(performance.now() - from).toBeLessThan(4700)
    expect(value).toMatchObject({ orders: [], at: null, trouble: { kind: 'slow' } })
    const came = told(agent, buyer.id)
    shop.system.release()
    await came
    await agent.until('its orders', () => true)
    const { value: next } = await shop.orders(agent, buyer.id, true)
    expect(next.orders.map(({ number }) => number)).toEqual(['S-1'])
    expect(next.trouble).toBeNull()
  })

  it.each([
    ['refusing', 'refused'],
    ['lying', 'lies'],
    ['babbling', 'lies'],
    ['broken', 'down'],
  ] as const)('a system that is %s: `%s`, nothing of it is shown', async (mood, kind) => {
    const customer = `c-${mood}`
    shop.system.put({ number: `${mood}-1`, customer })
    const { buyer } = await shop.serve(agent, customer)
    shop.system.mood = mood
    const { value } = await shop.orders(agent, buyer.id)
    expect(value).toMatchObject({ orders: [], trouble: { kind } })
    const mended = told(agent, buyer.id)
    shop.system.mood = 'well'
    await mended
    const { value: after } = await shop.orders(agent, buyer.id)
    expect(after.orders.map(({ number }) => number)).toEqual([`${mood}-1`])
    expect(after.trouble).toBeNull()
  })

  it('a webhook: rightly signed it is heard once; wrong, old or again it is not', async () => {
    shop.system.put({ number: 'W-1', customer: 'c-hook' })
    const { buyer } = await shop.serve(agent, 'c-hook')
    await shop.orders(agent, buyer.id)
    shop.system.put({ number: 'W-2', customer: 'c-hook' })
    const post = async (hook: { headers: Record<string, string>; body: string }) =>
      (
        await fetch(`${shop.test.url}/api/hooks/orders/${shop.test.shop}`, {
          method: 'POST',
          ...hook,
        })
      ).status
    const now = { timestamp: clock.now() }
    const news = { customer: 'c-hook' }
    expect(await post(shop.system.hook(news, { ...now, secret: 'another' }))).toBe(401)
    const old = { timestamp: clock.now() - 6 * 60_000 }
    expect(await post(shop.system.hook(news, old))).toBe(401)
    const right = shop.system.hook(news, now)
    expect(await post({ ...right, body: '{"customer":"c-1"}' })).toBe(401)
    const change = told(agent, buyer.id)
    expect(await post(right)).toBe(204)
    await change
    expect((await shop.orders(agent, buyer.id)).value.orders).toHaveLength(2)
    expect(await post(right)).toBe(401)
    const nowhere = await fetch(`${shop.test.url}/api/hooks/orders/nowhere`, {
      method: 'POST',
      ...shop.system.hook(news, now),
    })
    expect(nowhere.status).toBe(401)
  })

  it('[S32] [D6] who may not read the buyer reads no orders; by number only who serves somebody', async () => {
    shop.system.put({ number: 'R-1', customer: 'c-rights' })
    const { buyer } = await shop.serve(agent, 'c-rights')
    const ask = apiOf(shop.test.url)
    const idle = await shop.agent('junior', 'idle')
    expect((await shop.orders(idle, buyer.id)).value.code).toBe('not_found')
    const byNumber = (who: AgentClient) => ask<BuyerOrders>(who.access, '/api/orders?number=R-1')
    expect((await byNumber(idle)).value.code).toBe('not_allowed')
    const found = await byNumber(agent)
    expect(found.value.orders.map(({ number }) => number)).toEqual(['R-1'])
    const overseer = await shop.agent('supervisor', 'watch')
    expect((await shop.orders(overseer, buyer.id)).value.orders).toHaveLength(1)
    await shop.main.command({ type: 'buyer.mark', buyer: buyer.id, private: true })
    for (const who of [overseer, agent]) {
      expect((await shop.orders(who, buyer.id)).status).toBe(404)
      expect((await byNumber(who)).value.orders).toEqual([])
    }
    expect((await shop.orders(shop.main, buyer.id)).value.orders).toHaveLength(1)
    for (const path of [`/api/orders?buyer=${buyer.id}`, '/api/order-system'])
      expect((await ask(buyer.access, path)).status).toBe(403)
    expect((await ask(overseer.access, '/api/order-system')).status).toBe(403)
    for (const each of [idle, overseer]) each.close()
  })

  it('the secret never comes out, nor lies in the files', async () => {
    const { value } = await shop.setSystem({ kind: 'http', url: shop.system.url, secret: '' })
    expect(value.system).toEqual({ kind: 'http', url: shop.system.url, secret: '' })
    expect(value.webhook).toBe(`/api/hooks/orders/${shop.test.shop}`)
    // Kept for the same origin only.
    const moved = await shop.setSystem({ kind: 'http', url: 'https://example.com/x', secret: '' })
    expect(moved.value.code).toBe('bad_request')
    const { value: read } = await apiOf(shop.test.url)<object>(
      shop.main.access,
      '/api/order-system',
    )
    expect(JSON.stringify(read)).not.toContain(shop.system.secret)
    for (const entry of await readdir(shop.test.folder, { recursive: true, withFileTypes: true }))
      if (entry.isFile()) {
        const bytes = await readFile(join(entry.parentPath, entry.name))
        expect(bytes.includes(shop.system.secret), entry.name).toBe(false)
      }
  })

  it('products: what is there, with its stock', async () => {
    const ids = encodeURIComponent(JSON.stringify(['p1', 'p-none']))
    const { value } = await apiOf(shop.test.url)<{ products: Product[] }>(
      agent.access,
      `/api/products?ids=${ids}`,
    )
    expect(value.products).toMatchObject([{ id: 'p1', stock: [{ variant: '雾蓝', count: 7 }] }])
  })
})
