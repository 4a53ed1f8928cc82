import catalog from '#resources/demo/catalog.json' with { type: 'json' }
import data from '#resources/demo/orders.json' with { type: 'json' }
import pictures from '#resources/demo/orders-pictures.json' with { type: 'json' }
import type { OrderAct, OrderActName, OrderState } from '#shared/orders/model.ts'
import {
  OrderFailure,
  type MakeAdapter,
  type OrderAdapter,
  type OrderPage,
  type ToldOrder,
  type ToldProduct,
} from './contract.ts'

/** The demo's buyers come without a signed identity: here, and nowhere else, a name is enough. */
export function demoCustomerOf(name: string): string | null {
  return data.customers.find((customer) => customer.name === name)?.id ?? null
}

/** The demo shop's orders; what is done to them lasts until the gateway stops. */
export const makeDemo: MakeAdapter<'demo'> = () => new DemoOrders()

const { currency } = data
const money = (amount: number) => ({ amount, currency })
const PRODUCTS = new Map(catalog.products.map((product) => [product.id, product]))
const PICTURES: Readonly<Record<string, string>> = pictures

class DemoOrders implements OrderAdapter {
  readonly idempotent = true
  readonly #orders = new Map<string, ToldOrder>()
  readonly #done = new Set<string>()

  constructor() {
    for (const customer of data.customers)
      for (const order of customer.orders) this.#orders.set(order.number, toldOf(customer, order))
  }

  ordersOf(customer: string, limit: number): Promise<OrderPage> {
    const own = [...this.#orders.values()]
      .filter((order) => order.customer === customer)
      .toSorted((a, b) => b.placedAt - a.placedAt)
    return Promise.resolve({ orders: own.slice(0, limit), more: own.length > limit })
  }

  order(number: string): Promise<ToldOrder | null> {
    return Promise.resolve(this.#orders.get(number) ?? null)
  }

  products(ids: readonly string[]): Promise<readonly ToldProduct[]> {
    const found = ids.flatMap((id) => {
      const product =
        PRODUCTS.get(id) ?? catalog.products.find(({ title }) => title === id) ?? undefined
      return product ? [productOf(product)] : []
    })
    return Promise.resolve(found)
  }

  act(id: string, number: string, act: OrderAct): Promise<ToldOrder> {
    const order = this.#orders.get(number)
    if (!order?.acts.includes(act.name)) return Promise.reject(new OrderFailure('refused', ''))
    if (this.#done.has(id)) return Promise.resolve(order)
    this.#done.add(id)
    const changed = { ...order, ...changeOf(order, act) }
    const after = { ...changed, acts: actsOf(changed.state, changed) }
    this.#orders.set(number, after)
    return Promise.resolve(after)
  }

  heard(): null {
    return null
  }
}

export function changeOf(order: ToldOrder, act: OrderAct): Partial<ToldOrder> {
  switch (act.name) {
    case 'remind':
      return {}
    case 'note':
      return { shopNote: act.text }
    case 'price':
      return { total: money(act.total) }
    case 'address':
      return { address: act.to }
    case 'return':
      return { state: 'refunding' }
    case 'refund': {
      const refunded = (order.refunded?.amount ?? 0) + act.amount
      return {
        refunded: money(refunded),
        ...(refunded >= order.total.amount ? { state: 'refunded' as const } : {}),
      }
    }
  }
}

export function actsOf(
  state: OrderState,
  { total, refunded }: Pick<ToldOrder, 'total' | 'refunded'>,
): readonly OrderActName[] {
  const left = total.amount - (refunded?.amount ?? 0) > 0
  const refund: readonly OrderActName[] = left ? ['refund'] : []
  switch (state) {
    case 'unpaid':
      return ['note', 'price', 'address']
    case 'paid':
    case 'packing':
      return ['remind', 'note', 'address', ...refund]
    case 'shipped':
      return ['note', ...refund]
    case 'delivered':
    case 'completed':
      return ['note', 'return', ...refund]
    case 'refunding':
      return ['note', ...refund]
    case 'cancelled':
    case 'refunded':
      return ['note']
  }
}

function toldOf(
  customer: (typeof data.customers)[number],
  order: (typeof data.customers)[number]['orders'][number],
): ToldOrder {
  const { number, lines, shippingFen, totalFen, refundedFen, buyerNote, shopNote } = order
  // JSON types its strings loosely; the tests hold the states to the union.
  const state = order.state as OrderState
  const total = money(totalFen)
  const refunded = refundedFen === null ? null : money(refundedFen)
  return {
    number,
    customer: customer.id,
    placedAt: Date.parse(order.placedAt),
    state,
    lines: lines.map(({ product, variant, count }, index) => {
      const known = PRODUCTS.get(product)
      return {
        id: String(index + 1),
        product,
        title: known?.title ?? product,
        variant,
        count,
        price: money(known?.priceFen ?? 0),
        picture: PICTURES[product] ?? null,
      }
    }),
    shipping: money(shippingFen),
    total,
    refunded,
    address: customer.address,
    buyerNote,
    shopNote,
    shipments: order.shipments.map(({ carrier, tracking, track }) => ({
      carrier,
      tracking,
      track: track.map(({ at, text }) => ({ at: Date.parse(at), text })),
    })),
    acts: actsOf(state, { total, refunded }),
  }
}

function productOf(product: (typeof catalog.products)[number]): ToldProduct {
  const { id, title, priceFen, options, stock } = product
  // The catalog counts a product as a whole: the variants share it, the first takes the rest.
  const each = Math.floor(stock / options.length)
  return {
    id,
    title,
    price: money(priceFen),
    picture: PICTURES[id] ?? null,
    url: null,
    stock: options.map((variant, index) => ({
      variant,
      count: index === 0 ? stock - each * (options.length - 1) : each,
    })),
  }
}
