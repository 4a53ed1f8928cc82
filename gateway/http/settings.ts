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
  /** Bytes that buyers upload: at once after a rest, and a second; of one buyer, of one address. */
  readonly buyerUpload: UploadBudget
  readonly addressUpload: UploadBudget
  /** Websockets of one session at once: a workstation has one, a buyer one for each page. */
  readonly perSession: number
}

export interface UploadBudget {
  readonly burst: number
  readonly rate: number
}

const KIB = 1024
const MIB = 1024 * KIB

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
  buyerUpload: { burst: 200 * MIB, rate: 50 * KIB },
  addressUpload: { burst: 1024 * MIB, rate: 256 * KIB },
  perSession: 32,
}
