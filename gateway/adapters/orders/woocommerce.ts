import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type { OrderAct } from '#shared/orders/model.ts'
import {
  OrderFailure,
  type MakeAdapter,
  type OrderAdapter,
  type OrderNews,
  type OrderPage,
  type ToldOrder,
  type ToldProduct,
} from './contract.ts'
import {
  decimalOf,
  minorOf,
  toldOrder,
  toldProduct,
  wooNote,
  wooOrder,
  wooProduct,
  type WooOrder,
} from './woocommerce-orders.ts'

/** 0 is every guest's. */
const CUSTOMER_ID = /^[1-9]\d{0,14}$/
const address = z.object({ email: z.string() })
const customers = z.array(z.object({ id: z.number().int() }))
const currency = z.object({ value: z.string() })
const refusal = z.object({ message: z.string() })

/** What a reminder writes, for the warehouse to read in the order's notes. */
const REMINDER = 'Customer service asks to ship this order soon.'

export const makeWooCommerce: MakeAdapter<'woocommerce'> = ({ url, user, secret }, { fetch }) =>
  new WooCommerce(url.replace(/\/+$/, ''), user, secret, fetch)

/**
 * WooCommerce by its REST API, version 3, with a consumer key that may read and write. A customer is
 * named by id or e-mail address, an order by its id. Its server can't be asked twice safely.
 */
class WooCommerce implements OrderAdapter {
  readonly idempotent = false
  readonly #url: string
  readonly #authorization: string
  readonly #secret: string
  readonly #fetch: typeof globalThis.fetch
  #currency: string | null = null

  constructor(url: string, user: string, secret: string, fetch: typeof globalThis.fetch) {
    this.#url = url
    this.#secret = secret
    this.#authorization = `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`
    this.#fetch = fetch
  }

  async ordersOf(customer: string, limit: number, signal: AbortSignal): Promise<OrderPage> {
    const id = await this.#idOf(customer, signal)
    if (id === null) return { orders: [], more: false }
    const count = Math.min(limit, 99) + 1
    const path = `orders?customer=${id}&per_page=${count}&orderby=date&order=desc`
    const found = await this.#ask(z.array(wooOrder), 'GET', path, undefined, signal)
    // Notes are asked for with a single order: one question more for each of fifty would be too many.
    return {
      orders: found.slice(0, limit).map((order) => toldOrder(order, customer, '')),
      more: found.length > limit,
    }
  }

  async order(number: string, signal: AbortSignal, customer?: string): Promise<ToldOrder | null> {
    const order = await this.#read(number, signal)
    if (!order) return null
    const [name, note] = await Promise.all([
      this.#nameFor(order, customer, signal),
      this.#note(order, signal),
    ])
    return toldOrder(order, name, note)
  }

  async namesOf(customer: string, signal: AbortSignal): Promise<readonly string[]> {
    if (customer.includes('@')) {
      const id = await this.#idOf(customer, signal)
      return id === null ? [customer] : [customer, id]
    }
    if (!CUSTOMER_ID.test(customer)) return [customer]
    const found = await this.#ask(address, 'GET', `customers/${customer}`, undefined, signal)
    return [customer, found.email]
  }

  async products(ids: readonly string[], signal: AbortSignal): Promise<readonly ToldProduct[]> {
    const inCurrency = (this.#currency ??= await this.#shopCurrency(signal))
    const found = await Promise.all(
      ids.map(async (id) => {
        const query = /^\d+$/.test(id) ? `include=${id}` : `search=${encodeURIComponent(id)}`
        const path = `products?${query}&per_page=1`
        const [first] = await this.#ask(z.array(wooProduct), 'GET', path, undefined, signal)
        return first ? toldProduct(first, inCurrency) : null
      }),
    )
    return found.filter((one) => one !== null)
  }

  async act(
    _id: string,
    number: string,
    act: OrderAct,
    signal: AbortSignal,
    customer?: string,
  ): Promise<ToldOrder> {
    const order = await this.#read(number, signal)
    if (!order) throw new OrderFailure('refused', 'there is no such order')
    await this.#do(order, act, signal)
    const after = await this.order(number, signal, customer)
    if (!after) throw new OrderFailure('lies', 'woocommerce: the order is gone')
    return after
  }

  /** Its webhooks are signed with their own secret, which is to be set to the consumer secret. */
  heard(headers: Readonly<Record<string, string>>, body: Buffer): OrderNews | null {
    const given = Buffer.from(headers['x-wc-webhook-signature'] ?? '', 'base64')
    const right = createHmac('sha256', this.#secret).update(body).digest()
    if (given.length !== right.length || !timingSafeEqual(given, right)) return null
    const read = z.object({ number: z.string() }).safeParse(jsonOf(body.toString()))
    return read.success ? { number: read.data.number } : {}
  }

  async #do(order: WooOrder, act: OrderAct, signal: AbortSignal): Promise<void> {
    const path = `orders/${order.id}`
    switch (act.name) {
      case 'remind':
        return this.#change('POST', `${path}/notes`, { note: REMINDER }, signal)
      case 'note':
        return this.#change('POST', `${path}/notes`, { note: act.text }, signal)
      case 'price': {
        // What differs goes in as a fee, so that the lines keep the prices the buyer saw.
        const change = act.total - minorOf(order.total, order.currency)
        const fee = { name: 'Adjustment', total: decimalOf(change, order.currency) }
        return this.#change('PUT', path, { fee_lines: [fee] }, signal)
      }
      case 'address': {
        const { name, phone, text } = act.to
        const rest = { last_name: '', address_2: '', city: '', state: '', postcode: '' }
        const shipping = { first_name: name, phone, address_1: text, ...rest }
        return this.#change('PUT', path, { shipping }, signal)
      }
      case 'refund': {
        const amount = decimalOf(act.amount, order.currency)
        const refund = { amount, reason: act.reason, api_refund: true }
        return this.#change('POST', `${path}/refunds`, refund, signal)
      }
      case 'return':
        return this.#change('POST', `${path}/refunds`, this.#returned(order, act), signal)
    }
  }

  /** The goods come back and their price goes back. */
  #returned(order: WooOrder, act: Extract<OrderAct, { name: 'return' }>): object {
    let sum = 0
    const lines = act.lines.map(({ id, count }) => {
      const line = order.line_items.find((one) => String(one.id) === id)
      if (!line || count > line.quantity)
        throw new OrderFailure('refused', 'the order has not so many of it')
      const total = Math.round((minorOf(line.total, order.currency) * count) / line.quantity)
      sum += total
      return { id: line.id, quantity: count, refund_total: decimalOf(total, order.currency) }
    })
    return {
      amount: decimalOf(sum, order.currency),
      reason: act.reason,
      line_items: lines,
      api_refund: true,
    }
  }

