import type { Order, OrderAct, OrderSystem, Product } from '#shared/orders/model.ts'

/**
 * The one interface behind which every order system stands. An adapter only translates: deadlines,
 * retries, what is remembered, rights, idempotence and the audit are `gateway/orders/`. It may be slow,
 * fail or answer nonsense; it throws OrderFailure or lets any other error fly (then `down`).
 * Pictures come as addresses; `gateway/orders/` fetches and keeps them as the shop's files.
 */
export type Told<T> = T extends { picture: unknown }
  ? Omit<T, 'picture'> & { readonly picture: string | null }
  : T

/** An order as the adapter tells it; phone and address whole, they are masked behind it. */
export interface ToldOrder extends Omit<Order, 'lines'> {
  readonly lines: readonly Told<Order['lines'][number]>[]
}
export type ToldProduct = Told<Product>

export interface OrderPage {
  /** Newest first. */
  readonly orders: readonly ToldOrder[]
  readonly more: boolean
}

export interface OrderAdapter {
  /** Whether its acts may be asked again with the same id and are done once; else `unknown` stays unknown. */
  readonly idempotent: boolean
  /** `customer`: who it is in the shop's books. */
  ordersOf(customer: string, limit: number, signal: AbortSignal): Promise<OrderPage>
  /**
   * Null: there is none of this number. `customer`: on whose behalf it is asked; where the order is that
   * customer's, it is told under this very name (systems know one by id and by e-mail address).
   */
  order(number: string, signal: AbortSignal, customer?: string): Promise<ToldOrder | null>
  /**
   * Everything this system knows the customer by, such as id and e-mail address, `customer` included.
   * Absent: there is but one name.
   */
  namesOf?(customer: string, signal: AbortSignal): Promise<readonly string[]>
  /** By id, or by title where no id fits; those that are not there are left out. */
  products(ids: readonly string[], signal: AbortSignal): Promise<readonly ToldProduct[]>
  /**
   * The order after it. `id`: the act's own UUID, for systems that take one.
   * @throws OrderFailure `refused` with the system's words when it did not do it
   */
  act(
    id: string,
    number: string,
    act: OrderAct,
    signal: AbortSignal,
    customer?: string,
  ): Promise<ToldOrder>
  /** What a webhook of this system says has changed; null: it is not signed by it. */
  heard(headers: Readonly<Record<string, string>>, body: Buffer): OrderNews | null
  close?(): void
}

/** All optional: an empty one means «something has». */
export interface OrderNews {
  readonly customer?: string | undefined
  readonly number?: string | undefined
}

export class OrderFailure extends Error {
  override readonly name = 'OrderFailure'
  readonly kind: 'down' | 'refused' | 'lies'

  constructor(kind: OrderFailure['kind'], message: string) {
    super(message)
    this.kind = kind
  }
}

/** What every adapter is given. `fetch` has the limits on size and the refusal of inner addresses in it. */
export interface AdapterParts {
  readonly fetch: typeof globalThis.fetch
  readonly now: () => number
}
export type MakeAdapter<K extends OrderSystem['kind']> = (
  system: Extract<OrderSystem, { kind: K }>,
  parts: AdapterParts,
) => OrderAdapter
