import { StoreError } from '../errors.ts'
import { openDatabase, type Connection } from './driver.ts'

/** 32 random bytes as lower-case hex: a raw key opens in a millisecond, a passphrase in hundreds. */
const RAW_KEY = /^[a-f0-9]{64}$/

/**
 * Opens an encrypted file and proves the key by reading. Writes nothing to an existing file.
 * Errors name the file and never the key.
 */
export function connect(
  file: string,
  key: string,
  options: { readonly readonly?: boolean; readonly mustExist?: boolean } = {},
): Connection {
  if (!RAW_KEY.test(key)) throw new StoreError('wrong_key', 'the key is not 64 hex digits')
  let db: Connection | undefined
  try {
    db = openDatabase(file, {
      readonly: options.readonly ?? false,
      fileMustExist: options.mustExist ?? options.readonly ?? false,
      timeout: 2000,
    })
    db.pragma("cipher = 'sqlcipher'")
    db.pragma('legacy = 4')
    db.pragma(`key = "x'${key}'"`)
    // The key is used with the first page that is read: a wrong one shows here.
    db.prepare('SELECT count(*) FROM sqlite_master').get()
    return db
  } catch (error) {
    db?.close()
    throw explained(error, file)
  }
}

/** Settings of a file that is written. WAL with FULL: in this build WAL alone means NORMAL. */
export function prepareForWriting(db: Connection, durable: boolean): void {
  db.pragma('journal_mode = WAL')
  db.pragma(`synchronous = ${durable ? 'FULL' : 'NORMAL'}`)
  // Checkpoints happen off the hot path, by `Checkpoints`.
  db.pragma('wal_autocheckpoint = 0')
  // What is deleted or shortened is overwritten, so that erased words are in no free page (T5).
  db.pragma('secure_delete = ON')
  db.pragma('temp_store = MEMORY')
  db.pragma('cache_size = -16000')
}

export function explained(error: unknown, file: string): StoreError {
  if (error instanceof StoreError) return error
  const code =
    error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
  const options = { cause: error }
  if (code === 'SQLITE_NOTADB')
    return new StoreError(
      'wrong_key',
      `${file}: the key does not open it, or it is no Xiaoer database`,
      options,
    )
  if (code.startsWith('SQLITE_CORRUPT'))
    return new StoreError('corrupt', `${file}: the database is damaged`, options)
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED'))
    return new StoreError('locked', `${file}: another process has it open`, options)
  if (code === 'SQLITE_CANTOPEN')
    return new StoreError('missing', `${file}: there is no such file, or it can't be read`, options)
  const why = error instanceof Error ? error.message : 'unknown error'
  return new StoreError('io', `${file}: ${why}`, options)
}
