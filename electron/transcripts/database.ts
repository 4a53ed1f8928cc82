import { Sqlite, type SqliteDatabase, type Statement, type Value } from './sqlite.ts'

declare const readable: unique symbol
declare const writable: unique symbol

/** May only look. Statements are prepared once per connection. */
export interface ReadHandle {
  readonly [readable]: true
  get<Row>(sql: string, ...values: readonly Value[]): Row | undefined
  all<Row>(sql: string, ...values: readonly Value[]): Row[]
  /** Until it is finished or left, nothing can be written. */
  iterate<Row>(sql: string, ...values: readonly Value[]): IterableIterator<Row>
}

/** Given out by `write` alone: whoever has one is inside a transaction. */
export interface WriteHandle extends ReadHandle {
  readonly [writable]: true
  /** Returns the number of rows changed. */
  run(sql: string, ...values: readonly Value[]): number
  /** Several statements without values. */
  script(sql: string): void
}

/** The open file; the only thing that can begin a transaction. */
export interface Connection {
  readonly file: string
  readonly read: ReadHandle
  write<Result>(change: (handle: WriteHandle) => Result): Result
  pragma(text: string): unknown
  close(): void
}

export interface ConnectOptions {
  /** To salvage from a damaged file: takes a cut file for what is left of it. */
  readonly damaged?: boolean
}

/** SQLCipher takes `x'…'` as the raw key, without deriving (1.5 ms instead of some 300). */
function rawKey(key: Uint8Array): Buffer {
  return Buffer.from(`x'${Buffer.from(key.buffer, key.byteOffset, key.length).toString('hex')}'`)
}

/**
 * Opens or makes the file. A wrong key shows only at the first query (SQLITE_NOTADB).
 *
 * The exclusive lock also keeps the wal-index in memory: no -shm file, and so no SIGBUS from a
 * mapped file that could not grow on a full disk.
 */
export function connect(file: string, key: Uint8Array, options: ConnectOptions = {}): Connection {
  const nativeBinding = process.env['XIAOER_SQLITE_BINDING']
  const database = new Sqlite(file, {
    timeout: 1000,
    ...(nativeBinding ? { nativeBinding } : {}),
  })
  try {
    database.pragma(`cipher = 'sqlcipher'`)
    // Handed over as bytes, so that no statement text holds it.
    const secret = rawKey(key)
    database.key(secret)
    secret.fill(0)
    if (options.damaged === true) {
      database.unsafeMode(true)
      database.pragma('writable_schema = ON')
    }
    database.pragma('temp_store = MEMORY')
    database.pragma('locking_mode = EXCLUSIVE')
    if (options.damaged !== true) {
      database.pragma('journal_mode = WAL')
      // In WAL this build defaults to NORMAL, which may lose the last commits with the power.
      database.pragma('synchronous = FULL')
    }
    // What is taken out of a page that is written anyway (a sent draft, a settled item) leaves nothing.
    database.pragma('secure_delete = FAST')
    database.pragma('cache_size = -32000')
    // The worker checkpoints when it is idle; this is only the brake for a day that never is.
    database.pragma('wal_autocheckpoint = 8000')
    database.pragma('journal_size_limit = 33554432')
  } catch (error) {
    database.close()
    throw error
  }
  return wrap(database, file)
}

function wrap(database: SqliteDatabase, file: string): Connection {
  const prepared = new Map<string, Statement>()

  function statement(sql: string): Statement {
    let found = prepared.get(sql)
    if (!found) {
      found = database.prepare(sql)
      prepared.set(sql, found)
    }
    return found
  }

  function looking(sql: string): Statement {
    const found = statement(sql)
    if (!found.readonly) throw new TypeError('a read handle can only look')
    return found
  }

  const methods = {
    get: <Row>(sql: string, ...values: readonly Value[]) =>
      looking(sql).get(...values) as Row | undefined,
    all: <Row>(sql: string, ...values: readonly Value[]) => looking(sql).all(...values) as Row[],
    iterate: <Row>(sql: string, ...values: readonly Value[]) =>
      looking(sql).iterate(...values) as IterableIterator<Row>,
  }
  const read = methods as unknown as ReadHandle
  const writing = {
    ...methods,
    run: (sql: string, ...values: readonly Value[]) => statement(sql).run(...values).changes,
    script: (sql: string) => {
      database.exec(sql)
    },
  } as unknown as WriteHandle

  return {
    file,
    read,
    write: <Result>(change: (handle: WriteHandle) => Result): Result => {
      let result: { readonly value: Result } | undefined
      database
        .transaction(() => {
          result = { value: change(writing) }
        })
        .immediate()
      if (!result) throw new TypeError('the transaction did not run')
      return result.value
    },
    pragma: (text) => database.pragma(text, { simple: true }),
    close: () => {
      prepared.clear()
      database.close()
    },
  }
}
