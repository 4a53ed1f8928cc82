import { hash } from 'node:crypto'
import type { ChainedText, ErasurePlan, LogText, ShopLog, StoredSnapshot } from '../engine.ts'
import { StoreError } from '../errors.ts'
import { CHAIN_START, LOG_SPAN } from '../schema.ts'
import { SEAL_EVERY, sealText, type Seal, type Signer } from '../seals.ts'
import { explained } from './connection.ts'
import type { Connection } from './driver.ts'

interface StoredRow {
  readonly id: number
  readonly row: string | null
  readonly row_hash: Uint8Array | null
}

/** By whom the log is sealed as it grows; without one it is only read. */
export interface Sealing {
  readonly shop: string
  readonly signer: Signer
}

/** Parts of an old snapshot that are deleted at once: their pages are overwritten with it. */
const DROPPED_AT_ONCE = 16

const HASH_BYTES = 32
/** Rows that one statement inserts: most of what a small one costs is calling it. */
const TOGETHER = 16

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

/** Each text as UTF-8, made once for its hash and for the database. */
function bytesOf(rows: readonly LogText[]): Buffer[] {
  // A UTF-16 unit takes at most three bytes.
  const bytes = Buffer.allocUnsafe(rows.reduce((sum, { text }) => sum + 3 * text.length, 0))
  let end = 0
  return rows.map(({ text }) => bytes.subarray(end, (end += bytes.write(text, end))))
}

