import type { FastifyInstance } from 'fastify'
import { wordChange, type WordBook } from '#shared/words/own.ts'
import { BUNDLED } from '../words/bundled.ts'
import type { HttpContext } from './context.ts'
import { agentOf, type AgentIdentity } from './gate.ts'
import { fail, read } from './replies.ts'

/** Ten thousand words with their notes. */
const BODY_LIMIT = 8 * 1024 * 1024

/** Sensitive words (shared/words/own.ts). */
export function wordRoutes(app: FastifyInstance, context: HttpContext): void {
  const { beside } = context

  const book = async ({ shop, account }: AgentIdentity): Promise<WordBook> => {
    const { revision, words } = await beside.words(shop.id)
    return {
      revision,
      words: account.role === 'main' ? words : words.map((one) => ({ ...one, note: '' })),
      bundled: BUNDLED,
    }
  }

  app.get('/api/words', async (request, reply) => {
    const identity = agentOf(request)
    // A workstation that asks is about to write.
    context.words.warm(identity.shop.id)
    return reply.send(await book(identity))
  })

  app.post('/api/words', { bodyLimit: BODY_LIMIT }, async (request, reply) => {
    const identity = agentOf(request)
    const body = read(wordChange, request.body)
    if ('problem' in body) return fail(reply, { code: 'bad_request', message: body.problem })
    const { shop, account } = identity
    const { revision, words } = body.value
    const outcome = await beside.changeWords({
      shop: shop.id,
      account: account.id,
      at: context.now(),
      revision,
      words: [...new Map(words.map((one) => [one.word, one])).values()],
    })
    if (outcome !== 'ok')
      return fail(reply, {
        code: outcome,
        message: 'the list was changed since; nothing was written',
      })
    context.words.changed(shop.id)
    context.changed(shop.id, 'words')
    return reply.send(await book(identity))
  })
}
