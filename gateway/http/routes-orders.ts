import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { valueWithoutCards, withoutCards } from '#shared/masking/cards.ts'
import { z } from 'zod'
import {
  orderActRequest,
  ordersImport,
  ordersQuery,
  orderSystem,
  type ImportedLine,
  type OrderAct,
} from '#shared/orders/model.ts'
import { maskOrder } from '../orders/mask.ts'
import type { Refused } from '../orders/service.ts'
import { MOST_PRODUCTS } from '../orders/shop-orders.ts'
import { Buckets } from './bucket.ts'
import { addressOf, type HttpContext } from './context.ts'
import { agentOf, type AgentIdentity } from './gate.ts'
import { fail, read } from './replies.ts'

const IMPORT_LIMIT = 4 * 1024 * 1024
const HOOK_LIMIT = 256 * 1024
const AGAIN_MS = 1000

const productsQuery = z.strictObject({ ids: z.string().max(4000) })
const productIds = z.array(z.string().min(1).max(200)).min(1).max(MOST_PRODUCTS)

/** The order panel's side of the gateway (shared/orders/model.ts); rights are asked in gateway/orders. */
export function orderRoutes(app: FastifyInstance, context: HttpContext): void {
  const { orders, monotonic } = context
  const reading = new Buckets(20, 60)
  // Whole numbers can be guessed: nobody looks through the shop's books this way.
  const byNumber = new Buckets(1, 20)
  const acting = new Buckets(2, 20)
  const hooks = new Buckets(20, 100)

  /** Who asks, within its limit. */
  const asking = (
    request: FastifyRequest,
    reply: FastifyReply,
    buckets: Buckets,
  ): AgentIdentity | null => {
    const identity = agentOf(request)
    if (buckets.take(`${identity.shop.id}/${identity.account.id}`, monotonic())) return identity
    void fail(reply, { code: 'rate_limited', message: 'too many', retryAfterMs: AGAIN_MS })
    return null
  }

  app.get('/api/orders', async (request, reply) => {
    const query = read(ordersQuery, request.query)
    const number = 'problem' in query ? undefined : query.value.number
    const identity = asking(request, reply, number === undefined ? reading : byNumber)
    if (!identity) return reply
    if ('problem' in query) return fail(reply, { code: 'bad_request', message: query.problem })
    const { shop, account } = identity
    const { buyer, fresh = false } = query.value
    if ((buyer === undefined) === (number === undefined))
      return fail(reply, { code: 'bad_request', message: 'one of buyer and number is asked for' })
    const found =
      buyer === undefined
        ? await orders.ofNumber(shop, account, number ?? '', fresh)
        : await orders.ofBuyer(shop, account, buyer, fresh)
    if ('ok' in found || !shop.settings().privacy.masking) return answer(reply, found)
    return answer(reply, { ...found, orders: found.orders.map(maskOrder) })
  })

  app.post('/api/orders/acts', async (request, reply) => {
    const identity = asking(request, reply, acting)
    if (!identity) return reply
    const body = read(orderActRequest, request.body)
    if ('problem' in body) return fail(reply, { code: 'bad_request', message: body.problem })
    const { shop } = identity
    // T4: neither the book of acts nor the order system is given a card number by us.
    const act = actWithoutCards(body.value.act)
    const done = await orders.act(shop, identity.account, { ...body.value, act })
    if ('ok' in done || !done.order || !shop.settings().privacy.masking) return answer(reply, done)
    return answer(reply, { ...done, order: maskOrder(done.order) })
  })

  app.get('/api/products', async (request, reply) => {
    const identity = asking(request, reply, reading)
    if (!identity) return reply
    const query = read(productsQuery, request.query)
    const ids = 'problem' in query ? query : read(productIds, jsonOf(query.value.ids))
    if ('problem' in ids) return fail(reply, { code: 'bad_request', message: ids.problem })
    return reply.send({ products: await orders.products(identity.shop, ids.value) })
  })

  app.get('/api/order-system', async (request, reply) => {
    return reply.send(await orders.system(agentOf(request).shop.id))
  })

  app.post('/api/order-system', async (request, reply) => {
    const { shop } = agentOf(request)
    const body = read(orderSystem, request.body)
    if ('problem' in body) return fail(reply, { code: 'bad_request', message: body.problem })
    const refused = await orders.setSystem(shop.id, body.value)
    return refused ? fail(reply, refused) : reply.send(await orders.system(shop.id))
  })

  app.post('/api/orders/import', { bodyLimit: IMPORT_LIMIT }, async (request, reply) => {
    const body = read(ordersImport, request.body)
    if ('problem' in body) return fail(reply, { code: 'bad_request', message: body.problem })
    const torn = disagreeing(body.value.lines)
    if (torn !== null) return fail(reply, { code: 'bad_request', message: torn })
    const lines = body.value.lines.map(lineWithoutCards)
    return reply.send(await orders.import(agentOf(request).shop.id, lines))
  })

  void app.register(async (scope) => {
    // The signature is over the bytes: no parser reads them first.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) =>
      done(null, body),
    )
    scope.post<{ Params: { shop: string } }>(
      '/api/hooks/orders/:shop',
      {
        bodyLimit: HOOK_LIMIT,
        onRequest: (request, reply, done) => {
          if (hooks.take(addressOf(request), monotonic())) done()
          else
            void fail(reply, { code: 'rate_limited', message: 'too many', retryAfterMs: AGAIN_MS })
        },
      },
      async (request, reply) => {
        const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
        const heard = await orders.heard(request.params.shop, plain(request.headers), body)
        return heard
          ? reply.code(204).send()
          : fail(reply, { code: 'token_invalid', message: 'not signed by the order system' })
      },
    )
  })
}

/**
 * T4: what people wrote into a row. What the row is known by stays: order and tracking numbers are as
 * long as cards', and one in ten of them passes their checksum, too.
 */
function lineWithoutCards(line: ImportedLine): ImportedLine {
  const { title, variant, name, phone, address, carrier, note } = line
  return { ...line, ...valueWithoutCards({ title, variant, name, phone, address, carrier, note }) }
}

function actWithoutCards(act: OrderAct): OrderAct {
  switch (act.name) {
    case 'note':
      return { ...act, text: withoutCards(act.text) }
    case 'address':
      return { ...act, to: valueWithoutCards(act.to) }
    case 'return':
    case 'refund':
      return { ...act, reason: withoutCards(act.reason) }
    case 'remind':
    case 'price':
      return act
  }
}

function answer(reply: FastifyReply, result: object | Refused): FastifyReply {
  return 'ok' in result ? fail(reply, result) : reply.send(result)
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function plain(headers: FastifyRequest['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value]] : [],
    ),
  )
}

/** Rows of one number are one order: of one customer, one currency, one total. */
function disagreeing(lines: readonly ImportedLine[]): string | null {
  const first = new Map<string, ImportedLine>()
  for (const [index, line] of lines.entries()) {
    const one = first.get(line.number) ?? line
    first.set(line.number, one)
    if (
      one.customer !== line.customer ||
      one.currency !== line.currency ||
      one.total !== line.total
    )
      return `row ${index + 1}: its customer, currency or total is not that of its order's first row`
    if (!/^[A-Z]{3}$/.test(line.currency))
      return `row ${index + 1}: the currency is no ISO 4217 code`
  }
  return null
}
