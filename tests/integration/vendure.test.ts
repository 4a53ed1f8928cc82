import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeVendure } from '#gateway/adapters/orders/vendure.ts'
import { OrderFailure, type OrderAdapter } from '#gateway/adapters/orders/contract.ts'
import { REMINDER } from '#gateway/adapters/orders/vendure-orders.ts'
import type { OrderAct } from '#shared/orders/model.ts'
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

function placed(email: string, count = 1) {
  return shop.placeOrder({ email, name: '小美', lines: [{ sku: 'CUP-BLUE', count }] })
}
