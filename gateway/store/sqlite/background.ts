import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'
import type { Connection, Value } from './driver.ts'

/**
 * One statement, run once for each stretch of `width` values. Flat, since it is copied into another
 * thread: a slice of the log has thousands of rows and one statement.
 */
export interface Operation {
  readonly sql: string
  readonly width: number
  readonly values: readonly Value[]
}

/** Where the views' SQL runs: here (verify), or in a thread of its own (a gateway). */
export interface SqlRunner {
  all<R>(sql: string, values: readonly Value[]): Promise<readonly R[]>
  /** One transaction. */
  batch(operations: readonly Operation[]): Promise<void>
}

export function localRunner(db: Connection): SqlRunner {
  return {
    async all<R>(sql: string, values: readonly Value[]) {
      return db.prepare<Value[], R>(sql).all(...values)
    },
    async batch(operations) {
      db.transaction(() => {
        for (const { sql, width, values } of operations) {
          const statement = db.prepare<Value[]>(sql)
          for (let at = 0; at < values.length; at += width)
            statement.run(...values.slice(at, at + width))
        }
      })()
    },
  }
}

/** The files that the thread alone writes: each has its own transactions. */
export type BackgroundFile = 'views' | 'search'

type Request =
  | {
      readonly kind: 'all'
      readonly file: BackgroundFile
      readonly sql: string
      readonly values: readonly Value[]
    }
  | {
      readonly kind: 'batch'
      readonly file: BackgroundFile
      readonly operations: readonly Operation[]
    }
  | { readonly kind: 'checkpoint' }
  | { readonly kind: 'scrub' }
  | { readonly kind: 'close' }

type Reply =
  | { readonly id: number; readonly rows: readonly unknown[] }
  | { readonly id: number; readonly error: { readonly code: string; readonly message: string } }

/**
 * The thread's whole program. As text, so that it needs no file of its own in a bundle; it knows
 * nothing of what it runs. Writing the log's WAL back happens here, too: that flushes, and the shop
 * must not wait for it.
 */
const PROGRAM = `
const { parentPort, workerData } = require('node:worker_threads')
// Where processors are short the shop's messages go first: this thread may be a moment behind. Linux
// has priorities by thread; where there is none it is as it was.
try {
  const { readlinkSync } = require('node:fs')
  const thread = Number(readlinkSync('/proc/thread-self').split('/').at(-1))
  require('node:os').setPriority(thread, 10)
} catch {}
const Database = require(workerData.driver)
const open = (file) => {
  const db = new Database(file, { timeout: 2000, fileMustExist: true, ...workerData.options })
  db.pragma("cipher = 'sqlcipher'")
  db.pragma('legacy = 4')
  db.pragma('key = "x\\'' + workerData.key + '\\'"')
  db.pragma('wal_autocheckpoint = 0')
  db.pragma('temp_store = MEMORY')
  return db
}
const record = open(workerData.record)
record.pragma('synchronous = FULL')
const behind = (file) => {
  const db = open(file)
  db.pragma('synchronous = NORMAL')
  db.pragma('secure_delete = FAST')
  db.pragma('cache_size = -16000')
  const statements = new Map()
  const prepared = (sql) => {
    let statement = statements.get(sql)
    if (!statement) {
      // Expressions vary: what was prepared first goes first.
      if (statements.size >= 200) statements.delete(statements.keys().next().value)
      statements.set(sql, (statement = db.prepare(sql)))
    }
    return statement
  }
  const batch = db.transaction((operations) => {
    for (const { sql, width, values } of operations) {
      const statement = prepared(sql)
      for (let at = 0; at < values.length; at += width)
        statement.run(values.slice(at, at + width))
    }
  })
  return { db, prepared, batch }
}
const files = { views: behind(workerData.views), search: behind(workerData.search) }
const act = (request) => {
  switch (request.kind) {
    case 'all': return files[request.file].prepared(request.sql).all(...request.values)
    case 'batch': files[request.file].batch(request.operations); return []
    case 'checkpoint':
      for (const db of [record, files.views.db, files.search.db])
        db.pragma('wal_checkpoint(PASSIVE)')
      return []
    case 'scrub': {
      // The index frees pages as it merges; their old contents go by being used once more.
      const { db } = files.search
      db.pragma('secure_delete = ON')
      try {
        db.exec('CREATE TABLE IF NOT EXISTS scrub (bytes BLOB)')
        const fill = db.prepare('INSERT INTO scrub VALUES (zeroblob(?))')
        const free = () => db.pragma('freelist_count', { simple: true })
        for (let left = free(); left > 0; left = free()) fill.run(Math.min(left, 2048) * 4096)
        db.exec('DROP TABLE scrub')
      } finally {
        db.pragma('secure_delete = FAST')
      }
      // Most without holding anyone up, then the little that came meanwhile.
      for (const mode of ['PASSIVE', 'TRUNCATE'])
        for (const db of [record, files.views.db, files.search.db])
          if (db.pragma('wal_checkpoint(' + mode + ')')[0].busy !== 0 && mode === 'TRUNCATE')
            throw Object.assign(new Error('the WAL is in use'), { code: 'SQLITE_BUSY' })
      return []
    }
    case 'close': record.close(); files.views.db.close(); files.search.db.close(); return []
  }
}
parentPort.on('message', ({ id, request }) => {
  try {
    parentPort.postMessage({ id, rows: act(request) })
  } catch (error) {
    parentPort.postMessage({ id, error: { code: String(error.code), message: error.message } })
  }
  if (request.kind === 'close') parentPort.close()
})
`

