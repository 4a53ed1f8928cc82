import type { SetAside } from './calls.ts'
import { connect, type ReadHandle, type WriteHandle } from './database.ts'
import type { Value } from './sqlite.ts'

type Row = Readonly<Record<string, Value>>

/** The rows that exist nowhere else, read from a damaged file as far as it goes. */
export interface Salvage {
  readonly rows: Readonly<Record<keyof typeof tables, readonly Row[]>>
  readonly complete: boolean
}

const tables = {
  outbox: {
    order: 'seq',
    put: `INSERT OR IGNORE INTO outbox (seq, cid, conversation, payload, state, error, attempts)
          VALUES ($seq, $cid, $conversation, $payload, $state, $error, $attempts)`,
  },
  drafts: {
    order: 'conversation',
    // Of an earlier version, or torn from its mark: sent once too often rather than never.
    put: `INSERT OR IGNORE INTO drafts (conversation, text, dirty)
          VALUES ($conversation, $text, coalesce($dirty, 1))`,
  },
  workspace: {
    order: 'key',
    put: 'INSERT OR IGNORE INTO workspace (key, value) VALUES ($key, $value)',
  },
} as const

const tableNames = ['outbox', 'drafts', 'workspace'] as const

/** From the front to the first damage, then from the back to the last. */
function readTable(handle: ReadHandle, table: keyof typeof tables): readonly [Row[], boolean] {
  const { order } = tables[table]
  const rows = new Map<Value | undefined, Row>()
  for (const direction of ['ASC', 'DESC']) {
    try {
      for (const row of handle.iterate<Row>(
        `SELECT * FROM ${table} NOT INDEXED ORDER BY ${order} ${direction}`,
      )) {
        rows.set(row[order], row)
      }
      return [[...rows.values()], true]
    } catch {
      // Damage on the way; what came before it counts.
    }
  }
  return [[...rows.values()], false]
}

export function readSalvage(file: string, key: Uint8Array): Salvage {
  const rows: Record<keyof typeof tables, readonly Row[]> = {
    outbox: [],
    drafts: [],
    workspace: [],
  }
  let complete = true
  try {
    const connection = connect(file, key, { damaged: true })
    try {
      for (const table of tableNames) {
        const [found, whole] = readTable(connection.read, table)
        rows[table] = found
        complete &&= whole
      }
    } finally {
      connection.close()
    }
  } catch {
    complete = false
  }
  return { rows, complete }
}

/** Into a fresh file; an item with its old place in the outbox's order. */
export function writeSalvage(
  handle: WriteHandle,
  salvage: Salvage,
): Omit<SetAside, 'file' | 'complete'> {
  const counts = { outbox: 0, drafts: 0, workspace: 0 }
  for (const table of tableNames) {
    const names = [...tables[table].put.matchAll(/\$(\w+)/g)].map((match) => match[1] ?? '')
    const sql = tables[table].put.replaceAll(/\$\w+/g, '?')
    for (const row of salvage.rows[table]) {
      counts[table] += handle.run(sql, ...names.map((name) => row[name] ?? null))
    }
  }
  return counts
}
