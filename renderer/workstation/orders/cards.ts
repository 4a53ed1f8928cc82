import type { Order, Product } from '#shared/orders/model.ts'
import type { Card } from '#shared/protocol/model.ts'

const LINES = 3
const TITLE = 200

/** What the buyer is sent of an order, as it is now. No address, no note. */
export function orderCard(order: Order): Card {
  const lines = order.lines.slice(0, LINES)
  return {
    kind: 'order',
    number: order.number,
    state: order.state,
    total: order.total,
    lines: lines.map(({ title, count }) => ({ title: title.slice(0, TITLE), count })),
    more: order.lines.length - lines.length,
    picture: order.lines.find(({ picture }) => picture)?.picture ?? null,
  }
}

export function productCard(product: Product): Card {
  return {
    kind: 'product',
    id: product.id,
    title: product.title.slice(0, TITLE),
    price: product.price,
    picture: product.picture,
    url: product.url?.startsWith('https://') === true ? product.url : null,
  }
}
