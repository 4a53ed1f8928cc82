import type { ShopEvent } from '#shared/protocol/events.ts'
import { contentHash, type Row } from '../../desk/row.ts'
import type { ShopViews } from '../engine.ts'
import { StoreError } from '../errors.ts'
import { explained } from './connection.ts'
import type { Connection } from './driver.ts'

/** Raised with each change of the tables below: an older file is dropped and rebuilt. */
export const VIEWS_VERSION = 1

/**
 * A file of its own beside the log: its commits flush nothing (what is lost is followed again), they
 * never make the log wait, and dropping it is deleting a file.
 */
export function createViews(db: Connection): void {
  db.exec(`
    CREATE TABLE IF NOT EXISTS reached (shop TEXT PRIMARY KEY, pos INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS message (
      shop TEXT NOT NULL, conversation TEXT NOT NULL, cseq INTEGER NOT NULL,
      pos INTEGER NOT NULL, cid INTEGER,
      PRIMARY KEY (shop, conversation, cseq)
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS holder (
      shop TEXT NOT NULL, conversation TEXT NOT NULL, pos INTEGER NOT NULL, account TEXT NOT NULL,
      PRIMARY KEY (shop, conversation, pos)
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS file (
      shop TEXT NOT NULL, file TEXT NOT NULL, conversation TEXT NOT NULL,
      PRIMARY KEY (shop, file, conversation)
    ) WITHOUT ROWID;
    PRAGMA user_version = ${VIEWS_VERSION};
  `)
}

export class SqliteViews implements ShopViews {
  readonly #db: Connection
  readonly #shop: string
  readonly #addMessage
  readonly #addHolder
  readonly #addFile
  readonly #setReached
  readonly #page
  #reached: number

  constructor(db: Connection, shop: string) {
    this.#db = db
    this.#shop = shop
    this.#addMessage = db.prepare<[string, string, number, number, number | null]>(
      'INSERT INTO message (shop, conversation, cseq, pos, cid) VALUES (?, ?, ?, ?, ?)',
    )
    this.#addHolder = db.prepare<[string, string, number, string]>(
      'INSERT INTO holder (shop, conversation, pos, account) VALUES (?, ?, ?, ?)',
    )
    this.#addFile = db.prepare<[string, string, string]>(
      'INSERT OR IGNORE INTO file (shop, file, conversation) VALUES (?, ?, ?)',
    )
    this.#setReached = db.prepare<[string, number]>(
      'INSERT INTO reached (shop, pos) VALUES (?, ?) ON CONFLICT (shop) DO UPDATE SET pos = excluded.pos',
    )
    this.#page = db.prepare<[string, string, number, number], { pos: number }>(
      'SELECT pos FROM message WHERE shop = ? AND conversation = ? AND cseq < ? ORDER BY cseq DESC LIMIT ?',
    )
    this.#reached = this.#readReached()
  }

  #readReached(): number {
    return (
      this.#db
        .prepare<[string], { pos: number }>('SELECT pos FROM reached WHERE shop = ?')
        .get(this.#shop)?.pos ?? 0
    )
  }

  reached(): number {
    return this.#reached
  }

  async follow(rows: readonly Row[]): Promise<void> {
    const last = rows.at(-1)
    if (!last) return
    if (rows[0]?.pos !== this.#reached + 1 || last.pos !== this.#reached + rows.length)
      throw new StoreError('fenced', 'a view follows the log without holes')
    this.#run(() =>
      this.#db.transaction(() => {
        for (const row of rows) this.#take(row.event, row.pos)
        this.#setReached.run(this.#shop, last.pos)
      })(),
    )
    this.#reached = last.pos
  }

  #take(event: ShopEvent, pos: number): void {
    if (event.type === 'message.sent') {
      const { conversation, cseq, cid, body } = event.message
      this.#addMessage.run(
        this.#shop,
        conversation,
        cseq,
        pos,
        cid === null ? null : contentHash(cid),
      )
      if (body.kind === 'image' || body.kind === 'file')
        this.#addFile.run(this.#shop, body.file.id, conversation)
    } else if (event.type === 'conversation.assigned')
      this.#addHolder.run(this.#shop, event.conversation, pos, event.to)
  }

  async page(conversation: string, before: number, limit: number): Promise<readonly number[]> {
    return this.#run(() =>
      this.#page
        .all(this.#shop, conversation, before, limit)
        .map((row) => row.pos)
        .reverse(),
    )
  }

  async holders(conversation: string): Promise<readonly string[]> {
    return this.#run(() => {
      const rows = this.#db
        .prepare<[string, string], { account: string }>(
          'SELECT account FROM holder WHERE shop = ? AND conversation = ? ORDER BY pos',
        )
        .all(this.#shop, conversation)
      return [...new Set(rows.map((row) => row.account))]
    })
  }

  async withCid(conversation: string, cid: string): Promise<readonly number[]> {
    return this.#run(() =>
      this.#db
        .prepare<[string, string, number], { pos: number }>(
          'SELECT pos FROM message WHERE shop = ? AND conversation = ? AND cid = ? ORDER BY cseq',
        )
        .all(this.#shop, conversation, contentHash(cid))
        .map((row) => row.pos),
    )
  }

  async withFile(file: string): Promise<readonly string[]> {
    return this.#run(() =>
      this.#db
        .prepare<[string, string], { conversation: string }>(
          'SELECT conversation FROM file WHERE shop = ? AND file = ?',
        )
        .all(this.#shop, file)
        .map((row) => row.conversation),
    )
  }

  async drop(): Promise<void> {
    this.#run(() =>
      this.#db.transaction(() => {
        for (const table of ['message', 'holder', 'file', 'reached'])
          this.#db.prepare<[string]>(`DELETE FROM ${table} WHERE shop = ?`).run(this.#shop)
      })(),
    )
    this.#reached = 0
  }

  async dump(): Promise<readonly unknown[]> {
    return this.#run(() =>
      ['message', 'holder', 'file', 'reached'].flatMap((table) =>
        this.#db.prepare<[string]>(`SELECT * FROM ${table} WHERE shop = ?`).all(this.#shop),
      ),
    )
  }

  #run<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      throw explained(error, this.#db.name)
    }
  }
}
