import type { ConversationId, Message } from '#shared/protocol/model.ts'
import type { WordKind } from '#shared/protocol/settings.ts'
import { createStore, type StoreApi } from 'zustand/vanilla'

/** Why sending asks once: the words may be for another buyer, or still have an unfilled variable. */
export type Doubt =
  | { readonly kind: 'switched' }
  /** `what` is the order number or name that was found in the draft. */
  | { readonly kind: 'named'; readonly buyer: string; readonly what: string }
  | { readonly kind: 'unfilled'; readonly variable: string }
  /** Sensitive words: asked about, or (`blocked`) not to be sent as they are. */
  | {
      readonly kind: 'words'
      readonly blocked: boolean
      readonly found: readonly {
        readonly kind: WordKind
        readonly start: number
        readonly end: number
      }[]
    }

/** What the composer and the lines know for as long as the window lives; nothing of it is stored. */
export interface ComposeState {
  /** The cseq that the next text of a chat answers to. */
  readonly quotes: Readonly<Record<ConversationId, number>>
  /** Own words taken back, by `keyOf`, so that they can be edited again. */
  readonly recalled: Readonly<Record<string, string>>
  /** Messages that are quoted but not loaded, by `keyOf`; null: not to be had. */
  readonly fetched: Readonly<Record<string, Message | null>>
  /** The line under the pointer or the keyboard. */
  readonly pointed: { readonly conversation: ConversationId; readonly cseq: number } | null
  /** The order that a card was clicked for; the panel shows it and puts null here. */
  readonly shownOrder: string | null
  readonly doubt: { readonly conversation: ConversationId; readonly why: Doubt } | null
}

export const initialCompose: ComposeState = {
  quotes: {},
  recalled: {},
  fetched: {},
  pointed: null,
  shownOrder: null,
  doubt: null,
}

export function createComposeStore(): StoreApi<ComposeState> {
  return createStore<ComposeState>(() => initialCompose)
}

export function keyOf(conversation: ConversationId, cseq: number): string {
  return `${conversation}:${cseq}`
}
