import type { FastifyInstance } from 'fastify'
import { searchRequest } from '#shared/protocol/api.ts'
import { Buckets } from './bucket.ts'
import type { HttpContext } from './context.ts'
import { agentOf } from './gate.ts'
import { fail, read } from './replies.ts'

/** Per account: as fast as someone types, with each letter asking anew. */
const RATE = 5
const BURST = 20

/** T2. Rights (T1) are asked by the shop. */
export function searchRoutes(app: FastifyInstance, context: HttpContext): void {
  const asked = new Buckets(RATE, BURST)

  app.get('/api/search', async (request, reply) => {
    const query = read(searchRequest, request.query)
    if ('problem' in query) return fail(reply, { code: 'bad_request', message: query.problem })
    const { shop, viewer, account } = agentOf(request)
    if (!asked.take(`${shop.id} ${account.id}`, context.monotonic()))
      return fail(reply, {
        code: 'rate_limited',
        message: 'too many searches',
        retryAfterMs: 1000,
      })
    const page = await shop.search(viewer, query.value)
    return typeof page === 'string'
      ? fail(reply, { code: page, message: 'it was refused' })
      : reply.send(page)
  })
}
