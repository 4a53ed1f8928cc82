import type { Kysely } from 'kysely'
import {
  orderSystem,
  type ImportedLine,
  type OrderAct,
  type OrderSystem,
} from '#shared/orders/model.ts'
import type { FileRef } from '#shared/protocol/model.ts'
import { parseConversationId } from '../desk/state.ts'
import { Runner } from '../store/beside/runner.ts'
import type { OrderTables } from '../store/migrations/0003-orders.ts'
import type { RecordTables } from '../store/schema.ts'
import type { Connection } from '../store/sqlite/driver.ts'

export interface StoredAct {
  readonly id: string
  readonly account: string
  readonly conversation: string
  readonly number: string
  readonly act: OrderAct
  readonly before: Before
  readonly state: 'pending' | 'done' | 'refused' | 'unknown'
  readonly why: string
  /** False: nothing more can be found out of it. */
  readonly lookedAfter: boolean
  /** Which outcome the log has. */
  readonly told: string
  readonly at: number
}

/** What the order was before an act: by it, later, an unknown outcome is told. */
export interface Before {
  readonly customer: string
  readonly state: string
  readonly total: number
  readonly refunded: number
  readonly currency: string
}

export interface Remembered {
  readonly key: string
  readonly said: string
  readonly at: number
}

/** Tables of the encrypted database, off the log. All may reject with what the database says. */
export interface OrderStore {
  /** Null: never set. */
  system(shop: string): Promise<OrderSystem | null>
  setSystem(shop: string, system: OrderSystem): Promise<void>
  remembered(shop: string, key: string): Promise<Remembered | null>
  remember(shop: string, said: Remembered): Promise<void>
  forget(shop: string): Promise<void>
  /** T3: what was told of orders (of all: it is asked again), and what this buyer's acts said. */
  eraseBuyer(shop: string, buyer: string): Promise<void>
  /** When the order system said something last. */
  newest(shop: string): Promise<number | null>
  act(shop: string, id: string): Promise<StoredAct | null>
  /** Rejects when the id is there. */
  addAct(shop: string, act: StoredAct): Promise<void>
  settleAct(
    shop: string,
    id: string,
    to: { state: StoredAct['state']; why: string; lookedAfter: boolean },
  ): Promise<void>
  actTold(shop: string, id: string, outcome: string): Promise<void>
  /** Those whose outcome is not known or not in the log. */
  openActs(shop: string): Promise<readonly StoredAct[]>
  /** Another order system can't say what became of the old one's acts. */
  leaveActs(shop: string): Promise<void>
  importLines(shop: string, lines: readonly ImportedLine[]): Promise<number>
  linesOf(shop: string, customer: string, orders: number): Promise<readonly ImportedLine[]>
  lines(shop: string, number: string): Promise<readonly ImportedLine[]>
  linesWith(shop: string, product: string): Promise<readonly ImportedLine[]>
  note(shop: string, number: string, note: string): Promise<void>
  picture(shop: string, address: string): Promise<FileRef | null>
  addPicture(shop: string, address: string, ref: FileRef): Promise<void>
}

/** Customers and numbers that are remembered per shop; the longest unasked go. */
const REMEMBERED = 5000
const IMPORT_SLICE = 50

