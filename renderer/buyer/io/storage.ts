import type { PlainStorage } from '../model/pending.ts'

class MemoryStorage implements PlainStorage {
  readonly #values = new Map<string, string>()
  get length(): number {
    return this.#values.size
  }
  key(index: number): string | null {
    return [...this.#values.keys()][index] ?? null
  }
  getItem(key: string): string | null {
    return this.#values.get(key) ?? null
  }
  setItem(key: string, value: string): void {
    this.#values.set(key, value)
  }
  removeItem(key: string): void {
    this.#values.delete(key)
  }
}

/**
 * The browser's storage, or one in memory where it is refused (cookies blocked, an embedding page
 * whose frames get none): the chat then works until the page is closed.
 */
export function openStorage(kind: 'localStorage' | 'sessionStorage'): {
  storage: PlainStorage
  durable: boolean
} {
  try {
    const storage = window[kind]
    const probe = 'xiaoer.probe'
    storage.setItem(probe, '1')
    storage.removeItem(probe)
    return { storage, durable: true }
  } catch {
    return { storage: new MemoryStorage(), durable: false }
  }
}

export function readJson<T>(
  storage: PlainStorage,
  key: string,
  check: (value: unknown) => value is T,
): T | null {
  try {
    const value: unknown = JSON.parse(storage.getItem(key) ?? 'null')
    return check(value) ? value : null
  } catch {
    return null
  }
}

/** A full or refused storage loses comfort (a cursor, a draft), never a message: those throw elsewhere. */
export function writeQuietly(storage: PlainStorage, key: string, value: string | null): void {
  try {
    if (value === null) storage.removeItem(key)
    else storage.setItem(key, value)
  } catch {
    // The value is fetched or typed again.
  }
}

/** The bytes of pictures that wait for their upload, so that a reload doesn't lose them. */
export class BlobStore {
  #open: Promise<IDBDatabase> | null = null
  /** What the database refused lives here until the page is closed. */
  readonly #memory = new Map<string, Blob>()

  async put(cid: string, blob: Blob): Promise<void> {
    this.#memory.set(cid, blob)
    await this.#run('readwrite', (store) => store.put(blob, cid)).catch(() => {})
  }

  async get(cid: string): Promise<Blob | null> {
    const here = this.#memory.get(cid)
    if (here) return here
    const found: unknown = await this.#run('readonly', (store) => store.get(cid)).catch(() => null)
    return found instanceof Blob ? found : null
  }

  async remove(cid: string): Promise<void> {
    this.#memory.delete(cid)
    await this.#run('readwrite', (store) => store.delete(cid)).catch(() => {})
  }

  async #run<T>(
    mode: IDBTransactionMode,
    work: (store: IDBObjectStore) => IDBRequest<T>,
  ): Promise<T> {
    this.#open ??= openDatabase()
    const database = await this.#open
    return new Promise((resolve, reject) => {
      const transaction = database.transaction('blobs', mode)
      const request = work(transaction.objectStore('blobs'))
      transaction.oncomplete = () => resolve(request.result)
      transaction.onabort = transaction.onerror = () =>
        reject(transaction.error ?? new Error('storage refused'))
    })
  }
}

function openDatabase(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('xiaoer', 1)
    request.onupgradeneeded = () => request.result.createObjectStore('blobs')
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('storage refused'))
  })
}
