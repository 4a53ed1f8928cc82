import type { FastifyInstance } from 'fastify'
import { auditQuery } from '#shared/audit/model.ts'
import { erasureRequest, evidenceQuery, type SealState } from '#shared/protocol/api.ts'
import { noteAudit } from '../desk/audit.ts'
import { evidenceOf } from '../evidence/bundle.ts'
import type { HttpContext } from './context.ts'
import { agentOf } from './gate.ts'
import { fail, read } from './replies.ts'

const TYPES = {
  zip: 'application/zip',
  html: 'application/octet-stream',
  pdf: 'application/octet-stream',
  json: 'application/json; charset=utf-8',
} as const

/** How the record is looked up, erased and proven (T3, T5, T6). */
export function recordRoutes(app: FastifyInstance, context: HttpContext): void {
  app.get('/api/audit', async (request, reply) => {
    const query = read(auditQuery, request.query)
    if ('problem' in query) return fail(reply, { code: 'bad_request', message: query.problem })
    const { shop, viewer } = agentOf(request)
    const page = await shop.records.audit(viewer, query.value)
    return typeof page === 'string'
      ? fail(reply, { code: page, message: 'it was refused' })
      : reply.send(page)
  })

  app.post('/api/erasures', async (request, reply) => {
    const asked = read(erasureRequest, request.body)
    if ('problem' in asked) return fail(reply, { code: 'bad_request', message: asked.problem })
    const { buyer, confirm } = asked.value
    // What can't be undone is said twice.
    if (confirm !== buyer)
      return fail(reply, { code: 'bad_request', message: 'confirm names the buyer once more' })
    const { shop, account } = agentOf(request)
    const outcome = await shop.records.erase(account.id, buyer)
    return outcome.ok ? reply.send({ rows: outcome.erased ?? 0 }) : fail(reply, outcome)
  })

  app.get('/api/seals', async (request, reply) => {
    const { shop } = agentOf(request)
    const seals = await shop.records.seals()
    const last = seals.at(-1)
    const { publicKey, fingerprint } = context.signer
    return reply.send({
      publicKey,
      fingerprint,
      count: seals.length,
      last: last ? { pos: last.pos, at: last.at } : null,
    } satisfies SealState)
  })

  app.get<{ Params: { buyer: string } }>('/api/evidence/:buyer', async (request, reply) => {
    const query = read(evidenceQuery, request.query)
    if ('problem' in query) return fail(reply, { code: 'bad_request', message: query.problem })
    const { format, language } = query.value
    const { shop, viewer, account } = agentOf(request)
    const buyer = shop.readableBuyer(viewer, request.params.buyer)
    if (!buyer) return fail(reply, { code: 'not_found', message: 'no such buyer' })
    const about = { buyer: buyer.id }
    const values = { format }
    const noted = await noteAudit(shop, {
      kind: 'evidence_exported',
      by: account.id,
      about,
      values,
    })
    if (!noted.ok) return fail(reply, noted)
    const { files, signer, now } = context
    const ask = { shop, buyer, by: account, at: now(), language, files, signer }
    const bytes = await evidenceOf(ask, format === 'pdf' ? 'html' : format)
    // It took a moment: it may have become a private contact meanwhile (D6).
    if (!shop.readableBuyer(viewer, buyer.id))
      return fail(reply, { code: 'not_found', message: 'no such buyer' })
    if (bytes === null)
      return fail(reply, { code: 'file_too_large', message: 'more than one file holds' })
    return reply
      .header('content-type', TYPES[format])
      .header('content-disposition', 'attachment')
      .send(bytes)
  })
}
