import type { FastifyInstance, FastifyReply } from 'fastify'
import { buyersQuery, decisionsQuery, type BuyerCard } from '#shared/protocol/api.ts'
import type { ErrorCode } from '#shared/protocol/codes.ts'
import type { HttpContext } from './context.ts'
import { examine } from './doctor.ts'
import { agentOf } from './gate.ts'
import { fail, read } from './replies.ts'

/** What the main account and supervisors look at: decisions, days, buyers, the doctor. */
export function overviewRoutes(app: FastifyInstance, context: HttpContext): void {
  app.get('/api/decisions', async (request, reply) => {
    const query = read(decisionsQuery, request.query)
    if ('problem' in query) return fail(reply, { code: 'bad_request', message: query.problem })
    const { shop, viewer } = agentOf(request)
    return answer(reply, await shop.overview.decisions(viewer, query.value))
  })

  app.get<{ Params: { date: string } }>('/api/days/:date', async (request, reply) => {
    const { shop, viewer } = agentOf(request)
    return answer(reply, await shop.overview.day(viewer, request.params.date))
  })

  app.get('/api/buyers', (request, reply) => {
    const query = read(buyersQuery, request.query)
    if ('problem' in query) return fail(reply, { code: 'bad_request', message: query.problem })
    const { shop, viewer } = agentOf(request)
    return answer(reply, shop.overview.buyers(viewer, query.value))
  })

  app.get<{ Params: { id: string } }>('/api/buyers/:id', async (request, reply) => {
    const { shop, viewer } = agentOf(request)
    const { id } = request.params
    const card = await shop.overview.card(viewer, id)
    if (typeof card === 'string') return answer(reply, card)
    const looks = await context.sockets.looks.of(shop.id, id)
    return reply.send({ ...card, looks } satisfies BuyerCard)
  })

  app.get<{ Params: { id: string } }>('/api/accounts/:id/doctor', async (request, reply) => {
    const { shop } = agentOf(request)
    const account = shop.account(request.params.id)
    if (!account) return fail(reply, { code: 'not_found', message: 'no such account' })
    return reply.send(await examine(context, shop, account))
  })
}

function answer(reply: FastifyReply, result: object | ErrorCode): FastifyReply {
  return typeof result === 'string'
    ? fail(reply, { code: result, message: 'it was refused' })
    : reply.send(result)
}
