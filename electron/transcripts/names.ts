import type { ReadHandle, WriteHandle } from './database.ts'

/** More distinct names than this are forgotten and read again: memory stays bounded. */
const remembered = 20_000

/** Interned ids. Begin anew after a failed transaction: its keys were rolled back. */
export interface Names {
  /** The key of a name, made when it is new. */
  keep(handle: WriteHandle, name: string): number
  /** The key of a name that some row holds; undefined: no row does. */
  find(handle: ReadHandle, name: string): number | undefined
  forget(): void
}

export function createNames(): Names {
  const keys = new Map<string, number>()

  function find(handle: ReadHandle, name: string): number | undefined {
    const known = keys.get(name)
    if (known !== undefined) return known
    const row = handle.get<{ key: number }>('SELECT key FROM names WHERE name = ?', name)
    if (!row) return undefined
    if (keys.size >= remembered) keys.clear()
    keys.set(name, row.key)
    return row.key
  }

  return {
    find,
    keep: (handle, name) => {
      const known = find(handle, name)
      if (known !== undefined) return known
      handle.run('INSERT INTO names (name) VALUES (?)', name)
      const key = find(handle, name)
      if (key === undefined) throw new TypeError('an interned name vanished')
      return key
    },
    forget: () => keys.clear(),
  }
}
