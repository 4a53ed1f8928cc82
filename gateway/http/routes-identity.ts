import type { FastifyInstance } from 'fastify'
import { signedInAs, type HttpContext } from './context.ts'

/** The secret with which the shop's own site signs for its customers: the main account's alone. */
export function identityRoutes(app: FastifyInstance, context: HttpContext): void {
  const { identities } = context.accounts

  app.get('/api/identity', async (request, reply) => {
    const identity = signedInAs(context, request, reply, ['main'])
    return identity ? reply.send(await identities.state(identity.shop.id)) : reply
  })

  app.post('/api/identity', async (request, reply) => {
    const identity = signedInAs(context, request, reply, ['main'])
    return identity ? reply.send(await identities.renew(identity.shop.id)) : reply
  })
}
