import { LOG_SPAN } from '../store/schema.ts'
import { connect } from '../store/sqlite/connection.ts'
import type { Connection, Value } from '../store/sqlite/driver.ts'
import { Chain } from './check.ts'
import { breath, headsOf, tablesOf, type LogRow } from './reading.ts'

const SLICE = 200

export interface Salvaged {
  /** Log rows behind the backup that were taken over. */
  readonly rows: number
  /** Of what lies beside the log: tables that could be read whole, and are as they were at last. */
  readonly tables: readonly string[]
}

/**
 * Takes out of a damaged database what is behind the backup: commits whose chain goes on from the
 * backup's, up to the first row that can't be read or does not fit; and tables beside the log that can
 * be read to their end (each page of the file is authenticated: what opens is what was written).
 */
export async function salvage(built: Connection, damaged: string, key: string): Promise<Salvaged> {
  let from: Connection
  try {
    from = connect(damaged, key, { readonly: true })
  } catch {
    return { rows: 0, tables: [] }
  }
  try {
    let rows = 0
    for (const { no, head, chain } of headsOf(built)) {
      rows += await takeRows(from, built, no, head, chain)
      takeSeals(from, built, no)
    }
    const tables: string[] = []
    for (const table of tablesOf(built))
      if (table !== 'meta' && table !== 'shop' && table !== 'seal' && takeTable(from, built, table))
        tables.push(table)
    return { rows, tables }
  } finally {
    from.close()
  }
}

async function takeRows(
  from: Connection,
  built: Connection,
  no: number,
  head: number,
  chainAtHead: string,
): Promise<number> {
  const base = no * LOG_SPAN
  const chain = new Chain(head > 0 ? Buffer.from(chainAtHead, 'hex') : undefined)
  const insert = built.prepare<[number, string | null, Uint8Array | null, Uint8Array]>(
    'INSERT INTO log (id, row, row_hash, chain) VALUES (?, ?, ?, ?)',
  )
  let commit: LogRow[] = []
  let taken = head
  for (let after = head; ;) {
    const slice = readSlice(from, base, after)
    for (const row of slice) {
      if (row.pos !== after + 1 || !chain.add(row)) return taken - head
      after = row.pos
      commit.push(row)
      if (!chain.whole) continue
      const whole = commit
      built.transaction(() => {
        for (const one of whole) insert.run(base + one.pos, one.row, one.rowHash, one.chain)
      })()
      taken = row.pos
      commit = []
    }
    if (slice.length === 0) return taken - head
    await breath()
  }
}

/** What can be read of the next rows: up to the first damaged page. */
function readSlice(from: Connection, base: number, after: number): readonly LogRow[] {
  interface Stored {
    readonly id: number
    readonly row: string | null
    readonly row_hash: Uint8Array | null
    readonly chain: Uint8Array
  }
  const read = (limit: number) =>
    from
      .prepare<[number, number, number], Stored>(
        'SELECT id, row, row_hash, chain FROM log WHERE id > ? AND id < ? ORDER BY id LIMIT ?',
      )
      .all(base + after, base + LOG_SPAN, limit)
      .map(({ id, row, row_hash: rowHash, chain }) => ({ pos: id - base, row, rowHash, chain }))
  for (const limit of [SLICE, 10, 1])
    try {
      return read(limit)
    } catch {
      // Fewer: those before the damage can be read.
    }
  return []
}

/** Those of the rows that were taken; the gateway's check compares them with the chain. */
function takeSeals(from: Connection, built: Connection, no: number): void {
  const head = headsOf(built).find((shop) => shop.no === no)?.head ?? 0
  const insert = built.prepare<[number, number, number, Uint8Array]>(
    'INSERT OR IGNORE INTO seal (shop, pos, at, signature) VALUES (?, ?, ?, ?)',
  )
  try {
    const seals = from
      .prepare<[number, number], { pos: number; at: number; signature: Uint8Array }>(
        'SELECT pos, at, signature FROM seal WHERE shop = ? AND pos <= ?',
      )
      .all(no, head)
    for (const { pos, at, signature } of seals) insert.run(no, pos, at, signature)
  } catch {
    // Without them the rows are not sealed until the gateway seals its head.
  }
}

function takeTable(from: Connection, built: Connection, table: string): boolean {
  let rows: readonly Readonly<Record<string, Value>>[]
  try {
    rows = from
      .prepare<[], Readonly<Record<string, Value>>>(`SELECT * FROM ${table} NOT INDEXED`)
      .all()
  } catch {
    return false
  }
  built.transaction(() => {
    built.exec(`DELETE FROM ${table}`)
    for (const row of rows) {
      const columns = Object.keys(row)
      built
        .prepare<Value[]>(
          `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
        )
        .run(...Object.values(row))
    }
  })()
  return true
}
