import type { ShopEvent } from '#shared/protocol/events.ts'
import { auditOf } from '../../desk/audit-entries.ts'
import { contentHash, type Row } from '../../desk/row.ts'
import { fileOf } from '../../desk/skeleton.ts'
import {
  HAPPENINGS,
  type AuditLookup,
  type DecisionLookup,
  type Happening,
  type ShopViews,
} from '../engine.ts'
import { StoreError } from '../errors.ts'
import type { SqlRunner } from './background.ts'
import type { Connection, Value } from './driver.ts'

/** Raised with each change of the tables below: an older file is dropped and rebuilt. */
export const VIEWS_VERSION = 5

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
    CREATE TABLE IF NOT EXISTS file (
      shop TEXT NOT NULL, file TEXT NOT NULL, conversation TEXT NOT NULL, cseq INTEGER NOT NULL,
      PRIMARY KEY (shop, file, conversation, cseq)
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS recalled (
      shop TEXT NOT NULL, conversation TEXT NOT NULL, cseq INTEGER NOT NULL,
      PRIMARY KEY (shop, conversation, cseq)
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS happening (
      shop TEXT NOT NULL, pos INTEGER NOT NULL, at INTEGER NOT NULL, kind INTEGER NOT NULL,
      conversation TEXT, account TEXT,
      PRIMARY KEY (shop, pos)
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS happening_at ON happening (shop, at);
    CREATE INDEX IF NOT EXISTS happening_conversation ON happening (shop, conversation, pos)
      WHERE conversation IS NOT NULL;
    CREATE INDEX IF NOT EXISTS happening_account ON happening (shop, account, kind, pos)
      WHERE account IS NOT NULL;
    -- T6. by: an id; empty: the gateway itself.
    CREATE TABLE IF NOT EXISTS audit (
      shop TEXT NOT NULL, pos INTEGER NOT NULL, at INTEGER NOT NULL, kind TEXT NOT NULL,
      by TEXT NOT NULL, account TEXT, buyer TEXT, alert INTEGER NOT NULL,
      PRIMARY KEY (shop, pos)
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS audit_kind ON audit (shop, kind, pos);
    CREATE INDEX IF NOT EXISTS audit_by ON audit (shop, by, pos);
    CREATE INDEX IF NOT EXISTS audit_account ON audit (shop, account, pos)
      WHERE account IS NOT NULL;
    CREATE INDEX IF NOT EXISTS audit_buyer ON audit (shop, buyer, pos) WHERE buyer IS NOT NULL;
    CREATE INDEX IF NOT EXISTS audit_alert ON audit (shop, pos) WHERE alert = 1;
    PRAGMA user_version = ${VIEWS_VERSION};
  `)
}

const ADD_MESSAGE =
  'INSERT INTO message (shop, conversation, cseq, pos, cid) VALUES (?, ?, ?, ?, ?)'
const ADD_FILE = 'INSERT OR IGNORE INTO file (shop, file, conversation, cseq) VALUES (?, ?, ?, ?)'
const ADD_RECALLED = 'INSERT OR IGNORE INTO recalled (shop, conversation, cseq) VALUES (?, ?, ?)'
const ADD_HAPPENING =
  'INSERT INTO happening (shop, pos, at, kind, conversation, account) VALUES (?, ?, ?, ?, ?, ?)'
const ADD_AUDIT =
  'INSERT INTO audit (shop, pos, at, kind, by, account, buyer, alert) VALUES (?, ?, ?, ?, ?, ?, ?, ?)'
const SET_CID = 'UPDATE message SET cid = ? WHERE shop = ? AND conversation = ? AND cseq = ?'
const DROP_FILE = 'DELETE FROM file WHERE shop = ? AND conversation = ? AND cseq = ?'
const SET_REACHED =
  'INSERT INTO reached (shop, pos) VALUES (?, ?) ON CONFLICT (shop) DO UPDATE SET pos = excluded.pos'
/** What a stretch of the log adds to the tables, as flat values. */
interface Additions {
  readonly messages: Value[]
  readonly files: Value[]
  readonly recalled: Value[]
  readonly happenings: Value[]
  readonly audit: Value[]
}
const TABLES = ['message', 'file', 'recalled', 'happening', 'audit', 'reached']

export class SqliteViews implements ShopViews {
  readonly #sql: SqlRunner
  readonly #shop: string
  #reached: number

  private constructor(sql: SqlRunner, shop: string, reached: number) {
    this.#sql = sql
    this.#shop = shop
    this.#reached = reached
  }

  static async open(sql: SqlRunner, shop: string): Promise<SqliteViews> {
    const rows = await sql.all<{ pos: number }>('SELECT pos FROM reached WHERE shop = ?', [shop])
    return new SqliteViews(sql, shop, rows[0]?.pos ?? 0)
  }

  reached(): number {
    return this.#reached
  }

  async follow(rows: readonly Row[]): Promise<void> {
    const last = rows.at(-1)
    if (!last) return
    if (rows[0]?.pos !== this.#reached + 1 || last.pos !== this.#reached + rows.length)
      throw new StoreError('fenced', 'a view follows the log without holes')
    const additions: Additions = {
      messages: [],
      files: [],
      recalled: [],
      happenings: [],
      audit: [],
    }
    for (const row of rows) {
      this.#take(row.event, row.pos, additions)
      this.#takeAudit(row, additions.audit)
      const found = happeningIn(row.event)
      if (found)
        additions.happenings.push(
          this.#shop,
          row.pos,
          row.at,
          HAPPENINGS[found.kind],
          found.conversation ?? null,
          found.account ?? null,
        )
    }
    await this.#sql.batch([
      { sql: ADD_MESSAGE, width: 5, values: additions.messages },
      { sql: ADD_FILE, width: 4, values: additions.files },
      { sql: ADD_RECALLED, width: 3, values: additions.recalled },
      { sql: ADD_HAPPENING, width: 6, values: additions.happenings },
      { sql: ADD_AUDIT, width: 8, values: additions.audit },
      { sql: SET_REACHED, width: 2, values: [this.#shop, last.pos] },
    ])
    this.#reached = last.pos
  }

  #take(event: ShopEvent, pos: number, { messages, files, recalled }: Additions): void {
    if (event.type === 'message.sent') {
      const { conversation, cseq, cid, body } = event.message
      const cidHash = cid === null ? null : contentHash(cid)
      messages.push(this.#shop, conversation, cseq, pos, cidHash)
      const file = fileOf(body)
      if (file !== null) files.push(this.#shop, file, conversation, cseq)
    } else if (event.type === 'message.recalled')
      recalled.push(this.#shop, event.conversation, event.cseq)
  }

  #takeAudit({ event, pos, at }: Row, audit: Value[]): void {
    const found = auditOf(event)
    if (found === null) return
    const { kind, by, about, alert } = found
    const { account = null, buyer = null } = about
    audit.push(this.#shop, pos, at, kind, by ?? '', account, buyer, alert ? 1 : 0)
  }

  async audit(query: AuditLookup): Promise<readonly number[]> {
    const { kind, account, buyer, alerts, from, to, before, limit } = query
    const where = ['shop = ?']
    const values: Value[] = [this.#shop]
    const only = (condition: string, value: Value | undefined): void => {
      if (value === undefined) return
      where.push(condition)
      values.push(value)
    }
    only('kind = ?', kind)
    only('buyer = ?', buyer)
    only('at >= ?', from)
    only('at < ?', to)
    only('pos < ?', before)
    if (alerts === true) where.push('alert = 1')
    const newest = (condition: string) =>
      `SELECT pos FROM (SELECT pos FROM audit WHERE ${[...where, condition].join(' AND ')}
       ORDER BY pos DESC LIMIT ?)`
    if (account === undefined) {
      const rows = await this.#sql.all<{ pos: number }>(newest('1'), [...values, limit])
      return rows.map(({ pos }) => pos)
    }
    // By it, and about it: each by its own index.
    const rows = await this.#sql.all<{ pos: number }>(
      `${newest('by = ?')} UNION ${newest('account = ?')} ORDER BY pos DESC LIMIT ?`,
      [...values, account, limit, ...values, account, limit, limit],
    )
    return rows.map(({ pos }) => pos)
  }

  async reduced(rows: readonly Row[]): Promise<void> {
    const cids: Value[] = []
    const files: Value[] = []
    for (const { event } of rows) {
      if (event.type !== 'message.sent') continue
      const { conversation, cseq, cid } = event.message
      cids.push(cid === null ? null : contentHash(cid), this.#shop, conversation, cseq)
      files.push(this.#shop, conversation, cseq)
    }
    await this.#sql.batch([
      { sql: SET_CID, width: 4, values: cids },
      { sql: DROP_FILE, width: 3, values: files },
    ])
  }

  async hasFile(file: string): Promise<boolean> {
    const rows = await this.#sql.all('SELECT 1 FROM file WHERE shop = ? AND file = ? LIMIT 1', [
      this.#shop,
      file,
    ])
    return rows.length > 0
  }

  async page(conversation: string, before: number, limit: number): Promise<readonly number[]> {
    const rows = await this.#sql.all<{ pos: number }>(
      'SELECT pos FROM message WHERE shop = ? AND conversation = ? AND cseq < ? ORDER BY cseq DESC LIMIT ?',
      [this.#shop, conversation, before, limit],
    )
    return rows.map((row) => row.pos).reverse()
  }

  async withCid(conversation: string, cid: string): Promise<readonly number[]> {
    const rows = await this.#sql.all<{ pos: number }>(
      'SELECT pos FROM message WHERE shop = ? AND conversation = ? AND cid = ? ORDER BY cseq',
      [this.#shop, conversation, contentHash(cid)],
    )
    return rows.map((row) => row.pos)
  }

  async recalled(conversation: string): Promise<readonly number[]> {
    const rows = await this.#sql.all<{ cseq: number }>(
      'SELECT cseq FROM recalled WHERE shop = ? AND conversation = ? ORDER BY cseq',
      [this.#shop, conversation],
    )
    return rows.map((row) => row.cseq)
  }

  async countMessages(conversation: string): Promise<number> {
    // The shop's own lines have no cid.
    const rows = await this.#sql.all<{ n: number }>(
      'SELECT count(cid) AS n FROM message WHERE shop = ? AND conversation = ?',
      [this.#shop, conversation],
    )
    return rows[0]?.n ?? 0
  }

  async withFile(file: string): Promise<readonly string[]> {
    const rows = await this.#sql.all<{ conversation: string }>(
      `SELECT DISTINCT conversation FROM file WHERE shop = ? AND file = ? AND NOT EXISTS (
         SELECT 1 FROM recalled WHERE recalled.shop = file.shop
         AND recalled.conversation = file.conversation AND recalled.cseq = file.cseq)`,
      [this.#shop, file],
    )
    return rows.map((row) => row.conversation)
  }

  async decisions(query: DecisionLookup): Promise<readonly number[]> {
    const { conversation, account, from, to, before, limit } = query
    const where: string[] = []
    const values: Value[] = []
    const only = (condition: string, value: Value | undefined): void => {
      if (value === undefined) return
      where.push(condition)
      values.push(value)
    }
    only('conversation = ?', conversation)
    only('account = ?', account)
    only('at >= ?', from)
    only('at < ?', to)
    only('pos < ?', before)
    const conditions = ['shop = ?', `kind = ${HAPPENINGS.decision}`, ...where].join(' AND ')
    const rows = await this.#sql.all<{ pos: number }>(
      `SELECT pos FROM happening WHERE ${conditions} ORDER BY pos DESC LIMIT ?`,
      [this.#shop, ...values, limit],
    )
    return rows.map((row) => row.pos)
  }

  async happenings(from: number, to: number): Promise<readonly number[]> {
    return this.#positions('SELECT pos FROM happening WHERE shop = ? AND at >= ? AND at < ?', [
      from,
      to,
    ])
  }

  async happeningsOf(conversation: string): Promise<readonly number[]> {
    return this.#positions('SELECT pos FROM happening WHERE shop = ? AND conversation = ?', [
      conversation,
    ])
  }

  async standing(before: number): Promise<readonly number[]> {
    const { presence, suspended, invisible, account } = HAPPENINGS
    const [newest, all] = await Promise.all([
      this.#positions(
        `SELECT max(pos) AS pos FROM happening WHERE shop = ? AND account IS NOT NULL
         AND kind IN (${presence}, ${suspended}, ${invisible}) AND at < ? GROUP BY account, kind`,
        [before],
      ),
      this.#positions(
        `SELECT pos FROM happening WHERE shop = ? AND account IS NOT NULL AND kind = ${account} AND at < ?`,
        [before],
      ),
    ])
    return [...newest, ...all].sort((a, b) => a - b)
  }

  async lastPresence(account: string): Promise<number | null> {
    const rows = await this.#sql.all<{ at: number }>(
      `SELECT at FROM happening WHERE shop = ? AND account = ? AND kind = ${HAPPENINGS.presence}
       ORDER BY pos DESC LIMIT 1`,
      [this.#shop, account],
    )
    return rows[0]?.at ?? null
  }

  async #positions(sql: string, values: readonly Value[]): Promise<readonly number[]> {
    const rows = await this.#sql.all<{ pos: number }>(sql, [this.#shop, ...values])
    return rows.map((row) => row.pos).sort((a, b) => a - b)
  }

  async drop(): Promise<void> {
    await this.#sql.batch(
      TABLES.map((table) => ({
        sql: `DELETE FROM ${table} WHERE shop = ?`,
        width: 1,
        values: [this.#shop],
      })),
    )
    this.#reached = 0
  }

  async dump(): Promise<readonly unknown[]> {
    const tables = await Promise.all(
      TABLES.map((table) => this.#sql.all(`SELECT * FROM ${table} WHERE shop = ?`, [this.#shop])),
    )
    return tables.flat()
  }
}

interface Found {
  readonly kind: Happening
  readonly conversation?: string
  readonly account?: string
}

/** From the row alone: a view knows no state. */
function happeningIn(event: ShopEvent): Found | null {
  switch (event.type) {
    case 'conversation.opened':
      return { kind: 'opened', conversation: event.view.id }
    case 'conversation.closed':
      return { kind: 'closed', conversation: event.conversation }
    case 'conversation.rated':
      return { kind: 'rated', conversation: event.conversation }
    case 'conversation.reopened':
      return { kind: 'reopened', conversation: event.conversation }
    case 'conversation.assigned':
      // Main is back and takes up what waited for it: nothing was decided.
      return event.from === event.to && event.decision.candidates.length === 0
        ? null
        : { kind: 'decision', conversation: event.conversation, account: event.to }
    case 'conversation.queued':
      // One place forward in the queue: no candidates, and still D9.
      return event.decision.candidates.length === 0 && event.decision.rule === 'D9'
        ? null
        : { kind: 'decision', conversation: event.conversation }
    case 'account.presence':
      return { kind: 'presence', account: event.account }
    case 'account.suspended':
      return { kind: 'suspended', account: event.account }
    case 'account.invisible':
      return { kind: 'invisible', account: event.account }
    case 'account.opened':
      return { kind: 'account', account: event.account.id }
    case 'account.changed':
      return { kind: 'account', account: event.account }
    default:
      return null
  }
}
