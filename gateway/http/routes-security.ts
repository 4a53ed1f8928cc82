import type { FastifyInstance, FastifyReply } from 'fastify'
import {
  codeRequest,
  endSessionsRequest,
  passwordAgain,
  secondFactorConfirmRequest,
  secondFactorOfferRequest,
  sessionsQuery,
  type SessionList,
} from '#shared/protocol/api.ts'
import type { Result } from '../accounts/result.ts'
import { addressOf, type HttpContext } from './context.ts'
import { agentOf, type AgentIdentity } from './gate.ts'
import { fail, read } from './replies.ts'

/** Second factors and sessions (A6): one's own, and those that main looks after. */
export function securityRoutes(app: FastifyInstance, context: HttpContext): void {
  const { accounts } = context
  const { secondFactor } = accounts

  function answer(reply: FastifyReply, result: Result<unknown>): FastifyReply {
    return result.ok ? reply.send(result.value ?? {}) : fail(reply, result.error)
  }
  const bad = (reply: FastifyReply, problem: string) =>
    fail(reply, { code: 'bad_request', message: problem })

  app.post('/api/sign-in/second-factor', async (request, reply) => {
    const body = read(secondFactorOfferRequest, request.body)
    if ('problem' in body) return bad(reply, body.problem)
    return answer(reply, await accounts.offerAtSignIn(body.value, addressOf(request)))
  })

  app.post('/api/sign-in/second-factor/confirm', async (request, reply) => {
    const body = read(secondFactorConfirmRequest, request.body)
    if ('problem' in body) return bad(reply, body.problem)
    return answer(reply, await accounts.confirmAtSignIn(body.value, addressOf(request)))
  })

  app.get('/api/second-factor', async (request, reply) => {
    const { shop, account } = agentOf(request)
    return answer(reply, await secondFactor.state(shop, account.id))
  })

  for (const [path, act] of [
    ['', secondFactor.offer],
    ['/off', secondFactor.off],
    ['/recovery', secondFactor.newRecovery],
  ] as const)
    app.post(`/api/second-factor${path}`, async (request, reply) => {
      const body = read(passwordAgain, request.body)
      if ('problem' in body) return bad(reply, body.problem)
      return answer(reply, await act(agentOf(request), body.value.password, addressOf(request)))
    })

  app.post('/api/second-factor/confirm', async (request, reply) => {
    const body = read(codeRequest, request.body)
    if ('problem' in body) return bad(reply, body.problem)
    return answer(
      reply,
      await secondFactor.confirm(agentOf(request), body.value.code, addressOf(request)),
    )
  })

  app.get<{ Params: { id: string } }>('/api/accounts/:id/second-factor', async (request, reply) =>
    answer(reply, await secondFactor.state(agentOf(request).shop, request.params.id)),
  )

  app.post<{ Params: { id: string } }>(
    '/api/accounts/:id/second-factor/off',
    async (request, reply) => {
      const { shop, account } = agentOf(request)
      const { id } = request.params
      // Whoever finds main's workstation open must not take its second factor away.
      if (id === account.id)
        return fail(reply, { code: 'not_allowed', message: 'its own needs the password' })
      return answer(reply, await secondFactor.takeAway(shop, id, account.id))
    },
  )

  /** Whose sessions are meant; null: answered already. */
  function whose(asker: AgentIdentity, reply: FastifyReply, account: string | undefined) {
    const id = account ?? asker.account.id
    if (id === asker.account.id || asker.reach !== 'self') return id
    void fail(reply, { code: 'not_allowed', message: 'no right to it' })
    return null
  }

  app.get('/api/sessions', (request, reply) => {
    const query = read(sessionsQuery, request.query)
    if ('problem' in query) return bad(reply, query.problem)
    const asker = agentOf(request)
    const account = whose(asker, reply, query.value.account)
    if (account === null) return reply
    const sessions = accounts
      .sessionsOf(asker.shop.id, account, asker.session)
      .map((session) => ({ ...session, connected: context.sockets.connected(session.id) }))
    return reply.send({ sessions } satisfies SessionList)
  })

  app.post('/api/sessions/end', async (request, reply) => {
    const body = read(endSessionsRequest, request.body)
    if ('problem' in body) return bad(reply, body.problem)
    const asker = agentOf(request)
    const { account: wanted, sessions, forget = false } = body.value
    const account = whose(asker, reply, wanted)
    if (account === null) return reply
    return answer(reply, await accounts.endSessions(asker, account, sessions, forget))
  })
}
