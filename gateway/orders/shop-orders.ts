import type { BuyerOrders, OrderActReply, OrderSystem, Product } from '#shared/orders/model.ts'
import type { Order } from '#shared/orders/model.ts'
import type { OrderTrace } from '#shared/protocol/model.ts'
import type {
  OrderAdapter,
  OrderNews,
  ToldOrder,
  ToldProduct,
} from '../adapters/orders/contract.ts'
import { makeAdapter } from '../adapters/orders/make.ts'
import type { Files } from '../files/files.ts'
import { Acts, type Acted, type Asked } from './acts.ts'
import { Asking, NoAnswer } from './asking.ts'
import { fetchWithin } from './guard.ts'
import { believedProducts } from './lies.ts'
import { customerKey, maskedOrder, Memory, numberKey, PATIENCE, type Known } from './memory.ts'
import { Pictures } from './pictures.ts'
import type { OrderStore, StoredAct } from './store.ts'

export type RealSystem = Exclude<OrderSystem, { kind: 'none' }>

export interface ShopOrdersParts {
  readonly shop: string
  readonly store: OrderStore
  readonly files: Files
  readonly now: () => number
  /** The orders that a buyer's panel shows are others now. */
  readonly changed: (buyer: string) => void
  readonly told: (act: StoredAct, trace: OrderTrace) => Promise<boolean>
  readonly fault: (error: unknown) => void
  /** The practice runs' orders, in their gateway. */
  readonly practice: OrderAdapter | null
}

const PRODUCT_YOUNG = 60_000
const PRODUCTS = 2000
export const MOST_PRODUCTS = 20
/** Who is who changes rarely; how many are remembered. */
const NAMES_MS = 10 * 60_000
const NAMES = 2000

/** One shop with one order system. Another system is another one of these. */
export class ShopOrders {
  readonly system: RealSystem
  readonly #parts: ShopOrdersParts
  readonly #asking: Asking
  readonly #memory: Memory
  readonly #pictures: Pictures
  readonly #acts: Acts
  readonly #origin: string | null
  readonly #names = new Map<string, { readonly names: readonly string[]; readonly at: number }>()
  readonly #products = new Map<string, { readonly product: ToldProduct | null; at: number }>()

