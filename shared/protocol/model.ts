import type { OrderActName, OrderState } from '../orders/model.ts'
import type { AutoReplyKind } from './settings.ts'

/**
 * The words of the product as types: what a shop, an account, a buyer, a conversation and a message
 * look like to everyone who may see them. Times are Unix milliseconds of the gateway's clock; order
 * never comes from them but from `pos` and `cseq`.
 */
export type ShopId = string
export type AccountId = string
export type BuyerId = string
export type ConversationId = string

/** A5. */
export type Role = 'main' | 'supervisor' | 'senior' | 'junior'

export interface ShopView {
  readonly id: ShopId
  readonly name: string
  /** Sign-in name of the main account; sub-accounts are `main:sub`. */
  readonly main: string
  /** A3: the shop's level, and how many sub-accounts it allows. */
  readonly level: string
  readonly quota: number
}

/** What suspended it: the person, or the workstation (screen locked, nobody there) or gateway (too many). */
export type SuspendedBy = 'person' | 'lock' | 'idle' | 'load'

export interface Suspension {
  readonly reason: string
  readonly since: number
  readonly by: SuspendedBy
  /** What buyers who come nevertheless are told; null: the shop's own text. */
  readonly text: string | null
}

export interface AccountView {
  readonly id: AccountId
  /** `main` or `main:sub` (A1). */
  readonly name: string
  /** What buyers and colleagues read, such as 小红. */
  readonly nick: string
  readonly role: Role
  readonly online: boolean
  /** Since when `online` has been as it is. */
  readonly since: number
  readonly suspended: Suspension | null
  readonly participates: boolean
  readonly disabled: boolean
  /** D9: how many conversations it may hold at once. */
  readonly limit: number
  /** D8: 1 is the usual share, 2 twice that, 0 none. */
  readonly weight: number
  /** D10: ids of the skill groups it is in. */
  readonly groups: readonly string[]
  /** A7: gone for good; its transcripts stay. A deleted account is disabled, too. */
  readonly deleted: boolean
  /**
   * At work but not to be seen: gets no buyers at all. Only the account itself, supervisors and the
   * main account are told; to others it is offline.
   */
  readonly invisible: boolean
}

export interface BuyerView {
  readonly id: BuyerId
  readonly name: string
  readonly vip: boolean
  /** D6: belongs to the main account alone. Sub-accounts never see such a buyer. */
  readonly private: boolean
  readonly firstSeenAt: number
  /** Of the shop's list (`settings.desk.tags`) or typed in; in the order they were given. */
  readonly tags: readonly string[]
  /** What it writes is refused (`buyer_blocked`); its conversation is over. */
  readonly blocked: boolean
  /** T3: nothing deletes its transcript while it is marked so. */
  readonly evidence: boolean
  /** Who it is in the shop's own books, by which its orders are found. */
  readonly customer: CustomerRef | null
}

/** `identity`: signed by the shop's own site. `account`: an agent said so. */
export interface CustomerRef {
  readonly id: string
  readonly by: 'identity' | 'account'
}

/** Among colleagues; the buyer never sees one. */
export interface BuyerNote {
  readonly id: string
  readonly at: number
  readonly account: AccountId
  readonly nick: string
  readonly text: string
}

/** In the smallest unit of its currency (分, cent); `currency` by ISO 4217. */
export interface Money {
  readonly amount: number
  readonly currency: string
}

/** What a card in a conversation shows, as it was when it was sent. */
export type Card =
  | {
      readonly kind: 'product'
      readonly id: string
      readonly title: string
      readonly price: Money | null
      readonly picture: FileRef | null
      /** https only. */
      readonly url: string | null
    }
  | {
      readonly kind: 'order'
      readonly number: string
      readonly state: OrderState
      readonly total: Money
      /** The first few, and how many more there are. */
      readonly lines: readonly { readonly title: string; readonly count: number }[]
      readonly more: number
      readonly picture: FileRef | null
    }

export interface FileRef {
  /** Content address given by the gateway. */
  readonly id: string
  readonly name: string
  readonly type: string
  /** Bytes. */
  readonly size: number
  /** Pixels, for pictures. */
  readonly width?: number | undefined
  readonly height?: number | undefined
}

/** A line of the shop's own that everyone in the conversation reads; the words are the client's (locale `notice.*`). */
export type Notice =
  | { readonly code: 'served_by'; readonly nick: string }
  | { readonly code: 'forwarded'; readonly nick: string }
  | { readonly code: 'queued'; readonly place: number }
  | { readonly code: 'waits_for_main' }
  | { readonly code: 'closed' }
  /** A colleague opened it again. */
  | { readonly code: 'reopened'; readonly nick: string }

export type Body =
  /** `quote`: the cseq of an earlier message of the same conversation; its words are looked up, never sent along. */
  | { readonly kind: 'text'; readonly text: string; readonly quote?: number | undefined }
  | { readonly kind: 'card'; readonly card: Card }
  /** Its sender took it back; the words are given to nobody any more. */
  | { readonly kind: 'recalled' }
  /** Lawfully erased, on a buyer's request or by the shop's time limit: the words are nowhere any more. */
  | { readonly kind: 'erased' }
  | { readonly kind: 'image'; readonly file: FileRef }
  | { readonly kind: 'file'; readonly file: FileRef }
  | { readonly kind: 'notice'; readonly notice: Notice }
  /** The shop's automatic words; an empty text is the client's own (locale `autoReply.<reply>`). Never a human answer. */
  | { readonly kind: 'auto'; readonly reply: AutoReplyKind; readonly text: string }

