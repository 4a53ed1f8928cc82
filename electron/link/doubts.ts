import { AskError } from '#shared/protocol/client.ts'
import type { ConversationId } from '#shared/protocol/model.ts'
import type { Transcripts } from '../transcripts/client.ts'
import { isRefusal } from './pages.ts'

export interface DoubtsOptions {
  readonly cache: Transcripts
  /** Rejects with AskError, as ProtocolClient.history does. */
  readonly ask: (conversation: ConversationId) => Promise<unknown>
  /** The gateway refuses it: out of the cache with every word. */
  readonly forget: (conversation: ConversationId) => Promise<void>
  readonly later: (run: () => void, ms: number) => void
}

const KEY = 'link.doubts'
/** Beside everything else, and well below what the gateway allows an account. */
const EACH_MS = 100
const BUSY_MS = 2000
/** What was found out is written down so often: after a crash the rest is asked again. */
const WRITE_EACH = 20

/**
 * A snapshot in place of events (a right has changed, or this workstation was away for long) does not
 * tell which buyers were withdrawn meanwhile (D6, I12). Whatever the cache has of conversations off
 * the list is then in doubt: hidden until the gateway has said that this account may read it, and
 * forgotten when it says no.
 */
export class Doubts {
  readonly #options: DoubtsOptions
  readonly #open = new Set<ConversationId>()
  #running = false

  constructor(options: DoubtsOptions) {
    this.#options = options
  }

  /** What an earlier run left. */
  async load(): Promise<void> {
    const stored = await this.#options.cache.workspaceGet({ key: KEY })
    if (Array.isArray(stored))
      for (const id of stored) if (typeof id === 'string') this.#open.add(id)
  }

  hides(conversation: ConversationId): boolean {
    return this.#open.has(conversation)
  }

  /** Before the snapshot is stored, so that a crash in between leaves the doubt and not the words. */
  async raise(listed: (conversation: ConversationId) => boolean): Promise<void> {
    for (const id of await this.#options.cache.known()) if (!listed(id)) this.#open.add(id)
    await this.#write()
  }

  /** Once connected; ends by itself when that ends, or nothing is left. */
  settle(): void {
    if (this.#running || this.#open.size === 0) return
    this.#running = true
    void this.#next(0)
  }

  async #next(asked: number): Promise<void> {
    const [conversation] = this.#open
    if (conversation === undefined) return this.#end()
    const wait = await this.#ask(conversation)
    if (wait === null) return this.#end()
    if ((asked + 1) % WRITE_EACH === 0) await this.#write().catch(() => undefined)
    this.#options.later(() => void this.#next(asked + 1), wait)
  }

  /** How long to wait with the next one; null: this is not the time. */
  async #ask(conversation: ConversationId): Promise<number | null> {
    try {
      await this.#options.ask(conversation)
    } catch (error) {
      if (isRefusal(error)) {
        try {
          await this.#options.forget(conversation)
        } catch {
          // The cache is closing: what is written down is asked at the next start.
          return null
        }
      } else return error instanceof AskError && error.code !== 'offline' ? BUSY_MS : null
    }
    this.#open.delete(conversation)
    return EACH_MS
  }

  async #end(): Promise<void> {
    this.#running = false
    await this.#write().catch(() => undefined)
  }

  async #write(): Promise<void> {
    const value = this.#open.size === 0 ? null : [...this.#open]
    await this.#options.cache.workspaceSet({ key: KEY, value })
  }
}
