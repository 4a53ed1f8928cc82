import { StoreError } from '../errors.ts'
import { openDatabase, type Connection } from './driver.ts'

/**
 * One process per file: a second gateway would be a second writer. The lock is SQLite's own on an
 * empty file beside it, so the system drops it with the process, however that ends.
 */
export function lockFile(file: string): () => void {
  let db: Connection | undefined
  try {
    db = openDatabase(`${file}.lock`, { timeout: 0 })
    db.pragma('journal_mode = MEMORY')
    db.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    db?.close()
    const busy =
      error instanceof Error &&
      'code' in error &&
      typeof error.code === 'string' &&
      error.code.startsWith('SQLITE_BUSY')
    throw busy
      ? new StoreError('locked', `${file}: another gateway has it open`, { cause: error })
      : new StoreError('io', `${file}: its folder can't be written to`, { cause: error })
  }
  const held = db
  return () => held.close()
}
