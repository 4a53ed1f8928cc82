import type { Kysely } from 'kysely'
import type { Actor, CredentialStore, SessionRow } from '../desk/contract.ts'
import type { RecordTables } from './schema.ts'
import { signInStore } from './sign-in.ts'

/** Passwords and sessions must be erasable, so they are tables beside the log (decision 0020). */
export function credentialStore(db: Kysely<RecordTables>): CredentialStore {
  return {
    ...signInStore(db),
    async passwordHash(shop, account) {
      const row = await db
        .selectFrom('credential')
        .select('hash')
        .where('shop', '=', shop)
        .where('account', '=', account)
        .executeTakeFirst()
      return row?.hash ?? null
    },
    async setPasswordHash(shop, account, hash) {
      await db
        .insertInto('credential')
        .values({ shop, account, hash })
        .onConflict((conflict) => conflict.columns(['shop', 'account']).doUpdateSet({ hash }))
        .execute()
    },
    async addSession(session) {
      await db
        .insertInto('session')
        .values({
          id: session.id,
          shop: session.shop,
          subject: JSON.stringify(session.subject),
          account: session.subject.kind === 'account' ? session.subject.account : null,
          refresh_hash: session.refreshHash,
          device_id: session.device.id,
          device_name: session.device.name,
          address: session.address,
          app: session.app,
          created_at: session.createdAt,
          last_seen_at: session.lastSeenAt,
        })
        // The same session again is how its last use and a new refresh token are kept.
        .onConflict((conflict) =>
          conflict.column('id').doUpdateSet({
            refresh_hash: session.refreshHash,
            device_name: session.device.name,
            address: session.address,
            app: session.app,
            last_seen_at: session.lastSeenAt,
          }),
        )
        .execute()
    },
    async sessions() {
      const rows = await db.selectFrom('session').selectAll().execute()
      return rows.map((row): SessionRow => ({
        id: row.id,
        shop: row.shop,
        subject: JSON.parse(row.subject) as Actor,
        refreshHash: row.refresh_hash,
        device: { id: row.device_id, name: row.device_name },
        address: row.address,
        app: row.app,
        createdAt: row.created_at,
        lastSeenAt: row.last_seen_at,
      }))
    },
    async removeSession(id) {
      await db.deleteFrom('session').where('id', '=', id).execute()
    },
    async removeSessionsOf(shop, account, except) {
      const rows = await db
        .deleteFrom('session')
        .where('shop', '=', shop)
        .where('account', '=', account)
        .$if(except !== undefined, (query) => query.where('id', '!=', except ?? ''))
        .returning('id')
        .execute()
      return rows.map((row) => row.id)
    },
    async setting(key) {
      const row = await db
        .selectFrom('setting')
        .select('value')
        .where('key', '=', key)
        .executeTakeFirst()
      return row?.value ?? null
    },
    async setSetting(key, value) {
      await db
        .insertInto('setting')
        .values({ key, value })
        .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
        .execute()
    },
  }
}
