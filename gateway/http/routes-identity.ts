import type { FastifyInstance } from 'fastify'
import { noteAudit } from '../desk/audit.ts'
import type { HttpContext } from './context.ts'
import { agentOf } from './gate.ts'
import { fail } from './replies.ts'

/** The secret with which the shop's own site signs for its customers: the main account's alone. */
export function identityRoutes(app: FastifyInstance, context: HttpContext): void {
  const { identities } = context.accounts

  app.get('/api/identity', async (request, reply) =>
    reply.send(await identities.state(agentOf(request).shop.id)),
  )

  app.post('/api/identity', async (request, reply) => {
    const { shop, account } = agentOf(request)
    const noted = await noteAudit(shop, { kind: 'identity_renewed', by: account.id })
    if (!noted.ok) return fail(reply, noted)
    return reply.send(await identities.renew(shop.id))
  })
}
