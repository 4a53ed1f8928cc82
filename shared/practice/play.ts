import type { Deed } from './run.ts'
import type { Outcome } from './scenario.ts'

/**
 * A scenario while it is played: plain data, so that it can be kept and gone on with after a restart.
 * Pure and seeded: the same scenario, seed and inputs give the same buyers to the word. Times are
 * milliseconds since the run began, without its pauses.
 */
export interface BuyerPlay {
  readonly step: string
  /** 0 to 100. */
  readonly mood: number
  /** Since when it waits for an answer; null: it waits for none. */
  readonly waitingSince: number | null
  /** When the step it is in was entered. */
  readonly enteredAt: number
  /** Nudges of this step that were said. */
  readonly nudged: number
  /** What its agent has earned so far, in order. */
  readonly labels: readonly string[]
  /** How often each reaction was taken, by `<step>/<index>`. */
  readonly taken: Readonly<Record<string, number>>
  /** What it is about to say, in order: people read and type. `weak`: words for want of better ones. */
  readonly typing: readonly { readonly at: number; readonly text: string; readonly weak: boolean }[]
  /** What its agent wrote since its own last words: read together, answered once. */
  readonly heard: Burst
  /** Since when neither side said anything. */
  readonly quietSince: number
  /** It goes like this as soon as all is said. */
  readonly leaving: Outcome | null
  /** Null until it comes. */
  readonly cameAt: number | null
  readonly ended: Outcome | null
}

export interface Burst {
  readonly texts: readonly string[]
  /** Reactions taken on them, by `<step>/<index>`. */
  readonly taken: readonly string[]
  /** Milliseconds from the buyer's question to the first of them. */
  readonly waited: number
  /** What `otherwise` did to the mood, taken back if better words follow in time. */
  readonly otherwise: number
}

export interface Play {
  readonly seed: number
  /** Chosen by the seed. */
  readonly variables: Readonly<Record<string, string>>
  readonly buyers: Readonly<Record<string, BuyerPlay>>
}

export type PlayInput =
  | { readonly kind: 'time' }
  | {
      readonly kind: 'answered'
      readonly buyer: string
      /** Empty for what is no text. */
      readonly text: string
      readonly body: 'text' | 'image' | 'file' | 'card'
      readonly of: string | null
      readonly quickReply: string | null
    }
  /** `buyer` null: of no one buyer, such as suspending. */
  | { readonly kind: 'did'; readonly buyer: string | null; readonly deed: Deed }

/** What the buyers do now. */
export type PlayAct =
  | { readonly kind: 'say'; readonly buyer: string; readonly text: string }
  | { readonly kind: 'leave'; readonly buyer: string; readonly outcome: Outcome }

export interface Stepped {
  readonly play: Play
  readonly acts: readonly PlayAct[]
  /** What the input earned, by buyer. */
  readonly labels: Readonly<Record<string, readonly string[]>>
}

/*
 * buyer.ts:
 *   begin(scenario: Scenario, seed: number): Play
 *   step(scenario: Scenario, play: Play, at: number, input: PlayInput, wits: Wits): Stepped
 *   dueAt(scenario: Scenario, play: Play): number | null   when `time` has something to do
 * `scenario` is filled (fill.ts): its variables stand where {name} stood. `wits` (wits.ts): what buyers
 * understand of the language, made once of the data in resources/practice.
 */