/** The thread behind a gateway's store: views, search, and writing the WALs back. */
export class Background {
  readonly #worker: Worker
  readonly #waiting = new Map<
    number,
    { resolve: (rows: readonly unknown[]) => void; reject: (error: Error) => void }
  >()
  #next = 0
  #failed: Error | null = null

  constructor(
    files: { readonly record: string } & Readonly<Record<BackgroundFile, string>>,
    key: string,
  ) {
    const nativeBinding = process.env['XIAOER_SQLITE_BINDING']
    this.#worker = new Worker(PROGRAM, {
      eval: true,
      // Tools' switches of the main thread, such as a profiler's, are not for this one.
      execArgv: [],
      workerData: {
        ...files,
        key,
        driver: createRequire(import.meta.url).resolve('better-sqlite3-multiple-ciphers'),
        options: nativeBinding ? { nativeBinding } : {},
      },
    })
    this.#worker.on('message', (reply: Reply) => this.#take(reply))
    this.#worker.on('error', (error: Error) => this.#fail(error))
    this.#worker.on('exit', () => this.#fail(new Error('the background thread has ended')))
    this.#worker.unref()
  }

  on(file: BackgroundFile): SqlRunner {
    return {
      all: async <R>(sql: string, values: readonly Value[]) =>
        (await this.#ask({ kind: 'all', file, sql, values })) as readonly R[],
      batch: async (operations) => {
        await this.#ask({ kind: 'batch', file, operations })
      },
    }
  }

  async checkpoint(): Promise<void> {
    await this.#ask({ kind: 'checkpoint' })
  }

  /** See `StoreEngine.scrub`. */
  async scrub(): Promise<void> {
    await this.#ask({ kind: 'scrub' })
  }

  async close(): Promise<void> {
    // A thread that has failed has nothing left to close.
    await this.#ask({ kind: 'close' }).catch(() => undefined)
    await this.#worker.terminate()
  }

  #ask(request: Request): Promise<readonly unknown[]> {
    return new Promise((resolve, reject) => {
      if (this.#failed !== null) {
        reject(this.#failed)
        return
      }
      const id = ++this.#next
      this.#waiting.set(id, { resolve, reject })
      // Whoever waits keeps the process alive; an idle thread does not.
      this.#worker.ref()
      this.#worker.postMessage({ id, request })
    })
  }

  #take(reply: Reply): void {
    const waiting = this.#waiting.get(reply.id)
    this.#waiting.delete(reply.id)
    if (this.#waiting.size === 0) this.#worker.unref()
    if ('rows' in reply) waiting?.resolve(reply.rows)
    else waiting?.reject(Object.assign(new Error(reply.error.message), { code: reply.error.code }))
  }

  #fail(error: Error): void {
    this.#failed ??= error
    for (const { reject } of this.#waiting.values()) reject(this.#failed)
    this.#waiting.clear()
  }
}
