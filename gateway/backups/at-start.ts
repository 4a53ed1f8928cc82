import { existsSync, statSync } from 'node:fs'
import { connect } from '../store/sqlite/connection.ts'
import type { Connection } from '../store/sqlite/driver.ts'
import { StoreError } from '../store/errors.ts'
import { Chain } from './check.ts'
import { headsOf, logRows, tableLines, tablesOf } from './reading.ts'

/** Read whole at each start; larger ones in the course of the day. */
const SMALL = 8 * 1024 * 1024
/** Rows at the end of each shop's log whose chain is followed at each start. */
const TAIL = 300

/**
 * Before a gateway opens its database: the last commits, which a crash or a failing disk harms first,
 * and the whole of a small file. Writes nothing.
 *
 * @throws StoreError corrupt, wrong_key
 */
export async function checkAtStart(file: string, key: string): Promise<void> {
  if (!existsSync(file)) return
  // Cut to nothing, it would be taken for a new one.
  if (statSync(file).size === 0) {
    if (existsSync(`${file}.views`) && !existsSync(`${file}-wal`)) throw damaged(file)
    return
  }
  const db = connect(file, key, { readonly: true })
  try {
    if (!hasLog(db)) return
    for (const { no, head } of headsOf(db)) {
      const problem = await followChain(db, no, Math.max(1, head - TAIL), head)
      if (problem !== null) throw damaged(file)
    }
    if (statSync(file).size <= SMALL && db.pragma('quick_check(1)', { simple: true }) !== 'ok')
      throw damaged(file)
  } catch (error) {
    throw error instanceof StoreError || !isCorrupt(error) ? error : damaged(file, error)
  } finally {
    db.close()
  }
}

/** Null: every row and table can be read, and each shop's chain holds. Slice by slice. */
export async function checkRecord(
  file: string,
  key: string,
  stopped: () => boolean,
): Promise<string | null> {
  const db = connect(file, key, { readonly: true })
  try {
    for (const { no, head } of headsOf(db)) {
      const problem = await followChain(db, no, 1, head, stopped)
      if (problem !== null) return problem
    }
    for (const table of tablesOf(db))
      for await (const lines of tableLines(db, table)) if (stopped() || lines.length === 0) break
    return null
  } catch (error) {
    if (isCorrupt(error)) return 'a page of the database is damaged'
    throw error
  } finally {
    db.close()
  }
}

async function followChain(
  db: Connection,
  shop: number,
  from: number,
  to: number,
  stopped: () => boolean = () => false,
): Promise<string | null> {
  let chain = from === 1 ? new Chain() : null
  let next = from
  for await (const rows of logRows(db, shop, from, to)) {
    for (const row of rows) {
      // A log may begin later than at its first row; a hole behind that is none.
      if (row.pos !== next && !(next === from && from === 1)) return `row ${next} is missing`
      next = row.pos + 1
      if (chain === null) {
        // From the first end of a commit on.
        if (row.chain.length > 0) chain = new Chain(row.chain)
      } else if (!chain.add(row)) return `row ${row.pos} does not fit the chain`
    }
    if (stopped()) return null
  }
  return next === to + 1 || to === 0 ? null : `row ${next} is missing`
}

function hasLog(db: Connection): boolean {
  return (
    db.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'log'").get() !==
      undefined && columnsOf(db).includes('row_hash')
  )
}

function columnsOf(db: Connection): readonly string[] {
  return db
    .prepare<[], { name: string }>("SELECT name FROM pragma_table_info('log')")
    .all()
    .map(({ name }) => name)
}

function isCorrupt(error: unknown): boolean {
  const code =
    error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
  return (
    code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_IOERR')
  )
}

function damaged(file: string, cause?: unknown): StoreError {
  return new StoreError('corrupt', `${file}: the database is damaged`, { cause })
}
