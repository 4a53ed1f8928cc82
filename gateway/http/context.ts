import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import type { AccountView, Role } from '#shared/protocol/model.ts'
import type { Accounts, Identity } from '../accounts/accounts.ts'
import type { Desk } from '../desk/contract.ts'
import type { Files } from '../files/files.ts'
import type { Orders } from '../orders/service.ts'
import type { BesideStore } from '../store/beside/contract.ts'
import type { Beside } from './hub.ts'
import type { Metrics } from './metrics.ts'
import { fail } from './replies.ts'
import type { SessionSettings } from './settings.ts'
import type { Sockets } from './sockets.ts'

/** What the routes are given. */
export interface HttpContext {
  readonly desk: Desk
  readonly accounts: Accounts
  readonly files: Files
  readonly beside: BesideStore
  readonly orders: Orders
  readonly metrics: Metrics
  readonly settings: SessionSettings
  readonly log: Logger
  readonly allowedOrigins: ReadonlySet<string>
  /** The built buyer's page; null: not there. */
  readonly buyerPageDir: string | null
  /** `/metrics` for other computers, too. */
  readonly metricsOpen: boolean
  /** Unix milliseconds. */
  readonly now: () => number
  readonly monotonic: () => number
  readonly sockets: Pick<Sockets, 'sessionsOf' | 'appsOf' | 'looks'>
  /** Tells the workstations that something beside the log is another now; `buyer` of orders and looks. */
  readonly changed: (shop: string, what: Beside, buyer?: string) => void
  readonly draining: () => boolean
  readonly invitation: (shop: string) => string
}

/** Who asks, or an answer already sent. */
export function signedIn(
  context: HttpContext,
  request: FastifyRequest,
  reply: FastifyReply,
): Identity | null {
  const token = /^Bearer (\S{1,1000})$/i.exec(request.headers.authorization ?? '')?.[1]
  if (token === undefined) {
    void fail(reply, { code: 'token_invalid', message: 'an access token is needed' })
    return null
  }
  const identity = context.accounts.identify(token)
  if (identity.ok) return identity.value
  void fail(reply, identity.error)
  return null
}

export interface AgentIdentity extends Identity {
  readonly account: AccountView
}

/** An account of one of these roles that asks, or an answer already sent (A4, A5). */
export function signedInAs(
  context: HttpContext,
  request: FastifyRequest,
  reply: FastifyReply,
  roles: readonly Role[],
): AgentIdentity | null {
  const identity = signedIn(context, request, reply)
  if (!identity) return null
  const { viewer, shop } = identity
  const account = viewer.kind === 'agent' ? shop.account(viewer.account) : undefined
  if (account && roles.includes(account.role)) return { ...identity, account }
  void fail(reply, { code: 'not_allowed', message: 'the account has no right to it' })
  return null
}

/** The address that limits and lock-outs go by. */
export function addressOf(request: FastifyRequest): string {
  return request.raw.socket.remoteAddress ?? 'unknown'
}

export function isLoopback(address: string): boolean {
  return address === '::1' || /^(?:::ffff:)?127\./.test(address)
}
