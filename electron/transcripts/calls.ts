import type { BuyerId, ConversationId, ConversationView, Message } from '#shared/protocol/model.ts'
import type { Command, SendableBody } from '#shared/protocol/frames.ts'
import type { Snippet } from '#shared/words/snippet.ts'
import type { CacheFailure } from './errors.ts'

/** Where this client is in the shop's log. */
export interface Cursor {
  readonly epoch: string
  readonly pos: number
}

/** A message with the buyer of its conversation, by whom it can be searched. */
export type CachedMessage = Message & { readonly buyer: BuyerId }

export interface CachedConversation {
  readonly conversation: ConversationId
  readonly view: ConversationView
  /** The pos of the event that last changed it. */
  readonly updated: number
}

export interface Batch extends Cursor {
  /** `view: null` takes a conversation off the list; its messages stay. An older `updated` never wins. */
  readonly conversations: readonly (Omit<CachedConversation, 'view'> & {
    readonly view: ConversationView | null
  })[]
  readonly messages: readonly CachedMessage[]
  /** D6: every word of these goes before the rest of the batch comes. */
  readonly forgotten?: readonly BuyerId[]
  /** T3: messages up to `upTo` that are older than `before`; what is held as evidence is asked for again. */
  readonly expired?: readonly { readonly upTo: number; readonly before: number | null }[]
  /** Taken back by their senders: their words go from everywhere, those of this batch included. */
  readonly recalled?: readonly { readonly conversation: ConversationId; readonly cseq: number }[]
  /** Outbox items that this batch settles besides those whose cid comes back in `messages`. */
  readonly settled?: readonly string[]
}

/** What went with a buyer or conversation that this account may not know any more. */
export interface Forgotten {
  readonly conversations: readonly ConversationId[]
  /** cids of what was never sent and won't be. */
  readonly outbox: readonly string[]
}

/** What waits to be sent. */
export type OutboxPayload =
  | { readonly kind: 'send'; readonly body: SendableBody; readonly holderEpoch?: number }
  | { readonly kind: 'cmd'; readonly command: Command }

export type OutboxState = 'queued' | 'sending' | 'failed'

export interface OutboxItem {
  /** Order of creation, and so of sending. */
  readonly seq: number
  readonly cid: string
  readonly conversation: ConversationId | null
  readonly payload: OutboxPayload
  readonly state: OutboxState
  /** Why it failed: an error code of the protocol. */
  readonly error: string | null
  /** How often it was marked `sending`; from the second on it is a resend. */
  readonly attempts: number
}

/** JSON that the cache keeps without looking inside: open tabs, window places, … */
export type Json =
  string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

export interface SearchQuery {
  /** Found as a substring by the rule of `fold.ts`; empty finds nothing. */
  readonly text: string
  readonly buyer?: BuyerId | undefined
  readonly conversation?: ConversationId | undefined
  /** Milliseconds, both ends included. A filter only: the order is by pos. */
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly limit: number
  readonly offset?: number | undefined
}

export interface SearchHit {
  readonly conversation: ConversationId
  readonly cseq: number
  readonly pos: number
  readonly at: number
  readonly buyer: BuyerId
  readonly snippet: Snippet
}

/** Newest first by pos. `total` is known once the last hit was reached; absent: there are more. */
export interface SearchResult {
  readonly hits: readonly SearchHit[]
  readonly total?: number
}

/** What became of a damaged file. */
export interface SetAside {
  /** Where it lies now. */
  readonly file: string
  readonly outbox: number
  readonly drafts: number
  readonly workspace: number
  /** Every row of the three could be read. */
  readonly complete: boolean
}

export interface Opened {
  readonly cursor: Cursor | null
  /** No messages yet: newly made, or begun again. */
  readonly fresh: boolean
  readonly setAside: SetAside | null
}

/** Every call: what is asked and what is answered. Client and worker both derive from this. */
export interface Calls {
  open: { ask: { readonly file: string; readonly key: Uint8Array }; answer: Opened }
  close: { ask: undefined; answer: undefined }
  wipe: { ask: undefined; answer: undefined }
  applyBatch: { ask: Batch; answer: Cursor & { readonly forgotten?: Forgotten } }
  /** Takes a conversation out, its outbox items and draft included. */
  forget: { ask: { readonly conversation: ConversationId }; answer: Forgotten }
  reset: { ask: { readonly epoch: string }; answer: undefined }
  cursor: { ask: undefined; answer: Cursor | null }
  page: {
    ask: {
      readonly conversation: ConversationId
      readonly beforeCseq?: number | undefined
      readonly limit: number
    }
    answer: readonly CachedMessage[]
  }
  conversations: { ask: undefined; answer: readonly CachedConversation[] }
  /** The conversations that it has messages of. */
  known: { ask: undefined; answer: readonly ConversationId[] }
  outboxAdd: {
    ask: Pick<OutboxItem, 'cid' | 'conversation' | 'payload'>
    answer: OutboxItem
  }
  outboxList: { ask: undefined; answer: readonly OutboxItem[] }
  outboxMark: {
    ask: { readonly cid: string; readonly state: OutboxState; readonly error?: string | null }
    answer: boolean
  }
  outboxRemove: { ask: { readonly cid: string }; answer: boolean }
  draftSet: {
    ask: {
      readonly conversation: ConversationId
      readonly text: string
      /** Not at the gateway yet. */
      readonly dirty?: boolean | undefined
    }
    answer: undefined
  }
  dirtyDrafts: { ask: undefined; answer: readonly ConversationId[] }
  drafts: { ask: undefined; answer: Readonly<Record<ConversationId, string>> }
  workspaceSet: { ask: { readonly key: string; readonly value: Json }; answer: undefined }
  workspaceGet: { ask: { readonly key: string }; answer: Json }
  search: { ask: SearchQuery; answer: SearchResult }
}

export type CallName = keyof Calls
export type Ask<N extends CallName> = Calls[N]['ask']
export type Answer<N extends CallName> = Calls[N]['answer']

/** Both ends of the thread's port. */
export type ToWorker = {
  [N in CallName]: { readonly id: number; readonly name: N; readonly ask: Ask<N> }
}[CallName]
export type FromWorker =
  | { readonly id: number; readonly answer: Answer<CallName> }
  | { readonly id: number; readonly failure: CacheFailure }
