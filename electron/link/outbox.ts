import { bodyWithoutCards } from '#shared/masking/bodies.ts'
import type { BridgeErrorCode, OutboxView } from '#shared/bridge/contract.ts'
import type { OutboxItem as WireItem, ProtocolClient } from '#shared/protocol/client.ts'
import type { ErrorFrame, SendableBody } from '#shared/protocol/frames.ts'
import type { ConversationId } from '#shared/protocol/model.ts'
import { Failure } from '../failure.ts'
import type { OutboxItem as StoredItem } from '../transcripts/calls.ts'
import type { Transcripts } from '../transcripts/client.ts'
import { newCid, timeOfCid } from './cid.ts'

export interface OutboxOptions {
  readonly cache: Transcripts
  readonly client: () => ProtocolClient
  readonly tell: (changed: readonly OutboxView[], gone: readonly string[]) => void
  /** The epoch under which this account holds the conversation now. */
  readonly holderEpoch: (conversation: ConversationId) => number | undefined
  readonly now: () => number
}

interface Entry {
  readonly view: OutboxView
  readonly holderEpoch: number
}

/** What waits to be sent: in the cache before the first try (S20), told to the windows at each change. */
export class Outbox {
  readonly #options: OutboxOptions
  readonly #entries = new Map<string, Entry>()

  constructor(options: OutboxOptions) {
    this.#options = options
  }

  /** What an earlier run left: all of it may have reached the gateway, so all goes as a resend. */
  load(stored: readonly StoredItem[]): void {
    for (const item of stored.toSorted((a, b) => a.seq - b.seq)) {
      if (item.payload.kind !== 'send' || item.conversation === null) continue
      const entry: Entry = {
        holderEpoch: item.payload.holderEpoch ?? 0,
        view: {
          cid: item.cid,
          conversation: item.conversation,
          body: item.payload.body,
          createdAt: timeOfCid(item.cid),
          state: item.state === 'failed' ? 'failed' : 'queued',
          error: item.state === 'failed' ? ((item.error ?? 'internal') as BridgeErrorCode) : null,
        },
      }
      this.#entries.set(item.cid, entry)
      if (entry.view.state === 'queued') this.#options.client().enqueue(wire(entry, true))
    }
  }

  views(): OutboxView[] {
    return [...this.#entries.values()].map((entry) => entry.view)
  }

  has(cid: string): boolean {
    return this.#entries.has(cid)
  }

  async send(
    conversation: ConversationId,
    written: SendableBody,
    holderEpoch: number,
  ): Promise<string> {
    const body = bodyWithoutCards(written)
    const { cache, now, client } = this.#options
    const createdAt = now()
    const cid = newCid(createdAt)
    await cache.outboxAdd({ cid, conversation, payload: { kind: 'send', body, holderEpoch } })
    const view: OutboxView = { cid, conversation, body, createdAt, state: 'queued', error: null }
    this.#put({ view, holderEpoch })
    client().enqueue(wire({ view, holderEpoch }, false))
    return cid
  }

  /**
   * Once more, under the holder's epoch of now: a refusal wrote nothing (S16), so the cid is free
   * for it.
   */
  async retry(cid: string): Promise<void> {
    const entry = this.#entries.get(cid)
    if (entry?.view.state !== 'failed') return
    const { cache, client, holderEpoch } = this.#options
    await cache.outboxMark({ cid, state: 'queued' })
    const next: Entry = {
      holderEpoch: holderEpoch(entry.view.conversation) ?? entry.holderEpoch,
      view: { ...entry.view, state: 'queued', error: null },
    }
    this.#put(next)
    client().enqueue(wire(next, true))
  }

  /** Only what has failed can be thrown away: anything else may be on its way. */
  async discard(cid: string): Promise<void> {
    const entry = this.#entries.get(cid)
    if (!entry) return
    if (entry.view.state !== 'failed')
      throw new Failure('not_allowed', 'it may have been sent already')
    await this.#options.cache.outboxRemove({ cid })
    this.#drop([cid])
  }

  sending(cid: string): void {
    const entry = this.#entries.get(cid)
    if (entry) this.#put({ ...entry, view: { ...entry.view, state: 'sending', error: null } })
  }

  async accepted(cid: string): Promise<void> {
    await this.#options.cache.outboxRemove({ cid })
    this.#drop([cid])
  }

  async refused(cid: string, error: ErrorFrame): Promise<void> {
    const entry = this.#entries.get(cid)
    if (!entry) return
    await this.#options.cache.outboxMark({ cid, state: 'failed', error: error.code })
    this.#put({ ...entry, view: { ...entry.view, state: 'failed', error: error.code } })
  }

  /** They came back in the log, and the cache has let go of them in the same transaction. */
  arrived(cids: readonly string[]): void {
    this.#drop(cids)
  }

  /** D6: their conversations may not be known any more; the cache has let go of them. */
  withdrawn(cids: readonly string[]): void {
    for (const cid of cids) this.#options.client().remove(cid)
    this.#drop(cids)
  }

  /** After a cut: what was in flight waits again. */
  requeued(): void {
    const changed: OutboxView[] = []
    for (const [cid, entry] of this.#entries)
      if (entry.view.state === 'sending') {
        const view: OutboxView = { ...entry.view, state: 'queued' }
        this.#entries.set(cid, { ...entry, view })
        changed.push(view)
      }
    if (changed.length > 0) this.#options.tell(changed, [])
  }

  #put(entry: Entry): void {
    this.#entries.set(entry.view.cid, entry)
    this.#options.tell([entry.view], [])
  }

  #drop(cids: readonly string[]): void {
    const gone = cids.filter((cid) => this.#entries.delete(cid))
    if (gone.length > 0) this.#options.tell([], gone)
  }
}

function wire({ view, holderEpoch }: Entry, tried: boolean): WireItem {
  const { cid, conversation, body } = view
  return { cid, lane: conversation, tried, frame: { t: 'send', conversation, body, holderEpoch } }
}