  async #note({ id }: WooOrder, signal: AbortSignal): Promise<string> {
    const path = `orders/${id}/notes?type=internal`
    const notes = await this.#ask(z.array(wooNote), 'GET', path, undefined, signal)
    const own = notes.filter((one) => !one.customer_note && one.note !== REMINDER)
    return own.toSorted((a, b) => b.id - a.id)[0]?.note ?? ''
  }

  async #read(number: string, signal: AbortSignal): Promise<WooOrder | null> {
    if (!/^\d{1,15}$/.test(number)) return null
    try {
      return await this.#ask(wooOrder, 'GET', `orders/${number}`, undefined, signal)
    } catch (error) {
      if (error instanceof NotThere) return null
      throw error
    }
  }

  /** By the name it was asked by, where that is whose it is. */
  async #nameFor(order: WooOrder, asked: string | undefined, signal: AbortSignal): Promise<string> {
    const id = order.customer_id === 0 ? order.billing.email : String(order.customer_id)
    return asked?.includes('@') === true && (await this.#idOf(asked, signal)) === id ? asked : id
  }

  async #idOf(customer: string, signal: AbortSignal): Promise<string | null> {
    if (!customer.includes('@')) return CUSTOMER_ID.test(customer) ? customer : null
    const path = `customers?email=${encodeURIComponent(customer)}&role=all`
    const [found] = await this.#ask(customers, 'GET', path, undefined, signal)
    return found ? String(found.id) : null
  }

  async #shopCurrency(signal: AbortSignal): Promise<string> {
    const path = 'settings/general/woocommerce_currency'
    return (await this.#ask(currency, 'GET', path, undefined, signal)).value
  }

  async #change(
    method: 'POST' | 'PUT',
    path: string,
    body: object,
    signal: AbortSignal,
  ): Promise<void> {
    await this.#ask(z.unknown(), method, path, body, signal)
  }

  async #ask<T>(
    schema: z.ZodType<T>,
    method: 'GET' | 'POST' | 'PUT',
    path: string,
    body: object | undefined,
    signal: AbortSignal,
  ): Promise<T> {
    const response = await this.#fetch(`${this.#url}/wp-json/wc/v3/${path}`, {
      method,
      redirect: 'error',
      headers: { authorization: this.#authorization, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal,
    })
    const { status } = response
    if (status === 401 || status === 403)
      throw new OrderFailure('refused', `woocommerce: the key has no right to it (${status})`)
    if (status >= 500 || status === 429) throw new OrderFailure('down', `woocommerce: ${status}`)
    const answer = jsonOf(await response.text())
    if (status === 404 && method === 'GET') throw new NotThere()
    if (status >= 400) {
      const words = refusal.safeParse(answer)
      throw new OrderFailure('refused', words.success ? words.data.message : `${status}`)
    }
    const read = schema.safeParse(answer)
    if (read.success) return read.data
    const where = read.error.issues[0]?.path.map(String).join('.') ?? ''
    throw new OrderFailure('lies', `woocommerce: not as expected at ${where}`)
  }
}

class NotThere extends Error {
  override readonly name = 'NotThere'
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw new OrderFailure('lies', 'woocommerce: the answer is not JSON')
  }
}
