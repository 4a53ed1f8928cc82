import type { BridgeErrorCode } from '#shared/bridge/contract.ts'
import type { BuyerOrders, Order, Product } from '#shared/orders/model.ts'
import type { Delivered, ShopEvent } from '#shared/protocol/events.ts'
import type { BuyerId } from '#shared/protocol/model.ts'
import { createStore } from 'zustand/vanilla'
import type { Deps } from './api.ts'
import { without } from './record.ts'
import { orderForms, type FormState } from './orders-acts.ts'
import type { deskActions } from './desk-actions.ts'

/** What is known of a buyer's orders. `known` stays while it is asked anew or can't be had. */
export interface OrdersOf {
  readonly known: BuyerOrders | null
  readonly asking: boolean
  /** Why the gateway itself gave no answer. */
  readonly failed: BridgeErrorCode | null
  /** This computer's clock, ms. */
  readonly askedAt: number
}

export interface OrdersState {
  /** The shop has no order system; false until it is known. */
  readonly none: boolean
  readonly of: Readonly<Record<BuyerId, OrdersOf>>
  /** By what was asked for; null: asked, and there is none. */
  readonly products: Readonly<Record<string, Product | null>>
  /** Opened forms of acts by `number act`. */
  readonly forms: Readonly<Record<string, FormState>>
}

export type Orders = ReturnType<typeof createOrders>

/** Asked again when the window comes back and what is shown is older. */
export const STALE_MS = 60_000
/** Buyers whose orders are kept; the one that was asked for longest ago goes first. */
const KEPT = 60

const nothing: OrdersState = { none: false, of: {}, products: {}, forms: {} }

/** The orders beside the chats. A store of its own: nothing of it draws a chat again. */
export function createOrders(deps: Deps, desk: ReturnType<typeof deskActions>) {
  const { call, now } = deps
  const store = createStore<OrdersState>(() => nothing)
  /** Raised at sign-out: answers to questions from before are dropped. */
  let session = 0
  const asked = new Map<BuyerId, number>()
  let questions = 0

  function put(buyer: BuyerId, part: Partial<OrdersOf>): void {
    store.setState(({ of }) => {
      const before = of[buyer] ?? { known: null, asking: false, failed: null, askedAt: 0 }
      const next = { ...of, [buyer]: { ...before, ...part } }
      const ids = Object.keys(next)
      if (ids.length <= KEPT) return { of: next }
      const oldest = ids
        .filter((id) => id !== buyer)
        .reduce((a, b) => ((next[a]?.askedAt ?? 0) <= (next[b]?.askedAt ?? 0) ? a : b))
      return { of: without(next, oldest) }
    })
  }

  async function ask(buyer: BuyerId, fresh: boolean): Promise<void> {
    const mine = session
    const question = ++questions
    asked.set(buyer, question)
    put(buyer, { asking: true, askedAt: now() })
    const result = await call('orders.of', fresh ? { buyer, fresh } : { buyer })
    // An answer to an older question would put the older state back.
    if (mine !== session || asked.get(buyer) !== question) return
    asked.delete(buyer)
    if (result.ok && result.value.none !== store.getState().none)
      store.setState({ none: result.value.none })
    put(
      buyer,
      result.ok
        ? { known: result.value, asking: false, failed: null }
        : { asking: false, failed: result.error.code },
    )
  }

  const actions = {
    /** Asks where nothing is known yet, or what is known is old. */
    ensure(buyer: BuyerId): void {
      const entry = store.getState().of[buyer]
      if (entry?.asking === true) return
      if (entry && now() - entry.askedAt < STALE_MS) return
      void ask(buyer, false)
    },
    /** `fresh`: the order system itself is asked, however young what is known. */
    refresh(buyer: BuyerId, fresh: boolean): void {
      void ask(buyer, fresh)
    },
    /** The gateway says that something has changed: of this buyer, or of anyone. */
    changed(buyer: BuyerId | undefined): void {
      const { of } = store.getState()
      if (buyer !== undefined) {
        if (of[buyer]) void ask(buyer, false)
        return
      }
      // The others are asked when they come to the front.
      store.setState({
        of: Object.fromEntries(
          Object.entries(of).map(([id, entry]) => [id, { ...entry, askedAt: 0 }]),
        ),
        products: {},
      })
    },
    /** An order as it is now; put in its place wherever it is shown. */
    replace(order: Order): void {
      store.setState(({ of }) => ({
        of: Object.fromEntries(
          Object.entries(of).map(([buyer, entry]) => [
            buyer,
            entry.known?.orders.some(({ number }) => number === order.number)
              ? {
                  ...entry,
                  known: {
                    ...entry.known,
                    orders: entry.known.orders.map((one) =>
                      one.number === order.number ? order : one,
                    ),
                  },
                }
              : entry,
          ]),
        ),
      }))
    },
    /** The log tells what became of acts that the order system had left open. */
    take(events: readonly Delivered<ShopEvent>[]): void {
      for (const { event } of events)
        if (event.type === 'buyer.withdrawn') actions.forget(event.buyer)
        else if (event.type === 'order.acted') forms.heard(event.order)
        else if (event.type === 'buyer.marked') {
          const known = store.getState().of[event.buyer.id]?.known
          // Somebody said who it is.
          if (known && known.customer !== (event.buyer.customer?.id ?? null))
            void ask(event.buyer.id, false)
        }
    },
    async product(id: string): Promise<void> {
      if (id in store.getState().products) return
      const mine = session
      const result = await call('orders.products', { ids: [id] })
      if (mine !== session || !result.ok) return
      const [found = null] = result.value.products
      store.setState(({ products }) => ({ products: { ...products, [id]: found } }))
    },
    /** D6: nothing of this buyer is left in memory. */
    forget(buyer: BuyerId): void {
      asked.delete(buyer)
      store.setState(({ of, forms }) => ({
        of: without(of, buyer),
        forms: Object.fromEntries(Object.entries(forms).filter(([, form]) => form.buyer !== buyer)),
      }))
    },
    reset(): void {
      session++
      asked.clear()
      store.setState(nothing)
    },
  }
  const forms = orderForms({ call, store, desk, session: () => session, orders: actions })
  return { store, ...actions, forms }
}
