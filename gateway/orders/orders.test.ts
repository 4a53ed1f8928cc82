import { describe, expect, it, test } from 'vitest'
import { ORDER_STATES } from '#shared/orders/model.ts'
import { PERSONAS } from '#gateway/demo/data.ts'
import catalog from '#resources/demo/catalog.json' with { type: 'json' }
import type { ToldOrder } from '../adapters/orders/contract.ts'
import { demoCustomerOf, makeDemo } from '../adapters/orders/demo.ts'
import { makeTable } from '../adapters/orders/table.ts'
import { Breaker } from './breaker.ts'
import { isDone, unfit } from './effect.ts'
import { fetchWithin, isInner, reachOf } from './guard.ts'
import { believedOrder, believedPage, believedProducts } from './lies.ts'
import { phone as maskPhone } from '#shared/masking/mask.ts'

const NOW = Date.parse('2026-03-12T00:00:00Z')
const money = (amount: number) => ({ amount, currency: 'CNY' })
const ORDER: ToldOrder = {
  number: 'A-1',
  customer: 'c-1',
  placedAt: NOW - 1000,
  state: 'paid',
  lines: [
    {
      id: '1',
      product: 'p1',
      title: '杯',
      variant: '',
      count: 2,
      price: money(100),
      picture: null,
    },
  ],
  shipping: money(0),
  total: money(200),
  refunded: null,
  address: { name: '米', phone: '13812345678', text: '杭州' },
  buyerNote: '',
  shopNote: '',
  shipments: [],
  acts: ['note', 'refund', 'return'],
}

test.each([
  ['13812345678', '138****5678'],
  ['+86 138-1234-5678', '+86 138-****-5678'],
  ['0912345678', '09****5678'],
  ['12345', '***45'],
  ['138****5678', '138****5678'],
  ['', ''],
])('[T4] the phone %s is shown as %s', (phone, shown) => {
  expect(maskPhone(phone)).toBe(shown)
})

describe('what an order system says', () => {
  it('is taken where it is an order of whom it was asked about, newest first', () => {
    const older = { ...ORDER, number: 'A-0', placedAt: NOW - 5000 }
    const page = believedPage({ orders: [older, ORDER], more: false }, 'c-1', 50, NOW)
    expect(page.orders.map(({ number }) => number)).toEqual(['A-1', 'A-0'])
    expect(believedOrder({ ...ORDER, extra: 1 }, 'A-1', NOW)).toEqual(ORDER)
  })

  const line = ORDER.lines[0]
  const shipment = (at: number) => [{ carrier: 'x', tracking: '1', track: [{ at, text: '' }] }]
  it.each<[string, unknown]>([
    ['of another customer', { ...ORDER, customer: 'c-2' }],
    ['with a negative amount', { ...ORDER, total: money(-1) }],
    ['with broken money', { ...ORDER, total: money(0.5) }],
    ['of a currency that is none', { ...ORDER, total: { amount: 1, currency: 'yuan' } }],
    ['from the last century', { ...ORDER, placedAt: 0 }],
    ['from the future', { ...ORDER, placedAt: NOW + 2 * 86_400_000 }],
    ['with a track from the future', { ...ORDER, shipments: shipment(NOW * 2) }],
    ['with too many lines', { ...ORDER, lines: Array.from({ length: 201 }, () => line) }],
    ['with a line of nothing', { ...ORDER, lines: [{ ...line, count: 0 }] }],
    ['with endless words', { ...ORDER, buyerNote: 'x'.repeat(2001) }],
    ['in a state that is none', { ...ORDER, state: 'lost' }],
    ['with acts that are none', { ...ORDER, acts: ['delete'] }],
    [
      'with a picture that is a script',
      { ...ORDER, lines: [{ ...line, picture: 'javascript:1' }] },
    ],
    ['without a number', { ...ORDER, number: undefined }],
    ['that is null', null],
    ['that is a word', 'order'],
  ])('is lies for an order %s', (_what, order) => {
    const page = { orders: [order], more: false }
    expect(() => believedPage(page, 'c-1', 50, NOW)).toThrow(
      expect.objectContaining({ kind: 'lies' }),
    )
  })

  it('is lies for one number twice, for more than was asked for, and for another order', () => {
    const lies = expect.objectContaining({ kind: 'lies' }) as Error
    expect(() => believedPage({ orders: [ORDER, ORDER], more: false }, 'c-1', 50, NOW)).toThrow(
      lies,
    )
    const two = [ORDER, { ...ORDER, number: 'A-2' }]
    expect(() => believedPage({ orders: two, more: false }, 'c-1', 1, NOW)).toThrow(lies)
    expect(() => believedOrder(ORDER, 'A-2', NOW)).toThrow(lies)
    expect(() => believedProducts([{ id: 'p' }], 20)).toThrow(lies)
  })
})

