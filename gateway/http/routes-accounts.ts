import type { FastifyInstance } from 'fastify'
import {
  buyerRequest,
  openAccountRequest,
  passwordRequest,
  refreshRequest,
  resetPasswordRequest,
  signInRequest,
  type SessionReply,
  type ShopPublic,
} from '#shared/protocol/api.ts'
import { noteAudit } from '../desk/audit.ts'
import { Buckets } from './bucket.ts'
import { addressOf, type HttpContext, purposeOf } from './context.ts'
import { agentOf, askerOf } from './gate.ts'
import { guestName } from './guests.ts'
import { fail, read } from './replies.ts'

export function accountRoutes(app: FastifyInstance, context: HttpContext): void {
  const { accounts, desk, settings, monotonic } = context
  const purpose = purposeOf(context)
  const newBuyers = new Buckets(settings.newBuyerRate, settings.newBuyerBurst)

  app.post('/api/sign-in', async (request, reply) => {
    const body = read(signInRequest, request.body)
    if ('problem' in body) return fail(reply, { code: 'bad_request', message: body.problem })
    const result = await accounts.signIn(body.value, addressOf(request))
    return result.ok
      ? reply.send({ ...result.value, ...purpose } satisfies SessionReply)
      : fail(reply, result.error)
  })

  app.post('/api/refresh', async (request, reply) => {
    const body = read(refreshRequest, request.body)
    if ('problem' in body) return fail(reply, { code: 'bad_request', message: body.problem })
    const result = await accounts.refresh(body.value.refresh, addressOf(request))
    return result.ok ? reply.send({ ...result.value, ...purpose }) : fail(reply, result.error)
  })

  app.post('/api/sign-out', async (request, reply) => {
    await accounts.signOut(askerOf(request))
    return reply.send({})
  })

  app.post('/api/password', async (request, reply) => {
    const body = read(passwordRequest, request.body)
    if ('problem' in body) return fail(reply, { code: 'bad_request', message: body.problem })
    const { old, new: next } = body.value
    const result = await accounts.changePassword(agentOf(request), old, next, addressOf(request))
    return result.ok ? reply.send({}) : fail(reply, result.error)
  })

  app.get<{ Params: { shop: string } }>('/api/shops/:shop', (request, reply) => {
    const shop = desk.shops.get(request.params.shop)
    if (!shop) return fail(reply, { code: 'not_found', message: 'no such shop' })
    return reply.send({
      id: shop.id,
      name: shop.view.name,
      choices: shop.settings().choices,
      typingPreview: shop.settings().desk.typingPreview,
      ...purpose,
    } satisfies ShopPublic)
  })

  app.post('/api/buyers', async (request, reply) => {
    // Its buyers are the runs' own, who come another way.
    if (context.practice)
      return fail(reply, { code: 'practice_shop', message: 'no real buyers come here' })
    const body = read(buyerRequest, request.body)
    if ('problem' in body) return fail(reply, { code: 'bad_request', message: body.problem })
    const shop = desk.shops.get(body.value.shop)
    if (!shop) return fail(reply, { code: 'not_found', message: 'no such shop' })
    if (!newBuyers.take(addressOf(request), monotonic()))
      return fail(reply, {
        code: 'rate_limited',
        message: 'too many new buyers',
        retryAfterMs: 1000,
      })
    const name = body.value.name ?? guestName(request.headers['accept-language'])
    const { identity } = body.value
    const result =
      identity === undefined
        ? await accounts.newBuyer(shop, name)
        : await accounts.signedBuyer(shop, identity, name)
    return result.ok ? reply.send(result.value) : fail(reply, result.error)
  })

  app.post('/api/accounts', async (request, reply) => {
    const body = read(openAccountRequest, request.body)
    if ('problem' in body) return fail(reply, { code: 'bad_request', message: body.problem })
    const { shop, session, account } = agentOf(request)
    const opened = await accounts.openAccount(shop, body.value, { account: account.id, session })
    return opened.ok ? reply.send(opened.value) : fail(reply, opened.error)
  })

  app.post<{ Params: { id: string } }>('/api/accounts/:id/password', async (request, reply) => {
    const identity = agentOf(request)
    const body = read(resetPasswordRequest, request.body)
    if ('problem' in body) return fail(reply, { code: 'bad_request', message: body.problem })
    const { id } = request.params
    // Whoever finds main's workstation open must not take the shop with it.
    if (id === identity.account.id)
      return fail(reply, { code: 'not_allowed', message: 'its own password needs the old one' })
    const { shop, account } = identity
    const result = await accounts.resetPassword(shop, id, body.value.password, account.id)
    return result.ok ? reply.send({}) : fail(reply, result.error)
  })

  app.get('/api/invitation', async (request, reply) => {
    const { shop, account } = agentOf(request)
    const noted = await noteAudit(shop, { kind: 'invited', by: account.id })
    if (!noted.ok) return fail(reply, noted)
    return reply.send({ code: context.invitation(shop.id) })
  })
}
