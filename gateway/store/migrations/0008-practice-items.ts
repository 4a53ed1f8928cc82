import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * What trainers and trainees of a practice shop make besides runs: own scenarios, courses, assignments,
 * comments, questions, papers. Few, small and each replaced as a whole, so one table has them all.
 */
export const practiceItems0008: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('practice_item')
      .addColumn('shop', 'text', (c) => c.notNull())
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('id', 'text', (c) => c.notNull())
      .addColumn('account', 'text', (c) => c.notNull())
      .addColumn('at', 'integer', (c) => c.notNull())
      .addColumn('value', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('practice_item_key', ['shop', 'kind', 'id'])
      .execute()
    await db.schema
      .createIndex('practice_item_of')
      .on('practice_item')
      .columns(['shop', 'kind', 'account', 'at'])
      .execute()
  },
}

/** As Kysely types. */
export interface PracticeItemTables {
  /** `account`: empty where it is nobody's; `value`: JSON (gateway/practice/shelf.ts). */
  practice_item: {
    shop: string
    kind: string
    id: string
    account: string
    at: number
    value: string
  }
}
