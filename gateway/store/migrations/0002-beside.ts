import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * What lives beside the log because it is no record: drafts and the like of each account, quick
 * replies and how often they are used, what buyers looked at. All of it may be changed and erased.
 */
export const beside0002: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('keep')
      .addColumn('shop', 'text', (c) => c.notNull())
      .addColumn('account', 'text', (c) => c.notNull())
      .addColumn('key', 'text', (c) => c.notNull())
      .addColumn('value', 'text', (c) => c.notNull())
      .addColumn('at', 'integer', (c) => c.notNull())
      .addPrimaryKeyConstraint('keep_key', ['shop', 'account', 'key'])
      .execute()
    await db.schema
      .createTable('phrase')
      .addColumn('shop', 'text', (c) => c.notNull())
      .addColumn('id', 'text', (c) => c.notNull())
      // Of a personal phrase; empty: the team's.
      .addColumn('owner', 'text', (c) => c.notNull())
      .addColumn('group_name', 'text', (c) => c.notNull())
      .addColumn('code', 'text', (c) => c.notNull())
      // As codes are compared; null: none.
      .addColumn('code_key', 'text')
      .addColumn('title', 'text', (c) => c.notNull())
      .addColumn('text', 'text', (c) => c.notNull())
      .addColumn('files', 'text', (c) => c.notNull())
      .addColumn('place', 'real', (c) => c.notNull())
      .addColumn('revision', 'integer', (c) => c.notNull())
      .addColumn('updated_at', 'integer', (c) => c.notNull())
      .addColumn('changed_by', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('phrase_key', ['shop', 'id'])
      .execute()
    // The rule itself, whoever asks first: SQLite and PostgreSQL let nulls repeat.
    await db.schema
      .createIndex('phrase_code')
      .unique()
      .on('phrase')
      .columns(['shop', 'owner', 'code_key'])
      .execute()
    await db.schema
      .createTable('phrase_file')
      .addColumn('shop', 'text', (c) => c.notNull())
      .addColumn('file', 'text', (c) => c.notNull())
      .addColumn('phrase', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('phrase_file_key', ['shop', 'file', 'phrase'])
      .execute()
    await db.schema
      .createIndex('phrase_file_of')
      .on('phrase_file')
      .columns(['shop', 'phrase'])
      .execute()
    await db.schema
      .createTable('phrase_use')
      .addColumn('shop', 'text', (c) => c.notNull())
      .addColumn('phrase', 'text', (c) => c.notNull())
      .addColumn('account', 'text', (c) => c.notNull())
      .addColumn('uses', 'integer', (c) => c.notNull())
      .addPrimaryKeyConstraint('phrase_use_key', ['shop', 'phrase', 'account'])
      .execute()
    await db.schema
      .createTable('look')
      .addColumn('no', 'integer', (c) => c.primaryKey().autoIncrement().notNull())
      .addColumn('shop', 'text', (c) => c.notNull())
      .addColumn('buyer', 'text', (c) => c.notNull())
      .addColumn('at', 'integer', (c) => c.notNull())
      .addColumn('page', 'text', (c) => c.notNull())
      .addColumn('title', 'text')
      .addColumn('product', 'text')
      .execute()
    await db.schema
      .createIndex('look_of_buyer')
      .on('look')
      .columns(['shop', 'buyer', 'no'])
      .execute()
  },
}
