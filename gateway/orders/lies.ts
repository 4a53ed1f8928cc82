import { z } from 'zod'
import { ORDER_ACTS, ORDER_STATES } from '#shared/orders/model.ts'
import {
  OrderFailure,
  type OrderPage,
  type ToldOrder,
  type ToldProduct,
} from '../adapters/orders/contract.ts'

/**
 * What an order system says is believed only as far as it can be an order of whom it was asked about.
 * Anything else is `lies`: nothing of it goes on, and the message names the field, never its value.
 */
const YEAR_2000 = 946_684_800_000
const DAY = 86_400_000
const MOST_LINES = 200

const text = (max: number) => z.string().max(max)
const count = z.number().int().min(1).max(1e6)
const money = z.object({
  amount: z.number().int().min(0).max(1e12),
  currency: z.string().regex(/^[A-Z]{3}$/),
})
const pictureAddress = z
  .string()
  .max(20_000)
  .regex(/^(?:https?:\/\/|data:image\/)/)
  .nullable()

const toldOrder = (now: number) => {
  const time = z
    .number()
    .int()
    .min(YEAR_2000)
    .max(now + DAY)
  return z.object({
    number: text(80).min(1),
    customer: text(120).min(1),
    placedAt: time,
    state: z.enum(ORDER_STATES),
    lines: z
      .array(
        z.object({
          id: text(80).min(1),
          product: text(80),
          title: text(300),
          variant: text(200),
          count,
          price: money,
          picture: pictureAddress,
        }),
      )
      .max(MOST_LINES),
    shipping: money,
    total: money,
    refunded: money.nullable(),
    address: z.object({ name: text(120), phone: text(40), text: text(500) }).nullable(),
    buyerNote: text(2000),
    shopNote: text(2000),
    shipments: z
      .array(
        z.object({
          carrier: text(80),
          tracking: text(120),
          track: z.array(z.object({ at: time, text: text(500) })).max(200),
        }),
      )
      .max(20),
    acts: z.array(z.enum(ORDER_ACTS)).max(ORDER_ACTS.length),
  })
}

const toldProduct = z.object({
  id: text(80).min(1),
  title: text(300).min(1),
  price: money,
  picture: pictureAddress,
  url: z
    .string()
    .max(500)
    .regex(/^https?:\/\//)
    .nullable(),
  stock: z
    .array(z.object({ variant: text(200), count: z.number().int().min(0).max(1e9).nullable() }))
    .max(200),
})

function believed<T>(schema: z.ZodType<T>, told: unknown): T {
  const parsed = schema.safeParse(told)
  if (parsed.success) return parsed.data
  const path = parsed.error.issues[0]?.path.map(String).join('.') ?? ''
  throw new OrderFailure('lies', `what the order system says is no order: ${path}`)
}

/** @throws OrderFailure lies */
export function believedOrder(told: unknown, number: string, now: number): ToldOrder {
  const order = believed(toldOrder(now), told)
  if (order.number !== number)
    throw new OrderFailure('lies', 'the order system gave another order than was asked for')
  return order
}

/** Newest first, whatever order they came in. @throws OrderFailure lies */
export function believedPage(
  told: unknown,
  customer: string,
  limit: number,
  now: number,
): OrderPage {
  const page = believed(
    z.object({ orders: z.array(toldOrder(now)).max(limit), more: z.boolean() }),
    told,
  )
  if (page.orders.some((order) => order.customer !== customer))
    throw new OrderFailure('lies', "the order system gave another customer's order")
  if (new Set(page.orders.map(({ number }) => number)).size !== page.orders.length)
    throw new OrderFailure('lies', 'the order system gave one number twice')
  return { orders: page.orders.toSorted((a, b) => b.placedAt - a.placedAt), more: page.more }
}

/** @throws OrderFailure lies */
export function believedProducts(told: unknown, most: number): readonly ToldProduct[] {
  return believed(z.array(toldProduct).max(most), told)
}
