import { hash } from 'node:crypto'
import type { LogText, ShopLog, StoredSnapshot } from '../engine.ts'
import { StoreError } from '../errors.ts'
import { CHAIN_START, LOG_SPAN } from '../schema.ts'
import { explained } from './connection.ts'
import type { Connection } from './driver.ts'

interface StoredRow {
  readonly id: number
  readonly row: string | null
}

const HASH_BYTES = 32
/** The chain of a row inside a commit: only the commit's last row bears one. */
const INSIDE = Buffer.alloc(0)

/**
 * SHA-256(chain before + SHA-256(row) of each row of one commit): over hashes, so that erased words
 * leave it whole (T5).
 */
export function nextChain(before: Uint8Array, rowHashes: Uint8Array): Buffer {
  return hash('sha256', Buffer.concat([before, rowHashes]), 'buffer')
}

export function hashOfRow(text: string): Buffer {
  return hash('sha256', text, 'buffer')
}

function hashesOf(rows: readonly LogText[]): Buffer {
  const hashes = Buffer.allocUnsafe(rows.length * HASH_BYTES)
  // As text and written in place: cheaper than a buffer for each.
  for (const [index, { text }] of rows.entries())
    hashes.write(hash('sha256', text, 'binary'), index * HASH_BYTES, 'latin1')
  return hashes
}

/** One shop's stretch of the one log. Statements are prepared once: appends are the hot path. */
export class SqliteLog implements ShopLog {
  readonly #db: Connection
  readonly #no: number
  readonly #base: number
  readonly #begin
  readonly #commit
  readonly #insert
  readonly #newest
  readonly #oldest
  readonly #range
  readonly #one
  /** Head and chain as last committed; null when they must be read again. */
  #tip: { pos: number; chain: Uint8Array } | null = null

  constructor(db: Connection, no: number) {
    this.#db = db
    this.#no = no
    this.#base = no * LOG_SPAN
    this.#begin = db.prepare('BEGIN IMMEDIATE')
    this.#commit = db.prepare('COMMIT')
    this.#insert = db.prepare<[number, string, Uint8Array]>(
      'INSERT INTO log (id, row, chain) VALUES (?, ?, ?)',
    )
    this.#newest = db.prepare<[number, number], { id: number; chain: Uint8Array }>(
      'SELECT id, chain FROM log WHERE id > ? AND id < ? ORDER BY id DESC LIMIT 1',
    )
    this.#oldest = db.prepare<[number, number], { id: number }>(
      'SELECT id FROM log WHERE id > ? AND id < ? ORDER BY id LIMIT 1',
    )
    this.#range = db.prepare<[number, number, number], StoredRow>(
      'SELECT id, row FROM log WHERE id > ? AND id < ? ORDER BY id LIMIT ?',
    )
    this.#one = db.prepare<[number], StoredRow>('SELECT id, row FROM log WHERE id = ?')
  }

  async head(): Promise<number> {
    return this.#run(() => this.#readTip().pos)
  }

  async first(): Promise<number> {
    return this.#run(() => {
      const oldest = this.#oldest.get(this.#base, this.#base + LOG_SPAN)
      return oldest ? oldest.id - this.#base : this.#readTip().pos + 1
    })
  }

  async append(after: number, rows: readonly LogText[]): Promise<void> {
    if (rows.length === 0) return
    this.#run(() => {
      // Until the commit is known to be there, what is on disk is asked again.
      const tip = this.#readTip()
      this.#tip = null
      if (tip.pos !== after)
        throw new StoreError('fenced', 'the log was written to by someone else')
      const chain = nextChain(tip.chain, hashesOf(rows))
      const last = after + rows.length
      let { pos } = tip
      this.#begin.run()
      try {
        for (const row of rows) {
          if (row.pos !== ++pos) throw new StoreError('fenced', 'positions have no holes')
          this.#insert.run(this.#base + pos, row.text, pos === last ? chain : INSIDE)
        }
        this.#commit.run()
      } catch (error) {
        // SQLite has rolled back by itself after a full disk.
        if (this.#db.inTransaction) this.#db.prepare('ROLLBACK').run()
        throw error
      }
      this.#tip = { pos, chain }
    })
  }

  async read(after: number, limit: number): Promise<readonly LogText[]> {
    return this.#run(() =>
      this.#range
        .all(this.#base + after, this.#base + LOG_SPAN, limit)
        .map((row) => this.#toText(row)),
    )
  }

  async readAt(positions: readonly number[]): Promise<readonly LogText[]> {
    return this.#run(() =>
      positions
        .map((pos) => this.#one.get(this.#base + pos))
        .filter((row) => row !== undefined)
        .map((row) => this.#toText(row)),
    )
  }

  async newestSnapshot(): Promise<StoredSnapshot | null> {
    return this.#run(() => {
      const newest = this.#db
        .prepare<[number], { id: number; pos: number; parts: number }>(
          'SELECT id, pos, parts FROM snapshot WHERE shop = ? AND parts IS NOT NULL ORDER BY pos DESC, id DESC LIMIT 1',
        )
        .get(this.#no)
      if (!newest) return null
      const parts = this.#db
        .prepare<[number], { text: string }>(
          'SELECT text FROM snapshot_part WHERE snapshot = ? ORDER BY part',
        )
        .all(newest.id)
      return parts.length === newest.parts
        ? { pos: newest.pos, parts: parts.map((part) => part.text) }
        : null
    })
  }

  async writeSnapshot(snapshot: {
    readonly pos: number
    readonly parts: Iterable<string>
  }): Promise<void> {
    const db = this.#db
    const id = this.#run(() =>
      Number(
        db
          .prepare<[number, number]>('INSERT INTO snapshot (shop, pos) VALUES (?, ?)')
          .run(this.#no, snapshot.pos).lastInsertRowid,
      ),
    )
    const insert = db.prepare<[number, number, string]>(
      'INSERT INTO snapshot_part (snapshot, part, text) VALUES (?, ?, ?)',
    )
    let count = 0
    for (const text of snapshot.parts) {
      this.#run(() => insert.run(id, count, text))
      count++
      await new Promise((resolve) => setImmediate(resolve))
    }
    this.#run(() => {
      db.transaction(() => {
        db.prepare<[number, number]>('UPDATE snapshot SET parts = ? WHERE id = ?').run(count, id)
        db.prepare<[number, number]>(
          'DELETE FROM snapshot_part WHERE snapshot IN (SELECT id FROM snapshot WHERE shop = ? AND id < ?)',
        ).run(this.#no, id)
        db.prepare<[number, number]>('DELETE FROM snapshot WHERE shop = ? AND id < ?').run(
          this.#no,
          id,
        )
      })()
    })
  }

  #readTip(): { pos: number; chain: Uint8Array } {
    if (this.#tip === null) {
      const newest = this.#newest.get(this.#base, this.#base + LOG_SPAN)
      this.#tip = newest
        ? { pos: newest.id - this.#base, chain: newest.chain }
        : { pos: 0, chain: CHAIN_START }
    }
    return this.#tip
  }

  #toText({ id, row }: StoredRow): LogText {
    if (row === null) throw new StoreError('corrupt', 'an erased row was asked for')
    return { pos: id - this.#base, text: row }
  }

  #run<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      throw explained(error, this.#db.name)
    }
  }
}
