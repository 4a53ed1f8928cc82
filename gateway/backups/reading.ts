import { createHash } from 'node:crypto'
import { LOG_SPAN } from '../store/schema.ts'
import type { Connection, Value } from '../store/sqlite/driver.ts'

/** Read at once, between which the shop goes on: under 5 ms. */
const SLICE = 200

export interface LogRow {
  readonly pos: number
  readonly row: string | null
  readonly rowHash: Uint8Array | null
  readonly chain: Uint8Array
}

/** Rows in [from, to], slice by slice: each its own short read, so that no WAL is held up. */
export async function* logRows(
  db: Connection,
  shop: number,
  from: number,
  to: number,
): AsyncGenerator<readonly LogRow[]> {
  const range = db.prepare<
    [number, number, number],
    { id: number; row: string | null; row_hash: Uint8Array | null; chain: Uint8Array }
  >('SELECT id, row, row_hash, chain FROM log WHERE id >= ? AND id <= ? ORDER BY id LIMIT ?')
  const base = shop * LOG_SPAN
  let next = from
  while (next <= to) {
    const rows = range.all(base + next, base + to, SLICE)
    const last = rows.at(-1)
    if (!last) return
    yield rows.map(({ id, row, row_hash: rowHash, chain }) => ({
      pos: id - base,
      row,
      rowHash,
      chain,
    }))
    next = last.id - base + 1
    await breath()
  }
}

export function encodeLogRow({ pos, row, rowHash, chain }: LogRow): string {
  return JSON.stringify([
    pos,
    row,
    rowHash === null ? 0 : Buffer.from(rowHash).toString('base64'),
    chain.length === 0 ? 0 : Buffer.from(chain).toString('base64'),
  ])
}

export function decodeLogRow(line: string): LogRow {
  const [pos, row, rowHash, chain] = JSON.parse(line) as [
    number,
    string | null,
    string | 0,
    string | 0,
  ]
  return {
    pos,
    row,
    rowHash: rowHash === 0 ? null : Buffer.from(rowHash, 'base64'),
    chain: chain === 0 ? Buffer.alloc(0) : Buffer.from(chain, 'base64'),
  }
}

/** Over the rows that erasures reduced, in ascending order. */
export class ReducedDigest {
  readonly #hash = createHash('sha256')

  add({ pos, row, rowHash }: LogRow): void {
    if (rowHash === null) return
    const own = createHash('sha256')
      .update(row ?? '')
      .digest('hex')
    this.#hash.update(`${pos} ${own}\n`)
  }

  end(): string {
    return this.#hash.digest('hex')
  }
}

export interface Head {
  readonly no: number
  readonly id: string
  readonly head: number
  readonly chain: string
}

export function headsOf(db: Connection): readonly Head[] {
  const newest = db.prepare<[number, number], { id: number; chain: Uint8Array }>(
    'SELECT id, chain FROM log WHERE id > ? AND id < ? ORDER BY id DESC LIMIT 1',
  )
  return db
    .prepare<[], { no: number; id: string }>('SELECT no, id FROM shop ORDER BY no')
    .all()
    .map(({ no, id }) => {
      const last = newest.get(no * LOG_SPAN, (no + 1) * LOG_SPAN)
      return {
        no,
        id,
        head: last ? last.id - no * LOG_SPAN : 0,
        chain: last ? Buffer.from(last.chain).toString('hex') : '',
      }
    })
}

/** All but the log, and its snapshots, which the log makes again. */
export function tablesOf(db: Connection): readonly string[] {
  return db
    .prepare<[], { name: string }>(
      "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name",
    )
    .all()
    .map(({ name }) => name)
    .filter(
      (name) => !/^(?:sqlite|kysely)_/.test(name) && name !== 'log' && !name.startsWith('snapshot'),
    )
}

/** A table's columns, then each of its rows, as lines; slice by slice, within the caller's transaction. */
export async function* tableLines(
  db: Connection,
  table: string,
): AsyncGenerator<readonly string[]> {
  const columns = db
    .prepare<[], { name: string }>(`SELECT name FROM pragma_table_info('${table}')`)
    .all()
    .map(({ name }) => name)
  yield [JSON.stringify(columns)]
  const range = db.prepare<[number, number], Readonly<Record<string, Value>>>(
    `SELECT rowid AS rowid_, * FROM ${table} WHERE rowid > ? ORDER BY rowid LIMIT ?`,
  )
  let after = Number.MIN_SAFE_INTEGER
  for (;;) {
    const rows = range.all(after, SLICE)
    const last = rows.at(-1)
    if (!last) return
    yield rows.map((row) => JSON.stringify(columns.map((column) => plain(row[column] ?? null))))
    after = Number(last['rowid_'])
    await breath()
  }
}

/** As a JSON value. */
function plain(value: Value): string | number | null | { readonly b: string } {
  return value instanceof Uint8Array ? { b: Buffer.from(value).toString('base64') } : value
}

export function unplain(value: unknown): Value {
  if (typeof value === 'string' || typeof value === 'number' || value === null) return value
  if (typeof value === 'object' && 'b' in value && typeof value.b === 'string')
    return Buffer.from(value.b, 'base64')
  throw new Error('no value of a table')
}

export function breath(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
