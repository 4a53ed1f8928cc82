import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/** T3, T5: seals on the hash chain, and erasures that are under way. */
export const evidence0005: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('seal')
      .addColumn('shop', 'integer', (c) => c.notNull())
      .addColumn('pos', 'integer', (c) => c.notNull())
      .addColumn('at', 'integer', (c) => c.notNull())
      .addColumn('signature', 'blob', (c) => c.notNull())
      .addPrimaryKeyConstraint('seal_key', ['shop', 'pos'])
      .execute()
    await db.schema
      .createTable('erasure')
      .addColumn('id', 'text', (c) => c.primaryKey().notNull())
      .addColumn('shop', 'integer', (c) => c.notNull())
      .addColumn('plan', 'text', (c) => c.notNull())
      .execute()
  },
}

/** As Kysely types. */
export interface EvidenceTables {
  /** The gateway's signature on the chain behind the row at `pos`, which ends a commit. */
  seal: { shop: number; pos: number; at: number; signature: Uint8Array }
  /** Rows that were announced as erased and may not all be yet; `plan`: JSON of an ErasurePlan. */
  erasure: { id: string; shop: number; plan: string }
}
