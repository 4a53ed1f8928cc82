import { closeSync, fsyncSync, openSync, rmSync } from 'node:fs'
import { decodeRow, encodeRow } from '../desk/row.ts'
import { ErasureDigest, sha256 } from '../desk/skeleton.ts'
import { migrate, refuseNewer } from '../store/migrations/index.ts'
import { LOG_SPAN } from '../store/schema.ts'
import { signerOf } from '../store/seals.ts'
import { connect, prepareForWriting } from '../store/sqlite/connection.ts'
import type { Connection, Value } from '../store/sqlite/driver.ts'
import { kyselyOf, newEpoch } from '../store/sqlite/engine.ts'
import { SqliteLog } from '../store/sqlite/log.ts'
import { Chain, rowsOf } from './check.ts'
import { BackupError } from './errors.ts'
import type { LedgerEntry, Manifest, Repository } from './manifest.ts'
import { breath, headsOf, unplain } from './reading.ts'
import { salvage, type Salvaged } from './salvage.ts'
import { readSealed } from './sealed.ts'

/** Setting of a restored database that its gateway carries out at its next start. */
export const RESTORED = 'backups.restored'
export interface RestoredNote {
  readonly at: number
  readonly set: string
  readonly seq: number
  readonly pointAt: number
  readonly salvaged: number
  /** Transcripts that were erased after the point: erased again. */
  readonly reapply: readonly { readonly shop: string; readonly buyer: string }[]
}

export interface RebuildOptions {
  readonly point: Manifest
  readonly ledger: readonly LedgerEntry[]
  readonly target: string
  readonly key: string
  /** A damaged database whose rows behind the point are taken over where they fit. */
  readonly salvageFrom: string | null
  readonly now: number
  readonly onProgress: (share: number) => void
}

/** The database as it was at the point, with an epoch of its own (S7, I10): one file, on the disk. */
export async function rebuild(repo: Repository, options: RebuildOptions): Promise<Salvaged> {
  const { point, target, key } = options
  refuseNewer(point.migrations)
  removeDatabase(target)
  const db = connect(target, key)
  try {
    prepareForWriting(db, false)
    const tables = kyselyOf(db)
    // As it was written; then as this version has it.
    await migrate(tables, point.migrations.at(-1))
    await fillTables(repo, db, point)
    await fillLog(repo, db, point, options.onProgress)
    const salvaged = options.salvageFrom
      ? await salvage(db, options.salvageFrom, key)
      : { rows: 0, tables: [] }
    await migrate(tables)
    const reapply = await announceErasures(db, options.ledger)
    await newEpoch(tables)
    const note: RestoredNote = {
      at: options.now,
      set: point.set,
      seq: point.seq,
      pointAt: point.at,
      salvaged: salvaged.rows,
      reapply,
    }
    db.prepare<[string, string]>('INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)').run(
      RESTORED,
      JSON.stringify(note),
    )
    db.pragma('wal_checkpoint(TRUNCATE)')
    db.pragma('journal_mode = DELETE')
    db.close()
    sync(target)
    return salvaged
  } catch (error) {
    if (db.inTransaction) db.exec('ROLLBACK')
    db.close()
    removeDatabase(target)
    throw error
  }
}

