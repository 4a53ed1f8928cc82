import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/** The log, its snapshots, and what must be erasable and so lives outside the log. */
export const record0001: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('meta')
      .addColumn('key', 'text', (c) => c.primaryKey().notNull())
      .addColumn('value', 'text', (c) => c.notNull())
      .execute()
    await db.schema
      .createTable('shop')
      .addColumn('no', 'integer', (c) => c.primaryKey().notNull())
      .addColumn('id', 'text', (c) => c.notNull().unique())
      .execute()
    // A plain rowid table: full pages, no second b-tree, and each append goes to the right edge.
    await db.schema
      .createTable('log')
      .addColumn('id', 'integer', (c) => c.primaryKey().notNull())
      .addColumn('row', 'text')
      .addColumn('row_hash', 'blob')
      .addColumn('chain', 'blob', (c) => c.notNull())
      .execute()
    await db.schema
      .createTable('snapshot')
      .addColumn('id', 'integer', (c) => c.primaryKey().autoIncrement().notNull())
      .addColumn('shop', 'integer', (c) => c.notNull())
      .addColumn('pos', 'integer', (c) => c.notNull())
      .addColumn('parts', 'integer')
      .execute()
    await db.schema
      .createTable('snapshot_part')
      .addColumn('snapshot', 'integer', (c) => c.notNull())
      .addColumn('part', 'integer', (c) => c.notNull())
      .addColumn('text', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('snapshot_part_key', ['snapshot', 'part'])
      .execute()
    await db.schema
      .createTable('credential')
      .addColumn('shop', 'text', (c) => c.notNull())
      .addColumn('account', 'text', (c) => c.notNull())
      .addColumn('hash', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('credential_key', ['shop', 'account'])
      .execute()
    await db.schema
      .createTable('session')
      .addColumn('id', 'text', (c) => c.primaryKey().notNull())
      .addColumn('shop', 'text', (c) => c.notNull())
      .addColumn('subject', 'text', (c) => c.notNull())
      .addColumn('account', 'text')
      .addColumn('refresh_hash', 'text', (c) => c.notNull())
      .addColumn('device_id', 'text', (c) => c.notNull())
      .addColumn('device_name', 'text', (c) => c.notNull())
      .addColumn('created_at', 'integer', (c) => c.notNull())
      .addColumn('last_seen_at', 'integer', (c) => c.notNull())
      .execute()
    await db.schema
      .createIndex('session_of_account')
      .on('session')
      .columns(['shop', 'account'])
      .execute()
    await db.schema
      .createTable('setting')
      .addColumn('key', 'text', (c) => c.primaryKey().notNull())
      .addColumn('value', 'text', (c) => c.notNull())
      .execute()
  },
}