test('a broken system is asked again after 2, 4, 8 … seconds, at most 2 minutes; one answer ends it', () => {
  const breaker = new Breaker()
  let now = 0
  const waits: number[] = []
  for (let failure = 0; failure < 9; failure++) {
    breaker.failed('down', now)
    // What was under way with it fails together: that counts once.
    breaker.failed('slow', now)
    expect(breaker.trouble?.kind).toBe('slow')
    const { retryAt } = breaker.trouble ?? { retryAt: 0 }
    waits.push(retryAt - now)
    expect(breaker.closed(retryAt - 1)).toBe(false)
    expect(breaker.closed(retryAt)).toBe(true)
    now = retryAt
  }
  expect(waits).toEqual([2, 4, 8, 16, 32, 64, 120, 120, 120].map((s) => s * 1000))
  breaker.worked()
  expect(breaker.trouble).toBeNull()
  breaker.failed('down', now)
  expect(breaker.trouble?.retryAt).toBe(now + 2000)
})

describe('addresses that the gateway may speak to', () => {
  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.31.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    'fe80::1',
    'fd00::1',
    '::ffff:10.0.0.1',
    '::ffff:a00:1',
    '64:ff9b::a00:1',
    'not an address',
  ])('%s is inside', (address) => {
    expect(isInner(address)).toBe(true)
  })
  it.each(['8.8.8.8', '172.32.0.1', '2606:4700::1111'])('%s is outside', (address) => {
    expect(isInner(address)).toBe(false)
  })

  const own = 'http://192.168.1.5:8080'
  it.each([
    ['http://192.168.1.5:8080/a.png', 'own'],
    ['http://192.168.1.5:8081/a.png', 'never'],
    ['https://192.168.1.5/a.png', 'never'],
    ['https://[::ffff:127.0.0.1]/a.png', 'never'],
    ['https://2130706433/a.png', 'never'],
    ['https://0x7f.1/a.png', 'never'],
    ['http://shop.example.com/a.png', 'never'],
    ['https://user:word@shop.example.com/a.png', 'never'],
    ['https://shop.example.com/a.png', 'outer'],
    ['file:///etc/passwd', 'never'],
  ])('%s: %s', (address, reach) => {
    expect(reachOf(new URL(address), own)).toBe(reach)
  })

  it('an adapter speaks to the origin of its system and to no other', async () => {
    await expect(fetchWithin(own)('http://127.0.0.1:1/')).rejects.toMatchObject({ kind: 'down' })
    await expect(fetchWithin(null)('https://shop.example.com/')).rejects.toMatchObject({
      kind: 'down',
    })
  })
})

describe('acts and orders', () => {
  it('an act that the order does not allow is told before it is sent', () => {
    const refund = (amount: number) => ({ name: 'refund' as const, amount, reason: '' })
    const back = (lines: { id: string; count: number }[]) => ({
      name: 'return' as const,
      lines,
      reason: '',
    })
    expect(unfit(ORDER, { name: 'remind' })).toBe('order_changed')
    expect(unfit(ORDER, refund(200))).toBeNull()
    expect(unfit(ORDER, refund(201))).toBe('act_refused')
    expect(unfit({ ...ORDER, refunded: money(150) }, refund(51))).toBe('act_refused')
    expect(unfit(ORDER, back([{ id: '1', count: 2 }]))).toBeNull()
    expect(unfit(ORDER, back([{ id: '1', count: 3 }]))).toBe('act_refused')
    expect(unfit(ORDER, back([{ id: '2', count: 1 }]))).toBe('act_refused')
    const twice = [
      { id: '1', count: 2 },
      { id: '1', count: 2 },
    ]
    expect(unfit(ORDER, back(twice))).toBe('act_refused')
  })

  it('whether an act was done is seen in the order, where it leaves a sign', () => {
    const before = { customer: 'c-1', state: 'paid', total: 200, refunded: 0, currency: 'CNY' }
    const refund = { name: 'refund' as const, amount: 50, reason: '' }
    expect(isDone(ORDER, { name: 'remind' }, before)).toBeNull()
    expect(isDone(ORDER, refund, before)).toBe(false)
    expect(isDone({ ...ORDER, refunded: money(50) }, refund, before)).toBe(true)
    expect(isDone({ ...ORDER, refunded: money(50) }, refund, { ...before, refunded: 50 })).toBe(
      false,
    )
    const to = { name: '米', phone: '138 1234 5678', text: '杭州' }
    expect(isDone(ORDER, { name: 'address', to }, before)).toBe(true)
    expect(isDone(ORDER, { name: 'address', to: { ...to, text: '上海' } }, before)).toBe(false)
  })
})

