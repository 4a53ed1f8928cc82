import type { OrderAct, OrderActName } from '#shared/orders/model.ts'
import type { Scenario, ScenarioOrder } from '#shared/practice/scenario.ts'
import { actsOf, changeOf } from './demo.ts'
import {
  OrderFailure,
  type OrderAdapter,
  type OrderPage,
  type ToldOrder,
  type ToldProduct,
} from './contract.ts'

const CURRENCY = 'CNY'
const HOUR = 3_600_000
const money = (amount: number) => ({ amount, currency: CURRENCY })

interface RunOrders {
  readonly products: ReadonlyMap<string, ToldProduct>
  readonly orders: Map<string, ToldOrder>
  readonly done: Set<string>
}

/**
 * The orders of the runs, in memory: a run keeps its own (`kept`) and brings them back after a restart.
 * Two runs of one scenario have orders of the same numbers; the customer tells them apart, and of a
 * number alone the newest run's is meant.
 */
export class PracticeOrders implements OrderAdapter {
  readonly idempotent = true
  /** Newest last. */
  readonly #runs = new Map<string, RunOrders>()

  /** `customers`: by the scenario's name of the buyer. `kept`: as they were. Of a filled scenario. */
  enter(
    run: string,
    scenario: Scenario,
    customers: Readonly<Record<string, string>>,
    startedAt: number,
    kept?: { readonly orders: readonly ToldOrder[]; readonly done: readonly string[] },
  ): void {
    const products = new Map(scenario.products.map((each) => [each.id, productOf(each)]))
    const fresh = scenario.buyers.flatMap(({ id, orders }) =>
      orders.map((order) => toldOf(order, customers[id] ?? id, products, startedAt)),
    )
    const orders = new Map(
      (kept?.orders ?? fresh).map((order) => [keyOf(order.customer, order.number), order]),
    )
    this.#runs.set(run, { products, orders, done: new Set(kept?.done) })
  }

  kept(run: string): { orders: readonly ToldOrder[]; done: readonly string[] } {
    const found = this.#runs.get(run)
    return { orders: [...(found?.orders.values() ?? [])], done: [...(found?.done ?? [])] }
  }

  leave(run: string): void {
    this.#runs.delete(run)
  }

  ordersOf(customer: string, limit: number): Promise<OrderPage> {
    const own = this.#newest()
      .flatMap(({ orders }) => [...orders.values()])
      .filter((order) => order.customer === customer)
      .toSorted((a, b) => b.placedAt - a.placedAt)
    return Promise.resolve({ orders: own.slice(0, limit), more: own.length > limit })
  }

  order(number: string, _signal?: AbortSignal, customer?: string): Promise<ToldOrder | null> {
    return Promise.resolve(this.#find(number, customer)?.order ?? null)
  }

  products(ids: readonly string[]): Promise<readonly ToldProduct[]> {
    const all = this.#newest().flatMap(({ products }) => [...products.values()])
    const found = ids.flatMap((id) => {
      const product = all.find((each) => each.id === id) ?? all.find((each) => each.title === id)
      return product ? [product] : []
    })
    return Promise.resolve(found)
  }

  act(
    id: string,
    number: string,
    act: OrderAct,
    _signal?: AbortSignal,
    customer?: string,
  ): Promise<ToldOrder> {
    const found = this.#find(number, customer)
    if (!found) return Promise.reject(new OrderFailure('refused', ''))
    const { run, order } = found
    if (run.done.has(id)) return Promise.resolve(order)
    if (!order.acts.includes(act.name)) return Promise.reject(new OrderFailure('refused', ''))
    run.done.add(id)
    const changed = { ...order, ...changeOf(order, act) }
    const after = { ...changed, acts: allowed(changed) }
    run.orders.set(keyOf(order.customer, number), after)
    return Promise.resolve(after)
  }

  heard(): null {
    return null
  }

  #newest(): readonly RunOrders[] {
    return [...this.#runs.values()].toReversed()
  }

  #find(number: string, customer?: string): { run: RunOrders; order: ToldOrder } | null {
    for (const run of this.#newest())
      for (const order of run.orders.values())
        if (order.number === number && (customer === undefined || order.customer === customer))
          return { run, order }
    return null
  }
}

const keyOf = (customer: string, number: string) => `${customer}/${number}`

/** What the shop sells unpaid may be asked for. */
function allowed(order: Pick<ToldOrder, 'state' | 'total' | 'refunded'>): readonly OrderActName[] {
  const acts = actsOf(order.state, order)
  return order.state === 'unpaid' ? ['remind', ...acts] : acts
}

function toldOf(
  order: ScenarioOrder,
  customer: string,
  products: ReadonlyMap<string, ToldProduct>,
  startedAt: number,
): ToldOrder {
  const { number, placedHoursAgo, state, totalFen, refundedFen, address } = order
  const at = (hoursAgo: number) => Math.round(startedAt - hoursAgo * HOUR)
  const lines = order.lines.map(({ product, variant, count }, index) => {
    const known = products.get(product)
    return {
      id: String(index + 1),
      product,
      title: known?.title ?? product,
      variant,
      count,
      price: known?.price ?? money(0),
      picture: null,
    }
  })
  const told = {
    number,
    customer,
    placedAt: at(placedHoursAgo),
    state,
    lines,
    shipping: money(0),
    total: money(totalFen),
    refunded: refundedFen === undefined ? null : money(refundedFen),
    address: address ?? null,
    buyerNote: order.buyerNote,
    shopNote: order.shopNote,
    shipments: order.shipments.map(({ carrier, tracking, track }) => ({
      carrier,
      tracking,
      track: track
        .map(({ hoursAgo, text }) => ({ at: at(hoursAgo), text }))
        .toSorted((a, b) => b.at - a.at),
    })),
  }
  return { ...told, acts: allowed(told) }
}

function productOf({ id, title, priceFen, stock }: Scenario['products'][number]): ToldProduct {
  return { id, title, price: money(priceFen), picture: null, url: null, stock }
}
