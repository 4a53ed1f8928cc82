import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Practice runs. Beside the log: a run is no record of the shop, and its last step replaces the one before. */
export const practice0007: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('practice_run')
      .addColumn('shop', 'text', (c) => c.notNull())
      .addColumn('id', 'text', (c) => c.notNull())
      .addColumn('account', 'text', (c) => c.notNull())
      .addColumn('state', 'text', (c) => c.notNull())
      .addColumn('started_at', 'integer', (c) => c.notNull())
      .addColumn('view', 'text', (c) => c.notNull())
      .addColumn('kept', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('practice_run_key', ['shop', 'id'])
      .execute()
    await db.schema
      .createIndex('practice_run_of')
      .on('practice_run')
      .columns(['shop', 'account', 'started_at'])
      .execute()
  },
}

/** As Kysely types. */
export interface PracticeTables {
  /** `view`: JSON of a RunView; `kept`: JSON of a KeptRun (gateway/practice/kept.ts). */
  practice_run: {
    shop: string
    id: string
    account: string
    state: string
    started_at: number
    view: string
    kept: string
  }
}
