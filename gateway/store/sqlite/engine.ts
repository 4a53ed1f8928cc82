import { randomBytes } from 'node:crypto'
import { existsSync, rmSync } from 'node:fs'
import { Kysely, SqliteDialect, type SqliteDatabase } from 'kysely'
import { besideStore } from '../beside/store.ts'
import { credentialStore } from '../credentials.ts'
import type { ShopLog, ShopSearch, ShopViews, StoreEngine } from '../engine.ts'
import { StoreError } from '../errors.ts'
import { migrate, refuseNewer } from '../migrations/index.ts'
import type { RecordTables } from '../schema.ts'
import { signerOf } from '../seals.ts'
import { Background } from './background.ts'
import { Checkpoints } from './checkpoints.ts'
import { connect, explained, prepareForWriting } from './connection.ts'
import type { Connection } from './driver.ts'
import { lockFile } from './lock.ts'
import { SqliteLog } from './log.ts'
import { createSearch, SEARCH_VERSION, SqliteSearch } from './search.ts'
import { createViews, SqliteViews, VIEWS_VERSION } from './views.ts'

export interface SqliteEngine extends StoreEngine {
  /** The file's connection and tables, for backup and verify. */
  readonly db: Connection
  readonly tables: Kysely<RecordTables>
}

/** Names of the migrations a file has seen; empty for a new file. */
export function appliedMigrations(db: Connection): readonly string[] {
  const there = db
    .prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'kysely_migration'")
    .get()
  if (there === undefined) return []
  return db
    .prepare<[], { name: string }>('SELECT name FROM kysely_migration ORDER BY name')
    .all()
    .map((row) => row.name)
}

export function kyselyOf(db: Connection): Kysely<RecordTables> {
  // The driver's own types say less than it does: run, get and all take an array, too.
  const database = db as unknown as SqliteDatabase
  return new Kysely<RecordTables>({ dialect: new SqliteDialect({ database }) })
}

/** Opens or creates the record in `file` and what follows it in `file`.views and `file`.search, alone until `close`. */
export async function openSqlite(file: string, key: string): Promise<SqliteEngine> {
  const unlock = lockFile(file)
  let db: Connection | undefined
  try {
    db = connect(file, key)
    const applied = appliedMigrations(db)
    refuseNewer(applied)
    prepareForWriting(db, true)
    const tables = kyselyOf(db)
    await migrate(tables)
    // Before it, what was deleted was left in free pages.
    if (applied.length > 0 && !applied.includes('0005-evidence')) db.exec('VACUUM')
    const epoch = await readOrMakeEpoch(tables)
    return engineOf(file, key, db, tables, epoch, unlock)
  } catch (error) {
    db?.close()
    unlock()
    throw explained(error, file)
  }
}

async function readOrMakeEpoch(tables: Kysely<RecordTables>): Promise<string> {
  const row = await tables
    .selectFrom('meta')
    .select('value')
    .where('key', '=', 'epoch')
    .executeTakeFirst()
  return row?.value ?? (await newEpoch(tables))
}

/** Ends every cursor into what was before (S7). */
export async function newEpoch(tables: Kysely<RecordTables>): Promise<string> {
  const value = randomBytes(16).toString('hex')
  await tables
    .insertInto('meta')
    .values({ key: 'epoch', value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute()
  return value
}

function engineOf(
  file: string,
  key: string,
  db: Connection,
  tables: Kysely<RecordTables>,
  epoch: string,
  unlock: () => void,
): SqliteEngine {
  const views = `${file}.views`
  const search = `${file}.search`
  // Half taken out of the index, words can be taken out no more: it is made anew without them.
  if (db.prepare('SELECT 1 FROM erasure LIMIT 1').get() !== undefined) removeFile(search)
  // Made ready here, then left to the thread: two connections would be two caches.
  ready(views, key, { epoch, version: VIEWS_VERSION, create: createViews })
  ready(search, key, { epoch, version: SEARCH_VERSION, create: createSearch })
  const background = new Background({ record: file, views, search }, key)
  const checkpoints = new Checkpoints([file, views, search], background)
  const beside = besideStore(db, tables)
  const signer = signerOf(db)
  const insertShop = db.prepare<[string]>('INSERT OR IGNORE INTO shop (id) VALUES (?)')
  const selectShop = db.prepare<[string], { no: number }>('SELECT no FROM shop WHERE id = ?')
  const numberOf = (shop: string): number => {
    try {
      insertShop.run(shop)
      const row = selectShop.get(shop)
      if (!row) throw new StoreError('io', 'the shop was just written')
      return row.no
    } catch (error) {
      throw explained(error, file)
    }
  }
  return {
    db,
    tables,
    epoch,
    credentials: credentialStore(tables),
    beside,
    async shops() {
      const rows = await tables.selectFrom('shop').select('id').orderBy('no').execute()
      return rows.map((row) => row.id)
    },
    async log(shop): Promise<ShopLog> {
      return new SqliteLog(db, numberOf(shop), { shop, signer })
    },
    async views(shop): Promise<ShopViews> {
      return await SqliteViews.open(background.on('views'), shop)
    },
    async search(shop): Promise<ShopSearch> {
      return await SqliteSearch.open(background.on('search'), numberOf(shop))
    },
    signer,
    scrub: () => background.scrub(),
    async close() {
      checkpoints.stop()
      beside.close()
      await background.close()
      // Closing the last connection writes the WAL back and removes it.
      await tables.destroy()
      db.close()
      unlock()
    },
  }
}

interface Derived {
  readonly epoch: string
  readonly version: number
  readonly create: (db: Connection) => void
}

/** A derived file that can't be used is no loss: it is made again from the log. */
function ready(file: string, key: string, derived: Derived): void {
  if (existsSync(file) && isOurs(file, key, derived)) return
  removeFile(file)
  const db = connect(file, key)
  prepareForWriting(db, false)
  db.exec('CREATE TABLE origin (epoch TEXT NOT NULL)')
  derived.create(db)
  db.prepare<[string]>('INSERT INTO origin (epoch) VALUES (?)').run(derived.epoch)
  db.close()
}

function removeFile(file: string): void {
  for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true })
}

function isOurs(file: string, key: string, { epoch, version }: Derived): boolean {
  let db: Connection | undefined
  try {
    db = connect(file, key)
    return (
      db.pragma('user_version', { simple: true }) === version &&
      db.prepare<[], { epoch: string }>('SELECT epoch FROM origin').get()?.epoch === epoch
    )
  } catch {
    return false
  } finally {
    db?.close()
  }
}
