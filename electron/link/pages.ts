import type { Page } from '#shared/bridge/contract.ts'
import type { HistoryReply } from '#shared/protocol/frames.ts'
import type { BuyerId, ConversationId, ConversationView, Message } from '#shared/protocol/model.ts'
import type { CachedMessage } from '../transcripts/calls.ts'
import type { Transcripts } from '../transcripts/client.ts'

export interface PagesOptions {
  readonly cache: Transcripts
  readonly conversation: (id: ConversationId) => ConversationView | undefined
  /** Rejects when not connected. */
  readonly history: (
    conversation: ConversationId,
    before: number | undefined,
    limit: number,
  ) => Promise<HistoryReply>
  readonly isLive: () => boolean
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

  constructor(options: PagesOptions) {
    this.#options = options
  }

  buyerOf(conversation: ConversationId): BuyerId | undefined {
    return this.#options.conversation(conversation)?.buyer.id ?? this.#buyers.get(conversation)
  }

  async page(
    conversation: ConversationId,
    before: number | undefined,
    limit: number,
  ): Promise<Page> {
    const { cache, isLive, conversation: find } = this.#options
    const cached = await cache.page({ conversation, beforeCseq: before, limit })
    const newest = before === undefined ? find(conversation)?.cseq : before - 1
    if (newest !== undefined && isWhole(cached, newest, limit))
      return this.#answer(conversation, cached)
    if (!isLive()) return this.#answer(conversation, cached)
    try {
      return await this.#ask(conversation, before, limit)
    } catch (error) {
      // Cut while asking: what we have is better than nothing.
      if (cached.length > 0) return this.#answer(conversation, cached)
      throw error
    }
  }

  async #ask(
    conversation: ConversationId,
    before: number | undefined,
    limit: number,
  ): Promise<Page> {
    const reply = await this.#options.history(conversation, before, limit)
    this.#previous.set(conversation, reply.previous)
    const buyer = this.buyerOf(conversation)
    if (buyer !== undefined) {
      if (reply.previous !== null) this.#buyers.set(reply.previous, buyer)
      await this.#options.keep(reply.messages.map((message) => ({ ...message, buyer })))
    }
    return { messages: reply.messages, complete: reply.complete, previous: reply.previous }
  }

  #answer(conversation: ConversationId, cached: readonly CachedMessage[]): Page {
    const view = this.#options.conversation(conversation)
    const previous = view?.previous ?? this.#previous.get(conversation) ?? null
    const buyer = this.buyerOf(conversation)
    if (previous !== null && buyer !== undefined) this.#buyers.set(previous, buyer)
    return {
      messages: cached.map(({ buyer: _buyer, ...message }) => message),
      // Nothing known and nobody to ask: not «complete», or the screen would say so.
      complete: cached.length > 0 ? cached[0]?.cseq === 1 : view?.cseq === 0,
      previous,
    }
  }
}