function hashesOf(texts: readonly Uint8Array[]): Buffer {
  const hashes = Buffer.allocUnsafe(texts.length * HASH_BYTES)
  // As text and written in place: cheaper than a buffer for each.
  let end = 0
  for (const text of texts)
    end += hashes.write(hash('sha256', text, 'binary'), end, HASH_BYTES, 'latin1')
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
  readonly #insertInside
  readonly #insertMany
  readonly #newest
  readonly #oldest
  readonly #range
  readonly #one
  readonly #sealing: Sealing | null
  readonly #insertSeal
  /** Head and chain as last committed; null when they must be read again. */
  #tip: { pos: number; chain: Uint8Array } | null = null
  /** Pos of the newest seal; null: not asked yet. */
  #sealed: number | null = null

  constructor(db: Connection, no: number, sealing: Sealing | null = null) {
    this.#db = db
    this.#sealing = sealing
    this.#insertSeal =
      sealing === null
        ? null
        : db.prepare<[number, number, number, Uint8Array]>(
            'INSERT OR IGNORE INTO seal (shop, pos, at, signature) VALUES (?, ?, ?, ?)',
          )
    this.#no = no
    this.#base = no * LOG_SPAN
    this.#begin = db.prepare('BEGIN IMMEDIATE')
    this.#commit = db.prepare('COMMIT')
    // Their texts come as bytes.
    this.#insert = db.prepare<[number, Uint8Array, Uint8Array]>(
      'INSERT INTO log (id, row, chain) VALUES (?, CAST(? AS TEXT), ?)',
    )
    // Rows inside a commit: only its last one bears the chain.
    const inside = "(?, CAST(? AS TEXT), x'')"
    this.#insertInside = db.prepare<[number, Uint8Array]>(
      `INSERT INTO log (id, row, chain) VALUES ${inside}`,
    )
    this.#insertMany = db.prepare<(number | Uint8Array)[]>(
      `INSERT INTO log (id, row, chain) VALUES ${Array.from({ length: TOGETHER }, () => inside).join()}`,
    )
    this.#newest = db.prepare<[number, number], { id: number; chain: Uint8Array }>(
      'SELECT id, chain FROM log WHERE id > ? AND id < ? ORDER BY id DESC LIMIT 1',
    )
    this.#oldest = db.prepare<[number, number], { id: number }>(
      'SELECT id FROM log WHERE id > ? AND id < ? ORDER BY id LIMIT 1',
    )
    this.#range = db.prepare<[number, number, number], StoredRow>(
      'SELECT id, row, row_hash FROM log WHERE id > ? AND id < ? ORDER BY id LIMIT ?',
    )
    this.#one = db.prepare<[number], StoredRow>('SELECT id, row, row_hash FROM log WHERE id = ?')
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
      if (rows.some(({ pos }, index) => pos !== after + 1 + index))
        throw new StoreError('fenced', 'positions have no holes')
      const texts = bytesOf(rows)
      const chain = nextChain(tip.chain, hashesOf(texts))
      const last = after + rows.length
      this.#begin.run()
      try {
        this.#insertAll(after + 1, texts, chain)
        const seals = this.#sealing !== null && last - this.#lastSeal() >= SEAL_EVERY
        if (seals) this.#addSeal(last, chain)
        this.#commit.run()
        if (seals) this.#sealed = last
      } catch (error) {
        // SQLite has rolled back by itself after a full disk.
        if (this.#db.inTransaction) this.#db.prepare('ROLLBACK').run()
        throw error
      }
      this.#tip = { pos: last, chain }
    })
  }

  /** The last of them bears the chain. */
  #insertAll(first: number, texts: readonly Uint8Array[], chain: Uint8Array): void {
    const inside = texts.slice(0, -1)
    const values = inside.flatMap((text, index) => [this.#base + first + index, text])
    const many = inside.length - (inside.length % TOGETHER)
    for (let at = 0; at < many; at += TOGETHER)
      this.#insertMany.run(...values.slice(2 * at, 2 * (at + TOGETHER)))
    for (const [index, text] of inside.slice(many).entries())
      this.#insertInside.run(this.#base + first + many + index, text)
    for (const text of texts.slice(-1))
      this.#insert.run(this.#base + first + inside.length, text, chain)
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

  async chained(after: number, limit: number): Promise<readonly ChainedText[]> {
    return this.#run(() =>
      this.#db
        .prepare<[number, number, number], StoredRow & { chain: Uint8Array }>(
          'SELECT id, row, row_hash, chain FROM log WHERE id > ? AND id < ? ORDER BY id LIMIT ?',
        )
        .all(this.#base + after, this.#base + LOG_SPAN, limit)
        .map((row) => ({ ...this.#toText(row), chain: row.chain.length > 0 ? row.chain : null })),
    )
  }

  async seals(): Promise<readonly Seal[]> {
    return this.#run(() =>
      this.#db
        .prepare<[number], Seal>('SELECT pos, at, signature FROM seal WHERE shop = ? ORDER BY pos')
        .all(this.#no),
    )
  }

  async seal(): Promise<void> {
    this.#run(() => {
      const tip = this.#readTip()
      if (this.#sealing === null || tip.pos <= this.#lastSeal()) return
      this.#addSeal(tip.pos, tip.chain)
      this.#sealed = tip.pos
    })
  }

  #lastSeal(): number {
    this.#sealed ??=
      this.#db
        .prepare<[number], { pos: number | null }>(
          'SELECT max(pos) AS pos FROM seal WHERE shop = ?',
        )
        .get(this.#no)?.pos ?? 0
    return this.#sealed
  }

  #addSeal(pos: number, chain: Uint8Array): void {
    if (this.#sealing === null) return
    const at = Date.now()
    const { shop, signer } = this.#sealing
    const text = sealText(shop, pos, at, Buffer.from(chain).toString('hex'))
    this.#insertSeal?.run(this.#no, pos, at, signer.sign(text))
  }

  async planErasure(plan: ErasurePlan): Promise<void> {
    this.#run(() =>
      this.#db
        .prepare<[string, number, string]>('INSERT INTO erasure (id, shop, plan) VALUES (?, ?, ?)')
        .run(plan.id, this.#no, JSON.stringify(plan)),
    )
  }

  async erasures(): Promise<readonly ErasurePlan[]> {
    return this.#run(() =>
      this.#db
        .prepare<[number], { plan: string }>('SELECT plan FROM erasure WHERE shop = ?')
        .all(this.#no)
        .map(({ plan }) => JSON.parse(plan) as ErasurePlan),
    )
  }

  async erasureDone(id: string): Promise<void> {
    this.#run(() => this.#db.prepare<[string]>('DELETE FROM erasure WHERE id = ?').run(id))
  }

  async reduce(rows: readonly LogText[]): Promise<void> {
    const update = this.#db.prepare<[string, Uint8Array, number]>(
      'UPDATE log SET row = ?, row_hash = ? WHERE id = ?',
    )
    this.#run(() =>
      this.#db.transaction(() => {
        for (const { pos, text } of rows) {
          const stored = this.#one.get(this.#base + pos)
          if (!stored || stored.row === null || stored.row === text) continue
          update.run(text, stored.row_hash ?? hashOfRow(stored.row), stored.id)
        }
      })(),
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
    this.#run(() =>
      db.prepare<[number, number]>('UPDATE snapshot SET parts = ? WHERE id = ?').run(count, id),
    )
    await this.#dropSnapshots(id)
  }

  /** Older than this one. A little at a time: what is deleted is overwritten, and the shop goes on. */
  async #dropSnapshots(id: number): Promise<void> {
    const db = this.#db
    const old = this.#run(() =>
      db
        .prepare<[number, number], { id: number }>(
          'SELECT id FROM snapshot WHERE shop = ? AND id < ?',
        )
        .all(this.#no, id),
    )
    const parts = db.prepare<[number, number, number]>(
      `DELETE FROM snapshot_part WHERE snapshot = ? AND part IN
       (SELECT part FROM snapshot_part WHERE snapshot = ? LIMIT ?)`,
    )
    for (const { id: one } of old) {
      // No longer one to begin with, before it loses its parts; its row goes last, so none is left over.
      this.#run(() =>
        db.prepare<[number]>('UPDATE snapshot SET parts = NULL WHERE id = ?').run(one),
      )
      while (this.#run(() => parts.run(one, one, DROPPED_AT_ONCE).changes) > 0)
        await new Promise((resolve) => setImmediate(resolve))
      this.#run(() => db.prepare<[number]>('DELETE FROM snapshot WHERE id = ?').run(one))
    }
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

  #toText({ id, row, row_hash: hash }: StoredRow): LogText {
    if (row === null) throw new StoreError('corrupt', 'a row has no text')
    const pos = id - this.#base
    return hash === null ? { pos, text: row } : { pos, text: row, hash }
  }

  #run<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      throw explained(error, this.#db.name)
    }
  }
}
