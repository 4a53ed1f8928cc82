import type {
  AccountId,
  AccountView,
  Aside,
  BuyerId,
  BuyerNote,
  BuyerView,
  ConversationId,
  ConversationView,
  DecisionReason,
  Message,
  OrderTrace,
  Rating,
  ShopView,
  Summary,
  SuspendedBy,
} from './model.ts'
import type { AuditEntry } from '../audit/model.ts'
import type { ShopSettings } from './settings.ts'

/** One candidate as the decision saw it; main account and supervisors read these (D14). */
export interface DecisionCandidate {
  readonly account: AccountId
  /** Why it could not be chosen; null when it could. */
  readonly excluded:
    | 'offline'
    | 'invisible'
    | 'not_participating'
    | 'suspended'
    | 'full'
    | 'disabled'
    | 'group'
    /** D13: the conversation was just taken from it. */
    | 'had_it'
    | null
  readonly held: number
  readonly limit: number
  /** New buyers today divided by (online time today x weight): the least is next (D8). */
  readonly share: number
  /** What `share` is made of: buyers got today, minutes online today, weight. */
  readonly taken: number
  readonly onlineMin: number
  readonly weight: number
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
  /** A3. */
  | { readonly type: 'shop.leveled'; readonly level: string; readonly quota: number }
  | {
      readonly type: 'shop.settings'
      readonly settings: ShopSettings
      readonly by: AccountId | null
      /** Which of them were replaced (T6); earlier rows don't say. */
      readonly sections?: readonly string[]
    }
  /** `by` null: the gateway's command line; rows before T6 have none. */
  | {
      readonly type: 'account.opened'
      readonly account: AccountView
      readonly by?: AccountId | null
    }
  | {
      readonly type: 'account.changed'
      readonly account: AccountId
      readonly changes: AccountChanges
      /** Null: the gateway's command line. Rows of the first version have none. */
      readonly by?: AccountId | null
    }
  | { readonly type: 'account.presence'; readonly account: AccountId; readonly online: boolean }
  | {
      readonly type: 'account.invisible'
      readonly account: AccountId
      readonly on: boolean
      /** Whether it was connected then: who may not know of the invisible one is told this as its presence. */
      readonly online: boolean
    }
  | {
      readonly type: 'account.suspended'
      readonly account: AccountId
      /** null: resumed. */
      readonly reason: string | null
      readonly by?: SuspendedBy
      readonly text?: string | null
    }
  | { readonly type: 'buyer.seen'; readonly buyer: BuyerView }
  /** VIP or private contact, set or taken back; an account that may not know gets `buyer.withdrawn`. */
  | {
      readonly type: 'buyer.marked'
      readonly buyer: BuyerView
      readonly by: AccountId
      /** What of it is another now (T6); earlier rows don't say. */
      readonly changed?: readonly BuyerMark[]
    }
  /**
   * D6: never in the log, only given: the buyer became a private contact. The client forgets the
   * buyer, its conversations and every word of them in its cache.
   */
  | { readonly type: 'buyer.withdrawn'; readonly buyer: BuyerId }
  | { readonly type: 'buyer.noted'; readonly buyer: BuyerId; readonly note: BuyerNote }
  | {
      readonly type: 'buyer.unnoted'
      readonly buyer: BuyerId
      readonly note: string
      readonly by: AccountId
    }
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
  /** D12: offered to a receiver who has the choice; the view is for it, who has never seen it. */
  | {
      readonly type: 'conversation.offered'
      readonly conversation: ConversationId
      readonly view: ConversationView
    }
  /** The offer is over and the conversation stays with its holder. (An accepted one is `assigned`.) */
  | {
      readonly type: 'conversation.offer_ended'
      readonly conversation: ConversationId
      readonly why: 'declined' | 'unanswered' | 'cancelled' | 'gone'
    }
  | {
      readonly type: 'conversation.aside'
      readonly conversation: ConversationId
      readonly aside: Omit<Aside, 'pos' | 'at'>
    }
  | {
      readonly type: 'conversation.closed'
      readonly conversation: ConversationId
      readonly by: AccountId | null
      readonly summary?: Summary | null
      /** The buyer is asked for its word. */
      readonly asked?: boolean
    }
  /** The same conversation goes on; `by` holds it. */
  | {
      readonly type: 'conversation.reopened'
      readonly conversation: ConversationId
      readonly by: AccountId
      readonly view: ConversationView
    }
  | {
      readonly type: 'conversation.rated'
      readonly conversation: ConversationId
      readonly rating: Rating
    }
  /** An act on an order, done or refused (audit, T6); in an open conversation it is an aside, too. */
  | {
      readonly type: 'order.acted'
      readonly conversation: ConversationId
      readonly buyer: BuyerId
      readonly account: AccountId
      readonly nick: string
      readonly order: OrderTrace
    }
  /** T6: what has no event of its own. Given to the main account alone. */
  | { readonly type: 'audit.noted'; readonly entry: AuditEntry }
  /**
   * The words of some rows were lawfully erased: of one buyer, or (null) of all who are not held as
   * evidence, older than `before`. Written before the rows are: they keep their hashes, so that the
   * chain holds, and `digest` is what their remains must hash to (T5). Every client forgets the words.
   */
  | {
      readonly type: 'transcript.erased'
      /** Its own, which every row that it reduced bears. */
      readonly id: string
      /** The last pos it reached. */
      readonly upTo: number
      readonly buyer: BuyerId | null
      /** Unix ms; null: everything up to now. */
      readonly before: number | null
      readonly by: AccountId | null
      readonly rows: number
      readonly digest: string
    }
  | { readonly type: 'message.sent'; readonly message: Omit<Message, 'pos' | 'at'> }
  /** Every client puts `{kind: 'recalled'}` in the place of its words, in its cache and search, too. */
  | {
      readonly type: 'message.recalled'
      readonly conversation: ConversationId
      readonly cseq: number
      readonly by: AccountId
    }
  | {
      readonly type: 'message.read'
      readonly conversation: ConversationId
      readonly by: 'shop' | 'buyer'
      readonly upTo: number
      /** How many of the buyer's messages the shop has still not read. */
      readonly unread: number
    }

export type BuyerMark = 'vip' | 'private' | 'evidence' | 'tags' | 'customer' | 'blocked'

export type AccountChanges = Partial<
  Pick<
    AccountView,
    | 'name'
    | 'nick'
    | 'role'
    | 'participates'
    | 'disabled'
    | 'deleted'
    | 'limit'
    | 'weight'
    | 'groups'
  >
>

export type ShopEventType = ShopEvent['type']

/** What a buyer is given: its own conversation, and of the shop no more than who serves. */
export type BuyerEvent =
  | Extract<ShopEvent, { type: 'message.sent' | 'message.read' | 'message.recalled' }>
  /** T5: what it said and was told up to this pos is erased; the page forgets it. */
  | { readonly type: 'buyer.erased'; readonly upTo: number }
  | {
      readonly type: 'buyer.conversation'
      readonly conversation: ConversationId
      readonly state: ConversationView['state']
      readonly servedBy: string | null
      /** Place in the queue from 1; null when not queued. */
      readonly place: number | null
      /** Of one that is over: the buyer is asked for its word, or has given it. */
      readonly asked?: boolean
      readonly score?: number | null
    }

/** An event as a client gets it. `prev` is the last `pos` this client was given (S12). */
export interface Delivered<E = ShopEvent | BuyerEvent> {
  readonly pos: number
  readonly prev: number
  readonly at: number
  readonly event: E
}
