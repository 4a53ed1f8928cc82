import { z } from 'zod'
import type { OrderAct } from '#shared/orders/model.ts'
import {
  OrderFailure,
  type MakeAdapter,
  type OrderAdapter,
  type OrderPage,
  type ToldOrder,
  type ToldProduct,
} from './contract.ts'
import { VendureApi } from './vendure-api.ts'
import {
  noteOf,
  payableFrom,
  REMINDER,
  toldOrder,
  toldProduct,
  vendureOrder,
  vendureProduct,
  type VendureOrder,
} from './vendure-orders.ts'
import * as ask from './vendure-queries.ts'

const ordersOf = z.object({
  customer: z
    .object({ orders: z.object({ totalItems: z.number(), items: z.array(vendureOrder) }) })
    .nullable(),
})
const customers = z.object({
  customers: z.object({ items: z.array(z.object({ id: z.string() })) }),
})
const email = z.object({ customer: z.object({ emailAddress: z.string() }).nullable() })
const orders = z.object({ orders: z.object({ items: z.array(vendureOrder) }) })
const product = z.object({ product: vendureProduct.nullable() })
const products = z.object({ products: z.object({ items: z.array(vendureProduct) }) })
/** A mutation answers with what it made, or with a type of error and its words for people. */
const done = z.record(
  z.string(),
  z.object({ __typename: z.string(), message: z.string().optional() }).nullable(),
)

export const makeVendure: MakeAdapter<'vendure'> = ({ url, user, secret }, { fetch }) =>
  new Vendure(new VendureApi({ url, user, secret, fetch }))

/**
 * Vendure 3 by its admin API, with an account that may read and update orders, customers and the
 * catalog. A customer is named by id or e-mail address. Its server can't be asked twice safely.
 */
class Vendure implements OrderAdapter {
  readonly idempotent = false
  readonly #api: VendureApi

  constructor(api: VendureApi) {
    this.#api = api
  }

  async ordersOf(customer: string, limit: number, signal: AbortSignal): Promise<OrderPage> {
    const id = await this.#idOf(customer, signal)
    if (id === null) return { orders: [], more: false }
    const told = await this.#api.ask(ordersOf, ask.ORDERS_OF, { id, take: limit }, signal)
    const { items, totalItems } = told.customer?.orders ?? { items: [], totalItems: 0 }
    return {
      orders: items.map((order) => toldOrder(order, customer)),
      more: totalItems > items.length,
    }
  }

  async order(number: string, signal: AbortSignal, customer?: string): Promise<ToldOrder | null> {
    const order = await this.#read(number, signal)
    return order && toldOrder(order, nameFor(order, customer))
  }

  async namesOf(customer: string, signal: AbortSignal): Promise<readonly string[]> {
    if (customer.includes('@')) {
      const id = await this.#idOf(customer, signal)
      return id === null ? [customer] : [customer, id]
    }
    const { customer: found } = await this.#api.ask(email, ask.EMAIL_OF, { id: customer }, signal)
    return found ? [customer, found.emailAddress] : [customer]
  }

  async products(ids: readonly string[], signal: AbortSignal): Promise<readonly ToldProduct[]> {
    const found = await Promise.all(ids.map((id) => this.#product(id, signal)))
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
    const after = await this.#read(number, signal)
    if (!after) throw new OrderFailure('lies', 'vendure: the order is gone')
    return toldOrder(after, nameFor(after, customer))
  }

  /** It sends none by itself. */
  heard(): null {
    return null
  }

  async #do(order: VendureOrder, act: OrderAct, signal: AbortSignal): Promise<void> {
    const { id } = order
    switch (act.name) {
      case 'remind':
        return this.#change(ask.ADD_NOTE, { id, note: REMINDER }, signal)
      case 'note': {
        const known = noteOf(order)
        return known
          ? this.#change(ask.UPDATE_NOTE, { noteId: known.id, note: act.text }, signal)
          : this.#change(ask.ADD_NOTE, { id, note: act.text }, signal)
      }
      case 'refund': {
        const payment = payableFrom(order, act.amount)
        if (payment === null)
          throw new OrderFailure('refused', 'no payment of this order has so much left')
        const { amount, reason } = act
        return this.#change(ask.REFUND, { payment, amount, reason }, signal)
      }
      case 'return': {
        const lines = act.lines.map((line) => ({ orderLineId: line.id, quantity: line.count }))
        return this.#change(ask.TAKE_BACK, { id, lines, reason: act.reason }, signal)
      }
      case 'address':
        return this.#changeAddress(order, act.to, signal)
      case 'price':
        throw new OrderFailure('refused', 'Vendure changes no price of a placed order')
    }
  }

  /** A placed order is changed in a state of its own, and goes back to where it was, whatever came of it. */
  async #changeAddress(
    { id, state }: VendureOrder,
    to: Extract<OrderAct, { name: 'address' }>['to'],
    signal: AbortSignal,
  ): Promise<void> {
    await this.#change(ask.TO_STATE, { id, state: 'Modifying' }, signal)
    try {
      const address = { fullName: to.name, phoneNumber: to.phone, streetLine1: to.text }
      // What stands in the fields beside it would be read as part of the new one.
      const rest = { streetLine2: '', city: '', province: '' }
      await this.#change(ask.CHANGE_ADDRESS, { id, to: { ...address, ...rest } }, signal)
    } finally {
      await this.#change(ask.TO_STATE, { id, state }, AbortSignal.timeout(5000))
    }
  }

  async #change(
    query: string,
    variables: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<void> {
    const answer = Object.values(await this.#api.ask(done, query, variables, signal))[0]
    if (answer?.message !== undefined) throw new OrderFailure('refused', answer.message)
  }

  async #read(code: string, signal: AbortSignal): Promise<VendureOrder | null> {
    const { orders: found } = await this.#api.ask(orders, ask.ORDER_BY_CODE, { code }, signal)
    return found.items[0] ?? null
  }

  async #idOf(customer: string, signal: AbortSignal): Promise<string | null> {
    if (!customer.includes('@')) return customer
    const email = { email: customer }
    const { customers: found } = await this.#api.ask(
      customers,
      ask.CUSTOMER_BY_EMAIL,
      email,
      signal,
    )
    return found.items[0]?.id ?? null
  }

  async #product(id: string, signal: AbortSignal): Promise<ToldProduct | null> {
    if (/^\d+$/.test(id)) {
      const { product: found } = await this.#api.ask(product, ask.PRODUCT_BY_ID, { id }, signal)
      if (found) return toldProduct(found)
    }
    const named = await this.#api.ask(products, ask.PRODUCTS_BY_NAME, { name: id }, signal)
    const [first] = named.products.items
    return first ? toldProduct(first) : null
  }
}

function nameFor({ customer }: VendureOrder, asked: string | undefined): string {
  if (!customer) return ''
  return asked === customer.id ? customer.id : customer.emailAddress
}
