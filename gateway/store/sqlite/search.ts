import type { SearchEntry, ShopSearch } from '../engine.ts'
import { LOG_SPAN } from '../schema.ts'
import type { Operation, SqlRunner } from './background.ts'
import type { Connection, Value } from './driver.ts'

/** Raised with each change of the tables below or of the tokens (shared/words): made anew from the log. */
export const SEARCH_VERSION = 1

const DAY = 86_400_000

/**
 * A file of its own beside the log and the views: it is the largest, is behind the furthest, and
 * dropping it is deleting a file. It keeps neither text, positions nor sizes; rowid as `log.id`.
 * `day` bounds the pos of each day's messages, for searches between dates, whatever clocks did.
 */
export function createSearch(db: Connection): void {
  db.exec(`
    CREATE VIRTUAL TABLE search USING fts5 (
      grams, content = '', columnsize = 0, detail = none, tokenize = 'ascii'
    );
    -- Else the words of a recalled message stay in older segments until these are merged.
    INSERT INTO search (search, rank) VALUES ('secure-delete', 1);
    CREATE TABLE reached (shop INTEGER PRIMARY KEY, pos INTEGER NOT NULL);
    CREATE TABLE day (
      shop INTEGER NOT NULL, day INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
      PRIMARY KEY (shop, day)
    ) WITHOUT ROWID;
    PRAGMA user_version = ${SEARCH_VERSION};
  `)
}

const ADD = 'INSERT INTO search (rowid, grams) VALUES (?, ?)'
/** An index without text must be told what it holds. */
const REMOVE = "INSERT INTO search (search, rowid, grams) VALUES ('delete', ?, ?)"
const ADD_DAY = `INSERT INTO day (shop, day, first, last) VALUES (?, ?, ?, ?)
  ON CONFLICT (shop, day) DO UPDATE SET
    first = min(first, excluded.first), last = max(last, excluded.last)`
const SET_REACHED =
  'INSERT INTO reached (shop, pos) VALUES (?, ?) ON CONFLICT (shop) DO UPDATE SET pos = excluded.pos'
export const CANDIDATES = `SELECT rowid FROM search
  WHERE search MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid DESC LIMIT ?`

export class SqliteSearch implements ShopSearch {
  readonly #sql: SqlRunner
  readonly #no: number
  #reached: number

  private constructor(sql: SqlRunner, no: number, reached: number) {
    this.#sql = sql
    this.#no = no
    this.#reached = reached
  }

  static async open(sql: SqlRunner, no: number): Promise<SqliteSearch> {
    const rows = await sql.all<{ pos: number }>('SELECT pos FROM reached WHERE shop = ?', [no])
    return new SqliteSearch(sql, no, rows[0]?.pos ?? 0)
  }

  reached(): number {
    return this.#reached
  }

  async follow(
    upTo: number,
    added: readonly SearchEntry[],
    removed: readonly SearchEntry[],
  ): Promise<void> {
    const days: Value[] = []
    for (const { pos, at } of added) days.push(this.#no, Math.floor(at / DAY), pos, pos)
    const operations: Operation[] = [
      { sql: ADD, width: 2, values: this.#grams(added) },
      { sql: REMOVE, width: 2, values: this.#grams(removed) },
      { sql: ADD_DAY, width: 4, values: days },
      { sql: SET_REACHED, width: 2, values: [this.#no, upTo] },
    ]
    await this.#sql.batch(operations)
    this.#reached = upTo
  }

  #grams(entries: readonly SearchEntry[]): Value[] {
    return entries.flatMap(({ pos, tokens }) => [this.#no * LOG_SPAN + pos, tokens])
  }

  async candidates(
    expression: string,
    first: number,
    last: number,
    limit: number,
  ): Promise<readonly number[]> {
    const base = this.#no * LOG_SPAN
    const rows = await this.#sql.all<{ rowid: number }>(CANDIDATES, [
      expression,
      base + first,
      base + last,
      limit,
    ])
    return rows.map(({ rowid }) => rowid - base)
  }

  async between(from: number, to: number): Promise<{ first: number; last: number } | null> {
    const rows = await this.#sql.all<{ first: number | null; last: number | null }>(
      'SELECT min(first) AS first, max(last) AS last FROM day WHERE shop = ? AND day BETWEEN ? AND ?',
      [this.#no, dayOf(from), dayOf(to)],
    )
    const { first, last } = rows[0] ?? { first: null, last: null }
    return first === null || last === null ? null : { first, last }
  }

  /**
   * Its words stay: without their text they can't be taken out, and what the index has too much the
   * check against the log sorts out.
   */
  async drop(): Promise<void> {
    await this.#sql.batch([
      { sql: 'DELETE FROM day WHERE shop = ?', width: 1, values: [this.#no] },
      { sql: 'DELETE FROM reached WHERE shop = ?', width: 1, values: [this.#no] },
    ])
    this.#reached = 0
  }
}

function dayOf(at: number): number {
  const most = Number.MAX_SAFE_INTEGER
  return Math.max(-most, Math.min(most, Math.floor(at / DAY)))
}
