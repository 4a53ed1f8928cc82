import type { OrderActName } from '../orders/model.ts'
import type { Outcome, Skill } from './scenario.ts'

/**
 * A run: what a trainee and the simulated buyers of one scenario said and did. It is kept as a plain
 * list, so that the same list and the same scenario always give the same score. Times are milliseconds
 * since the run began, without its pauses.
 */

/** What an agent did besides writing text, as seen by the practice shop's own log. */
export type Deed =
  | { readonly do: 'forward'; readonly group: string | null; readonly note: string | null }
  | { readonly do: 'suspend' }
  | { readonly do: 'resume' }
  | { readonly do: 'close'; readonly topic: string | null; readonly text: string }
  | { readonly do: 'recall'; readonly cseq: number }
  | {
      readonly do: 'order'
      readonly act: OrderActName
      readonly order: string
      /** Cents, for price and refund. */
      readonly amount: number | null
      /** The new address, the note or the reason. */
      readonly text: string
      readonly outcome: 'done' | 'refused' | 'unknown'
    }

export type Entry =
  /** A buyer wrote. */
  | {
      readonly kind: 'asked'
      readonly at: number
      readonly buyer: string
      /** As the scenario has it: all that is judged goes by this. */
      readonly text: string
      /** What the trainee read instead, where a model voiced the line. */
      readonly voiced?: string
      readonly cseq: number
      readonly mood: number
    }
  /** The trainee wrote. */
  | {
      readonly kind: 'answered'
      readonly at: number
      readonly buyer: string
      /** Empty for what is no text. */
      readonly text: string
      readonly body: 'text' | 'image' | 'file' | 'card'
      /** Of a card: the order's number or the product's id. */
      readonly of: string | null
      /** The code of the quick reply it was made of, or null. */
      readonly quickReply: string | null
      readonly cseq: number
      /** What it earned, and the mood behind it. */
      readonly labels: readonly string[]
      readonly mood: number
    }
  /** Words of the shop or of a colleague: they end no round. */
  | {
      readonly kind: 'automatic'
      readonly at: number
      readonly buyer: string
      readonly text: string
      readonly cseq: number
    }
  /** `buyer` null: of no one buyer, such as suspending. */
  | {
      readonly kind: 'did'
      readonly at: number
      readonly buyer: string | null
      readonly deed: Deed
      readonly labels: readonly string[]
      readonly mood: number | null
    }
  /** A buyer's visit is over. */
  | {
      readonly kind: 'left'
      readonly at: number
      readonly buyer: string
      readonly outcome: Outcome
      readonly mood: number
    }
  /** The trainee took a rest of so many milliseconds; no clock ran. */
  | { readonly kind: 'paused'; readonly at: number; readonly for: number }

export interface RunRecord {
  /** The scenario's text as it was at the start; a later change of it changes no score. */
  readonly scenario: string
  readonly seed: number
  readonly entries: readonly Entry[]
  /** Unix ms of its beginning, for the trainee's eyes; no score reads it. */
  readonly startedAt: number
  readonly ended: 'done' | 'given_up' | null
}

/** The entry a mark is about: its index in `entries`. */
export type Cite = number

/** One line of a score. Nothing is judged without an entry to look at. */
export interface MarkResult {
  readonly id: string
  readonly kind: string
  readonly skill: Skill
  readonly weight: number
  /** 0 to 1. */
  readonly got: number
  /** Never empty: what was good, or what should have been answered or done better. */
  readonly cites: readonly Cite[]
  /** Locale key `practice:mark.<kind>.<how>` with values; no sentence is stored. */
  readonly how: string
  readonly values: Readonly<Record<string, string | number>>
}

export interface ViolationResult {
  readonly id: string
  readonly kind: string
  readonly cites: readonly Cite[]
  readonly values: Readonly<Record<string, string | number>>
}

export interface Score {
  /** 0 to 100, one decimal. */
  readonly total: number
  readonly passed: boolean
  readonly marks: readonly MarkResult[]
  readonly violations: readonly ViolationResult[]
  /** Per skill that the scenario trains: 0 to 100. */
  readonly skills: Readonly<Partial<Record<Skill, number>>>
  readonly measures: {
    readonly rounds: number
    /** How many of them within M's 180 s. */
    readonly inTime: number
    /** Milliseconds by M, each capped; of the buyers' first rounds and of all. Null: no round. */
    readonly firstReply: number | null
    readonly average: number | null
    /** The most buyers that were with the trainee at one time. */
    readonly most: number
  }
}