export function orderStore(connection: Connection, db: Kysely<RecordTables>): OrderStore {
  const runner = new Runner(connection, db)
  const rowsOf = (rows: readonly { row: string }[]) =>
    rows.map(({ row }) => JSON.parse(row) as ImportedLine)
  const replace = (shop: string, number: string, lines: readonly ImportedLine[]) => {
    runner.run(db.deleteFrom('order_line').where('shop', '=', shop).where('number', '=', number))
    for (const [line, row] of lines.entries())
      runner.run(
        db.insertInto('order_line').values({
          shop,
          number,
          line,
          // One order is of one customer and one time: those of its first row.
          customer: lines[0]?.customer ?? row.customer,
          placed_at: lines[0]?.placedAt ?? row.placedAt,
          row: JSON.stringify(row),
        }),
      )
  }
  let written = 0
  return {
    async system(shop) {
      const row = await db
        .selectFrom('order_system')
        .select('system')
        .where('shop', '=', shop)
        .executeTakeFirst()
      return row ? orderSystem.parse(JSON.parse(row.system)) : null
    },
    async setSystem(shop, system) {
      const text = JSON.stringify(system)
      await db
        .insertInto('order_system')
        .values({ shop, system: text })
        .onConflict((conflict) => conflict.column('shop').doUpdateSet({ system: text }))
        .execute()
    },
    async remembered(shop, key) {
      const row = await db
        .selectFrom('order_memory')
        .select(['key', 'said', 'at'])
        .where('shop', '=', shop)
        .where('key', '=', key)
        .executeTakeFirst()
      return row ?? null
    },
    async remember(shop, { key, said, at }) {
      await db
        .insertInto('order_memory')
        .values({ shop, key, said, at })
        .onConflict((conflict) => conflict.columns(['shop', 'key']).doUpdateSet({ said, at }))
        .execute()
      // Bounded, and now and then is often enough.
      if (++written % 100 === 0)
        await db
          .deleteFrom('order_memory')
          .where('shop', '=', shop)
          .where('at', '<', (eb) =>
            eb
              .selectFrom('order_memory')
              .select('at')
              .where('shop', '=', shop)
              .orderBy('at', 'desc')
              .limit(1)
              .offset(REMEMBERED),
          )
          .execute()
    },
    async forget(shop) {
      await db.deleteFrom('order_memory').where('shop', '=', shop).execute()
    },
    async eraseBuyer(shop, buyer) {
      await db.deleteFrom('order_memory').where('shop', '=', shop).execute()
      const acts = await db
        .selectFrom('order_act')
        .select(['id', 'conversation'])
        .where('shop', '=', shop)
        // What is still asked about is settled first.
        .where('state', 'in', ['done', 'refused'])
        .where('told', '=', (eb) => eb.ref('state'))
        .execute()
      const own = acts.filter(
        ({ conversation }) => parseConversationId(conversation)?.buyer === buyer,
      )
      for (const { id } of own)
        await db.deleteFrom('order_act').where('shop', '=', shop).where('id', '=', id).execute()
    },
    async newest(shop) {
      const row = await db
        .selectFrom('order_memory')
        .select(({ fn }) => fn.max('at').as('at'))
        .where('shop', '=', shop)
        .executeTakeFirst()
      return row?.at ?? null
    },
    async act(shop, id) {
      const row = await db
        .selectFrom('order_act')
        .selectAll()
        .where('shop', '=', shop)
        .where('id', '=', id)
        .executeTakeFirst()
      return row ? actOf(row) : null
    },
    async addAct(shop, { act, before, lookedAfter, ...rest }) {
      await db
        .insertInto('order_act')
        .values({
          ...rest,
          shop,
          act: JSON.stringify(act),
          before: JSON.stringify(before),
          looked_after: lookedAfter ? 1 : 0,
        })
        .execute()
    },
    async settleAct(shop, id, { state, why, lookedAfter }) {
      await db
        .updateTable('order_act')
        .set({ state, why, looked_after: lookedAfter ? 1 : 0 })
        .where('shop', '=', shop)
        .where('id', '=', id)
        .execute()
    },
    async actTold(shop, id, told) {
      await db
        .updateTable('order_act')
        .set({ told })
        .where('shop', '=', shop)
        .where('id', '=', id)
        .execute()
    },
    async openActs(shop) {
      const rows = await db
        .selectFrom('order_act')
        .selectAll()
        .where('shop', '=', shop)
        .where((eb) =>
          eb.or([
            eb.and([eb('state', 'in', ['pending', 'unknown']), eb('looked_after', '=', 1)]),
            eb('told', '!=', eb.ref('state')),
          ]),
        )
        .execute()
      return rows.map(actOf)
    },
    async leaveActs(shop) {
      await db
        .updateTable('order_act')
        .set({ state: 'unknown', looked_after: 0 })
        .where('shop', '=', shop)
        .where('state', 'in', ['pending', 'unknown'])
        .execute()
    },
    async importLines(shop, lines) {
      const orders = Map.groupBy(lines, ({ number }) => number)
      const whole = [...orders]
      for (let at = 0; at < whole.length; at += IMPORT_SLICE) {
        runner.transaction(() => {
          for (const [number, own] of whole.slice(at, at + IMPORT_SLICE)) replace(shop, number, own)
        })
        // Messages come between: no order is torn by it.
        await new Promise((resolve) => setImmediate(resolve))
      }
      return orders.size
    },
    async linesOf(shop, customer, orders) {
      const numbers = await db
        .selectFrom('order_line')
        .select('number')
        .where('shop', '=', shop)
        .where('customer', '=', customer)
        .where('line', '=', 0)
        .orderBy('placed_at', 'desc')
        .orderBy('number', 'desc')
        .limit(orders)
        .execute()
      if (numbers.length === 0) return []
      return rowsOf(
        await db
          .selectFrom('order_line')
          .select('row')
          .where('shop', '=', shop)
          .where(
            'number',
            'in',
            numbers.map(({ number }) => number),
          )
          .orderBy('placed_at', 'desc')
          .orderBy('number', 'desc')
          .orderBy('line')
          .execute(),
      )
    },
    async lines(shop, number) {
      return rowsOf(
        await db
          .selectFrom('order_line')
          .select('row')
          .where('shop', '=', shop)
          .where('number', '=', number)
          .orderBy('line')
          .execute(),
      )
    },
    async linesWith(shop, product) {
      return rowsOf(
        await db
          .selectFrom('order_line')
          .select('row')
          .where('shop', '=', shop)
          .where((eb) =>
            eb.or([
              eb(eb.fn('json_extract', ['row', eb.val('$.product')]), '=', product),
              eb(eb.fn('json_extract', ['row', eb.val('$.title')]), '=', product),
            ]),
          )
          .orderBy('placed_at', 'desc')
          .limit(1)
          .execute(),
      )
    },
    async note(shop, number, note) {
      const rows = await db
        .selectFrom('order_line')
        .select(['line', 'row'])
        .where('shop', '=', shop)
        .where('number', '=', number)
        .execute()
      for (const { line, row } of rows)
        await db
          .updateTable('order_line')
          .set({ row: JSON.stringify({ ...(JSON.parse(row) as ImportedLine), note }) })
          .where('shop', '=', shop)
          .where('number', '=', number)
          .where('line', '=', line)
          .execute()
    },
    async picture(shop, address) {
      const row = await db
        .selectFrom('order_picture')
        .select('ref')
        .where('shop', '=', shop)
        .where('address', '=', address)
        .executeTakeFirst()
      return row ? (JSON.parse(row.ref) as FileRef) : null
    },
    async addPicture(shop, address, ref) {
      const values = { ref: JSON.stringify(ref) }
      await db
        .insertInto('order_picture')
        .values({ shop, address, ...values })
        .onConflict((conflict) => conflict.columns(['shop', 'address']).doUpdateSet(values))
        .execute()
    },
  }
}

function actOf(row: OrderTables['order_act']): StoredAct {
  const { id, account, conversation, number, state, why, told, at } = row
  return {
    id,
    account,
    conversation,
    number,
    state,
    why,
    told,
    at,
    lookedAfter: row.looked_after === 1,
    act: JSON.parse(row.act) as OrderAct,
    before: JSON.parse(row.before) as Before,
  }
}
