import type { BridgeEventName, BridgeEvents } from '#shared/bridge/contract.ts'
import { withoutCards } from '#shared/masking/mask.ts'
import type { ConversationId } from '#shared/protocol/model.ts'
import { describe } from '../failure.ts'
import { log } from '../log.ts'
import type { Transcripts } from '../transcripts/client.ts'

export interface KeptOptions {
  readonly cache: Pick<
    Transcripts,
    'drafts' | 'dirtyDrafts' | 'draftSet' | 'workspaceGet' | 'workspaceSet'
  >
  /** To the gateway; false: not connected. What it took comes back as `kept`. */
  readonly keep: (key: string, value: string | null) => boolean
  readonly tell: <N extends BridgeEventName>(name: N, payload: BridgeEvents[N]) => void
  /** Returns what cancels it. */
  readonly later: (run: () => void, ms: number) => () => void
}

const DRAFT = 'draft:'
const ROW = 'kept'
/** So long a draft's words gather before they go to the gateway. */
const GATHER_MS = 1000

type Entries = Readonly<Record<string, string | null>>

/**
 * S52: what this account has for all its workstations: drafts and the like. The newest word wins;
 * what this one said while it was cut off is its newest and goes to the gateway with the next link.
 * Everything is in memory, and on the disk before it is sent.
 */
export class Kept {
  readonly #options: KeptOptions
  readonly #drafts = new Map<ConversationId, string>()
  readonly #others = new Map<string, string>()
  /** Keys that the gateway doesn't have as they are here. */
  readonly #dirty = new Set<string>()
  /** Said on this link and not come back yet, in order. */
  readonly #onTheWay = new Map<string, (string | null)[]>()
  readonly #gathering = new Map<string, () => void>()
  #live = false

  constructor(options: KeptOptions) {
    this.#options = options
  }

  async load(): Promise<void> {
    const { cache } = this.#options
    const [drafts, dirty, row] = await Promise.all([
      cache.drafts(),
      cache.dirtyDrafts(),
      cache.workspaceGet({ key: ROW }),
    ])
    for (const [conversation, text] of Object.entries(drafts)) this.#drafts.set(conversation, text)
    for (const conversation of dirty) this.#dirty.add(DRAFT + conversation)
    const kept = row as { entries?: Record<string, string>; dirty?: readonly string[] } | null
    for (const [key, value] of Object.entries(kept?.entries ?? {})) this.#others.set(key, value)
    for (const key of kept?.dirty ?? []) this.#dirty.add(key)
  }

