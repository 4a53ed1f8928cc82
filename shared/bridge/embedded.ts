import type { ErrorCode } from '../protocol/codes.ts'
import type { ShopView } from '../protocol/model.ts'
import type { Language } from './contract.ts'

/**
 * What the desktop's main process and the gateway it hosts in a utility process say to each other.
 * `electron/embedded/host.ts` is one end, `electron/embedded/process.ts` the other. Everything else
 * goes over the gateway's own HTTP and websocket, as for any client.
 *
 * The first message to the process is `start`; it answers `ready` or `failed` (and then exits).
 * Key and passwords travel in messages alone, never in arguments, environment or files.
 */
export interface EmbeddedStart {
  readonly t: 'start'
  /** The gateway's own data folder; made if it is missing. */
  readonly folder: string
  /** 32 random bytes: the raw key of its database and files. */
  readonly key: Uint8Array
  /** On 127.0.0.1, plain HTTP, for this computer; 0: any free one. Taken: `failed{port_in_use}`. */
  readonly port: number
  /** On all interfaces, TLS; null: colleagues are not served. 0: any free one. */
  readonly lanPort: number | null
  /** Folder of the built buyer's page and widget. */
  readonly buyerPage: string
  /** Folder of the resources (`out/resources`), for the demo shop's data and the bundled scenarios. */
  readonly resources: string
  /** A practice shop, in a folder of its own; in one of another purpose: `failed{purpose_differs}`. */
  readonly practice?: boolean
}

export type EmbeddedRequest =
  /** Makes the shop and its main account; refuses with the codes of HTTP sign-up. */
  | {
      readonly t: 'openShop'
      readonly id: number
      readonly shopName: string
      readonly main: string
      readonly nick: string
      readonly password: string
    }
  /**
   * Makes the demo shop where it is not there yet, and lets its simulated buyers run until the
   * process stops; it is sent again after each start.
   */
  | {
      readonly t: 'demo'
      readonly id: number
      readonly language: Language
      readonly password: string
    }
  /** Of a practice gateway: its shop with a trainer and trainees, made where it is not there yet. */
  | {
      readonly t: 'practiceShop'
      readonly id: number
      readonly language: Language
      readonly password: string
    }
  /** Begins to serve colleagues over TLS now, if it does not yet. */
  | { readonly t: 'openLan'; readonly id: number; readonly port: number }

/**
 * In place of `start`, when the database is damaged: tells of the backups, or restores the newest, or
 * the one made at `at`, over the damaged data (which is set aside). Answered by `backups`, or by `restoring` … `restored`; or
 * `failed`. Then the process exits.
 */
export interface EmbeddedRescue {
  readonly t: 'rescue'
  readonly act: 'look' | 'restore'
  /** Of a `restore`: the `at` of one of the points that were told of. */
  readonly at?: number
  readonly folder: string
  readonly key: Uint8Array
}

export interface RescueProgress {
  readonly phase: 'checking' | 'record' | 'files' | 'verifying' | 'placing'
  /** Of the phase, 0 to 1. */
  readonly share: number
}
export interface RescueFound {
  /** Those that can be restored, newest first. */
  readonly points: readonly RescuePoint[]
  /** How many more lie there that can't: parts of them are missing, or can't be read. */
  readonly unusable: number
  readonly backups: string
}
export interface RescuePoint {
  /** Unix ms. */
  readonly at: number
  /**
   * Entries of the record that came after it: it lacks them, and they are had again only where the
   * damaged file still holds them.
   */
  readonly since: number
  /** The damaged file does not tell where it ends: there may be more than `since`. */
  readonly atLeast: boolean
}
export interface RescueDone {
  /** Of the backup, Unix ms. */
  readonly at: number
  /** Rows behind it that were saved from the damaged file. */
  readonly salvaged: number
  /** Where the damaged data lies now. */
  readonly aside: string | null
}

export type ToEmbedded =
  | EmbeddedStart
  | EmbeddedRescue
  | EmbeddedRequest
  /** Drain, close the store, exit 0; within the time, or the host kills it. */
  | { readonly t: 'stop'; readonly withinMs: number }

export interface EmbeddedShop extends Pick<ShopView, 'id' | 'name' | 'main'> {
  readonly demo: boolean
}

export type FromEmbedded =
  | {
      readonly t: 'ready'
      /** `http://127.0.0.1:<port>`; the buyer's page is `<url>/s/<shop id>`. */
      readonly url: string
      readonly port: number
      readonly lan: EmbeddedLan | null
      readonly shops: readonly EmbeddedShop[]
    }
  | { readonly t: 'failed'; readonly code: EmbeddedFailure; readonly message: string }
  | ({ readonly t: 'backups' } & RescueFound)
  | ({ readonly t: 'restoring' } & RescueProgress)
  | ({ readonly t: 'restored' } & RescueDone)
  | EmbeddedAnswer

export type EmbeddedFailure =
  | 'port_in_use'
  | 'key_wrong'
  | 'database_newer'
  | 'database_damaged'
  /** Of a rescue: the backup itself does not hold. */
  | 'backup_damaged'
  | 'storage_failed'
  | 'purpose_differs'
  | 'gateway_failed'

export interface EmbeddedLan {
  readonly port: number
  /** `https://192.168.1.5:<port>`, one per address of this computer. */
  readonly urls: readonly string[]
  /** SHA-256 of the certificate, DER, lower-case hex. */
  readonly fingerprint: string
}

export type EmbeddedAnswer =
  | { readonly t: 'shop'; readonly id: number; readonly shop: EmbeddedShop }
  | { readonly t: 'lan'; readonly id: number; readonly lan: EmbeddedLan }
  | {
      readonly t: 'refused'
      readonly id: number
      readonly code: ErrorCode | 'port_in_use'
      readonly message: string
      readonly suggestion?: string
    }

/**
 * Every account of the demo shop has this password: it is shown on the sign-in screen so that one can
 * sign in as any of them. The demo shop is served on this computer alone and holds no real data.
 */
export const DEMO_PASSWORD = 'xiaoer-demo'

/** The accounts of this computer's practice shop, by main account and sub name of its trainee. */
export const PRACTICE_TRAINEE = 't1'
