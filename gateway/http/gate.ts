import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import type { ApiError } from '#shared/protocol/api.ts'
import type { AccountView } from '#shared/protocol/model.ts'
import type { Reach, Row } from '#shared/rights/reach.ts'
import { RIGHTS, type PracticeRoute, type RouteAction } from '#shared/rights/table.ts'
import type { Identity } from '../accounts/accounts.ts'
import { addressOf, isLoopback, type HttpContext } from './context.ts'
import { isLoopbackAuthority } from './hosts.ts'
import { fail } from './replies.ts'

/** Who asks, let in by the table; a buyer has no account. */
export interface Asker extends Identity {
  readonly account: AccountView | null
  readonly reach: Reach
}
export interface AgentIdentity extends Asker {
  readonly account: AccountView
}

const askers = new WeakMap<FastifyRequest, Asker>()

/**
 * Every route that is registered from now on passes the table (shared/rights/table.ts) before a byte
 * of its body is read, and once more when it has been: a slow upload outlives no session (I12). A
 * route without a row is a fault of the program: the gateway does not start.
 */
export function guardRoutes(app: FastifyInstance, context: HttpContext): void {
  // What took a moment to be gathered is not given to who has lost the right meanwhile.
  app.addHook('onSend', (request, reply, payload, done) => {
    const asker = request.method === 'GET' && reply.statusCode < 300 ? askers.get(request) : null
    if (!asker || context.accounts.alive(asker.session)) {
      done(null, payload)
      return
    }
    for (const name of ['content-disposition', 'content-length']) void reply.removeHeader(name)
    void reply.code(401).header('content-type', 'application/json; charset=utf-8')
    done(null, JSON.stringify(ENDED))
  })
  app.addHook('onRoute', (route) => {
    const { url, row } = rowOf(route)
    route.onRequest = [
      (request, reply, done) => {
        if (letIn(context, request, reply, { url, row })) done()
      },
      ...listed(route.onRequest),
    ]
    route.preHandler = [
      (request, reply, done) => {
        if (stillIn(context, request, reply, row)) done()
      },
      ...listed(route.preHandler),
    ]
  })
}

/** Who asks. Only where the route's row lets nobody in who is not signed in. */
export function askerOf(request: FastifyRequest): Asker {
  const asker = askers.get(request)
  if (!asker) throw new Error('the row of the route lets strangers in')
  return asker
}

/** The account that asks. Only where the route's row lets no buyer in. */
export function agentOf(request: FastifyRequest): AgentIdentity {
  const asker = askerOf(request)
  if (!asker.account) throw new Error('the row of the route lets buyers in')
  return { ...asker, account: asker.account }
}

function rowOf({ method, url }: RouteOptions): { readonly url: string; readonly row: Row } {
  const [first = ''] = [method].flat()
  // Fastify answers HEAD wherever it answers GET.
  const action = `${first === 'HEAD' ? 'GET' : first} ${url}`
  if (isRoute(action)) return { url, row: RIGHTS.routes[action] }
  if (isPractice(action)) return { url, row: RIGHTS.practice[action] }
  throw new Error(`${action} has no row in shared/rights/table.ts`)
}

function isRoute(action: string): action is RouteAction {
  return Object.hasOwn(RIGHTS.routes, action)
}

function isPractice(action: string): action is PracticeRoute {
  return Object.hasOwn(RIGHTS.practice, action)
}

function listed<T>(hooks: T | T[] | undefined): T[] {
  return hooks === undefined ? [] : ([hooks].flat() as T[])
}

/** False: answered already. */
function letIn(
  context: HttpContext,
  request: FastifyRequest,
  reply: FastifyReply,
  { url, row }: { readonly url: string; readonly row: Row },
): boolean {
  switch (row.stranger) {
    case 'local':
      return context.metricsOpen || isFromHere(request) || refuse(reply, FOR_HERE)
    case 'no':
      break
    // What it brings is asked by the route: a password, a signature; or it is public.
    default:
      return true
  }
  const token = /^Bearer (\S{1,1000})$/i.exec(request.headers.authorization ?? '')?.[1]
  if (token === undefined)
    return refuse(reply, { code: 'token_invalid', message: 'an access token is needed' })
  const identity = context.accounts.identify(token)
  if (!identity.ok) return refuse(reply, identity.error)
  const asker = reached(identity.value, row)
  if (!asker || !isItsOwn(asker, url, request)) return refuse(reply, NO_RIGHT)
  askers.set(request, asker)
  return true
}

function stillIn(
  context: HttpContext,
  request: FastifyRequest,
  reply: FastifyReply,
  row: Row,
): boolean {
  const asker = askers.get(request)
  if (!asker) return true
  if (!context.accounts.alive(asker.session)) return refuse(reply, ENDED)
  const now = reached(asker, row)
  if (!now) return refuse(reply, NO_RIGHT)
  askers.set(request, now)
  return true
}

/** By a name of this computer, too: what a proxy passes on comes from here and asks for another. */
function isFromHere(request: FastifyRequest): boolean {
  const { host } = request.headers
  return isLoopback(addressOf(request)) && (host === undefined || isLoopbackAuthority(host))
}

const FOR_HERE: ApiError = { code: 'not_allowed', message: 'it is for this computer' }
const ENDED: ApiError = { code: 'session_revoked', message: 'the session has ended' }
const NO_RIGHT: ApiError = { code: 'not_allowed', message: 'no right to it' }

function refuse(reply: FastifyReply, error: ApiError): false {
  void fail(reply, error)
  return false
}

/** With the role of now; null: the row has nothing for it. */
function reached({ session, shop, viewer }: Identity, row: Row): Asker | null {
  const account = viewer.kind === 'agent' ? shop.account(viewer.account) : null
  if (account === undefined || account?.disabled === true) return null
  const reach = row[account?.role ?? 'buyer']
  return reach === 'no' ? null : { session, shop, viewer, account, reach }
}

/** Of an account that the address names: its own, where the reach is no wider. */
function isItsOwn({ reach, account }: Asker, url: string, { params }: FastifyRequest): boolean {
  if (reach !== 'self' || !url.startsWith('/api/accounts/:id')) return true
  return (params as { readonly id?: string }).id === account?.id
}
