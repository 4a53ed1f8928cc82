import { LIMITS } from '#shared/protocol/limits.ts'

/** What a running gateway's sessions go by. Times in milliseconds, sizes in bytes. */
export interface SessionSettings {
  /** S1. */
  readonly helloMs: number
  /** S31. */
  readonly heartbeatMs: number
  /** S41: pump under it; over `closeBytes`, or `undrainedMs` over it, the client is too slow. */
  readonly watermarkBytes: number
  readonly closeBytes: number
  readonly undrainedMs: number
  /** S17: unanswered sends and commands; frames a second, and how many at once after a rest. */
  readonly window: number
  readonly agentRate: number
  readonly agentBurst: number
  readonly buyerRate: number
  readonly buyerBurst: number
  /** S44. */
  readonly maxConnections: number
  /** How long an account stays online after its last device went: a reload or a short cut shows nowhere. */
  readonly presenceGraceMs: number
  /** New anonymous buyers per address: at once after a rest, and a second. */
  readonly newBuyerBurst: number
  readonly newBuyerRate: number
}

export const SESSION_SETTINGS: SessionSettings = {
  helloMs: 5000,
  heartbeatMs: 25_000,
  watermarkBytes: 256 * 1024,
  closeBytes: 1024 * 1024,
  undrainedMs: 30_000,
  window: LIMITS.window,
  agentRate: 40,
  agentBurst: 200,
  buyerRate: 10,
  buyerBurst: 60,
  maxConnections: 20_000,
  presenceGraceMs: 5000,
  newBuyerBurst: 30,
  newBuyerRate: 1,
}
