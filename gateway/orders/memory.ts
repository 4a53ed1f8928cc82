import type { OrderTrouble } from '#shared/orders/model.ts'
import type { ToldOrder } from '../adapters/orders/contract.ts'
import { NoAnswer, type Asking } from './asking.ts'
import { Breaker } from './breaker.ts'
import { believedOrder, believedPage } from './lies.ts'
import { valueWithoutCards, withoutCards } from '#shared/masking/cards.ts'
import { phone as maskPhone } from '#shared/masking/mask.ts'
import type { OrderStore } from './store.ts'

/** What was told is good for so long, ms. */
export const YOUNG = 30_000
/** Who asks waits no longer than this, ms: what comes later is told as a change. */
export const PATIENCE = 4000
/** It is kept up to date for whoever looked so lately, ms. */
const LOOKED = 10 * 60_000
/** A person that asks for it anew is let through to a broken system so soon again. */
const INSISTING = 2000
const ENTRIES = 2000
const BUYERS = 20
export const MOST_ORDERS = 50

/** What the order system said, phones masked, pictures still as addresses. */
export interface Said {
  readonly orders: readonly ToldOrder[]
  readonly more: boolean
  readonly at: number
}
export interface Known {
  readonly said: Said | null
  readonly trouble: { readonly kind: OrderTrouble; readonly retryAt: number } | null
}

interface Entry {
  readonly key: string
  said: Said | null
  /** Something has changed there since. */
  stale: boolean
  /** The last try's end, where it failed. */
  failed: OrderTrouble | null
  readonly lies: Breaker
  lookedAt: number
  triedAt: number
  /** Which buyers' panels show it, and when they looked last. */
  readonly buyers: Map<string, number>
  asking: Promise<void> | null
  /** Somebody was answered before the answer came. */
  owed: boolean
}

export const customerKey = (customer: string) => `c:${customer}`
export const numberKey = (number: string) => `n:${number}`

/** What is known of one shop's orders, asked again when it is old and somebody looks. */
export class Memory {
  readonly #shop: string
  readonly #store: OrderStore
  readonly #asking: Asking
  readonly #now: () => number
  readonly #changed: (buyer: string) => void
  readonly #fault: (error: unknown) => void
  readonly #entries = new Map<string, Entry>()
  #timer: NodeJS.Timeout | null = null
  #closed = false

  constructor(options: {
    shop: string
    store: OrderStore
    asking: Asking
    now: () => number
    changed: (buyer: string) => void
    fault: (error: unknown) => void
  }) {
    this.#shop = options.shop
    this.#store = options.store
    this.#asking = options.asking
    this.#now = options.now
    this.#changed = options.changed
    this.#fault = options.fault
  }

