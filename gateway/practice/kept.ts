import type { RunState } from '#shared/practice/courses.ts'
import type { Play } from '#shared/practice/play.ts'
import type { RushSettings } from '#shared/practice/rush/settings.ts'
import type { Entry, Score } from '#shared/practice/run.ts'
import type { Outcome } from '#shared/practice/scenario.ts'
import type { ToldOrder } from '../adapters/orders/contract.ts'

/**
 * A run as it is kept after each step: all that is needed to go on after a restart. Times called
 * «unix» are the gateway's clock in ms, all others ms of the run.
 */
export interface KeptRun {
  readonly id: string
  readonly account: string
  /** The scenario's text. */
  readonly text: string
  readonly seed: number
  /** Null, and of older runs absent: it is no rush. */
  readonly rush?: RushSettings | null
  /** Of a text that was sent along. Absent: no. */
  readonly trial?: boolean
  readonly startedAt: number
  state: RunState
  /** Unix. */
  endedAt: number | null
  play: Play
  readonly entries: Entry[]
  /** The shop's log has been heard up to here. */
  pos: number
  clock: RunClock
  /** The trainee is connected, by the log. */
  online: boolean
  /** By the scenario's name of it. */
  readonly buyers: Readonly<Record<string, RunBuyer>>
  /** By group. */
  readonly colleagues: Readonly<Record<string, string>>
  /** Decided, and not in the log yet. */
  outbox: readonly Saying[]
  /** Gone when all they have to say is in the log. */
  leaving: readonly Leaving[]
  orders: KeptOrders
  /** The run's time at which it ends, once all buyers are gone. */
  endsAt: number | null
  score: Score | null
}

export interface RunBuyer {
  /** In the practice shop. */
  readonly id: string
  /** A secret; with it the same buyer comes back after a restart. */
  readonly refresh: string
}
export interface Saying {
  readonly cid: string
  readonly buyer: string
  /** As the scenario has it. */
  readonly text: string
  /** What is said instead. */
  readonly voiced?: string
}
export interface Leaving {
  readonly buyer: string
  readonly at: number
  readonly outcome: Outcome
  readonly mood: number
}
export interface KeptOrders {
  readonly orders: readonly ToldOrder[]
  /** Ids of acts. */
  readonly done: readonly string[]
}

export interface RunClock {
  readonly elapsed: number
  /** Unix; null: it stands still. */
  readonly since: number | null
  /** Unix: since when it stands, or when the gateway was last known to run. */
  readonly seen: number
}

/** The run's time at a time of the gateway. `pace`: how much faster than life; 1 but in tests. */
export function runTime(clock: RunClock, unix: number, pace: number): number {
  return clock.since === null
    ? clock.elapsed
    : clock.elapsed + Math.round(Math.max(0, unix - clock.since) * pace)
}

export function stopped(clock: RunClock, unix: number, pace: number): RunClock {
  return clock.since === null
    ? clock
    : { elapsed: runTime(clock, unix, pace), since: null, seen: unix }
}

export function going(clock: RunClock, unix: number): RunClock {
  return clock.since === null ? { ...clock, since: unix, seen: unix } : clock
}
