import type { Kysely } from 'kysely'
import { KEPT_STEPS, KNOWN_ORIGINS, type SignInStore } from '../accounts/store.ts'
import type { RecordTables } from './schema.ts'

export function signInStore(db: Kysely<RecordTables>): SignInStore {
  const recoveryRows = (shop: string, account: string, hashes: readonly string[]) =>
    hashes.map((hash) => ({ shop, account, hash }))
  const of = (shop: string, account: string) => ({ shop, account })

  return {
    async secondFactor(shop, account) {
      const row = await db
        .selectFrom('second_factor')
        .select(['secret', 'since'])
        .where('shop', '=', shop)
        .where('account', '=', account)
        .executeTakeFirst()
      return row ?? null
    },
    async setSecondFactor(shop, account, factor, recovery) {
      await db.transaction().execute(async (trx) => {
        for (const table of ['second_factor', 'recovery_code'] as const)
          await trx
            .deleteFrom(table)
            .where('shop', '=', shop)
            .where('account', '=', account)
            .execute()
        await trx
          .insertInto('second_factor')
          .values({ ...of(shop, account), ...factor })
          .execute()
        await trx
          .insertInto('recovery_code')
          .values(recoveryRows(shop, account, recovery))
          .execute()
      })
    },
    async removeSecondFactor(shop, account) {
      return db.transaction().execute(async (trx) => {
        for (const table of ['recovery_code', 'second_factor_used'] as const)
          await trx
            .deleteFrom(table)
            .where('shop', '=', shop)
            .where('account', '=', account)
            .execute()
        const gone = await trx
          .deleteFrom('second_factor')
          .where('shop', '=', shop)
          .where('account', '=', account)
          .executeTakeFirst()
        return gone.numDeletedRows > 0n
      })
    },
    async useStep(shop, account, step) {
      await db
        .deleteFrom('second_factor_used')
        .where('shop', '=', shop)
        .where('account', '=', account)
        .where((eb) => eb.not(eb.between('step', step - KEPT_STEPS, step + KEPT_STEPS)))
        .execute()
      const made = await db
        .insertInto('second_factor_used')
        .values({ ...of(shop, account), step })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst()
      return (made.numInsertedOrUpdatedRows ?? 0n) > 0n
    },
    async useRecovery(shop, account, hash) {
      const used = await db
        .deleteFrom('recovery_code')
        .where('shop', '=', shop)
        .where('account', '=', account)
        .where('hash', '=', hash)
        .executeTakeFirst()
      return used.numDeletedRows > 0n
    },
    async setRecovery(shop, account, hashes) {
      await db.transaction().execute(async (trx) => {
        await trx
          .deleteFrom('recovery_code')
          .where('shop', '=', shop)
          .where('account', '=', account)
          .execute()
        await trx
          .insertInto('recovery_code')
          .values(recoveryRows(shop, account, hashes))
          .execute()
      })
    },
    async recoveryLeft(shop, account) {
      const row = await db
        .selectFrom('recovery_code')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where('shop', '=', shop)
        .where('account', '=', account)
        .executeTakeFirst()
      return Number(row?.count ?? 0)
    },
    async knownOrigins(shop, account) {
      const rows = await db
        .selectFrom('known_origin')
        .select(['kind', 'value'])
        .where('shop', '=', shop)
        .where('account', '=', account)
        .execute()
      const ofKind = (wanted: string) =>
        new Set(rows.filter(({ kind }) => kind === wanted).map(({ value }) => value))
      return { devices: ofKind('device'), places: ofKind('place') }
    },
    async rememberOrigin(shop, account, kind, value, at) {
      await db.transaction().execute(async (trx) => {
        await trx
          .insertInto('known_origin')
          .values({ ...of(shop, account), kind, value, at })
          .onConflict((conflict) =>
            conflict.columns(['shop', 'account', 'kind', 'value']).doUpdateSet({ at }),
          )
          .execute()
        const old = await trx
          .selectFrom('known_origin')
          .select('value')
          .where('shop', '=', shop)
          .where('account', '=', account)
          .where('kind', '=', kind)
          .orderBy('at', 'desc')
          .orderBy('value')
          .offset(KNOWN_ORIGINS)
          .limit(KNOWN_ORIGINS)
          .execute()
        if (old.length > 0)
          await trx
            .deleteFrom('known_origin')
            .where('shop', '=', shop)
            .where('account', '=', account)
            .where('kind', '=', kind)
            .where(
              'value',
              'in',
              old.map((row) => row.value),
            )
            .execute()
      })
    },
    async forgetOrigin(shop, account, kind, value) {
      await db
        .deleteFrom('known_origin')
        .where('shop', '=', shop)
        .where('account', '=', account)
        .where('kind', '=', kind)
        .where('value', '=', value)
        .execute()
    },
  }
}
