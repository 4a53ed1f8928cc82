import type {
  AccountId,
  AccountView,
  BuyerView,
  ConversationId,
  ConversationView,
  DecisionReason,
  Message,
  ShopView,
} from './model.ts'

/** One candidate as the decision saw it; main account and supervisors read these (D14). */
export interface DecisionCandidate {
  readonly account: AccountId
  /** Why it could not be chosen; null when it could. */
  readonly excluded:
    'offline' | 'not_participating' | 'suspended' | 'full' | 'disabled' | 'group' | null
  readonly held: number
  readonly limit: number
  /** New buyers today divided by (online time today x weight): the least is next (D8). */
  readonly share: number
}

export interface Decision extends DecisionReason {
  readonly candidates: readonly DecisionCandidate[]
}

/**
 * What a log row says. The log holds the full event; a viewer is given what `gateway/desk/audience.ts`
 * lets it see: sub-accounts get no candidates, buyers get only the `buyer` events of BuyerEvent.
 */
export type ShopEvent =
  | { readonly type: 'shop.opened'; readonly shop: ShopView }
  | { readonly type: 'account.opened'; readonly account: AccountView }
  | {
      readonly type: 'account.changed'
      readonly account: AccountId
      readonly changes: Partial<
        Pick<AccountView, 'name' | 'nick' | 'role' | 'participates' | 'disabled' | 'limit'>
      >
    }
  | { readonly type: 'account.presence'; readonly account: AccountId; readonly online: boolean }
  | {
      readonly type: 'account.suspended'
      readonly account: AccountId
      /** null: resumed. */
      readonly reason: string | null
    }
  | { readonly type: 'buyer.seen'; readonly buyer: BuyerView }
  | { readonly type: 'conversation.opened'; readonly view: ConversationView }
  | {
      readonly type: 'conversation.queued'
      readonly conversation: ConversationId
      readonly decision: Decision
    }
  | {
      readonly type: 'conversation.assigned'
      readonly conversation: ConversationId
      readonly from: AccountId | null
      readonly to: AccountId
      /** For colleagues only; the buyer never sees it (D12). */
      readonly note: string | null
      /** D5/D6: main is away and finds it later. */
      readonly waits: boolean
      readonly decision: Decision
      /** The whole conversation after the change, for a receiver who has never seen it. */
      readonly view: ConversationView
    }
  | {
      readonly type: 'conversation.closed'
      readonly conversation: ConversationId
      readonly by: AccountId | null
    }
  | { readonly type: 'message.sent'; readonly message: Omit<Message, 'pos' | 'at'> }
  | {
      readonly type: 'message.read'
      readonly conversation: ConversationId
      readonly by: 'shop' | 'buyer'
      readonly upTo: number
      /** How many of the buyer's messages the shop has still not read. */
      readonly unread: number
    }

export type ShopEventType = ShopEvent['type']

/** What a buyer is given: its own conversation, and of the shop no more than who serves. */
export type BuyerEvent =
  | Extract<ShopEvent, { type: 'message.sent' | 'message.read' }>
  | {
      readonly type: 'buyer.conversation'
      readonly conversation: ConversationId
      readonly state: ConversationView['state']
      readonly servedBy: string | null
      /** Place in the queue from 1; null when not queued. */
      readonly place: number | null
    }

/** An event as a client gets it. `prev` is the last `pos` this client was given (S12). */
export interface Delivered<E = ShopEvent | BuyerEvent> {
  readonly pos: number
  readonly prev: number
  readonly at: number
  readonly event: E
}
