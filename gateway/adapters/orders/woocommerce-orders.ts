import { z } from 'zod'
import type { OrderActName, OrderState } from '#shared/orders/model.ts'
import type { Money } from '#shared/protocol/model.ts'
import type { ToldOrder, ToldProduct } from './contract.ts'

/** Amounts are decimal text in the currency's main unit. */
const decimal = z.string().regex(/^-?\d*(?:\.\d+)?$/)
const text = z.string()
const meta = z.array(z.object({ key: text, value: z.unknown() })).default([])

export const wooOrder = z.object({
  id: z.number().int(),
  number: text,
  status: text,
  currency: text,
  customer_id: z.number().int(),
  customer_note: text,
  date_created_gmt: text,
  total: decimal,
  shipping_total: decimal,
  billing: z.object({ email: text.default(''), phone: text.default('') }),
  shipping: z.object({
    first_name: text,
    last_name: text,
    phone: text.default(''),
    address_1: text,
    address_2: text,
    city: text,
    state: text,
  }),
  line_items: z.array(
    z.object({
      id: z.number().int(),
      name: text,
      product_id: z.number().int(),
      quantity: z.number().int(),
      total: decimal,
      price: z.union([z.number(), decimal]),
      image: z.object({ src: text }).nullish(),
      meta_data: z.array(z.object({ display_value: z.unknown(), key: text }).partial()).default([]),
    }),
  ),
  refunds: z.array(z.object({ total: decimal })).default([]),
  meta_data: meta,
})
export type WooOrder = z.infer<typeof wooOrder>

export const wooProduct = z.object({
  id: z.number().int(),
  name: text,
  permalink: text,
  price: text,
  manage_stock: z.union([z.boolean(), z.literal('parent')]),
  stock_quantity: z.number().nullable(),
  stock_status: text,
  images: z.array(z.object({ src: text })),
})

export const wooNote = z.object({ id: z.number().int(), note: text, customer_note: z.boolean() })

/** Digits behind the point, such as 2 for CNY and none for JPY. */
function digitsOf(currency: string): number {
  try {
    return (
      new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions()
        .maximumFractionDigits ?? 2
    )
  } catch {
    return 2
  }
}

/** Through text, not through binary fractions. */
export function minorOf(value: string, currency: string): number {
  const digits = digitsOf(currency)
  const [whole = '0', fraction = ''] = value.replace('-', '').split('.')
  const amount = Number(`${whole || '0'}${fraction.padEnd(digits, '0').slice(0, digits)}`)
  return value.startsWith('-') ? -amount : amount
}

export function decimalOf(amount: number, currency: string): string {
  const digits = digitsOf(currency)
  const all = String(Math.abs(amount)).padStart(digits + 1, '0')
  const point = all.length - digits
  const sign = amount < 0 ? '-' : ''
  return `${sign}${all.slice(0, point)}${digits > 0 ? `.${all.slice(point)}` : ''}`
}

const STATES: Readonly<Record<string, OrderState>> = {
  pending: 'unpaid',
  'checkout-draft': 'unpaid',
  'on-hold': 'unpaid',
  failed: 'unpaid',
  processing: 'paid',
  completed: 'completed',
  cancelled: 'cancelled',
  refunded: 'refunded',
  trash: 'cancelled',
}

/** `note`: the newest private one, or empty. */
export function toldOrder(order: WooOrder, customer: string, note: string): ToldOrder {
  const { currency } = order
  const money = (value: string): Money => ({ amount: minorOf(value, currency), currency })
  const refunded = order.refunds.reduce((sum, { total }) => sum - minorOf(total, currency), 0)
  const shipments = shipmentsOf(order)
  const known = STATES[order.status] ?? 'paid'
  const state = known === 'paid' && shipments.length > 0 ? 'shipped' : known
  const { shipping } = order
  return {
    number: order.number,
    customer,
    placedAt: Date.parse(`${order.date_created_gmt}Z`),
    state,
    lines: order.line_items.map((line) => ({
      id: String(line.id),
      product: String(line.product_id),
      title: line.name,
      variant: line.meta_data
        .flatMap(({ key, display_value: value }) =>
          key !== undefined && !key.startsWith('_') && typeof value === 'string' ? [value] : [],
        )
        .join(' '),
      count: line.quantity,
      price: money(typeof line.price === 'number' ? line.price.toFixed(4) : line.price),
      picture: line.image?.src || null,
    })),
    shipping: money(order.shipping_total),
    total: money(order.total),
    refunded: refunded > 0 ? { amount: refunded, currency } : null,
    address:
      shipping.address_1 === ''
        ? null
        : {
            name: [shipping.last_name, shipping.first_name].filter(Boolean).join(''),
            phone: shipping.phone || order.billing.phone,
            text: [shipping.state, shipping.city, shipping.address_1, shipping.address_2]
              .filter(Boolean)
              .join(' '),
          },
    buyerNote: order.customer_note,
    shopNote: note,
    shipments,
    acts: actsOf(order, state, refunded),
  }
}

function actsOf(order: WooOrder, state: OrderState, refunded: number): OrderActName[] {
  const acts: OrderActName[] = ['note']
  if (state === 'unpaid') acts.push('price', 'address')
  if (state === 'paid') acts.push('remind', 'address')
  const paid = ['paid', 'shipped', 'completed'].includes(state)
  if (paid && refunded < minorOf(order.total, order.currency)) acts.push('return', 'refund')
  return acts
}

/** As the widespread «Shipment Tracking» extension leaves them; WooCommerce itself knows none. */
const tracking = z.array(
  z.object({
    tracking_number: text,
    tracking_provider: text.default(''),
    custom_tracking_provider: text.default(''),
    date_shipped: z.union([text, z.number()]).optional(),
  }),
)

function shipmentsOf({ meta_data: all }: WooOrder): ToldOrder['shipments'] {
  const kept = all.find(({ key }) => key === '_wc_shipment_tracking_items')
  const read = tracking.safeParse(kept?.value)
  if (!read.success) return []
  return read.data.map((one) => {
    const at = Number(one.date_shipped) * 1000
    return {
      carrier: one.tracking_provider || one.custom_tracking_provider,
      tracking: one.tracking_number,
      track: Number.isFinite(at) && at > 0 ? [{ at, text: 'Shipped' }] : [],
    }
  })
}

export function toldProduct(product: z.infer<typeof wooProduct>, currency: string): ToldProduct {
  const count = product.manage_stock === true ? product.stock_quantity : null
  return {
    id: String(product.id),
    title: product.name,
    price: { amount: minorOf(product.price || '0', currency), currency },
    picture: product.images[0]?.src ?? null,
    url: product.permalink.startsWith('https://') ? product.permalink : null,
    stock: [{ variant: '', count: product.stock_status === 'outofstock' ? 0 : count }],
  }
}
