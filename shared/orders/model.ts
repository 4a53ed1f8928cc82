import { z } from 'zod'
import type { FileRef, Money } from '../protocol/model.ts'

/**
 * The shop's orders as every adapter gives them and the order panel shows them. Nothing here is kept
 * in the log: the order system is the record, we only remember what it said last.
 * Times are Unix milliseconds, amounts in the currency's smallest unit.
 */
export const ORDER_STATES = [
  'unpaid',
  'paid',
  'packing',
  'shipped',
  'delivered',
  'completed',
  'cancelled',
  'refunding',
  'refunded',
] as const
export type OrderState = (typeof ORDER_STATES)[number]

export interface OrderLine {
  /** The order system's own id of the line. */
  readonly id: string
  readonly product: string
  readonly title: string
  /** Colour, size, … as the shop writes it; empty: none. */
  readonly variant: string
  readonly count: number
  readonly price: Money
  readonly picture: FileRef | null
}

export interface Shipment {
  readonly carrier: string
  readonly tracking: string
  /** Newest first. */
  readonly track: readonly { readonly at: number; readonly text: string }[]
}

export interface Order {
  readonly number: string
  /** The customer it belongs to, in the shop's books. */
  readonly customer: string
  readonly placedAt: number
  readonly state: OrderState
  readonly lines: readonly OrderLine[]
  readonly shipping: Money
  /** Less than the lines' sum where something was taken off. */
  readonly total: Money
  readonly refunded: Money | null
  /** Phone with its middle hidden (T4). */
  readonly address: { readonly name: string; readonly phone: string; readonly text: string } | null
  readonly buyerNote: string
  /** The shop's own note, which the buyer doesn't see. */
  readonly shopNote: string
  readonly shipments: readonly Shipment[]
  /** What may be done to it now, by its state and by what its system can do; rights are asked on top. */
  readonly acts: readonly OrderActName[]
}

export interface Product {
  readonly id: string
  readonly title: string
  readonly price: Money
  readonly picture: FileRef | null
  readonly url: string | null
  /** By variant; null: the system does not say. */
  readonly stock: readonly { readonly variant: string; readonly count: number | null }[]
}

const moneyAmount = z.number().int().min(0).max(1e12)
const text = (max: number) => z.string().trim().max(max)

/**
 * A5: `remind` by every account that serves the buyer, the others by senior, supervisor and main.
 * price: what the whole order costs from now on, before it is paid. return: the goods come back;
 * refund: money goes back, at most what was paid.
 */
export const orderAct = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('remind') }),
  z.strictObject({ name: z.literal('note'), text: text(500) }),
  z.strictObject({ name: z.literal('price'), total: moneyAmount }),
  z.strictObject({
    name: z.literal('address'),
    to: z.strictObject({
      name: text(60).min(1),
      phone: text(30).min(5),
      text: text(300).min(1),
    }),
  }),
  z.strictObject({
    name: z.literal('return'),
    lines: z
      .array(z.strictObject({ id: z.string().max(80), count: z.number().int().min(1) }))
      .min(1)
      .max(100),
    reason: text(200),
  }),
  z.strictObject({ name: z.literal('refund'), amount: moneyAmount.min(1), reason: text(200) }),
])
export type OrderAct = z.infer<typeof orderAct>
export type OrderActName = OrderAct['name']
export const ORDER_ACTS = ['remind', 'note', 'price', 'address', 'return', 'refund'] as const

/** Why the panel shows what it showed before, or nothing. `lies`: what came is no order. */
export type OrderTrouble = 'slow' | 'down' | 'refused' | 'lies'

/** What the panel is given: always at once, from memory, with how old it is. */
export interface BuyerOrders {
  /** Null: nobody knows who this buyer is in the shop's books. */
  readonly customer: string | null
  /** Newest first, at most 50. */
  readonly orders: readonly Order[]
  /** There are older ones. */
  readonly more: boolean
  /** When the order system said this; null: it never did. */
  readonly at: number | null
  /** The last try failed: `orders` is what was known before. It is tried again by itself at `retryAt`. */
  readonly trouble: { readonly kind: OrderTrouble; readonly retryAt: number } | null
  /** The shop has no order system set up. */
  readonly none: boolean
}

/** GET /api/orders?buyer= or ?number= ; GET /api/products?ids= ; POST /api/orders/acts. */
export const ordersQuery = z.strictObject({
  buyer: z.string().min(1).max(80).optional(),
  /** A whole order number, of whatever customer. */
  number: z.string().trim().min(1).max(80).optional(),
  /** Ask the order system now, however young what is known. */
  fresh: z.stringbool().optional(),
})

export const orderActRequest = z.strictObject({
  /** A UUID of the client: the same one is done once, however often it is asked (idempotent). */
  id: z.uuid(),
  conversation: z.string().min(1).max(80),
  number: z.string().min(1).max(80),
  act: orderAct,
})
export type OrderActRequest = z.infer<typeof orderActRequest>

/** `unknown`: sent, and the order system has not said; it is looked after, `orders` tells later. */
export interface OrderActReply {
  readonly outcome: 'done' | 'refused' | 'unknown'
  /** For `refused`: the order system's own words, or empty. */
  readonly why: string
  readonly order: Order | null
}

/** How the shop's order system is reached; by the main account. Secrets go in and never come out. */
export const orderSystem = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('demo') }),
  /** The orders of the practice runs' simulated buyers; in a practice gateway alone. */
  z.strictObject({ kind: z.literal('practice') }),
  /** Imported tables: POST /api/orders/import. */
  z.strictObject({ kind: z.literal('table') }),
  z.strictObject({
    kind: z.literal('http'),
    url: z.url().max(500),
    /** Signs each request and each webhook (HMAC-SHA256). Empty: as it was. */
    secret: z.string().max(200),
  }),
  z.strictObject({
    kind: z.literal('vendure'),
    /** Its admin API, such as https://shop.example.com/admin-api. */
    url: z.url().max(500),
    user: z.string().max(200),
    secret: z.string().max(200),
    currency: z.string().length(3),
  }),
  z.strictObject({
    kind: z.literal('woocommerce'),
    url: z.url().max(500),
    user: z.string().max(200),
    secret: z.string().max(200),
  }),
])
export type OrderSystem = z.infer<typeof orderSystem>

export interface OrderSystemState {
  /** Without its secret. */
  readonly system: OrderSystem
  /** Where the order system's webhooks go, with the shop's own path. */
  readonly webhook: string
  readonly lastOkAt: number | null
  readonly trouble: OrderTrouble | null
}

/** A row of an imported table; rows of one number are lines of one order. */
export const importedLine = z.strictObject({
  number: text(80).min(1),
  customer: text(120).min(1),
  placedAt: z.number().int().min(0),
  state: z.enum(ORDER_STATES),
  product: text(80),
  title: text(200).min(1),
  variant: text(120),
  count: z.number().int().min(1).max(1e6),
  price: moneyAmount,
  total: moneyAmount,
  currency: z.string().length(3),
  name: text(60),
  phone: text(30),
  address: text(300),
  carrier: text(60),
  tracking: text(80),
  note: text(500),
})
export type ImportedLine = z.infer<typeof importedLine>
export const ordersImport = z.strictObject({ lines: z.array(importedLine).min(1).max(2000) })
