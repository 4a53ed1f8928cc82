import type { FastifyInstance } from 'fastify'
import { LIMITS } from '#shared/protocol/limits.ts'
import { signedIn, type HttpContext } from './context.ts'
import { mayReadFile } from './file-rights.ts'
import { fail } from './replies.ts'

/** Uploads held in memory at once: each is checked and encrypted whole. */
const AT_ONCE = 8

export function fileRoutes(app: FastifyInstance, context: HttpContext): void {
  const { files } = context
  let uploading = 0

  // Whatever it calls itself, an upload is bytes: no parser reads it.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))

  app.post(
    '/api/files',
    {
      bodyLimit: LIMITS.fileBytes,
      // Before a byte is read: a stranger's 20 MiB aren't worth reading.
      onRequest: (request, reply, done) => {
        const identity = signedIn(context, request, reply)
        if (!identity) return
        if (uploading >= AT_ONCE) {
          void fail(reply, { code: 'overloaded', message: 'too many uploads', retryAfterMs: 1000 })
          return
        }
        uploading++
        reply.raw.once('close', () => uploading--)
        done()
      },
    },
    async (request, reply) => {
      const identity = signedIn(context, request, reply)
      if (!identity) return reply
      const { body } = request
      if (!Buffer.isBuffer(body))
        return fail(reply, { code: 'bad_request', message: 'the body is empty' })
      const result = await files.put(identity.shop.id, identity.viewer, {
        name: decoded(request.headers['x-file-name']),
        type: request.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '',
        bytes: body,
      })
      return result.ok ? reply.send(result.value) : fail(reply, result)
    },
  )

  app.get<{ Params: { id: string } }>('/api/files/:id', async (request, reply) => {
    const identity = signedIn(context, request, reply)
    if (!identity) return reply
    const { shop, viewer } = identity
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
