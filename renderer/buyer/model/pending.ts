import type { OutboxItem } from '#shared/protocol/client.ts'
import type { FileRef, Source } from '#shared/protocol/model.ts'

/** What the buyer has sent and the shop has not confirmed; stored before the first try (S20). */
export interface Pending {
  readonly cid: string
  /** Order among the waiting: time of writing, then a count. */
  readonly order: number
  readonly at: number
  readonly body:
    | { readonly kind: 'text'; readonly text: string }
    | {
        readonly kind: 'image'
        readonly file: Omit<FileRef, 'id'>
        /** Set when the bytes are at the shop; only then can it be sent. */
        readonly ref: FileRef | null
      }
  readonly source: Source | null
  readonly address: string | null
  readonly tried: boolean
  /** An error code; the buyer decides whether it is tried again. */
  readonly failed: string | null
  /** Of an upload, 0 to 1; not stored. */
  readonly progress: number | null
  /** The shop has it; shown until the event brings it. Not stored. */
  readonly acknowledged: boolean
}

/** The item for the protocol client, or null while its picture is not uploaded or it has failed. */
export function outboxItem(pending: Pending): OutboxItem | null {
  if (pending.failed !== null) return null
  const { body } = pending
  if (body.kind === 'image' && body.ref === null) return null
  return {
    cid: pending.cid,
    lane: 'send',
    tried: pending.tried,
    frame: {
      t: 'send',
      conversation: null,
      body:
        body.kind === 'text'
          ? { kind: 'text', text: body.text }
          : { kind: 'image', file: body.ref as FileRef },
      ...(pending.source ? { source: pending.source } : {}),
      ...(pending.address !== null ? { address: pending.address } : {}),
    },
  }
}

export interface PlainStorage {
  readonly length: number
  key(index: number): string | null
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
}

/**
 * The outbox in the browser's storage, one key per message: several tabs write without overwriting
 * each other, and a message in two tabs' hands is still one message by its cid (S11).
 */
export class PendingStore {
  readonly #storage: PlainStorage
  readonly #prefix: string

  constructor(storage: PlainStorage, shop: string) {
    this.#storage = storage
    this.#prefix = `xiaoer.${shop}.out.`
  }

  /** Throws when the browser refuses (quota): the caller says so. */
  put(pending: Pending): void {
    const { progress: _progress, acknowledged: _acknowledged, ...stored } = pending
    this.#storage.setItem(this.#prefix + pending.cid, JSON.stringify(stored))
  }

  remove(cid: string): void {
    this.#storage.removeItem(this.#prefix + cid)
  }

  load(): Pending[] {
    const found: Pending[] = []
    for (let index = 0; index < this.#storage.length; index++) {
      const key = this.#storage.key(index)
      if (!key?.startsWith(this.#prefix)) continue
      const pending = parsePending(this.#storage.getItem(key))
      if (pending) found.push(pending)
    }
    return found.toSorted((a, b) => a.order - b.order)
  }

  /** For the browser's `storage` event: the message another tab wrote, `removed`, or null. */
  changed(key: string | null, value: string | null): Pending | { removed: string } | null {
    if (!key?.startsWith(this.#prefix)) return null
    if (value === null) return { removed: key.slice(this.#prefix.length) }
    return parsePending(value)
  }
}

/** Whatever comes from storage may have tried before: sent as a resend (S11). */
export function parsePending(text: string | null): Pending | null {
  if (text === null) return null
  try {
    const value = JSON.parse(text) as Partial<Pending> | null
    if (typeof value?.cid !== 'string' || typeof value.at !== 'number') return null
    if (value.body?.kind !== 'text' && value.body?.kind !== 'image') return null
    return {
      cid: value.cid,
      order: value.order ?? value.at,
      at: value.at,
      body: value.body,
      source: value.source ?? null,
      address: value.address ?? null,
      tried: true,
      failed: value.failed ?? null,
      progress: null,
      acknowledged: false,
    }
  } catch {
    return null
  }
}
