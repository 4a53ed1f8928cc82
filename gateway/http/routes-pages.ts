import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import type { HttpContext } from './context.ts'
import { fail } from './replies.ts'

/** The buyer's page: nothing but our own files, and a socket to where they came from. */
function pagePolicy(origins: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    // The widget shows the page in a frame of the shop's own site.
    `frame-ancestors 'self' ${origins.join(' ')}`.trim(),
  ].join('; ')
}

export async function pageRoutes(app: FastifyInstance, context: HttpContext): Promise<void> {
  const { buyerPageDir, desk } = context
  if (buyerPageDir === null || !existsSync(join(buyerPageDir, 'index.html'))) {
    app.get('/s/*', (_request, reply) =>
      fail(reply, { code: 'not_found', message: "the buyer's page is not part of this gateway" }),
    )
    return
  }
  await app.register(fastifyStatic, {
    root: buyerPageDir,
    serve: false,
    dotfiles: 'deny',
    cacheControl: false,
    index: false,
  })

  app.get<{ Params: { shop: string } }>('/s/:shop', (request, reply) => {
    const { shop } = request.params
    void reply
      .code(desk.shops.has(shop) ? 200 : 404)
      // The shop's list as it is now, and no other shop's.
      .header('content-security-policy', pagePolicy(context.allowedOrigins.all(shop)))
      .header('cache-control', 'no-cache')
    return reply.sendFile('index.html')
  })

  // index.html names its parts relatively: `./assets/x.js` under /s/<shop> is /s/assets/x.js.
  app.get<{ Params: { '*': string } }>('/s/assets/*', (request, reply) => {
    // Their names hold a hash of their content.
    void reply
      .header('content-security-policy', pagePolicy([]))
      .header('cache-control', 'public, max-age=31536000, immutable')
      .header('cross-origin-resource-policy', 'cross-origin')
    return reply.sendFile(`assets/${request.params['*']}`)
  })

  // One script tag on any site; it holds no secret and does nothing without the allowed list.
  app.get('/widget.js', (_request, reply) => {
    void reply
      .header('access-control-allow-origin', '*')
      .header('cross-origin-resource-policy', 'cross-origin')
      .header('cache-control', 'public, max-age=300')
    return reply.sendFile('widget.js')
  })
}
