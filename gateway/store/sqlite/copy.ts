import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { StoreError } from '../errors.ts'
import { migrate } from '../migrations/index.ts'
import { LOG_SPAN } from '../schema.ts'
import { connect, explained, prepareForWriting } from './connection.ts'
import type { Connection, Value } from './driver.ts'
import { kyselyOf, newEpoch } from './engine.ts'

const SLICE = 2000

export interface CopyOptions {
  /** Restoring makes another history: cursors into the old one must not be taken for its own (S7). */
  readonly newEpoch: boolean
}

/**
 * Copies the record to a new file, encrypted with `key`, while the source goes on being written: the
 * log only grows, so what is there now is copied in slices, without holding the writer up. The file
 * appears under its name when it is whole and on disk.
 *
 * @returns the head of each shop in the copy
 * @throws StoreError exists, io
 */
export async function copyRecord(
  source: Connection,
  target: string,
  key: string,
  options: CopyOptions,
): Promise<Readonly<Record<string, number>>> {
  if (existsSync(target)) throw new StoreError('exists', `${target} exists already`)
  const unfinished = `${target}.part`
  remove(unfinished)
  let copy: Connection | undefined
  try {
    copy = connect(unfinished, key)
    prepareForWriting(copy, false)
    const tables = kyselyOf(copy)
    await migrate(tables)
    const heads = copySmallTables(source, copy)
    for (const { no, last } of heads) await copyLog(source, copy, no, last)
    if (options.newEpoch) await newEpoch(tables)
    copy.pragma('wal_checkpoint(TRUNCATE)')
    // One file, without a WAL beside it.
    copy.pragma('journal_mode = DELETE')
    copy.close()
    copy = undefined
    sync(unfinished)
    renameSync(unfinished, target)
    sync(dirname(target))
    return Object.fromEntries(heads.map(({ id, no, last }) => [id, last - no * LOG_SPAN]))
  } catch (error) {
    copy?.close()
    remove(unfinished)
    throw explained(error, target)
  }
}

/** In one go, without a pause: credentials, snapshots and heads are of the same moment. */
function copySmallTables(
  source: Connection,
  copy: Connection,
): { id: string; no: number; last: number }[] {
  const newest = source.prepare<[number, number], { id: number | null }>(
    'SELECT max(id) AS id FROM log WHERE id > ? AND id < ?',
  )
  const shops = source.prepare<[], { no: number; id: string }>('SELECT no, id FROM shop').all()
  const heads = shops.map(({ no, id }) => ({
    id,
    no,
    last: newest.get(no * LOG_SPAN, (no + 1) * LOG_SPAN)?.id ?? no * LOG_SPAN,
  }))
  copy.transaction(() => {
    for (const table of smallTables(source, copy))
      copyRows(copy, table, source.prepare(`SELECT * FROM ${table}`).all())
    const complete = 'SELECT id FROM snapshot WHERE parts IS NOT NULL'
    copyRows(
      copy,
      'snapshot',
      source.prepare('SELECT * FROM snapshot WHERE parts IS NOT NULL').all(),
    )
    copyRows(
      copy,
      'snapshot_part',
      source.prepare(`SELECT * FROM snapshot_part WHERE snapshot IN (${complete})`).all(),
    )
  })()
  return heads
}

/**
 * All but the log and its snapshots, which are copied in their own way, and the migrator's own. A
 * backup of an earlier version lacks the newest: they begin empty.
 */
function smallTables(source: Connection, copy: Connection): readonly string[] {
  const tablesOf = (db: Connection) =>
    db
      .prepare<[], { name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'")
      .all()
      .map(({ name }) => name)
  const there = new Set(tablesOf(source))
  return tablesOf(copy).filter(
    (name) =>
      there.has(name) &&
      !/^(?:sqlite|kysely)_/.test(name) &&
      name !== 'log' &&
      !name.startsWith('snapshot'),
  )
}

async function copyLog(
  source: Connection,
  copy: Connection,
  no: number,
  last: number,
): Promise<void> {
  const range = source.prepare<[number, number, number], { id: number }>(
    'SELECT id, row, row_hash, chain FROM log WHERE id > ? AND id <= ? ORDER BY id LIMIT ?',
  )
  let after = no * LOG_SPAN
  while (after < last) {
    const rows = range.all(after, last, SLICE)
    copy.transaction(() => copyRows(copy, 'log', rows))()
    after = rows.at(-1)?.id ?? last
    await new Promise((resolve) => setImmediate(resolve))
  }
}

function copyRows(copy: Connection, table: string, rows: readonly unknown[]): void {
  const [first] = rows as readonly Readonly<Record<string, Value>>[]
  if (!first) return
  const columns = Object.keys(first)
  const insert = copy.prepare<Value[]>(
    `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
  )
  for (const row of rows as readonly Readonly<Record<string, Value>>[])
    insert.run(...columns.map((column) => row[column] ?? null))
}

function remove(file: string): void {
  for (const end of ['', '-wal', '-shm', '-journal']) rmSync(file + end, { force: true })
}

function sync(path: string): void {
  // Windows can't open folders; there a rename is durable with the file system's own journal.
  if (process.platform === 'win32') return
  const handle = openSync(path, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