  drafts(): Record<ConversationId, string> {
    return Object.fromEntries(this.#drafts)
  }

  entries(): Record<string, string> {
    return Object.fromEntries(this.#others)
  }

  /** Resolves when it is on the disk. */
  async setDraft(conversation: ConversationId, typed: string): Promise<void> {
    // T4: not even while it is being written.
    const text = withoutCards(typed)
    const key = DRAFT + conversation
    if ((this.#drafts.get(conversation) ?? '') === text) return
    this.#dirty.add(key)
    this.#put(key, text === '' ? null : text)
    if (text === '') this.#send(key)
    else this.#gather(key)
    await this.#options.cache.draftSet({ conversation, text, dirty: true })
  }

  async set(key: string, value: string | null): Promise<void> {
    if (key.startsWith(DRAFT)) {
      await this.setDraft(key.slice(DRAFT.length), value ?? '')
      return
    }
    if ((this.#others.get(key) ?? null) === value) return
    this.#dirty.add(key)
    this.#put(key, value)
    this.#send(key)
    await this.#storeOthers()
  }

  /** The link is up, or it is not any more. */
  connected(live: boolean): void {
    if (live === this.#live) return
    this.#live = live
    // What was on its way may have arrived or not: it is said again.
    this.#onTheWay.clear()
    if (live) for (const key of this.#dirty) this.#send(key)
  }

  /** At leaving: what still gathers goes at once. */
  flush(): void {
    for (const key of [...this.#gathering.keys()]) this.#send(key)
  }

  /** This account may not know them any more: nothing of them is written, not even that they are gone. */
  forget(conversations: readonly ConversationId[]): void {
    const gone = conversations.filter((id) => this.#drafts.delete(id))
    for (const id of gone) {
      this.#gathering.get(DRAFT + id)?.()
      this.#gathering.delete(DRAFT + id)
      this.#dirty.delete(DRAFT + id)
      if (this.#live) this.#options.keep(DRAFT + id, null)
    }
    this.#tell(new Map(gone.map((id) => [DRAFT + id, null])))
  }

  /** These are over. */
  async drop(conversations: readonly ConversationId[]): Promise<void> {
    const gone = conversations.filter((id) => this.#drafts.has(id))
    if (gone.length === 0) return
    await Promise.all(gone.map((id) => this.setDraft(id, '')))
    this.#tell(new Map(gone.map((id) => [DRAFT + id, null])))
  }

  /** After a snapshot: what ended while this workstation was away. What waits to be sent here stays. */
  async dropAbsent(isOpen: (id: ConversationId) => boolean): Promise<void> {
    const absent = [...this.#drafts.keys()].filter(
      (id) => !isOpen(id) && !this.#dirty.has(DRAFT + id),
    )
    await this.drop(absent)
  }

  /** From the gateway. `all`: what it doesn't name is not kept there. */
  heard(entries: Entries, all: boolean): void {
    const changed = new Map<string, string | null>()
    const settled: string[] = []
    const take = (key: string, value: string | null) => {
      if (this.#echoed(key, value)) {
        if (this.#valueOf(key) === value && this.#dirty.delete(key)) settled.push(key)
      } else if (!this.#dirty.has(key) && this.#valueOf(key) !== value) changed.set(key, value)
    }
    for (const [key, value] of Object.entries(entries)) take(key, value)
    if (all) {
      const here = [...[...this.#drafts.keys()].map((id) => DRAFT + id), ...this.#others.keys()]
      for (const key of here) if (!(key in entries)) take(key, null)
    }
    for (const [key, value] of changed) this.#put(key, value)
    this.#tell(changed)
    this.#store([...settled, ...changed.keys()]).catch((error: unknown) =>
      log('warn', 'kept: not stored', { error: describe(error) }),
    )
  }

  end(): void {
    this.#live = false
    for (const cancel of this.#gathering.values()) cancel()
    this.#gathering.clear()
  }

  #valueOf(key: string): string | null {
    const value = key.startsWith(DRAFT)
      ? this.#drafts.get(key.slice(DRAFT.length))
      : this.#others.get(key)
    return value ?? null
  }

  #put(key: string, value: string | null): void {
    const map: Map<string, string> = key.startsWith(DRAFT) ? this.#drafts : this.#others
    const name = key.startsWith(DRAFT) ? key.slice(DRAFT.length) : key
    if (value === null) map.delete(name)
    else map.set(name, value)
  }

  /** True: it was said here; what was said before it has come back, too. */
  #echoed(key: string, value: string | null): boolean {
    const said = this.#onTheWay.get(key)
    const at = said?.indexOf(value) ?? -1
    if (!said || at === -1) return false
    said.splice(0, at + 1)
    if (said.length === 0) this.#onTheWay.delete(key)
    return true
  }

  #gather(key: string): void {
    if (this.#gathering.has(key)) return
    this.#gathering.set(
      key,
      this.#options.later(() => this.#send(key), GATHER_MS),
    )
  }

  #send(key: string): void {
    this.#gathering.get(key)?.()
    this.#gathering.delete(key)
    if (!this.#live || !this.#dirty.has(key)) return
    const value = this.#valueOf(key)
    if (this.#options.keep(key, value))
      this.#onTheWay.set(key, [...(this.#onTheWay.get(key) ?? []), value])
  }

  #tell(changed: ReadonlyMap<string, string | null>): void {
    const drafts: Record<ConversationId, string> = {}
    const others: Record<string, string | null> = {}
    for (const [key, value] of changed)
      if (key.startsWith(DRAFT)) drafts[key.slice(DRAFT.length)] = value ?? ''
      else others[key] = value
    if (Object.keys(drafts).length > 0) this.#options.tell('chats.drafts', { drafts })
    if (Object.keys(others).length > 0) this.#options.tell('chats.kept', { entries: others })
  }

  async #store(keys: readonly string[]): Promise<void> {
    const drafts = keys.filter((key) => key.startsWith(DRAFT))
    const stored = drafts.map((key) =>
      this.#options.cache.draftSet({
        conversation: key.slice(DRAFT.length),
        text: this.#valueOf(key) ?? '',
        dirty: this.#dirty.has(key),
      }),
    )
    if (drafts.length < keys.length) await this.#storeOthers()
    await Promise.all(stored)
  }

  async #storeOthers(): Promise<void> {
    const dirty = [...this.#dirty].filter((key) => !key.startsWith(DRAFT))
    await this.#options.cache.workspaceSet({
      key: ROW,
      value: { entries: Object.fromEntries(this.#others), dirty },
    })
  }
}