async function fillTables(repo: Repository, db: Connection, point: Manifest): Promise<void> {
  for (const { name, file } of point.tables) {
    if (!/^[a-z_]+$/.test(name)) throw new BackupError('damaged', 'a table has a strange name')
    let columns: readonly string[] | null = null
    db.exec(`DELETE FROM ${name}`)
    for await (const lines of readSealed(
      repo.path(point.set, file),
      repo.context(point.set, file),
      repo.key,
    )) {
      const rows = lines.map((line) => JSON.parse(line) as unknown[])
      columns ??= (rows.shift() ?? []).map(String)
      const names = columns
      const insert = db.prepare<Value[]>(
        `INSERT INTO ${name} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
      )
      db.transaction(() => {
        for (const row of rows) insert.run(...row.map(unplain))
      })()
      await breath()
    }
  }
}

async function fillLog(
  repo: Repository,
  db: Connection,
  point: Manifest,
  onProgress: (share: number) => void,
): Promise<void> {
  const insert = db.prepare<[number, string | null, Uint8Array | null, Uint8Array]>(
    'INSERT INTO log (id, row, row_hash, chain) VALUES (?, ?, ?, ?)',
  )
  const total = Math.max(
    1,
    point.shops.reduce((sum, { head }) => sum + head, 0),
  )
  let done = 0
  for (const { no, head, chain: wanted } of point.shops) {
    const chain = new Chain()
    for await (const rows of rowsOf(repo, point, no)) {
      db.transaction(() => {
        for (const row of rows) {
          if (!chain.add(row))
            throw new BackupError('damaged', `row ${row.pos} of the backup does not fit the chain`)
          insert.run(no * LOG_SPAN + row.pos, row.row, row.rowHash, row.chain)
        }
      })()
      done += rows.length
      onProgress(done / total)
      await breath()
    }
    if (head > 0 && (!chain.whole || chain.hex !== wanted))
      throw new BackupError('damaged', 'the log of the backup does not end as it did')
  }
}

/**
 * Rows that an erasure reduced behind this point's head name an erasure that this log never heard of:
 * it is told of it now, as its next rows. What an erasure took that this log still has is taken again
 * by the gateway when it starts.
 */
async function announceErasures(
  db: Connection,
  ledger: readonly LedgerEntry[],
): Promise<RestoredNote['reapply']> {
  const reapply: { shop: string; buyer: string }[] = []
  const reduced = db.prepare<
    [number, number, number],
    { id: number; row: string; row_hash: Uint8Array }
  >(
    'SELECT id, row, row_hash FROM log WHERE id > ? AND id < ? AND row_hash IS NOT NULL ORDER BY id LIMIT ?',
  )
  const announced = db.prepare<[number, number], { row: string; id: number }>(
    `SELECT id, row FROM log WHERE id > ? AND id < ? AND instr(row, '"transcript.erased"') > 0`,
  )
  for (const { no, id: shop, head } of headsOf(db)) {
    const base = no * LOG_SPAN
    const known = new Set<string>()
    for (const { id, row } of announced.all(base, base + LOG_SPAN)) {
      const { event } = decodeRow(id - base, row)
      if (event.type === 'transcript.erased') known.add(event.id)
    }
    const digests = new Map<string, ErasureDigest>()
    for (let after = base; ;) {
      const rows = reduced.all(after, base + LOG_SPAN, 500)
      for (const { id, row, row_hash: rowHash } of rows) {
        const { erased = [] } = decodeRow(id - base, row)
        for (let index = 0; index < erased.length; index += 2) {
          const erasure = erased[index] ?? ''
          if (known.has(erasure)) continue
          const digest = digests.get(erasure) ?? new ErasureDigest()
          digests.set(erasure, digest)
          digest.add(id - base, rowHash, erased[index + 1] ?? sha256(row))
        }
      }
      const last = rows.at(-1)
      if (!last) break
      after = last.id
      await breath()
    }
    const log = new SqliteLog(db, no, { shop, signer: signerOf(db) })
    let tip = head
    for (const entry of ledger) {
      if (entry.shop !== shop) continue
      const was = decodeRow(entry.pos, entry.row)
      if (was.event.type !== 'transcript.erased' || known.has(was.event.id)) continue
      if (was.event.buyer !== null) reapply.push({ shop, buyer: was.event.buyer })
      const digest = digests.get(was.event.id)
      digests.delete(was.event.id)
      if (!digest) continue
      const { rows } = digest
      const event = {
        ...was.event,
        rows,
        digest: digest.end(),
        upTo: Math.min(was.event.upTo, head),
      }
      const pos = tip + 1
      const text = encodeRow({ pos, at: was.at, event, audience: was.audience, origin: was.origin })
      await log.append(tip, [{ pos, text }])
      tip = pos
    }
    if (digests.size > 0)
      throw new BackupError('missing', 'the ledger of erasures is missing beside the backups')
  }
  return reapply
}

export function removeDatabase(file: string): void {
  for (const end of ['', '-wal', '-shm', '-journal']) rmSync(file + end, { force: true })
}

function sync(path: string): void {
  const handle = openSync(path, 'r+')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
