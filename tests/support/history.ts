import type { Origin } from '#gateway/desk/row.ts'
import type { LogRow } from '#gateway/desk/contract.ts'
import type { BuyerEvent, ShopEvent } from '#shared/protocol/events.ts'
import type { OutboxFrame } from '#shared/protocol/client.ts'
import type { Message } from '#shared/protocol/model.ts'
import type { AgentView, BuyerPageView } from '#shared/protocol/view.ts'

/** One thing that a party saw or did, in its own order. `at`: the runner's clock, ms, monotonic. */
export type Seen = { readonly at: number } &
  /** Durable in its outbox: from here on it is promised to its user. */
  (
    | { readonly kind: 'queued'; readonly cid: string; readonly frame: OutboxFrame }
    /** Handed to the socket. */
    | { readonly kind: 'out'; readonly cid: string; readonly tried: boolean }
    | {
        readonly kind: 'ok'
        readonly cid: string
        readonly pos: number
        readonly cseq: number | null
        readonly duplicate: boolean
      }
    | { readonly kind: 'failed'; readonly cid: string; readonly code: string }
    | {
        readonly kind: 'welcome'
        readonly mode: 'resumed' | 'snapshot'
        readonly epoch: string
        readonly head: number
      }
    | {
        readonly kind: 'snapshot'
        readonly pos: number
        readonly view: AgentView | BuyerPageView
        /** Where it is known. */
        readonly epoch?: string
      }
    | {
        readonly kind: 'event'
        readonly pos: number
        readonly prev: number
        readonly at: number
        readonly eventAt: number
        readonly event: ShopEvent | BuyerEvent
      }
    /** Killed, and begun again from what it had stored up to `pos`; of which epoch, where that is known. */
    | { readonly kind: 'restarted'; readonly pos: number; readonly epoch?: string }
    /** Its account may do nothing from now on. */
    | { readonly kind: 'revoked' }
  )

/** As it is noted; the clock is added by whoever writes it down. */
export type Noted = Seen extends infer One ? (One extends Seen ? Omit<One, 'at'> : never) : never

export interface PartyEnd {
  readonly view: AgentView | BuyerPageView | null
  readonly pos: number
  /** cids that still wait. */
  readonly outbox: readonly string[]
  /** cids that are shown as failed. */
  readonly failed: readonly string[]
  /** What it has of each conversation, where it keeps messages. */
  readonly messages: readonly Pick<Message, 'conversation' | 'cseq' | 'cid' | 'body'>[] | null
  /** From the healing of the network until it equalled the gateway, ms; null: never. */
  readonly convergedMs: number | null
}

export interface PartyHistory {
  readonly party: string
  readonly shop: string
  readonly kind: 'agent' | 'buyer'
  /** Of the account or buyer. */
  readonly id: string
  readonly role: 'main' | 'supervisor' | 'sub' | 'buyer'
  /** Its frames were recorded one by one; false: only how it ended is known. */
  readonly wire: boolean
  readonly seen: readonly Seen[]
  readonly end: PartyEnd
}

export type TruthRow = Pick<LogRow, 'pos' | 'at' | 'event' | 'audience'> & {
  readonly origin: Origin | null
}

/** What the gateway's log and state say of one shop when all is quiet. */
export interface GatewayTruth {
  readonly shop: string
  readonly epoch: string
  readonly head: number
  readonly rows: readonly TruthRow[]
  readonly viewers: readonly {
    readonly party: string
    /** Positions that this viewer is owed, by the rights table of the desk. */
    readonly owed: readonly number[]
    readonly view: AgentView | BuyerPageView | null
  }[]
}

export interface MemorySample {
  readonly atMs: number
  readonly rss: number
}

/** All that is known of one round. */
export interface History {
  readonly seed: number
  readonly parties: readonly PartyHistory[]
  readonly shops: readonly GatewayTruth[]
  /** Epochs of the database, in order. */
  readonly epochs: readonly string[]
  /** The gateway's clock was moved. */
  readonly clockMoved: boolean
  /** The gateway was killed or its disk refused: time passed in which nothing could be decided. */
  readonly interrupted: boolean
  readonly memory: readonly MemorySample[]
  /** Files that may hold no plain text, and the texts, passwords and keys that may not be in them. */
  readonly files: readonly string[]
  readonly secrets: readonly string[]
}

export interface Violation {
  readonly rule: string
  readonly what: string
}
