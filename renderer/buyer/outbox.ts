import { pageWithoutCards, withoutCards } from '#shared/masking/cards.ts'
import type { OutboxItem } from '#shared/protocol/client.ts'
import type { FileRef, Source } from '#shared/protocol/model.ts'
import { Refused } from './io/identity.ts'
import type { BlobStore } from './io/storage.ts'
import { outboxItem, type Pending, type PendingStore } from './model/pending.ts'

export interface OutboxOptions {
  readonly store: PendingStore
  readonly blobs: BlobStore
  readonly items: readonly Pending[]
  readonly takeOrigin: () => { source: Source | null; address: string | null }
  readonly upload: (
    file: { readonly blob: Blob; readonly name: string; readonly type: string },
    onProgress: (part: number) => void,
  ) => Promise<FileRef>
  /** By the gateway's clock, for showing. */
  readonly now: () => number
  readonly live: () => boolean
  readonly enqueue: (item: OutboxItem) => void
  readonly withdraw: (cid: string) => void
  readonly onChange: (items: readonly Pending[]) => void
  /** The browser refused to keep a message. */
  readonly onFragile: () => void
}

const UPLOAD_AGAIN_MS = 2000

/**
 * What was written and is not confirmed: stored before the first try (S20), uploaded, sent, marked,
 * and followed through other tabs. A text written after a picture doesn't wait for its upload.
 */
export class Outbox {
  readonly #options: OutboxOptions
  readonly #uploading = new Set<string>()
  #items: readonly Pending[]
  #count = 0

  constructor(options: OutboxOptions) {
    this.#options = options
    this.#items = options.items
  }

  addText(text: string): void {
    // T4: what is kept here is what the shop would keep of it.
    this.#add({ kind: 'text', text: withoutCards(text) }, crypto.randomUUID())
  }

  async addPicture(picture: {
    readonly blob: Blob
    readonly name: string
    readonly type: string
    readonly width: number
    readonly height: number
  }): Promise<void> {
    const { blob, name, type, width, height } = picture
    const cid = crypto.randomUUID()
    await this.#options.blobs.put(cid, blob)
    const file = { name: withoutCards(name), type, size: blob.size, width, height }
    this.#add({ kind: 'image', file, ref: null }, cid)
  }

  retry(cid: string): void {
    const item = this.#find(cid)
    if (!item || item.failed === null) return
    if (item.failed === 'cid_conflict') {
      // That cid says something else at the shop: the message gets a new one.
      this.#forget(cid)
      this.#put({ ...item, cid: crypto.randomUUID(), failed: null, tried: false })
    } else this.#put({ ...item, failed: null })
    this.flush()
  }

  discard(cid: string): void {
    this.#options.withdraw(cid)
    this.#forget(cid)
  }

  sending(cid: string): void {
    if (this.#find(cid)?.tried === false) this.#patch(cid, { tried: true })
  }

  /** The shop has it durably; shown on until its event is here. */
  acknowledged(cid: string): void {
    this.#options.store.remove(cid)
    this.#patch(cid, { acknowledged: true })
  }

  /** Its event is here, which is as good as the `ok`. */
  arrived(cid: string): void {
    if (this.#find(cid)) this.#forget(cid)
  }

  fail(cid: string, code: string): void {
    const item = this.#find(cid)
    if (item) this.#put({ ...item, failed: code, progress: null })
  }

  /** Hands on whatever may go now. */
  flush(): void {
    for (const pending of this.#items) {
      if (pending.acknowledged || pending.failed !== null) continue
      const item = outboxItem(pending)
      if (item) this.#options.enqueue(item)
      else if (this.#options.live()) void this.#upload(pending)
    }
  }

  /** The browser's `storage` event: a message that another tab wrote or got rid of. */
  storageChanged(key: string | null, value: string | null): void {
    const change = this.#options.store.changed(key, value)
    if (!change) return
    if (!('removed' in change)) {
      this.#show(change)
      this.flush()
      return
    }
    const item = this.#find(change.removed)
    if (!item || item.acknowledged) return
    // Sent by the other tab (the event comes here, too) or discarded there.
    this.#options.withdraw(item.cid)
    this.#set(this.#items.filter((other) => other !== item))
  }

  #add(body: Pending['body'], cid: string): void {
    const { source, address } = this.#options.takeOrigin()
    this.#put({
      cid,
      order: Date.now() + this.#count++ / 1000,
      at: this.#options.now(),
      body,
      source: source?.page ? { ...source, page: pageWithoutCards(source.page) } : source,
      address,
      tried: false,
      failed: null,
      progress: null,
      acknowledged: false,
    })
    this.flush()
  }

  async #upload(pending: Pending): Promise<void> {
    const { cid, body } = pending
    if (body.kind !== 'image' || this.#uploading.has(cid)) return
    this.#uploading.add(cid)
    const { file } = body
    try {
      const blob = await this.#options.blobs.get(cid)
      if (!blob) {
        this.fail(cid, 'gone')
        return
      }
      const ref = await this.#options.upload(
        { blob, name: file.name, type: file.type },
        (progress) => this.#patch(cid, { progress }),
      )
      const still = this.#find(cid)
      if (!still) return
      const complete = {
        ...ref,
        width: ref.width ?? file.width,
        height: ref.height ?? file.height,
      }
      this.#put({ ...still, progress: null, body: { kind: 'image', file, ref: complete } })
      this.flush()
    } catch (error) {
      if (error instanceof Refused && error.status !== 401) this.fail(cid, error.code)
      else {
        // The network broke it: once more, but not at once.
        this.#patch(cid, { progress: null })
        setTimeout(() => this.flush(), UPLOAD_AGAIN_MS)
      }
    } finally {
      this.#uploading.delete(cid)
    }
  }

  #find(cid: string): Pending | undefined {
    return this.#items.find((item) => item.cid === cid)
  }

  #put(pending: Pending): void {
    try {
      this.#options.store.put(pending)
    } catch {
      // Refused by the browser: sent all the same, and the page says what that means.
      this.#options.onFragile()
    }
    this.#show(pending)
  }

  #show(pending: Pending): void {
    const others = this.#items.filter((item) => item.cid !== pending.cid)
    this.#set([...others, pending].toSorted((a, b) => a.order - b.order))
  }

  #patch(cid: string, patch: Partial<Pending>): void {
    this.#set(this.#items.map((item) => (item.cid === cid ? { ...item, ...patch } : item)))
  }

  #forget(cid: string): void {
    this.#options.store.remove(cid)
    void this.#options.blobs.remove(cid)
    this.#set(this.#items.filter((item) => item.cid !== cid))
  }

  #set(items: readonly Pending[]): void {
    this.#items = items
    this.#options.onChange(items)
  }
}
