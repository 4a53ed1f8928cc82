import type { Logger } from 'pino'
import type {
  BuyerOrders,
  ImportedLine,
  OrderActReply,
  OrderActRequest,
  OrderSystem,
  OrderSystemState,
  Product,
} from '#shared/orders/model.ts'
import type { ErrorCode } from '#shared/protocol/codes.ts'
import type { AccountView, BuyerView } from '#shared/protocol/model.ts'
import { isWide, reaches } from '#shared/rights/reach.ts'
import { RIGHTS } from '#shared/rights/table.ts'
import type { OrderAdapter } from '../adapters/orders/contract.ts'
import { demoCustomerOf } from '../adapters/orders/demo.ts'
import type { Desk, Shop } from '../desk/contract.ts'
import type { Files } from '../files/files.ts'
import { ShopOrders } from './shop-orders.ts'
import type { OrderStore } from './store.ts'

export interface Refused {
  readonly ok: false
  readonly code: ErrorCode
  readonly message: string
}

/**
 * The shops' orders (issue 4, point 4). Rights are asked inside; an order system that is slow, down or
 * lies makes nobody wait and nothing fail here: what was known is told, with how old it is.
 */
export interface Orders {
  ofBuyer(
    shop: Shop,
    account: AccountView,
    buyer: string,
    fresh: boolean,
  ): Promise<BuyerOrders | Refused>
  ofNumber(
    shop: Shop,
    account: AccountView,
    number: string,
    fresh: boolean,
  ): Promise<BuyerOrders | Refused>
  products(shop: Shop, ids: readonly string[]): Promise<readonly Product[]>
  /** A5. Done once for each id. */
  act(shop: Shop, account: AccountView, request: OrderActRequest): Promise<OrderActReply | Refused>
  /** Of the main account, asked by the route. */
  system(shop: string): Promise<OrderSystemState>
  setSystem(shop: string, system: OrderSystem): Promise<Refused | null>
  /** Where none was ever set. */
  beginWith(shop: string, system: OrderSystem): Promise<void>
  import(shop: string, lines: readonly ImportedLine[]): Promise<{ readonly orders: number }>
  /** A webhook; false: it is not signed by the shop's order system. */
  heard(shop: string, headers: Readonly<Record<string, string>>, body: Buffer): Promise<boolean>
  close(): void
}

const NONE: BuyerOrders = {
  customer: null,
  orders: [],
  more: false,
  at: null,
  trouble: null,
  none: true,
}

