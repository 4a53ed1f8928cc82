import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OrderAdapter } from '#gateway/adapters/orders/contract.ts'
import { makeWooCommerce } from '#gateway/adapters/orders/woocommerce.ts'
import { decimalOf, minorOf } from '#gateway/adapters/orders/woocommerce-orders.ts'
import type { OrderAct } from '#shared/orders/model.ts'
import { startWooCommerce, type WooServer } from '#tests/support/woocommerce.ts'

const soon = () => AbortSignal.timeout(10_000)
const cny = (amount: number) => ({ amount, currency: 'CNY' })
const UUID = '6f3c5f0e-3b0a-4c58-9a1e-0d9f6b1f0a01'

let shop: WooServer
let adapter: OrderAdapter
const make = (secret: string) =>
  makeWooCommerce(
    { kind: 'woocommerce', url: `${shop.url}/`, user: shop.user, secret },
    { fetch: globalThis.fetch, now: Date.now },
  )
const act = (number: string, what: OrderAct) => adapter.act(UUID, number, what, soon(), '7')

beforeAll(async () => {
  shop = await startWooCommerce()
  adapter = make(shop.secret)
})
afterAll(() => shop.stop())

describe('orders by WooCommerce’s REST v3', () => {
  it('are told newest first, by id and by e-mail address, with a track where there is one', async () => {
    const { orders, more } = await adapter.ordersOf('mei@example.com', 2, soon())
    expect(more).toBe(true)
    expect(orders.map((one) => [one.number, one.state, one.customer])).toEqual([
      ['103', 'shipped', 'mei@example.com'],
      ['102', 'unpaid', 'mei@example.com'],
    ])
    expect(orders[0]).toMatchObject({
      total: cny(26400),
      shipping: cny(600),
      lines: [{ id: '11', title: '山岚保温杯', variant: '雾蓝', count: 2, price: cny(12900) }],
      address: { name: '王美', phone: '13800001234', text: '浙江省 杭州市 示例路 1 号' },
      shipments: [{ carrier: '示例快递', tracking: 'SF1000', track: [{ at: 1_762_000_000_000 }] }],
    })
    expect((await adapter.ordersOf('7', 50, soon())).orders).toHaveLength(3)
  })

  it('of guests are nobody’s: customer 0 is asked for by no one', async () => {
    const before = shop.asked.length
    expect(await adapter.ordersOf('0', 50, soon())).toEqual({ orders: [], more: false })
    expect(shop.asked).toHaveLength(before)
    expect((await adapter.order('200', soon(), '7'))?.customer).not.toBe('7')
  })

  it('are told under the name they were asked by, if it is theirs', async () => {
    expect((await adapter.order('101', soon(), 'mei@example.com'))?.customer).toBe(
      'mei@example.com',
    )
    expect((await adapter.order('101', soon(), 'other@example.com'))?.customer).toBe('7')
    expect(await adapter.order('999', soon())).toBeNull()
    expect(await adapter.order('../customers', soon())).toBeNull()
  })

  it('knows all names of a customer', async () => {
    expect(await adapter.namesOf?.('7', soon())).toEqual(['7', 'mei@example.com'])
    expect(await adapter.namesOf?.('mei@example.com', soon())).toEqual(['mei@example.com', '7'])
    expect(await adapter.namesOf?.('no@example.com', soon())).toEqual(['no@example.com'])
  })

  it('take a note, a price before payment, an address, a refund in part and a return', async () => {
    expect((await act('101', { name: 'note', text: '要发票' })).shopNote).toBe('要发票')
    expect((await act('101', { name: 'remind' })).shopNote).toBe('要发票')
    expect((await act('102', { name: 'price', total: 25000 })).total).toEqual(cny(25000))
    const to = { name: '小明', phone: '13900005678', text: '上海市示例街 2 号' }
    expect((await act('101', { name: 'address', to })).address).toEqual(to)
    const part = await act('101', { name: 'refund', amount: 5000, reason: '破损' })
    expect(part.refunded).toEqual(cny(5000))
    const back = await act('101', { name: 'return', lines: [{ id: '11', count: 1 }], reason: '' })
    expect(back.refunded).toEqual(cny(5000 + 12900))
    const beyond = act('101', { name: 'refund', amount: 26400, reason: '' })
    await expect(beyond).rejects.toMatchObject({
      kind: 'refused',
      message: 'Invalid refund amount',
    })
    const many: OrderAct = { name: 'return', lines: [{ id: '11', count: 9 }], reason: '' }
    await expect(act('101', many)).rejects.toMatchObject({ kind: 'refused' })
  })

  it('tells products with their stock', async () => {
    const told = await adapter.products(['93', '没有'], soon())
    expect(told).toMatchObject([
      { id: '93', price: cny(12900), stock: [{ variant: '', count: 5 }] },
    ])
  })

  it('hears webhooks signed with the secret and no others', () => {
    const body = Buffer.from(JSON.stringify({ id: 101, number: '101' }))
    const sign = (secret: string) => createHmac('sha256', secret).update(body).digest('base64')
    const heard = (signature: string) =>
      adapter.heard({ 'x-wc-webhook-signature': signature }, body)
    expect(heard(sign(shop.secret))).toEqual({ number: '101' })
    expect(heard(sign('another'))).toBeNull()
    expect(heard('')).toBeNull()
  })

  it('says what is wrong: the key, its server, or what it answers', async () => {
    const failing = (status: number, body: string) => {
      shop.next = { status, body }
      return adapter.ordersOf('7', 5, soon())
    }
    await expect(make('wrong').ordersOf('7', 5, soon())).rejects.toMatchObject({ kind: 'refused' })
    await expect(failing(503, '')).rejects.toMatchObject({ kind: 'down' })
    await expect(failing(200, '<html>')).rejects.toMatchObject({ kind: 'lies' })
    await expect(failing(200, '[{"id":"x"}]')).rejects.toMatchObject({ kind: 'lies' })
  })

  it('reads amounts as text, in the digits of their currency', () => {
    expect(minorOf('0.1', 'CNY') + minorOf('0.2', 'CNY')).toBe(30)
    expect(minorOf('1234', 'JPY')).toBe(1234)
    expect(minorOf('-12.34', 'CNY')).toBe(-1234)
    expect(decimalOf(5, 'CNY')).toBe('0.05')
    expect(decimalOf(-1234, 'JPY')).toBe('-1234')
  })
})
