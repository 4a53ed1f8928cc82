import { sql, type Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * A6: second factors, and what is known of where each account signs in. All of it must be erasable,
 * and the secrets lie in the encrypted file alone.
 */
export const signIn0004: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('second_factor')
      .addColumn('shop', 'text', (c) => c.notNull())
      .addColumn('account', 'text', (c) => c.notNull())
      .addColumn('secret', 'text', (c) => c.notNull())
      .addColumn('since', 'integer', (c) => c.notNull())
      .addPrimaryKeyConstraint('second_factor_key', ['shop', 'account'])
      .execute()
    // The key is the rule: whoever inserts a step first has used that code.
    await db.schema
      .createTable('second_factor_used')
      .addColumn('shop', 'text', (c) => c.notNull())
      .addColumn('account', 'text', (c) => c.notNull())
      .addColumn('step', 'integer', (c) => c.notNull())
      .addPrimaryKeyConstraint('second_factor_used_key', ['shop', 'account', 'step'])
      .execute()
    await db.schema
      .createTable('recovery_code')
      .addColumn('shop', 'text', (c) => c.notNull())
      .addColumn('account', 'text', (c) => c.notNull())
      .addColumn('hash', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('recovery_code_key', ['shop', 'account', 'hash'])
      .execute()
    await db.schema
      .createTable('known_origin')
      .addColumn('shop', 'text', (c) => c.notNull())
      .addColumn('account', 'text', (c) => c.notNull())
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('value', 'text', (c) => c.notNull())
      .addColumn('at', 'integer', (c) => c.notNull())
      .addPrimaryKeyConstraint('known_origin_key', ['shop', 'account', 'kind', 'value'])
      .execute()
    await db.schema
      .alterTable('session')
      .addColumn('address', 'text', (c) => c.notNull().defaultTo(''))
      .execute()
    await db.schema
      .alterTable('session')
      .addColumn('app', 'text', (c) => c.notNull().defaultTo(''))
      .execute()
    // Whoever is signed in now is no stranger to this gateway tomorrow.
    await sql`
      insert into known_origin (shop, account, kind, value, at)
      select shop, account, 'device', device_id, max(last_seen_at) from session
      where account is not null and device_id <> '' group by shop, account, device_id
    `.execute(db)
  },
}

/** As Kysely types. */
export interface SignInTables {
  /** `secret`: base32. */
  second_factor: { shop: string; account: string; secret: string; since: number }
  second_factor_used: { shop: string; account: string; step: number }
  recovery_code: { shop: string; account: string; hash: string }
  known_origin: {
    shop: string
    account: string
    kind: 'device' | 'place'
    value: string
    at: number
  }
}
