import type { Page } from '#shared/bridge/contract.ts'
import { maskMessage } from '#shared/masking/views.ts'
import { AskError } from '#shared/protocol/client.ts'
import type { Delivered, ShopEvent } from '#shared/protocol/events.ts'
import type { HistoryReply } from '#shared/protocol/frames.ts'
import type { BuyerId, ConversationId, ConversationView, Message } from '#shared/protocol/model.ts'
import { Failure } from '../failure.ts'
import type { CachedMessage } from '../transcripts/calls.ts'
import type { CacheWithHeadStart } from '../transcripts/head-start.ts'

export interface PagesOptions {
  readonly cache: Pick<CacheWithHeadStart, 'page' | 'isMasked'>
  readonly conversation: (id: ConversationId) => ConversationView | undefined
  /** Rejects when not connected. */
  readonly history: (
    conversation: ConversationId,
    before: number | undefined,
    limit: number,
  ) => Promise<HistoryReply>
  readonly isLive: () => boolean
  /** Nobody knows whether this account may still read it. */
  readonly inDoubt: (conversation: ConversationId) => boolean
  /** Takes a conversation out of the cache, since the gateway refuses it. */
  readonly forget: (conversation: ConversationId) => Promise<void>
  /** T4: what was given whole, before masking was on, is shown in part. */
  readonly masks: () => boolean
  /** Keeps messages in the cache, at its own cursor. */
  readonly keep: (messages: readonly CachedMessage[]) => Promise<void>
}

/**
 * Whether the cache's page has no hole: cseq is dense (I3), so the count tells. `newest` is the
 * highest cseq that there is below the asked one.
 */
export function isWhole(page: readonly Message[], newest: number, limit: number): boolean {
  const wanted = Math.min(limit, newest)
  return page.length === wanted && (wanted === 0 || page.at(-1)?.cseq === newest)
}

/** Pages of a conversation: from the cache where it has them whole, else from the gateway. */
export class Pages {
  readonly #options: PagesOptions
  /** Where earlier conversations lead to, as the gateway told; and whose they are. */
  readonly #previous = new Map<ConversationId, ConversationId | null>()
  readonly #buyers = new Map<ConversationId, BuyerId>()
  /** Off the list, but the gateway let us read them since the last snapshot. */
  readonly #allowed = new Set<ConversationId>()
  /** An answer that was on its way may still bring words of these. */
  readonly #withdrawn = new Set<BuyerId>()
  /** T3: an answer from before the newest may bring erased words: it is asked for again. */
  #erasures = 0

  constructor(options: PagesOptions) {
    this.#options = options
  }

  buyerOf(conversation: ConversationId): BuyerId | undefined {
    return this.#options.conversation(conversation)?.buyer.id ?? this.#buyers.get(conversation)
  }

  /** D6: before the cache is told. From now on nothing of a withdrawn buyer is kept or given. */
  heard(events: readonly Delivered<ShopEvent>[]): void {
    for (const { event } of events)
      if (event.type === 'transcript.erased') this.#erasures++
      else if (event.type === 'buyer.withdrawn') this.#withdraw(event.buyer)
      else if (event.type === 'buyer.marked' || event.type === 'buyer.seen')
        this.#withdrawn.delete(event.buyer.id)
      else if (event.type === 'conversation.assigned' || event.type === 'conversation.offered')
        this.#withdrawn.delete(event.view.buyer.id)
  }

  /** A snapshot: what was allowed before says nothing now. */
  renewed(): void {
    this.#allowed.clear()
    this.#withdrawn.clear()
  }

  #withdraw(buyer: BuyerId): void {
    this.#withdrawn.add(buyer)
    for (const [conversation, of] of this.#buyers)
      if (of === buyer) {
        this.#buyers.delete(conversation)
        this.#previous.delete(conversation)
        this.#allowed.delete(conversation)
      }
  }

  /** @throws Failure or AskError with the gateway's own code, never with a page that it refused. */
  async page(
    conversation: ConversationId,
    before: number | undefined,
    limit: number,
  ): Promise<Page> {
    const { cache, isLive, inDoubt, conversation: find } = this.#options
    const cached = await cache.page({ conversation, beforeCseq: before, limit })
    const view = find(conversation)
    const newest = before === undefined ? view?.cseq : before - 1
    const whole = newest !== undefined && isWhole(cached, newest, limit)
    // Off the list the cache may hold what we may not read any more: the gateway is asked first.
    if (whole && (view || this.#allowed.has(conversation)))
      return this.#answer(conversation, cached)
    if (!isLive()) {
      if (inDoubt(conversation)) throw new Failure('offline', 'the gateway must be asked first')
      return this.#answer(conversation, cached)
    }
    try {
      const page = await this.#ask(conversation, before, limit)
      this.#allowed.add(conversation)
      return page
    } catch (error) {
      if (isRefusal(error)) {
        this.#allowed.delete(conversation)
        await this.#options.forget(conversation)
        throw error
      }
      // Cut while asking: what we have is better than nothing.
      if (cached.length > 0 && !inDoubt(conversation)) return this.#answer(conversation, cached)
      throw error
    }
  }

  async #ask(
    conversation: ConversationId,
    before: number | undefined,
    limit: number,
  ): Promise<Page> {
    const erasures = this.#erasures
    const reply = await this.#options.history(conversation, before, limit)
    if (erasures !== this.#erasures) return this.#ask(conversation, before, limit)
    this.#previous.set(conversation, reply.previous)
    const buyer = this.buyerOf(conversation)
    if (buyer !== undefined) {
      this.#refuseWithdrawn(buyer)
      if (reply.previous !== null) this.#buyers.set(reply.previous, buyer)
      await this.#options.keep(reply.messages.map((message) => ({ ...message, buyer })))
      this.#refuseWithdrawn(buyer)
    }
    return { messages: reply.messages, complete: reply.complete, previous: reply.previous }
  }

  #refuseWithdrawn(buyer: BuyerId): void {
    if (this.#withdrawn.has(buyer)) throw new Failure('not_found', 'the buyer was withdrawn')
  }

  #answer(conversation: ConversationId, cached: readonly CachedMessage[]): Page {
    const view = this.#options.conversation(conversation)
    const previous = view?.previous ?? this.#previous.get(conversation) ?? null
    const buyer = cached[0]?.buyer ?? this.buyerOf(conversation)
    if (buyer !== undefined) this.#refuseWithdrawn(buyer)
    if (previous !== null && buyer !== undefined) this.#buyers.set(previous, buyer)
    const masks = this.#options.masks() && !this.#options.cache.isMasked(cached)
    return {
      messages: cached.map(({ buyer: _buyer, ...message }) =>
        masks && message.masked !== true ? maskMessage(message) : message,
      ),
      // Nothing known and nobody to ask: not «complete», or the screen would say so.
      complete: cached.length > 0 ? cached[0]?.cseq === 1 : view?.cseq === 0,
      previous,
    }
  }
}

/** Not for this account's eyes, as the gateway says. */
export function isRefusal(error: unknown): boolean {
  const known = error instanceof AskError || error instanceof Failure
  return known && (error.code === 'not_found' || error.code === 'not_allowed')
}
