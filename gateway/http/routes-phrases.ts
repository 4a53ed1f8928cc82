import type { FastifyInstance } from 'fastify'
import { withoutCards } from '#shared/masking/mask.ts'
import type { ErrorCode } from '#shared/protocol/codes.ts'
import {
  phraseChange,
  phraseUses,
  type Phrase,
  type PhraseBook,
  type PhraseChange,
} from '#shared/phrases/model.ts'
import { RIGHTS } from '#shared/rights/table.ts'
import type { HttpContext } from './context.ts'
import { knownFile } from './file-rights.ts'
import { agentOf, type AgentIdentity } from './gate.ts'
import { fail, read } from './replies.ts'

/** An import saves hundreds at once, each with a text of up to 5,000 characters. */
const BODY_LIMIT = 4 * 1024 * 1024

const WHY: Partial<Record<ErrorCode, string>> = {
  not_allowed: 'the phrases of the team are changed by supervisors and main',
  phrase_changed: 'someone has changed it since; nothing was written',
  phrase_code_taken: 'another phrase has this code',
  limit_reached: 'there are as many as there may be',
}

/** Quick replies (shared/phrases/model.ts). */
export function phraseRoutes(app: FastifyInstance, context: HttpContext): void {
  const { beside } = context

  const book = async ({ shop, account }: AgentIdentity): Promise<PhraseBook> => ({
    phrases: await beside.phrases(shop.id, account.id),
  })

  app.get('/api/phrases', async (request, reply) => reply.send(await book(agentOf(request))))

  app.post('/api/phrases', { bodyLimit: BODY_LIMIT }, async (request, reply) => {
    const identity = agentOf(request)
    const body = read<PhraseChange>(phraseChange, request.body)
    if ('problem' in body) return fail(reply, { code: 'bad_request', message: body.problem })
    const { shop, account, session } = identity
    const { save, remove } = body.value
    const named: { phrase: Phrase; revision: number }[] = []
    for (const { phrase, revision } of save) {
      const files = await filesOf(context, identity, phrase)
      if (!files) return fail(reply, { code: 'not_found', message: 'no such file' })
      named.push({ phrase: { ...phrase, text: withoutCards(phrase.text), files }, revision })
    }
    // Files took a moment: the rights are those of now (I12).
    const now = context.accounts.alive(session) ? shop.account(account.id) : undefined
    if (!now || now.disabled)
      return fail(reply, { code: 'session_revoked', message: 'the session has ended' })
    const outcome = await beside.changePhrases({
      shop: shop.id,
      account: account.id,
      at: context.now(),
      team: RIGHTS.parts['phrases of the team'][now.role] !== 'no',
      save: named,
      remove,
    })
    if (outcome !== 'ok')
      return fail(reply, { code: outcome, message: WHY[outcome] ?? 'it was refused' })
    context.changed(shop.id, 'phrases')
    return reply.send(await book(identity))
  })

  app.post('/api/phrases/uses', { bodyLimit: BODY_LIMIT }, async (request, reply) => {
    const identity = agentOf(request)
    const body = read(phraseUses, request.body)
    if ('problem' in body) return fail(reply, { code: 'bad_request', message: body.problem })
    await beside.usePhrases(identity.shop.id, identity.account.id, body.value.uses)
    return reply.send({})
  })
}

/** What the gateway knows of the phrase's files; null: one of them is none this account may read. */
async function filesOf(
  context: HttpContext,
  { shop, viewer }: AgentIdentity,
  phrase: Phrase,
): Promise<Phrase['files'] | null> {
  const found: Phrase['files'] = []
  for (const named of phrase.files) {
    const file = await knownFile(context, shop, viewer, named)
    if (!file) return null
    found.push({ ...file })
  }
  return found
}
