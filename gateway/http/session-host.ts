import type { DoctorSession } from '#shared/dispatch/doctor.ts'
import type { ErrorCode } from '#shared/protocol/codes.ts'
import type { Accounts } from '../accounts/accounts.ts'
import type { Actor, Viewer } from '../desk/contract.ts'
import type { Files } from '../files/files.ts'
import type { Keeping } from '../keep/keeping.ts'
import type { Looks } from '../keep/looks.ts'
import type { BesideStore } from '../store/beside/contract.ts'
import type { Bucket } from './bucket.ts'
import type { ShopHub } from './hub.ts'
import type { Words } from '../words/service.ts'
import type { Metrics } from './metrics.ts'
import type { SessionSettings } from './settings.ts'

/** What gathers text within a turn. */
export interface Flushed {
  flush(): void
}

/** What the host does with a session. */
export interface Connection {
  revoke(): void
  refuse(code: ErrorCode, message: string, closeCode: number): void
  drain(withinMs: number): void
  check(monotonic: number): void
  terminate(): void
  /** What the connection doctor is told of it; null before its hello and for buyers. */
  described(): AgentSession | null
}

/** A workstation that is connected. */
export interface AgentSession {
  readonly shop: string
  readonly account: string
  readonly session: DoctorSession
}

/** What all sessions of a gateway share. */
export interface SessionHost {
  readonly settings: SessionSettings
  readonly accounts: Accounts
  readonly files: Files
  readonly beside: BesideStore
  readonly keeping: Keeping
  readonly looks: Looks
  readonly words: Words
  readonly metrics: Metrics
  /** Unix milliseconds. */
  readonly now: () => number
  /** Milliseconds that never jump. */
  readonly monotonic: () => number
  hubOf(shop: string): ShopHub | undefined
  /** It has text to send: flushed once, at the end of this turn. */
  dirty(out: Flushed): void
  /** No room for one more of this session; of buyers a little earlier, so that the shop gets in. */
  isFull(tokenSession: string, isBuyer: boolean): boolean
  /** Its hello was good: known by its token's session from now on. */
  opened(session: Connection, tokenSession: string): void
  ended(session: Connection): void
  fault(error: unknown): void
}

/** What a good hello has told. */
export interface Signed {
  readonly tokenSession: string
  readonly viewer: Viewer
  readonly actor: Actor
  readonly hub: ShopHub
  readonly bucket: Bucket
}
