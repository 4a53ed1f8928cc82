import { createRequire } from 'node:module'

/**
 * The part of better-sqlite3-multiple-ciphers that is used here. Its export map hides its own types
 * from modern resolution, so they are written down once.
 */
export type Value = string | number | Uint8Array | null

export interface Statement<P extends readonly Value[], R> {
  run(...parameters: P): { readonly changes: number; readonly lastInsertRowid: number | bigint }
  get(...parameters: P): R | undefined
  all(...parameters: P): R[]
}

export interface Connection {
  readonly name: string
  readonly inTransaction: boolean
  prepare<P extends readonly Value[] = [], R = unknown>(sql: string): Statement<P, R>
  transaction<R>(work: () => R): () => R
  exec(sql: string): unknown
  pragma(sql: string, options?: { readonly simple?: boolean }): unknown
  close(): unknown
}

export interface OpenOptions {
  readonly readonly?: boolean
  readonly fileMustExist?: boolean
  /** Milliseconds to wait for another process's lock. */
  readonly timeout?: number
}

type Constructor = new (
  file: string,
  options: OpenOptions & { readonly nativeBinding?: string },
) => Connection

const Database = createRequire(import.meta.url)('better-sqlite3-multiple-ciphers') as Constructor

/** With the binding that the runtime chooser built, where the package's own does not load. */
export function openDatabase(file: string, options: OpenOptions): Connection {
  const nativeBinding = process.env['XIAOER_SQLITE_BINDING']
  return new Database(file, { ...options, ...(nativeBinding ? { nativeBinding } : {}) })
}
