import type { FastifyInstance, FastifyReply } from 'fastify'
import {
  traceRequest,
  type TraceRequest,
  unmaskRequest,
  type Beside,
  type Unmasked,
  type UnmaskRequest,
} from '#shared/protocol/api.ts'
import type { ErrorCode } from '#shared/protocol/codes.ts'
import { searchable } from '#shared/words/fold.ts'
import { noteAudit } from '../desk/audit.ts'
import type { Shop } from '../desk/contract.ts'
import { Buckets } from './bucket.ts'
import type { HttpContext } from './context.ts'
import { agentOf, type AgentIdentity } from './gate.ts'
import { fail, read } from './replies.ts'
import { Unmaskings } from './unmaskings.ts'

/** Per account: one after the other by hand, with a few at once when an order is packed. */
const RATE = 0.5
const BURST = 20
const AGAIN_MS = 2000

/** T4, T6: what is hidden, by right and with a trace; and the traces of what was taken out. */
export function privacyRoutes(app: FastifyInstance, context: HttpContext): void {
  const unmasking = new Buckets(RATE, BURST)
  const tracing = new Buckets(1, 30)
  const unmaskings = new Unmaskings(context.monotonic)

  app.post('/api/unmask', async (request, reply) => {
    const identity = agentOf(request)
    const { shop, account } = identity
    const key = `${shop.id} ${account.id}`
    const body = read(unmaskRequest, request.body)
    if ('problem' in body) return fail(reply, { code: 'bad_request', message: body.problem })
    if (!unmasking.take(key, context.monotonic())) return tooMany(reply)
    const found = await wholeOf(context, identity, body.value)
    if ('code' in found) return fail(reply, { code: found.code, message: 'it was refused' })
    // T6: durable before it goes out; who can't be noted is not told.
    const noted = await noteAudit(shop, {
      kind: 'unmasked',
      by: account.id,
      about: found.about,
      values: found.values,
      alert: unmaskings.isUnusual(key),
    })
    if (!noted.ok || !context.accounts.alive(identity.session))
      return fail(reply, {
        code: noted.ok ? 'session_revoked' : 'storage_failed',
        message: 'nothing was unmasked',
      })
    // The note took a moment: it may have become a private contact meanwhile (D6).
    if (!shop.readableBuyer(identity.viewer, found.about.buyer ?? ''))
      return fail(reply, { code: 'not_found', message: 'it was refused' })
    return reply.send({ text: found.text } satisfies Unmasked)
  })

  app.post('/api/traces', async (request, reply) => {
    const identity = agentOf(request)
    const { shop, account } = identity
    const body = read(traceRequest, request.body)
    if ('problem' in body) return fail(reply, { code: 'bad_request', message: body.problem })
    if (!tracing.take(`${shop.id} ${account.id}`, context.monotonic())) return tooMany(reply)
    const { traces } = body.value
    const mayRead = ({ conversation }: Trace) =>
      shop.readableBuyer(identity.viewer, aboutOf(conversation).buyer ?? '') !== null
    if (!traces.every(mayRead))
      return fail(reply, { code: 'not_found', message: 'no such conversation' })
    for (const trace of traces)
      if (!(await noted(shop, identity, trace)))
        return fail(reply, { code: 'storage_failed', message: 'it was not noted' })
    return reply.send({})
  })
}

type Trace = TraceRequest['traces'][number]

async function noted(
  shop: Shop,
  { viewer, account }: AgentIdentity,
  trace: Trace,
): Promise<boolean> {
  const { kind, conversation } = trace
  if (kind === 'transcript_read') return shop.noteReading(viewer, conversation)
  const about = aboutOf(conversation)
  const values = 'count' in trace ? { count: trace.count } : {}
  return (await noteAudit(shop, { kind, by: account.id, about, values })).ok
}

interface Whole {
  readonly text: string
  readonly about: {
    readonly conversation?: string
    readonly cseq?: number
    readonly buyer?: string
  }
  readonly values: Readonly<Record<string, string>>
}

const BESIDE = ['note', 'aside', 'summary', 'rating', 'offer'] as const

function isBeside(asked: UnmaskRequest): asked is Beside {
  return BESIDE.some((part) => part in asked)
}

async function wholeOf(
  { orders }: HttpContext,
  { shop, viewer, account }: AgentIdentity,
  asked: UnmaskRequest,
): Promise<Whole | { readonly code: ErrorCode }> {
  if (isBeside(asked)) {
    const text = await shop.wholeBeside(viewer, asked)
    if (typeof text !== 'string') return text
    const about = 'buyer' in asked ? { buyer: asked.buyer } : aboutOf(asked.conversation)
    return { text, about, values: { of: BESIDE.find((part) => part in asked) ?? '' } }
  }
  if ('cseq' in asked) {
    const { conversation, cseq } = asked
    const message = await shop.whole(viewer, conversation, cseq)
    if ('code' in message) return message
    const text = searchable(message.body)
    if (text === '') return { code: 'not_found' }
    return { text, about: { ...aboutOf(conversation), cseq }, values: {} }
  }
  const { buyer, order: number } = asked
  const known = await orders.ofBuyer(shop, account, buyer, false)
  if ('ok' in known) return { code: known.code }
  const order = known.orders.find((one) => one.number === number)
  const text = asked.part === 'note' ? order?.buyerNote : order?.address?.text
  if (!text) return { code: 'not_found' }
  return { text, about: { buyer }, values: { order: number } }
}

/** Ids alone; of no conversation the shop has, nothing. */
function aboutOf(conversation: string): { conversation: string; buyer?: string } {
  const buyer = /^(.+)\.\d+$/.exec(conversation)?.[1]
  return buyer === undefined ? { conversation } : { conversation, buyer }
}

function tooMany(reply: FastifyReply): FastifyReply {
  return fail(reply, { code: 'rate_limited', message: 'too many', retryAfterMs: AGAIN_MS })
}