export function openOrders(parts: {
  readonly desk: Desk
  readonly store: OrderStore
  readonly files: Files
  readonly now: () => number
  readonly log: Logger
  readonly changed: (shop: string, buyer: string) => void
  /** In a practice gateway. */
  readonly practice?: OrderAdapter | undefined
}): Orders {
  const { desk, store, files, now, log } = parts
  const opened = new Map<string, Promise<ShopOrders | null>>()
  const fault = (error: unknown) => log.error({ err: error }, 'orders')
  let closed = false

  function open(shop: string): Promise<ShopOrders | null> {
    const known = opened.get(shop)
    if (known) return known
    const opening = make(shop).catch((error: unknown) => {
      opened.delete(shop)
      throw error
    })
    opened.set(shop, opening)
    return opening
  }

  async function make(shop: string): Promise<ShopOrders | null> {
    const system = await store.system(shop)
    if (closed || system === null || system.kind === 'none') return null
    const orders = new ShopOrders(system, {
      shop,
      store,
      files,
      now,
      changed: (buyer) => parts.changed(shop, buyer),
      async told({ account, conversation }, order) {
        const outcome = await desk.shops
          .get(shop)
          ?.submit({ type: 'order.acted', account, conversation, order })
        return outcome?.ok === true
      },
      fault,
      practice: parts.practice ?? null,
    })
    await orders.takeUp()
    return orders
  }

  /** Who a buyer is in the shop's books. */
  function customerOf(buyer: BuyerView, orders: ShopOrders): string | null {
    if (buyer.customer) return buyer.customer.id
    return orders.system.kind === 'demo' ? demoCustomerOf(buyer.name) : null
  }

  /**
   * D6: of a buyer that somebody linked to a private contact's customer the orders are main's alone. By
   * every name of the customer, where anybody is private; where nobody says which, it is one.
   */
  async function isHidden(
    shop: Shop,
    { role }: AccountView,
    orders: ShopOrders,
    customer: string,
  ): Promise<boolean> {
    if (RIGHTS.parts['private contacts'][role] === 'shop') return false
    if (!shop.isPrivateCustomer(null)) return false
    if (shop.isPrivateCustomer(customer)) return true
    const names = await orders.namesOf(customer)
    return names?.every((name) => !shop.isPrivateCustomer(name)) !== true
  }

  async function put(shop: string, system: OrderSystem): Promise<void> {
    const before = await opened.get(shop)
    before?.close()
    opened.delete(shop)
    if (!before || !isSame(before.system, system)) {
      // Acts of before are the old system's: nobody else can say what became of them.
      await store.leaveActs(shop)
      await store.forget(shop)
    }
    await store.setSystem(shop, system)
    await open(shop)
  }

  // What an earlier process left open is taken up without anyone looking.
  for (const shop of desk.shops.keys()) open(shop).catch(fault)

  return {
    async ofBuyer(shop, account, buyer, fresh) {
      const view = shop.readableBuyer({ kind: 'agent', account: account.id }, buyer)
      if (!view) return refused('not_found', 'no such buyer')
      const orders = await open(shop.id)
      if (!orders) return { ...NONE, customer: view.customer?.id ?? null }
      const customer = customerOf(view, orders)
      if (customer === null) return { ...NONE, none: false }
      if (await isHidden(shop, account, orders, customer))
        return { ...NONE, none: false, customer, at: now() }
      return orders.ofCustomer(customer, buyer, fresh)
    },

    async ofNumber(shop, account, number, fresh) {
      const reach = RIGHTS.parts['orders by number'][account.role]
      const serves = (shop.heldCounts()[account.id] ?? 0) > 0
      if (!isWide(reach) && !(reach === 'serving' && serves))
        return refused('not_allowed', 'who serves nobody looks up no orders')
      const orders = await open(shop.id)
      if (!orders) return NONE
      const found = await orders.ofNumber(number, fresh)
      // D6: what a private contact bought is main's alone, whichever way it is asked for.
      if (reach === 'shop') return found
      const shown = await Promise.all(
        found.orders.map(async (order) => {
          // Linked by one name, told by another. Where nobody says, it is not shown.
          const names = await orders.namesOf(order.customer)
          return names?.every((name) => !shop.isPrivateCustomer(name)) === true ? order : null
        }),
      )
      return { ...found, orders: shown.filter((order) => order !== null) }
    },

    async products(shop, ids) {
      const orders = await open(shop.id)
      return orders ? orders.products(ids) : []
    },

    async act(shop, account, { id, conversation, number, act }) {
      const now = shop.holderOf(conversation)
      const buyer = now && shop.readableBuyer({ kind: 'agent', account: account.id }, now.buyer)
      if (!now || !buyer) return refused('not_found', 'no such open conversation')
      const reach = RIGHTS.routes['POST /api/orders/acts'][account.role]
      if (now.holder !== account.id && !reaches(reach, buyer.private))
        return refused('not_allowed', 'another account holds the conversation')
      if (act.name !== 'remind' && RIGHTS.parts['orders change'][account.role] === 'no')
        return refused('not_allowed', 'the role of the account does not allow it')
      const orders = await open(shop.id)
      const customer = orders && customerOf(buyer, orders)
      if (!orders || customer === null || (await isHidden(shop, account, orders, customer)))
        return refused('not_found', 'the buyer has no orders that are known')
      return orders.act({ id, account: account.id, conversation, customer, number, act })
    },

    async system(shop) {
      const system = (await store.system(shop)) ?? { kind: 'none' as const }
      const orders = await open(shop)
      return {
        system: 'secret' in system ? { ...system, secret: '' } : system,
        webhook: `/api/hooks/orders/${encodeURIComponent(shop)}`,
        lastOkAt: (await orders?.lastOkAt()) ?? null,
        trouble: orders?.trouble ?? null,
      }
    },

    async setSystem(shop, system) {
      const complete = withSecret(system, await store.system(shop))
      if (!complete) return refused('bad_request', 'the secret is needed')
      if (complete.kind === 'practice' && !parts.practice)
        return refused('bad_request', 'this is no practice gateway')
      if ('url' in complete && !/^https?:$/.test(new URL(complete.url).protocol))
        return refused('bad_request', 'the address must be https or http')
      await put(shop, complete)
      return null
    },

    async beginWith(shop, system) {
      if ((await store.system(shop)) === null) await put(shop, system)
    },

    async import(shop, lines) {
      const orders = await store.importLines(shop, lines)
      const there = await open(shop)
      if (there?.system.kind === 'table') there.anew()
      return { orders }
    },

    async heard(shop, headers, body) {
      if (!desk.shops.has(shop)) return false
      const orders = await open(shop)
      return orders?.heard(headers, body) != null
    },

    close() {
      closed = true
      for (const orders of opened.values())
        orders.then(
          (each) => each?.close(),
          () => undefined,
        )
    },
  }
}

/** Another key to the same shop is no other shop. */
function isSame(before: OrderSystem, system: OrderSystem): boolean {
  if (before.kind !== system.kind) return false
  return !('url' in before && 'url' in system) || before.url === system.url
}

/** An empty secret stays as it was, but is never told to another address than it was for. */
function withSecret(system: OrderSystem, before: OrderSystem | null): OrderSystem | null {
  if (!('secret' in system) || system.secret !== '') return system
  if (!before || !('secret' in before) || before.kind !== system.kind) return null
  return new URL(before.url).origin === new URL(system.url).origin
    ? { ...system, secret: before.secret }
    : null
}

function refused(code: ErrorCode, message: string): Refused {
  return { ok: false, code, message }
}
