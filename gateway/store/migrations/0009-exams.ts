import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * What a practice shop has of its own in the bank of questions, and its sittings. Tables of their own
 * beside the shelves of 0008: a list of sittings reads no papers, and finds those that run by an index.
 */
export const exams0009: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('exam_bank')
      .addColumn('shop', 'text', (c) => c.notNull())
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('id', 'text', (c) => c.notNull())
      .addColumn('body', 'text')
      .addColumn('updated_at', 'integer', (c) => c.notNull())
      .addColumn('by_nick', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('exam_bank_key', ['shop', 'kind', 'id'])
      .execute()
    await db.schema
      .createTable('exam_sitting')
      .addColumn('shop', 'text', (c) => c.notNull())
      .addColumn('id', 'text', (c) => c.notNull())
      .addColumn('account', 'text', (c) => c.notNull())
      .addColumn('exam', 'text', (c) => c.notNull())
      .addColumn('state', 'text', (c) => c.notNull())
      .addColumn('started_at', 'integer', (c) => c.notNull())
      .addColumn('view', 'text', (c) => c.notNull())
      .addColumn('paper', 'text', (c) => c.notNull())
      .addColumn('sitting', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('exam_sitting_key', ['shop', 'id'])
      .execute()
    await db.schema
      .createIndex('exam_sitting_of')
      .on('exam_sitting')
      .columns(['shop', 'account', 'started_at'])
      .execute()
    await db.schema
      .createIndex('exam_sitting_running')
      .on('exam_sitting')
      .columns(['shop', 'state', 'started_at'])
      .execute()
  },
}

/** As Kysely types. */
export interface ExamTables {
  exam_bank: {
    shop: string
    /** question or exam */
    kind: string
    id: string
    /** JSON of a Question or Exam (shared/practice/exam/model.ts); null: a bundled one, taken out. */
    body: string | null
    updated_at: number
    by_nick: string
  }
  exam_sitting: {
    shop: string
    id: string
    account: string
    exam: string
    state: string
    started_at: number
    /** JSON of a SittingView, a Paper and a Sitting. The paper is written once. */
    view: string
    paper: string
    sitting: string
  }
}
