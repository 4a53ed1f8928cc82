import Fastify, { type FastifyError, type FastifyInstance } from 'fastify'
import type { ApiError, Health } from '#shared/protocol/api.ts'
import { isOnList } from '../accounts/place.ts'
import { type HttpContext, purposeOf } from './context.ts'
import { guardRoutes } from './gate.ts'
import { backupRoutes } from './routes-backups.ts'
import { accountRoutes } from './routes-accounts.ts'
import { overviewRoutes } from './routes-overview.ts'
import { fileRoutes } from './routes-files.ts'
import { orderRoutes } from './routes-orders.ts'
import { identityRoutes } from './routes-identity.ts'
import { pageRoutes } from './routes-pages.ts'
import { privacyRoutes } from './routes-privacy.ts'
import { phraseRoutes } from './routes-phrases.ts'
import { recordRoutes } from './routes-records.ts'
import { searchRoutes } from './routes-search.ts'
import { securityRoutes } from './routes-security.ts'
import { wordRoutes } from './routes-words.ts'
import { practiceRoutes } from '../practice/routes.ts'
import { originAllowed } from './origins.ts'
import { fail, statusOf } from './replies.ts'

const JSON_LIMIT = 64 * 1024

/** The gateway's HTTP side (shared/protocol/api.ts) as one handler; `serve.ts` listens. */
export async function createApp(context: HttpContext): Promise<FastifyInstance> {
  const { proxies } = context
  const app = Fastify({
    logger: false,
    bodyLimit: JSON_LIMIT,
    // What others write there counts only where a proxy of ours wrote it.
    trustProxy: proxies === null ? false : (address: string) => isOnList(proxies, address),
    // 503 comes from our own answer, in our own form.
    return503OnClosing: false,
    routerOptions: { maxParamLength: 200 },
  })
  // Only JSON is read: a form of another site can't speak to us.
  app.removeContentTypeParser('text/plain')

  app.addHook('onRequest', (request, reply, done) => {
    void reply
      .header('x-content-type-options', 'nosniff')
      .header('referrer-policy', 'no-referrer')
      .header('content-security-policy', "default-src 'none'; frame-ancestors 'none'")
      .header('cross-origin-resource-policy', 'same-origin')
      .header('permissions-policy', 'camera=(), microphone=(), geolocation=()')
      .header('cache-control', 'no-store')
    const { origin } = request.headers
    // A page of another site has no business here, whatever it brings along.
    if (isChange(request.method) && !originAllowed(request.raw, context.allowedOrigins)) {
      void fail(reply, { code: 'origin_refused', message: 'not from this site' })
      return
    }
    if (origin !== undefined && context.allowedOrigins.has(origin)) {
      void reply.header('access-control-allow-origin', origin).header('vary', 'origin')
      if (request.method === 'OPTIONS') {
        void reply
          .header('access-control-allow-methods', 'GET, POST')
          .header('access-control-allow-headers', 'authorization, content-type, x-file-name')
          .header('access-control-max-age', '600')
          .code(204)
          .send()
        return
      }
    }
    done()
  })

  app.addHook('onResponse', (request, reply, done) => {
    // The route's pattern, not the address: ids and names stay out of logs and labels.
    const route = request.routeOptions.url ?? 'none'
    context.metrics.request(route, reply.statusCode)
    context.log.debug(
      {
        method: request.method,
        route,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
      },
      'request',
    )
    done()
  })

  app.setErrorHandler((error: FastifyError, request, reply) => {
    const known = apiErrorOf(error)
    if (statusOf(known.code) >= 500)
      context.log.error({ err: error, route: request.routeOptions.url }, 'request failed')
    return fail(reply, known)
  })
  app.setNotFoundHandler((_request, reply) =>
    fail(reply, { code: 'not_found', message: 'no such address' }),
  )

  guardRoutes(app, context)

  app.get('/healthz', (_request, reply) => {
    const draining = context.draining()
    return reply.code(draining ? 503 : 200).send({
      status: draining ? 'draining' : 'ok',
      shops: context.desk.shops.size,
      ...purposeOf(context),
    } satisfies Health)
  })

  app.get('/metrics', async (_request, reply) => {
    const { registry } = context.metrics
    return reply.header('content-type', registry.contentType).send(await registry.metrics())
  })

  accountRoutes(app, context)
  securityRoutes(app, context)
  overviewRoutes(app, context)
  identityRoutes(app, context)
  backupRoutes(app, context)
  phraseRoutes(app, context)
  wordRoutes(app, context)
  searchRoutes(app, context)
  recordRoutes(app, context)
  orderRoutes(app, context)
  privacyRoutes(app, context)
  if (context.practice) practiceRoutes(app, context.practice)
  await app.register(async (scope) => fileRoutes(scope, context))
  await pageRoutes(app, context)
  await app.ready()
  return app
}

function isChange(method: string): boolean {
  return method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS'
}

function apiErrorOf(error: FastifyError): ApiError {
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return { code: 'file_too_large', message: 'the body is too large' }
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return { code: 'bad_request', message: 'the body must be JSON' }
    default:
      // What Fastify says of a body may quote it: only the kind is passed on.
      return error.statusCode !== undefined && error.statusCode < 500
        ? { code: 'bad_request', message: 'the request can not be read' }
        : { code: 'internal', message: 'a fault of the gateway' }
  }
}
