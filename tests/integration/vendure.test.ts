import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeVendure } from '#gateway/adapters/orders/vendure.ts'
import { OrderFailure, type OrderAdapter } from '#gateway/adapters/orders/contract.ts'
import { REMINDER } from '#gateway/adapters/orders/vendure-orders.ts'
import type { BuyerOrders, OrderAct } from '#shared/orders/model.ts'
import { apiOf } from '#tests/support/api.ts'
import type { AgentClient } from '#tests/support/client.ts'
import { startOrderShop, type OrderShop } from '#tests/support/order-shop.ts'
import { startShopBackend, type ShopBackend } from '#tests/support/shop-backend.ts'

const soon = () => AbortSignal.timeout(20_000)
const money = (amount: number) => ({ amount, currency: 'USD' })
const UUID = '6f3c5f0e-3b0a-4c58-9a1e-0d9f6b1f0a01'

let shop: ShopBackend
let adapter: OrderAdapter
const make = (secret: string) =>
  makeVendure(
    { kind: 'vendure', url: shop.adminUrl, user: shop.user, secret, currency: 'CNY' },
    { fetch: globalThis.fetch, now: Date.now },
  )

beforeAll(async () => {
  shop = await startShopBackend()
  adapter = make(shop.secret)
}, 300_000)
afterAll(() => shop.stop())

describe('orders of a real Vendure shop', () => {
  it('are told newest first, with lines, address, total and what may be done', async () => {
    const email = 'mei@example.com'
    const lines = [{ sku: 'CUP-BLUE', count: 2 }]
    const first = await shop.placeOrder({ email, name: '小美', lines })
    const second = await shop.placeOrder({
      email,
      name: '小美',
      lines: [{ sku: 'CHAIR', count: 1 }],
    })
    const { orders, more } = await adapter.ordersOf(email, 10, soon())
    expect(more).toBe(false)
    expect(orders.map(({ number }) => number)).toEqual([second.number, first.number])
    expect(orders[1]).toMatchObject({
      customer: email,
      state: 'paid',
      total: money(2 * 12900 + 600),
      shipping: money(600),
      refunded: null,
      lines: [{ title: '山岚保温杯', variant: '雾蓝', count: 2, price: money(12900) }],
      address: { name: '小美', phone: '13800001234' },
      acts: ['note', 'remind', 'address', 'return', 'refund'],
    })
    expect(orders[1]?.address?.text).toContain('杭州市')
    const limited = await adapter.ordersOf(email, 1, soon())
    expect(limited).toMatchObject({ more: true, orders: [{ number: second.number }] })
  })

  it('are nobody else’s: an unknown customer has none, an unknown number is none', async () => {
    expect(await adapter.ordersOf('nobody@example.com', 10, soon())).toEqual({
      orders: [],
      more: false,
    })
    expect(await adapter.order('NO-SUCH-ORDER', soon())).toBeNull()
  })

  it('take a note, changed in its place, and a reminder', async () => {
    const { number } = await placed('note@example.com')
    expect(
      (await adapter.act(UUID, number, { name: 'note', text: '要发票' }, soon())).shopNote,
    ).toBe('要发票')
    const text = '要发票，抬头已给'
    expect((await adapter.act(UUID, number, { name: 'note', text }, soon())).shopNote).toBe(text)
    await adapter.act(UUID, number, { name: 'remind' }, soon())
    expect((await adapter.order(number, soon()))?.shopNote).toBe(text)
    expect(await shop.notes(number)).toEqual([text, REMINDER])
  })

  it('are sent to another address, and are as paid as before', async () => {
    const { number } = await placed('address@example.com')
    const to = { name: '小明', phone: '13900005678', text: '上海市 示例街 2 号' }
    const after = await adapter.act(UUID, number, { name: 'address', to }, soon())
    expect(after).toMatchObject({ state: 'paid', address: to })
  })

  it('are refunded in part and whole, and never beyond what was paid', async () => {
    const { number } = await placed('refund@example.com')
    const refund = (amount: number) =>
      adapter.act(UUID, number, { name: 'refund', amount, reason: '破损' }, soon())
    const part = await refund(5000)
    expect(part).toMatchObject({ state: 'refunding', refunded: null })
    await shop.settleRefunds(number)
    expect(await adapter.order(number, soon())).toMatchObject({
      state: 'paid',
      refunded: money(5000),
    })
    await expect(refund(12900 + 600)).rejects.toMatchObject({ kind: 'refused' })
    await refund(12900 + 600 - 5000)
    await shop.settleRefunds(number)
    const whole = await adapter.order(number, soon())
    expect(whole).toMatchObject({ state: 'refunded', refunded: money(12900 + 600) })
    expect(whole?.acts).not.toContain('refund')
  })

  it('take goods back by line', async () => {
    const { number, lines } = await placed('return@example.com', 2)
    const after = await adapter.act(
      UUID,
      number,
      { name: 'return', lines: [{ id: lines[0] ?? '', count: 1 }], reason: '尺寸不合适' },
      soon(),
    )
    expect(after.lines).toMatchObject([{ count: 1 }])
    const all: OrderAct = {
      name: 'return',
      lines: [{ id: lines[0] ?? '', count: 5 }],
      reason: '',
    }
    await expect(adapter.act(UUID, number, all, soon())).rejects.toMatchObject({ kind: 'refused' })
  })

  it('keep the name they were asked by: e-mail address or id', async () => {
    const { number } = await placed('named@example.com')
    expect((await adapter.order(number, soon()))?.customer).toBe('named@example.com')
    const other = await adapter.order(number, soon(), '999999')
    expect(other?.customer).toBe('named@example.com')
  })

  it('tells products with their stock, by id and by name', async () => {
    const [cup, none] = await adapter.products(['山岚保温杯', '没有这样东西'], soon())
    expect(none).toBeUndefined()
    expect(cup).toMatchObject({ title: '山岚保温杯', price: { amount: 12900 } })
    expect(cup?.stock.map(({ count }) => count).every((count) => count !== null)).toBe(true)
    expect((await adapter.products([cup?.id ?? ''], soon()))[0]?.id).toBe(cup?.id)
  })

  it('says that its password is wrong, and that it is not there', async () => {
    await expect(make('another').ordersOf('mei@example.com', 10, soon())).rejects.toMatchObject({
      kind: 'refused',
    })
    const gone = makeVendure(
      {
        kind: 'vendure',
        url: 'http://127.0.0.1:9/admin-api',
        user: '',
        secret: '',
        currency: 'CNY',
      },
      { fetch: globalThis.fetch, now: Date.now },
    )
    await expect(gone.ordersOf('mei@example.com', 10, soon())).rejects.not.toBeInstanceOf(
      OrderFailure,
    )
  })

  it('signs in again when its session has run out', async () => {
    const { number } = await placed('again@example.com')
    await adapter.order(number, soon())
    await shop.endSessions()
    expect((await adapter.order(number, soon()))?.number).toBe(number)
  })
})