  constructor(system: RealSystem, parts: ShopOrdersParts) {
    const { shop, store, files, now, changed, told, fault } = parts
    this.system = system
    this.#parts = parts
    this.#origin = 'url' in system ? new URL(system.url).origin : null
    this.#asking = new Asking(
      () =>
        makeAdapter(
          system,
          { fetch: fetchWithin(this.#origin), now },
          {
            of: (customer, orders) => store.linesOf(shop, customer, orders),
            number: (number) => store.lines(shop, number),
            product: (product) => store.linesWith(shop, product),
            note: (number, note) => store.note(shop, number, note),
          },
          parts.practice,
        ),
      now,
    )
    const common = { shop, store, now }
    this.#memory = new Memory({ ...common, asking: this.#asking, changed, fault })
    this.#pictures = new Pictures({ ...common, files })
    this.#acts = new Acts({
      ...common,
      asking: this.#asking,
      told,
      changed: (order) => void this.#memory.put(order).catch(fault),
      fault,
    })
  }

  get trouble() {
    return this.#asking.breaker.trouble?.kind ?? null
  }

  async lastOkAt(): Promise<number | null> {
    return this.#asking.lastOkAt ?? (await this.#parts.store.newest(this.#parts.shop))
  }

  takeUp(): Promise<void> {
    return this.#acts.takeUp()
  }

  async ofCustomer(customer: string, buyer: string, fresh: boolean): Promise<BuyerOrders> {
    const key = customerKey(customer)
    return this.#answer(customer, key, await this.#memory.look(key, buyer, fresh))
  }

  async ofNumber(number: string, fresh: boolean): Promise<BuyerOrders> {
    const key = numberKey(number)
    return this.#answer(null, key, await this.#memory.look(key, null, fresh))
  }

  /** All names of a customer in this system, as it said last; null: it does not say now, and never did. */
  async namesOf(customer: string): Promise<readonly string[] | null> {
    const known = this.#names.get(customer)
    const at = this.#parts.now()
    if (known && Math.abs(at - known.at) < NAMES_MS) return known.names
    try {
      if (!this.#asking.adapter().namesOf) return [customer]
      const names = await this.#asking.ask(
        async (adapter, signal) => (await adapter.namesOf?.(customer, signal)) ?? [customer],
        (told) => told,
      )
      this.#names.set(customer, { names, at })
      const [oldest] = this.#names.keys()
      if (this.#names.size > NAMES && oldest !== undefined) this.#names.delete(oldest)
      return names
    } catch (error) {
      if (!(error instanceof NoAnswer)) this.#parts.fault(error)
      return known?.names ?? null
    }
  }

  async act(asked: Asked): Promise<OrderActReply | Extract<Acted, { ok: false }>> {
    const acted = await this.#acts.act(asked)
    if (!acted.ok) return acted
    const { outcome, why, order } = acted
    const [shown] = order
      ? await this.#shown([maskedOrder(order)], customerKey(order.customer))
      : []
    return { outcome, why, order: shown ?? null }
  }

  /** Those that are known where the order system does not answer. */
  async products(ids: readonly string[]): Promise<readonly Product[]> {
    const now = this.#parts.now()
    const old = ids.filter((id) => now - (this.#products.get(id)?.at ?? -Infinity) > PRODUCT_YOUNG)
    if (old.length > 0 && this.#asking.breaker.closed(now)) {
      const asked = this.#askProducts(old)
      // What is known already is answered at once.
      if (old.some((id) => !this.#products.has(id)))
        await Promise.race([
          asked,
          new Promise<void>((resolve) => setTimeout(resolve, PATIENCE).unref()),
        ])
    }
    const told = ids.flatMap((id) => this.#products.get(id)?.product ?? [])
    const addresses = told.flatMap(({ picture }) => picture ?? [])
    const pictures = await this.#pictures.of(addresses, this.#origin, () => undefined)
    return told.map((product) => ({
      ...product,
      picture: product.picture === null ? null : (pictures.get(product.picture) ?? null),
    }))
  }

  /** Null: it is not from this system. */
  heard(headers: Readonly<Record<string, string>>, body: Buffer): OrderNews | null {
    let news: OrderNews | null
    try {
      news = this.#asking.adapter().heard(headers, body)
    } catch (error) {
      this.#parts.fault(error)
      return null
    }
    if (news) this.#memory.stale(news)
    return news
  }

  /** Orders were imported. */
  anew(): void {
    this.#memory.stale({})
  }

  close(): void {
    this.#memory.close()
    this.#pictures.close()
    this.#acts.close()
    this.#asking.close()
  }

  async #askProducts(ids: readonly string[]): Promise<void> {
    try {
      const found = await this.#asking.ask(
        (adapter, signal) => adapter.products(ids, signal),
        (told) => believedProducts(told, MOST_PRODUCTS),
      )
      const at = this.#parts.now()
      for (const id of ids) {
        const product =
          found.find((one) => one.id === id) ?? found.find(({ title }) => title === id) ?? null
        this.#products.delete(id)
        this.#products.set(id, { product, at })
      }
      for (const [id] of this.#products) {
        if (this.#products.size <= PRODUCTS) break
        this.#products.delete(id)
      }
    } catch (error) {
      if (!(error instanceof NoAnswer)) this.#parts.fault(error)
    }
  }

  async #answer(
    customer: string | null,
    key: string,
    { said, trouble }: Known,
  ): Promise<BuyerOrders> {
    return {
      customer,
      orders: said ? await this.#shown(said.orders, key) : [],
      more: said?.more ?? false,
      at: said?.at ?? null,
      trouble,
      none: false,
    }
  }

  async #shown(orders: readonly ToldOrder[], key: string): Promise<readonly Order[]> {
    const addresses = orders.flatMap(({ lines }) => lines.flatMap(({ picture }) => picture ?? []))
    const pictures = await this.#pictures.of(addresses, this.#origin, () => this.#memory.tell(key))
    return orders.map((order) => ({
      ...order,
      lines: order.lines.map((line) => ({
        ...line,
        picture: line.picture === null ? null : (pictures.get(line.picture) ?? null),
      })),
    }))
  }
}
