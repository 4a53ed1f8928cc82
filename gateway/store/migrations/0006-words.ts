import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/** The shop's own list of sensitive words: it is read and replaced as a whole. */
export const words0006: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('word_list')
      .addColumn('shop', 'text', (c) => c.primaryKey().notNull())
      .addColumn('revision', 'integer', (c) => c.notNull())
      .addColumn('words', 'text', (c) => c.notNull())
      .addColumn('at', 'integer', (c) => c.notNull())
      .addColumn('changed_by', 'text', (c) => c.notNull())
      .execute()
  },
}

/** As Kysely types. */
export interface WordTables {
  /** `words`: JSON of ListedWords. */
  word_list: { shop: string; revision: number; words: string; at: number; changed_by: string }
}