export type Sender =
  | { readonly kind: 'buyer' }
  | { readonly kind: 'account'; readonly account: AccountId; readonly nick: string }
  | { readonly kind: 'shop' }

export interface Message {
  readonly conversation: ConversationId
  /** 1..n without holes within the conversation (I3). */
  readonly cseq: number
  readonly pos: number
  readonly at: number
  readonly sender: Sender
  /** The sender's own id of this message; null for the shop's notices. */
  readonly cid: string | null
  readonly body: Body
  /** T4: parts of its text are hidden from this reader; unmasking is a right that leaves a trace. */
  readonly masked?: true | undefined
}

/** Who has it: nobody yet (queued), an account (held), the offline main account (waiting_main, D5/D6), or over. */
export type ConversationState = 'queued' | 'held' | 'waiting_main' | 'closed'

export interface LastLine {
  readonly cseq: number
  readonly at: number
  readonly from: Sender['kind']
  /** At most 80 characters of text; a picture or file is told by `kind`. */
  readonly kind: Body['kind']
  readonly text: string
}

/** Where a buyer writes from, and what it chose to ask about (D10). */
export interface Source {
  readonly page?: string | undefined
  readonly product?: string | undefined
  readonly category?: string | undefined
  /** Id of a choice of the shop's settings. */
  readonly choice?: string | undefined
}

/** D12: a forward that waits for its receiver's word. The sender holds the conversation meanwhile. */
export interface ForwardOffer {
  readonly by: AccountId
  readonly to: AccountId
  readonly note: string | null
  /** Then it is over, and the conversation stays with its holder. */
  readonly until: number
}

/** A line among the shop's own people. No buyer ever gets it; it has no cseq. */
export interface Aside {
  /** Place among the messages: behind those with a smaller pos. */
  readonly pos: number
  readonly at: number
  /**
   * whisper: from a supervisor or main to the holder. note: with a forward. declined, unanswered,
   * cancelled, gone: how an offer ended. moved: dispatched again (D13), or handed over (D13a).
   * order: an act on an order of this buyer, in `order`.
   */
  readonly kind:
    'whisper' | 'note' | 'declined' | 'unanswered' | 'cancelled' | 'gone' | 'moved' | 'order'
  /** Who says it or did it; null: the gateway. */
  readonly account: AccountId | null
  readonly nick: string
  readonly text: string
  readonly order?: OrderTrace | undefined
}

/** What was done to an order, for colleagues and the audit: no address, no text of a note. */
export interface OrderTrace {
  /** The act's own id, by which it is done once. */
  readonly act: string
  readonly number: string
  readonly name: OrderActName
  readonly amount: Money | null
  /** `unknown`: the order system did not say; it is asked again. */
  readonly outcome: 'done' | 'refused' | 'unknown'
}

/** How a conversation ended, in its agent's words. */
export interface Summary {
  /** Of `settings.desk.topics`, or null. */
  readonly topic: string | null
  readonly text: string
}

/** The buyer's word at the end: 1 (bad) to 5 (good). */
export interface Rating {
  readonly score: number
  readonly text: string
  readonly at: number
}

/** A conversation that this account closed or held when it was closed, newest few of each account. */
export interface ClosedView {
  /** As it was when it was closed; `state` is `closed`, `holder` who held it. */
  readonly view: ConversationView
  readonly at: number
  readonly summary: Summary | null
  readonly rating: Rating | null
}

export interface ConversationView {
  readonly id: ConversationId
  readonly buyer: BuyerView
  readonly state: ConversationState
  readonly holder: AccountId | null
  /** Raised with each change of holder; agents' sends carry it (I7). */
  readonly holderEpoch: number
  readonly openedAt: number
  /** The conversation of this buyer before this one, for reading on upwards. */
  readonly previous: ConversationId | null
  readonly source: Source | null
  /** D10: id of the group its route named. */
  readonly group: string | null
  readonly offer: ForwardOffer | null
  /** The newest few, ascending. */
  readonly asides: readonly Aside[]
  /** The newest cseq. */
  readonly cseq: number
  readonly last: LastLine | null
  /** Time of the first buyer's message that no human has answered; null when none waits. */
  readonly waitingSince: number | null
  /** Buyer's messages that the shop has not read. */
  readonly unread: number
  readonly readByShop: number
  readonly readByBuyer: number
  /** The rule and sentence by which the holder got it (D14), newest decision. */
  readonly reason: DecisionReason | null
}

/** Rules by which `shared/dispatch` speaks. */
export type DispatchRule =
  'D3' | 'D4' | 'D5' | 'D6' | 'D8' | 'D9' | 'D10' | 'D11' | 'D12' | 'D13' | 'claim'

/** Why: the rule and the key of the sentence that explains it (locale `reason.*`) with its values. */
export interface DecisionReason {
  readonly rule: DispatchRule
  readonly sentence: string
  readonly values: Readonly<Record<string, string | number>>
}