describe('the demo shop', () => {
  const signal = new AbortController().signal
  const adapter = () => makeDemo({ kind: 'demo' }, { fetch, now: () => NOW })

  it('has 2 to 6 true orders of each of its buyers, in all states, with pictures', async () => {
    const states = new Set<string>()
    const demo = adapter()
    for (const { name } of PERSONAS) {
      const customer = demoCustomerOf(name)
      if (customer === null) throw new Error(`${name} has no orders`)
      const page = believedPage(await demo.ordersOf(customer, 50, signal), customer, 50, NOW)
      expect(page.orders.length, name).toBeGreaterThanOrEqual(2)
      expect(page.orders.length, name).toBeLessThanOrEqual(6)
      for (const { state, lines, total } of page.orders) {
        states.add(state)
        expect(total.amount).toBeGreaterThan(0)
        for (const { picture } of lines) expect(picture).toMatch(/^data:image\/png;base64,/)
      }
    }
    expect([...states].toSorted()).toEqual(ORDER_STATES.toSorted())
    expect(demoCustomerOf('谁')).toBeNull()
  })

  it('has the orders of the catalog, as its buyers name them', async () => {
    const demo = adapter()
    for (const { id, buyer, amountFen, product } of catalog.orders) {
      const order = await demo.order(id, signal)
      expect(order?.customer, id).toBe(demoCustomerOf(buyer))
      expect(order?.total.amount).toBe(amountFen)
      expect(order?.lines[0]?.product).toBe(product)
    }
  })

  it('does an act once for its id, and what it says after it is an order still', async () => {
    const demo = adapter()
    const act = { name: 'refund' as const, amount: 100, reason: '' }
    const once = await demo.act('1', '2026030416502', act, signal)
    const again = await demo.act('1', '2026030416502', act, signal)
    expect(once.refunded?.amount).toBe(100)
    expect(believedOrder(again, '2026030416502', NOW)).toEqual(once)
    await expect(demo.act('2', '2026030416502', { name: 'remind' }, signal)).rejects.toMatchObject({
      kind: 'refused',
    })
  })
})

test('rows of an imported table with one number are lines of one order; it takes notes and nothing it could not do', async () => {
  const row = {
    number: 'T-1',
    customer: 'c-1',
    placedAt: NOW - 1000,
    state: 'paid' as const,
    product: 'p1',
    title: '杯',
    variant: '',
    count: 1,
    price: 100,
    total: 300,
    currency: 'CNY',
    name: '',
    phone: '',
    address: '',
    carrier: '',
    tracking: '',
    note: '',
  }
  const rows = [row, { ...row, title: '盘', price: 200 }]
  const notes: string[] = []
  const table = makeTable({
    of: () => Promise.resolve(rows),
    number: (number) => Promise.resolve(number === 'T-1' ? rows : []),
    product: () => Promise.resolve([]),
    note: (_number, note) => Promise.resolve(void notes.push(note)),
  })
  const { signal } = new AbortController()
  const page = believedPage(await table.ordersOf('c-1', 50, signal), 'c-1', 50, NOW)
  expect(page.orders).toHaveLength(1)
  expect(page.orders[0]?.lines.map(({ title }) => title)).toEqual(['杯', '盘'])
  expect(page.orders[0]?.acts).toEqual(['remind', 'note'])
  expect(await table.order('T-2', signal)).toBeNull()
  await table.act('1', 'T-1', { name: 'note', text: '好' }, signal)
  expect(notes).toEqual(['好'])
  await expect(table.act('2', 'T-1', { name: 'price', total: 1 }, signal)).rejects.toMatchObject({
    kind: 'refused',
  })
})
