import type { Kysely } from 'kysely'
import { Rollback, Runner } from '../store/beside/runner.ts'
import type { RecordTables } from '../store/schema.ts'
import type { Connection } from '../store/sqlite/driver.ts'

/**
 * Where a practice shop keeps what is no run: any kind of thing with an id, as JSON, in the encrypted
 * database beside the log. Whoever needs a new kind takes a shelf of its own and no migration:
 *
 *     const papers = store.practice.shelf<Paper>('exam.paper')
 *     await papers.put(shop.id, { id, account: '', at: now(), value: paper })
 *
 * Everything that resolves is durable. What is read is what was written, unchecked: whoever puts it
 * there has checked it. Values are to stay small (a scenario's text has 256 KiB at the most).
 */
export interface Item<T> {
  /** One of its kind in the shop. */
  readonly id: string
  /** Whose it is (or of what: a comment's run), to find all of it; empty: nobody's. */
  readonly account: string
  /** Unix ms; lists are by it, and `was` compares it. */
  readonly at: number
  readonly value: T
}

export interface Shelf<T> {
  readonly kind: string
  /** By `at`, then id. `account`: its own alone. */
  all(shop: string, account?: string): Promise<readonly Item<T>[]>
  one(shop: string, id: string): Promise<Item<T> | null>
  /**
   * A new one, or in the place of the one of its id. With `was` only where that one's `at` is it (null:
   * where there is none): false, and nothing was written, where it is not.
   */
  put(shop: string, item: Item<T>, was?: number | null): Promise<boolean>
  /** False: there was none. */
  remove(shop: string, id: string): Promise<boolean>
}

/** One step of several that happen together. */
export interface ShelfChange {
  readonly kind: string
  readonly id: string
  /** Null: it goes. */
  readonly item: Omit<Item<unknown>, 'id'> | null
  /** As in `Shelf.put`. */
  readonly was?: number | null
}

export interface Shelves {
  shelf<T>(kind: string): Shelf<T>
  /** All or nothing. False: one of them was not as `was` says, nothing was written. */
  together(shop: string, changes: readonly ShelfChange[]): Promise<boolean>
}

export function shelves(connection: Connection, db: Kysely<RecordTables>): Shelves {
  const runner = new Runner(connection, db)
  const table = 'practice_item'

  function of(shop: string, kind: string) {
    return db
      .selectFrom(table)
      .select(['id', 'account', 'at', 'value'])
      .where('shop', '=', shop)
      .where('kind', '=', kind)
  }
  type Row = { id: string; account: string; at: number; value: string }
  const read = <T>({ value, ...row }: Row): Item<T> => ({ ...row, value: JSON.parse(value) as T })

  function carryOut(shop: string, { kind, id, item, was }: ShelfChange): number {
    if (was !== undefined) {
      const now = runner.first(of(shop, kind).where('id', '=', id))
      if ((now?.at ?? null) !== was) throw new Rollback('changed')
    }
    if (item === null)
      return runner.run(
        db.deleteFrom(table).where('shop', '=', shop).where('kind', '=', kind).where('id', '=', id),
      )
    const values = { account: item.account, at: item.at, value: JSON.stringify(item.value) }
    return runner.run(
      db
        .insertInto(table)
        .values({ shop, kind, id, ...values })
        .onConflict((conflict) => conflict.columns(['shop', 'kind', 'id']).doUpdateSet(values)),
    )
  }

  const together: Shelves['together'] = async (shop, changes) => {
    try {
      runner.transaction(() => changes.forEach((change) => carryOut(shop, change)))
      return true
    } catch (error) {
      if (error instanceof Rollback) return false
      throw error
    }
  }

  return {
    together,
    shelf<T>(kind: string): Shelf<T> {
      return {
        kind,
        async all(shop, account) {
          const whole = of(shop, kind)
          const own = account === undefined ? whole : whole.where('account', '=', account)
          return runner.all(own.orderBy('at').orderBy('id')).map((row) => read<T>(row))
        },
        async one(shop, id) {
          const row = runner.first(of(shop, kind).where('id', '=', id))
          return row ? read<T>(row) : null
        },
        put: (shop, { id, ...item }, was) =>
          together(shop, [{ kind, id, item, ...(was === undefined ? {} : { was }) }]),
        remove: async (shop, id) => carryOut(shop, { kind, id, item: null }) > 0,
      }
    },
  }
}
