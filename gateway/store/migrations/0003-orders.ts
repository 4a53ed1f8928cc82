import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Beside the log: the order system is the record of orders, the gateway only remembers. */
export const orders0003: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('order_system')
      .addColumn('shop', 'text', (c) => c.primaryKey().notNull())
      .addColumn('system', 'text', (c) => c.notNull())
      .execute()
    await db.schema
      .createTable('order_memory')
      .addColumn('shop', 'text', (c) => c.notNull())
      .addColumn('key', 'text', (c) => c.notNull())
      .addColumn('said', 'text', (c) => c.notNull())
      .addColumn('at', 'integer', (c) => c.notNull())
      .addPrimaryKeyConstraint('order_memory_key', ['shop', 'key'])
      .execute()
    await db.schema
      .createIndex('order_memory_age')
      .on('order_memory')
      .columns(['shop', 'at'])
      .execute()
    await db.schema
      .createTable('order_act')
      .addColumn('shop', 'text', (c) => c.notNull())
      .addColumn('id', 'text', (c) => c.notNull())
      .addColumn('account', 'text', (c) => c.notNull())
      .addColumn('conversation', 'text', (c) => c.notNull())
      .addColumn('number', 'text', (c) => c.notNull())
      .addColumn('act', 'text', (c) => c.notNull())
      .addColumn('before', 'text', (c) => c.notNull())
      .addColumn('state', 'text', (c) => c.notNull())
      .addColumn('why', 'text', (c) => c.notNull())
      .addColumn('told', 'text', (c) => c.notNull())
      .addColumn('looked_after', 'integer', (c) => c.notNull())
      .addColumn('at', 'integer', (c) => c.notNull())
      .addPrimaryKeyConstraint('order_act_key', ['shop', 'id'])
      .execute()
    await db.schema
      .createTable('order_line')
      .addColumn('shop', 'text', (c) => c.notNull())
      .addColumn('number', 'text', (c) => c.notNull())
      .addColumn('line', 'integer', (c) => c.notNull())
      .addColumn('customer', 'text', (c) => c.notNull())
      .addColumn('placed_at', 'integer', (c) => c.notNull())
      .addColumn('row', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('order_line_key', ['shop', 'number', 'line'])
      .execute()
    await db.schema
      .createIndex('order_line_of_customer')
      .on('order_line')
      .columns(['shop', 'customer', 'placed_at'])
      .execute()
    await db.schema
      .createTable('order_picture')
      .addColumn('shop', 'text', (c) => c.notNull())
      .addColumn('address', 'text', (c) => c.notNull())
      .addColumn('ref', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('order_picture_key', ['shop', 'address'])
      .execute()
  },
}

/** As Kysely types. */
export interface OrderTables {
  /** JSON of an OrderSystem, its secret with it: the file is encrypted. */
  order_system: { shop: string; system: string }
  /** What was told last; `key`: `c:` and a customer, or `n:` and an order's number. */
  order_memory: { shop: string; key: string; said: string; at: number }
  order_act: {
    shop: string
    id: string
    account: string
    conversation: string
    number: string
    /** JSON of an OrderAct. */
    act: string
    /** JSON of a few facts of the order before it, to tell later whether it was done. */
    before: string
    state: 'pending' | 'done' | 'refused' | 'unknown'
    why: string
    /** The outcome that is in the log: empty, or as `state`. */
    told: string
    /** 0: nothing more can be found out. */
    looked_after: 0 | 1
    at: number
  }
  order_line: {
    shop: string
    number: string
    line: number
    customer: string
    placed_at: number
    /** JSON of an ImportedLine. */
    row: string
  }
  /** `address`: SHA-256 of the picture's address. */
  order_picture: { shop: string; address: string; ref: string }
}
