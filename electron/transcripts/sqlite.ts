import { createRequire } from 'node:module'

/**
 * The part of better-sqlite3-multiple-ciphers that we use. Its export map hides its own types from
 * an ordinary import, and a `declare module` would hold for the whole repository.
 */
export type Value = string | number | null

export interface Statement {
  readonly readonly: boolean
  run(...values: readonly Value[]): { readonly changes: number }
  get(...values: readonly Value[]): unknown
  all(...values: readonly Value[]): unknown[]
  iterate(...values: readonly Value[]): IterableIterator<unknown>
}

export interface SqliteDatabase {
  key(key: Buffer): number
  pragma(text: string, options?: { readonly simple?: boolean }): unknown
  prepare(sql: string): Statement
  exec(sql: string): unknown
  transaction(change: () => void): { immediate(): void }
  unsafeMode(on: boolean): unknown
  close(): unknown
}

type SqliteConstructor = new (
  file: string,
  options: { readonly timeout: number; readonly nativeBinding?: string },
) => SqliteDatabase

export const Sqlite = createRequire(import.meta.url)(
  'better-sqlite3-multiple-ciphers',
) as SqliteConstructor
