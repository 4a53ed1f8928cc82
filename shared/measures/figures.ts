/**
 * An account's own day (M): rounds between 08:00 and 23:00 of the shop's time zone. A round starts
 * with the first unanswered message of a buyer and ends with the first human reply of the account;
 * one that leaves the account unanswered (forward, close, end of day) counts 600 s. Version 1.
 */
export const MEASURES_VERSION = 1
export const ROUND = { capMs: 600_000, quickMs: 180_000, from: 8, to: 23 } as const

export interface Figures {
  /** YYYYMMDD in the shop's time zone. */
  readonly day: number
  readonly rounds: number
  readonly answered: number
  /** Sum of the rounds' times, each capped, ms. */
  readonly sumMs: number
  /** Answered within 180 s. */
  readonly quick: number
}

/** What people read; null where there was no round yet. */
export interface Rates {
  readonly averageMs: number | null
  /** 0 to 1. */
  readonly quickShare: number | null
  readonly rounds: number
}
