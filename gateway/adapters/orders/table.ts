import type { ImportedLine, OrderAct } from '#shared/orders/model.ts'
import {
  OrderFailure,
  type OrderAdapter,
  type OrderPage,
  type ToldOrder,
  type ToldProduct,
} from './contract.ts'

/** The imported lines of one shop. */
export interface TableLines {
  /** Of a customer's newest orders, those of one number together. */
  of(customer: string, orders: number): Promise<readonly ImportedLine[]>
  number(number: string): Promise<readonly ImportedLine[]>
  product(idOrTitle: string): Promise<readonly ImportedLine[]>
  note(number: string, note: string): Promise<void>
}

/**
 * Orders from imported tables. Nothing behind it could change a price or pay money back, so a note is
 * kept in the table (until the order is imported again) and a reminder is the line among colleagues.
 */
export function makeTable(lines: TableLines): OrderAdapter {
  const order = async (number: string) => {
    const own = await lines.number(number)
    return own.length === 0 ? null : orderOf(number, own)
  }
  return {
    idempotent: true,
    async ordersOf(customer, limit): Promise<OrderPage> {
      const own = Map.groupBy(await lines.of(customer, limit + 1), ({ number }) => number)
      const orders = [...own].map(([number, each]) => orderOf(number, each))
      return { orders: orders.slice(0, limit), more: orders.length > limit }
    },
    order,
    async products(ids) {
      const found = await Promise.all(ids.map((id) => lines.product(id)))
      return found.flatMap(([line]) => (line ? [productOf(line)] : []))
    },
    async act(_id, number, act: OrderAct) {
      if (act.name === 'note') await lines.note(number, act.text)
      else if (act.name !== 'remind') throw new OrderFailure('refused', '')
      const after = await order(number)
      if (!after) throw new OrderFailure('refused', '')
      return after
    },
    heard: () => null,
  }
}

function orderOf(number: string, lines: readonly ImportedLine[]): ToldOrder {
  const [first] = lines
  if (!first) throw new OrderFailure('lies', 'an order without lines')
  const { currency, state } = first
  const zero = { amount: 0, currency }
  return {
    number,
    customer: first.customer,
    placedAt: first.placedAt,
    state,
    lines: lines.map((line, index) => ({
      id: String(index + 1),
      product: line.product,
      title: line.title,
      variant: line.variant,
      count: line.count,
      price: { amount: line.price, currency },
      picture: null,
    })),
    shipping: zero,
    total: { amount: first.total, currency },
    refunded: state === 'refunded' ? { amount: first.total, currency } : null,
    address:
      first.name === '' && first.phone === '' && first.address === ''
        ? null
        : { name: first.name, phone: first.phone, text: first.address },
    buyerNote: '',
    shopNote: first.note,
    shipments:
      first.tracking === ''
        ? []
        : [{ carrier: first.carrier, tracking: first.tracking, track: [] }],
    acts: state === 'paid' || state === 'packing' ? ['remind', 'note'] : ['note'],
  }
}

function productOf({ product, title, price, currency, variant }: ImportedLine): ToldProduct {
  return {
    id: product === '' ? title.slice(0, 80) : product,
    title,
    price: { amount: price, currency },
    picture: null,
    url: null,
    // A table of orders says nothing of what is in stock.
    stock: [{ variant, count: null }],
  }
}
