import type { AccountId, BuyerId, Source } from '../protocol/model.ts'
import type { DispatchRule } from '../protocol/model.ts'

/**
 * A day of a shop as the what-if simulator takes it: who was there when, and who came. Read from the
 * log by the gateway («yesterday»), or made up. Times are Unix ms.
 */
export interface DayAccount {
  readonly id: AccountId
  readonly nick: string
  readonly main: boolean
  readonly participates: boolean
  readonly weight: number
  readonly limit: number
  readonly groups: readonly string[]
  /** Ascending, none overlapping; what lies between is offline (or invisible). */
  readonly spans: readonly {
    readonly from: number
    readonly to: number
    readonly state: 'online' | 'suspended'
  }[]
}

export interface DayBuyer {
  /** One arrival; the same buyer may come several times a day. */
  readonly buyer: BuyerId
  readonly at: number
  readonly vip: boolean
  readonly private: boolean
  readonly source: Source | null
  readonly addressed: AccountId | null
  /** Who served it last before this day, and when (D4). */
  readonly last: { readonly account: AccountId; readonly at: number } | null
  /** From the holder's getting it to its close. */
  readonly staysMs: number
  /** What really happened, for comparing; null for a made-up day. */
  readonly real: {
    readonly account: AccountId | null
    readonly rule: DispatchRule
    readonly waitedMs: number
  } | null
}

export interface Day {
  readonly from: number
  readonly to: number
  readonly accounts: readonly DayAccount[]
  readonly buyers: readonly DayBuyer[]
}

export interface SimulatedBuyer {
  readonly buyer: BuyerId
  readonly at: number
  /** Null: still waiting when the day ended. */
  readonly account: AccountId | null
  readonly rule: DispatchRule
  /** From the first message to the assignment. */
  readonly waitedMs: number
  /** The main account was away: an offline message (D5, D6). */
  readonly offline: boolean
  readonly outsideHours: boolean
}

export interface SimulatedAccount {
  readonly id: AccountId
  readonly nick: string
  readonly got: number
  /** Of those, returning ones (D4). */
  readonly returning: number
  /** Most held at once. */
  readonly peak: number
  readonly onlineMs: number
}

export interface Simulation {
  readonly buyers: readonly SimulatedBuyer[]
  readonly accounts: readonly SimulatedAccount[]
  /** How many had to wait, how long the longest did, and the longest queue. */
  readonly waited: number
  readonly longestWaitMs: number
  readonly queuePeak: number
}