  /** At once where anything is known, else within `PATIENCE`. Never rejects for the order system's sake. */
  async look(key: string, buyer: string | null, fresh: boolean): Promise<Known> {
    const entry = await this.#entry(key)
    const now = this.#now()
    entry.lookedAt = now
    if (buyer !== null) lookedBy(entry, buyer, now)
    const young = entry.said !== null && !entry.stale && now - entry.said.at < YOUNG
    if (!young || fresh) {
      const asking = this.#may(entry, fresh, now) ? this.#ask(entry) : entry.asking
      if (asking && (fresh || entry.said === null)) await within(asking, PATIENCE)
      if (entry.asking) entry.owed = true
    }
    this.#schedule()
    return { said: entry.said, trouble: this.#troubleOf(entry) }
  }

  /** The order system says that something is another now; null: whatever it may be. */
  stale(about: {
    readonly customer?: string | undefined
    readonly number?: string | undefined
  }): void {
    const { customer, number } = about
    for (const entry of this.#entries.values()) {
      const meant =
        (customer === undefined && number === undefined) ||
        entry.key === customerKey(customer ?? '') ||
        (number !== undefined &&
          (entry.key === numberKey(number) ||
            entry.said?.orders.some((order) => order.number === number) === true))
      if (meant) entry.stale = true
    }
    this.#retry()
  }

  /** What an act or a question for one order brought to light. */
  async put(order: ToldOrder): Promise<void> {
    const masked = maskedOrder(order)
    for (const key of [customerKey(order.customer), numberKey(order.number)]) {
      const entry = this.#entries.get(key)
      if (!entry?.said) continue
      const { orders, more, at } = entry.said
      const there = orders.some(({ number }) => number === order.number)
      const next = there
        ? orders.map((one) => (one.number === order.number ? masked : one))
        : [masked, ...orders].slice(0, MOST_ORDERS)
      entry.said = { orders: next, more: more || orders.length >= MOST_ORDERS, at }
      await this.#write(entry)
      this.#tell(entry)
    }
  }

  /** Pictures came. */
  tell(key: string): void {
    const entry = this.#entries.get(key)
    if (entry) this.#tell(entry)
  }

  close(): void {
    this.#closed = true
    if (this.#timer) clearTimeout(this.#timer)
  }

  async #entry(key: string): Promise<Entry> {
    const known = this.#entries.get(key)
    if (known) {
      this.#entries.delete(key)
      this.#entries.set(key, known)
      return known
    }
    const row = await this.#store.remembered(this.#shop, key)
    // Another question may have been quicker.
    const there = this.#entries.get(key)
    if (there) return there
    const entry: Entry = {
      key,
      said: row ? { ...(JSON.parse(row.said) as Omit<Said, 'at'>), at: row.at } : null,
      stale: false,
      failed: null,
      lies: new Breaker(),
      lookedAt: 0,
      triedAt: 0,
      buyers: new Map(),
      asking: null,
      owed: false,
    }
    this.#entries.set(key, entry)
    for (const [old, { asking }] of this.#entries) {
      if (this.#entries.size <= ENTRIES) break
      if (asking === null) this.#entries.delete(old)
    }
    return entry
  }

  #may(entry: Entry, fresh: boolean, now: number): boolean {
    if (this.#closed) return false
    if (entry.asking) return true
    if (fresh && now - entry.triedAt >= INSISTING) return true
    return this.#asking.breaker.closed(now) && entry.lies.closed(now)
  }

  /** One question at a time for each customer. */
  #ask(entry: Entry): Promise<void> {
    entry.asking ??= this.#question(entry).finally(() => {
      entry.asking = null
      this.#schedule()
    })
    return entry.asking
  }

  async #question(entry: Entry): Promise<void> {
    const before = { said: entry.said, failed: entry.failed }
    entry.triedAt = this.#now()
    entry.stale = false
    try {
      const page = await this.#read(entry.key)
      entry.said = {
        orders: page.orders.map(maskedOrder),
        more: page.more,
        at: this.#now(),
      }
      entry.failed = null
      entry.lies.worked()
      await this.#write(entry)
    } catch (error) {
      if (error instanceof NoAnswer) {
        entry.failed = error.kind
        entry.stale = true
        if (error.kind === 'lies') entry.lies.failed('lies', this.#now())
      } else this.#fault(error)
    }
    const another =
      entry.failed !== before.failed ||
      JSON.stringify(entry.said?.orders) !== JSON.stringify(before.said?.orders)
    if (another && (entry.owed || before.said !== null || before.failed !== null)) this.#tell(entry)
    entry.owed = false
  }

  #read(key: string): Promise<{ orders: readonly ToldOrder[]; more: boolean }> {
    const what = key.slice(2)
    if (key.startsWith('c:'))
      return this.#asking.ask(
        (adapter, signal) => adapter.ordersOf(what, MOST_ORDERS, signal),
        (told) => believedPage(told, what, MOST_ORDERS, this.#now()),
      )
    return this.#asking.ask(
      (adapter, signal) => adapter.order(what, signal),
      (told) => ({
        orders: told === null ? [] : [believedOrder(told, what, this.#now())],
        more: false,
      }),
    )
  }

  async #write(entry: Entry): Promise<void> {
    const { said } = entry
    if (!said || this.#closed) return
    const { at, ...rest } = said
    // A full disk takes nothing from what is shown.
    await this.#store
      .remember(this.#shop, { key: entry.key, said: JSON.stringify(rest), at })
      .catch(this.#fault)
  }

  #tell(entry: Entry): void {
    const since = this.#now() - LOOKED
    for (const [buyer, at] of entry.buyers) {
      if (at < since) entry.buyers.delete(buyer)
      else this.#changed(buyer)
    }
  }

  #troubleOf(entry: Entry): Known['trouble'] {
    const now = this.#now()
    if (entry.failed === 'lies') return entry.lies.trouble
    const broken = this.#asking.breaker.trouble
    if (entry.failed !== null)
      return { kind: broken?.kind ?? entry.failed, retryAt: broken?.retryAt ?? now }
    if (entry.said === null || entry.stale || now - entry.said.at >= YOUNG) {
      if (broken) return broken
      if (entry.said === null && entry.asking) return { kind: 'slow', retryAt: now + 1000 }
    }
    return null
  }

  /** Entries that are worth a try of their own, those looked at last first. */
  #wanting(): Entry[] {
    const since = this.#now() - LOOKED
    return [...this.#entries.values()]
      .filter((entry) => entry.stale && entry.asking === null && entry.lookedAt > since)
      .toSorted((a, b) => b.lookedAt - a.lookedAt)
  }

  #schedule(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    const wanting = this.#closed ? [] : this.#wanting()
    if (wanting.length === 0) return
    const system = this.#asking.breaker.trouble?.retryAt ?? 0
    const at = Math.min(...wanting.map(({ lies }) => Math.max(system, lies.trouble?.retryAt ?? 0)))
    this.#timer = setTimeout(() => this.#retry(), Math.max(50, at - this.#now()))
    this.#timer.unref()
  }

  #retry(): void {
    const now = this.#now()
    const ready = this.#wanting().filter((entry) => this.#may(entry, false, now))
    // One is enough to see whether it is there again.
    const tries = this.#asking.breaker.trouble === null ? ready : ready.slice(0, 1)
    for (const entry of tries) void this.#ask(entry)
    if (tries.length === 0) this.#schedule()
  }
}

/** T4: what is kept of an order: no whole phone, and no card number where people write. */
export function maskedOrder(order: ToldOrder): ToldOrder {
  const { address, buyerNote, shopNote } = order
  return {
    ...order,
    ...valueWithoutCards({ buyerNote, shopNote }),
    address: address && {
      ...valueWithoutCards(address),
      phone: maskPhone(withoutCards(address.phone)),
    },
  }
}

function lookedBy(entry: Entry, buyer: string, now: number): void {
  entry.buyers.delete(buyer)
  entry.buyers.set(buyer, now)
  if (entry.buyers.size > BUYERS) entry.buyers.delete(entry.buyers.keys().next().value ?? '')
}

async function within(work: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  await Promise.race([work, new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)))])
  clearTimeout(timer)
}
