import type { FastifyInstance, FastifyRequest } from 'fastify'
import { withoutCards } from '#shared/masking/mask.ts'
import { LIMITS } from '#shared/protocol/limits.ts'
import { Buckets } from './bucket.ts'
import { addressOf, type HttpContext } from './context.ts'
import { mayReadFile } from './file-rights.ts'
import { askerOf } from './gate.ts'
import { fail } from './replies.ts'

/** Uploads held in memory at once: each is checked and encrypted whole. Strangers never take all. */
const AT_ONCE = 8
const OF_BUYERS = 6

export function fileRoutes(app: FastifyInstance, context: HttpContext): void {
  const { files } = context
  const { buyerUpload, addressUpload } = context.settings
  const ofBuyer = new Buckets(buyerUpload.rate, buyerUpload.burst)
  const ofAddress = new Buckets(addressUpload.rate, addressUpload.burst)
  let uploading = 0
  let byBuyers = 0

  /** Anyone can be a buyer: nobody fills the shop's disk. */
  function isWithin(request: FastifyRequest, shop: string, buyer: string): boolean {
    const told = Number(request.headers['content-length'])
    const bytes = Number.isFinite(told) ? Math.min(told, LIMITS.fileBytes) : LIMITS.fileBytes
    const now = context.monotonic()
    return (
      ofBuyer.take(`${shop} ${buyer}`, now, bytes) && ofAddress.take(addressOf(request), now, bytes)
    )
  }

  // Whatever it calls itself, an upload is bytes: no parser reads it.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))

  app.post(
    '/api/files',
    {
      bodyLimit: LIMITS.fileBytes,
      onRequest: (request, reply, done) => {
        const { shop, viewer } = askerOf(request)
        const isBuyer = viewer.kind === 'buyer'
        if (uploading >= AT_ONCE || (isBuyer && byBuyers >= OF_BUYERS)) {
          void fail(reply, { code: 'overloaded', message: 'too many uploads', retryAfterMs: 1000 })
          return
        }
        if (isBuyer && !isWithin(request, shop.id, viewer.buyer)) {
          void fail(reply, { code: 'rate_limited', message: 'too much', retryAfterMs: 60_000 })
          return
        }
        uploading++
        if (isBuyer) byBuyers++
        reply.raw.once('close', () => {
          uploading--
          if (isBuyer) byBuyers--
        })
        done()
      },
    },
    async (request, reply) => {
      const identity = askerOf(request)
      const { body } = request
      if (!Buffer.isBuffer(body))
        return fail(reply, { code: 'bad_request', message: 'the body is empty' })
      const result = await files.put(identity.shop.id, identity.viewer, {
        name: withoutCards(decoded(request.headers['x-file-name'])),
        type: request.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '',
        bytes: body,
      })
      return result.ok ? reply.send(result.value) : fail(reply, result)
    },
  )

  app.get<{ Params: { id: string } }>('/api/files/:id', async (request, reply) => {
    const { shop, viewer } = askerOf(request)
    const { id } = request.params
    const may = /^[a-f0-9]{64}$/.test(id) && (await mayReadFile(context, shop, viewer, id))
    // The same answer for «not yours» and «not there»: nobody learns which files exist.
    const found = may ? await files.get(shop.id, id) : null
    if (!found?.ok) return fail(reply, { code: 'not_found', message: 'no such file' })
    const { bytes, type, inline } = found.value
    return reply
      .header('content-type', type)
      .header('content-disposition', inline ? 'inline' : 'attachment')
      .header('content-security-policy', "default-src 'none'; sandbox")
      .header('cache-control', 'private, max-age=31536000, immutable')
      .send(bytes)
  })
}

function decoded(name: string | string[] | undefined): string {
  if (typeof name !== 'string') return ''
  try {
    return decodeURIComponent(name)
  } catch {
    return ''
  }
}
