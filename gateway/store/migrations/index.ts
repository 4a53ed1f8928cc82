import type { Kysely } from 'kysely'
import { Migrator, type Migration, type MigrationProvider } from 'kysely/migration'
import { StoreError } from '../errors.ts'
import type { RecordTables } from '../schema.ts'
import { record0001 } from './0001-record.ts'
import { beside0002 } from './0002-beside.ts'
import { evidence0005 } from './0005-evidence.ts'
import { words0006 } from './0006-words.ts'
import { practice0007 } from './0007-practice.ts'
import { practiceItems0008 } from './0008-practice-items.ts'
import { exams0009 } from './0009-exams.ts'
import { orders0003 } from './0003-orders.ts'
import { signIn0004 } from './0004-sign-in.ts'

/** Forward only, in the order of their names; one that was released is never changed. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-record': record0001,
  '0002-beside': beside0002,
  '0005-evidence': evidence0005,
  '0006-words': words0006,
  '0007-practice': practice0007,
  '0008-practice-items': practiceItems0008,
  '0009-exams': exams0009,
  '0003-orders': orders0003,
  '0004-sign-in': signIn0004,
}

/** Brings the schema up; `upTo` is for tests of a single migration. */
export async function migrate(db: Kysely<RecordTables>, upTo?: string): Promise<void> {
  const provider: MigrationProvider = {
    getMigrations: () => Promise.resolve({ ...MIGRATIONS }),
  }
  const migrator = new Migrator({ db, provider })
  const { error } =
    upTo === undefined ? await migrator.migrateToLatest() : await migrator.migrateTo(upTo)
  if (error !== undefined)
    throw new StoreError('io', 'the database could not be brought to this version', {
      cause: error,
    })
}

/** Asked before anything is written. */
export function refuseNewer(applied: readonly string[]): void {
  if (applied.some((name) => !(name in MIGRATIONS)))
    throw new StoreError(
      'newer',
      'the database was written by a newer version of Xiaoer; it is left untouched. Use that version, or restore a backup made by this one',
    )
}
