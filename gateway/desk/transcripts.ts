import type { SearchPage, SearchRequest } from '#shared/protocol/api.ts'
import type { ErrorCode } from '#shared/protocol/codes.ts'
import type { ConversationId, Message } from '#shared/protocol/model.ts'
import type { Viewer } from './contract.ts'
import type { History } from './history.ts'
import type { Readings } from './keeping-records.ts'
import { maskMessage, masksFor } from './masking.ts'
import { searchMessages, type SearchSources } from './search.ts'

interface Sources extends SearchSources {
  readonly history: History
  readonly readings: Readings
}

/**
 * What viewers read back of what was said: rights first (`history.ts`, `search.ts`), noted where it is
 * another's (T6), masked where the shop masks (T4).
 */
export class Transcripts {
  readonly #sources: Sources

  constructor(sources: Sources) {
    this.#sources = sources
  }

  /** See `Shop.history`; `storage_failed`, too, where the reading could not be noted. */
  async page(...asked: Parameters<History['page']>): Promise<Awaited<ReturnType<History['page']>>> {
    const { history, readings, state } = this.#sources
    const page = await history.page(...asked)
    if ('code' in page) return page
    const [viewer, conversation] = asked
    const noted = await readings.conversation(viewer, conversation)
    if (!noted) return { code: 'storage_failed' }
    if (!masksFor(state(), viewer)) return page
    return { ...page, messages: page.messages.map(maskMessage) }
  }

  /** See `Shop.whole`. */
  async whole(
    viewer: Viewer,
    conversation: ConversationId,
    cseq: number,
  ): Promise<Message | { readonly code: ErrorCode }> {
    const page = await this.#sources.history.page(viewer, conversation, cseq + 1, 1)
    if ('code' in page) return page
    const message = page.messages.find((one) => one.cseq === cseq)
    return message ?? { code: 'not_found' }
  }

  /** See `Shop.search`. */
  async search(viewer: Viewer, request: SearchRequest): Promise<SearchPage | ErrorCode> {
    const page = await searchMessages(this.#sources, viewer, request)
    if (typeof page === 'string' || page.hits.length === 0 || request.buyer === undefined)
      return page
    // T6: all that one buyer ever wrote is its transcript, whichever way it is read.
    return (await this.#sources.readings.card(viewer, request.buyer)) ? page : 'storage_failed'
  }
}
