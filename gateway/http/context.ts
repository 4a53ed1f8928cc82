import { isIP, type BlockList } from 'node:net'
import type { FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import type { Accounts } from '../accounts/accounts.ts'
import type { Backups } from '../backups/service.ts'
import type { Desk } from '../desk/contract.ts'
import type { Files } from '../files/files.ts'
import type { Orders } from '../orders/service.ts'
import type { Practice } from '../practice/service.ts'
import type { BesideStore } from '../store/beside/contract.ts'
import type { Signer } from '../store/seals.ts'
import type { Beside } from './hub.ts'
import type { Metrics } from './metrics.ts'
import type { OriginList } from './origins.ts'
import type { SessionSettings } from './settings.ts'
import type { Sockets } from './sockets.ts'
import type { Words } from '../words/service.ts'

/** What the routes are given. */
export interface HttpContext {
  readonly desk: Desk
  readonly accounts: Accounts
  readonly files: Files
  readonly beside: BesideStore
  readonly orders: Orders
  /** Null: an ordinary gateway. */
  readonly practice: Practice | null
  /** T5. */
  readonly signer: Signer
  readonly words: Words
  readonly backups: Backups
  readonly metrics: Metrics
  readonly settings: SessionSettings
  readonly log: Logger
  readonly allowedOrigins: OriginList
  /** Reverse proxies that tell the truth about whom they speak for; null: there is none. */
  readonly proxies: BlockList | null
  /** The built buyer's page; null: not there. */
  readonly buyerPageDir: string | null
  /** `/metrics` for other computers, too. */
  readonly metricsOpen: boolean
  /** Unix milliseconds. */
  readonly now: () => number
  readonly monotonic: () => number
  readonly sockets: Pick<Sockets, 'sessionsOf' | 'appsOf' | 'looks' | 'connected'>
  /** Tells the workstations that something beside the log is another now; `buyer` of orders and looks. */
  readonly changed: (shop: string, what: Beside, of?: string) => void
  readonly draining: () => boolean
  readonly invitation: (shop: string) => string
}

/**
 * The address that limits, lock-outs and places go by: the connection's own, or behind a proxy of the
 * list the one that it names.
 */
export function addressOf(request: FastifyRequest): string {
  const { ip } = request
  return isIP(ip) === 0 ? (request.raw.socket.remoteAddress ?? 'unknown') : ip
}

/** What answers at the door say of a practice gateway, so that nobody takes it for a real one. */
export function purposeOf({ practice }: Pick<HttpContext, 'practice'>): {
  readonly practice?: true
} {
  return practice ? { practice: true } : {}
}

export function isLoopback(address: string): boolean {
  return address === '::1' || /^(?:::ffff:)?127\./.test(address)
}