describe('a Vendure shop behind the order panel', () => {
  let desk: OrderShop
  let agent: AgentClient
  beforeAll(async () => {
    desk = await startOrderShop()
    agent = await desk.agent('senior', 'xiaohong')
    const set = await desk.setSystem({
      kind: 'vendure',
      url: shop.adminUrl,
      user: shop.user,
      secret: shop.secret,
      currency: 'CNY',
    })
    expect(set.status).toBe(200)
    expect(JSON.stringify(set.value)).not.toContain(shop.secret)
  })
  afterAll(() => desk.stop())

  it('shows the customer’s orders, phone masked; what an agent does is done once and told to colleagues', async () => {
    const { number } = await placed('panel@example.com')
    const { buyer, conversation } = await desk.serve(agent, 'panel@example.com')
    const { value } = await desk.orders(agent, buyer.id)
    expect(value).toMatchObject({ trouble: null, none: false })
    expect(value.orders).toMatchObject([
      { number, state: 'paid', address: { phone: '138****1234' }, total: { amount: 13500 } },
    ])
    const refund = { name: 'refund', amount: 5000, reason: '破损' } as const
    const id = '0b6f9a52-4a0e-4a5b-8a55-6f0c5a0c1d11'
    const answers = await Promise.all([
      desk.act(agent, conversation, number, refund, id),
      desk.act(agent, conversation, number, refund, id),
    ])
    for (const answer of answers) expect(answer.value).toMatchObject({ outcome: 'done' })
    await shop.settleRefunds(number)
    const after = await desk.orders(agent, buyer.id, true)
    expect(after.value.orders[0]?.refunded).toEqual(money(5000))
    await agent.until('the line among colleagues', () =>
      (agent.view?.conversations[conversation]?.asides ?? []).some(
        (aside) => aside.kind === 'order' && aside.order?.outcome === 'done',
      ),
    )
    const tooMuch = await desk.act(agent, conversation, number, { ...refund, amount: 9000 })
    expect(tooMuch.value).not.toMatchObject({ outcome: 'done' })
  })

  it('a customer is the same by id and by e-mail address, and acts on the orders of no other', async () => {
    const mine = await placed('same@example.com')
    const other = await placed('stranger@example.com')
    const { conversation } = await desk.serve(agent, 'same@example.com')
    const note = { name: 'note', text: '要发票' } as const
    const done = await desk.act(agent, conversation, mine.number, note)
    expect(done.value).toMatchObject({ outcome: 'done', order: { shopNote: '要发票' } })
    const refused = await desk.act(agent, conversation, other.number, note)
    expect(refused.status).toBe(403)
    expect(await shop.notes(other.number)).toEqual([])
  })

  it('[D6] what a private contact bought is found by no number, whichever name it is linked by', async () => {
    const { number } = await placed('secret@example.com')
    const names = (await adapter.namesOf?.('secret@example.com', soon())) ?? []
    expect(names).toHaveLength(2)
    const look = (client: AgentClient) =>
      apiOf(desk.test.url)<BuyerOrders>(client.access, `/api/orders?number=${number}`)
    for (const name of names) {
      const { buyer } = await desk.serve(agent, name)
      expect((await look(agent)).value.orders).toHaveLength(1)
      const mark = (isPrivate: boolean) =>
        desk.main.command({ type: 'buyer.mark', buyer: buyer.id, private: isPrivate })
      await mark(true)
      expect((await look(agent)).value.orders).toEqual([])
      expect((await look(desk.main)).value.orders).toHaveLength(1)
      await mark(false)
    }
  })

  it('a junior reminds and refunds nothing', async () => {
    const { number } = await placed('junior@example.com')
    const junior = await desk.agent('junior', 'xiaoming')
    const { conversation } = await desk.serve(junior, 'junior@example.com')
    const remind = await desk.act(junior, conversation, number, { name: 'remind' })
    expect(remind.value).toMatchObject({ outcome: 'done' })
    const refund = { name: 'refund', amount: 100, reason: '' } as const
    expect((await desk.act(junior, conversation, number, refund)).status).toBe(403)
  })
})

function placed(email: string, count = 1) {
  return shop.placeOrder({ email, name: '小美', lines: [{ sku: 'CUP-BLUE', count }] })
}
