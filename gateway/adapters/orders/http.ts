import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import {
  OrderFailure,
  type AdapterParts,
  type MakeAdapter,
  type OrderAdapter,
  type OrderPage,
  type ToldOrder,
  type ToldProduct,
} from './contract.ts'

/**
 * A shop's own order system by the protocol of docs/operations/orders.md: JSON, each request and each
 * webhook signed with HMAC-SHA256. What comes is handed on as it is: `gateway/orders/lies.ts` reads it.
 */
export const TIMESTAMP = 'x-xiaoer-timestamp'
export const SIGNATURE = 'x-xiaoer-signature'
/** Webhooks are signed for this path, whatever proxy is in front of the gateway. */
export const WEBHOOK_PATH = '/api/hooks/orders'
/** A webhook's timestamp may be off by so much, and counts once within it, ms. */
const WINDOW = 5 * 60_000

const news = z.object({
  customer: z.string().min(1).max(120).optional(),
  number: z.string().min(1).max(80).optional(),
})

/** Lower-case hex. `path` with its query, as it is sent. */
export function signatureOf(
  secret: string,
  message: { timestamp: string; method: string; path: string; body: Buffer | string },
): string {
  const body = createHash('sha256').update(message.body).digest('hex')
  return createHmac('sha256', secret)
    .update(`${message.timestamp}\n${message.method}\n${message.path}\n${body}`)
    .digest('hex')
}

export const makeHttp: MakeAdapter<'http'> = ({ url, secret }, parts) =>
  new HttpOrders(url, secret, parts)

class HttpOrders implements OrderAdapter {
  /** The protocol's Idempotency-Key. */
  readonly idempotent = true
  readonly #base: string
  readonly #secret: string
  readonly #parts: AdapterParts
  /** Signatures of webhooks within the window, oldest first. */
  readonly #heard = new Map<string, number>()

  constructor(url: string, secret: string, parts: AdapterParts) {
    this.#base = url.replace(/\/+$/, '')
    this.#secret = secret
    this.#parts = parts
  }

  async ordersOf(customer: string, limit: number, signal: AbortSignal): Promise<OrderPage> {
    const query = new URLSearchParams({ customer, limit: String(limit) })
    const answer = await this.#ask('GET', `/orders?${query}`, signal)
    return (await said(answer)) as OrderPage
  }

  async order(number: string, signal: AbortSignal): Promise<ToldOrder | null> {
    const answer = await this.#ask('GET', `/orders/${encodeURIComponent(number)}`, signal, {
      also: [404],
    })
    if (answer.status === 404) {
      await answer.body?.cancel()
      return null
    }
    return (await said(answer)) as ToldOrder
  }

  async products(ids: readonly string[], signal: AbortSignal): Promise<readonly ToldProduct[]> {
    const query = new URLSearchParams({ ids: JSON.stringify(ids) })
    const answer = await this.#ask('GET', `/products?${query}`, signal)
    const { products } = (await said(answer)) as { products?: readonly ToldProduct[] }
    if (!products) throw new OrderFailure('lies', 'there are no products in the answer')
    return products
  }

  async act(id: string, number: string, act: unknown, signal: AbortSignal): Promise<ToldOrder> {
    const path = `/orders/${encodeURIComponent(number)}/acts`
    const answer = await this.#ask('POST', path, signal, { id, act, also: [400, 404, 409, 422] })
    if (answer.ok) return (await said(answer)) as ToldOrder
    const { message } = ((await answer.json().catch(() => ({}))) ?? {}) as { message?: unknown }
    throw new OrderFailure('refused', typeof message === 'string' ? message : '')
  }

  heard(headers: Readonly<Record<string, string>>, body: Buffer) {
    const timestamp = headers[TIMESTAMP] ?? ''
    const given = headers[SIGNATURE] ?? ''
    const now = this.#parts.now()
    // Without a secret anyone could sign.
    if (this.#secret === '' || !/^\d{13}$/.test(timestamp) || !/^[a-f0-9]{64}$/.test(given))
      return null
    if (Math.abs(now - Number(timestamp)) > WINDOW) return null
    const message = { timestamp, method: 'POST', path: WEBHOOK_PATH, body }
    const right = signatureOf(this.#secret, message)
    if (!timingSafeEqual(Buffer.from(given, 'hex'), Buffer.from(right, 'hex'))) return null
    // Its time may be ahead: it is known until its own window is over.
    for (const [old, until] of this.#heard) if (until < now) this.#heard.delete(old)
    if (this.#heard.has(given)) return null
    this.#heard.set(given, Number(timestamp) + WINDOW)
    try {
      return news.safeParse(JSON.parse(body.toString())).data ?? {}
    } catch {
      return {}
    }
  }

  async #ask(
    method: 'GET' | 'POST',
    path: string,
    signal: AbortSignal,
    options: { id?: string; act?: unknown; also?: readonly number[] } = {},
  ): Promise<Response> {
    const url = new URL(this.#base + path)
    const body = options.act === undefined ? '' : JSON.stringify(options.act)
    const timestamp = String(this.#parts.now())
    const answer = await this.#parts.fetch(url, {
      method,
      signal,
      headers: {
        accept: 'application/json',
        [TIMESTAMP]: timestamp,
        [SIGNATURE]: signatureOf(this.#secret, {
          timestamp,
          method,
          path: url.pathname + url.search,
          body,
        }),
        ...(body === '' ? {} : { 'content-type': 'application/json' }),
        ...(options.id === undefined ? {} : { 'idempotency-key': options.id }),
      },
      ...(body === '' ? {} : { body }),
    })
    const { status } = answer
    if (answer.ok || options.also?.includes(status) === true) return answer
    await answer.body?.cancel()
    if (status === 401 || status === 403) {
      // Of an act these are the key's fault, not the order's: it stays to be done.
      throw new OrderFailure(method === 'GET' ? 'refused' : 'down', `it answered ${status}`)
    }
    throw new OrderFailure('down', `it answered ${status}`)
  }
}

async function said(answer: Response): Promise<unknown> {
  const text = await answer.text()
  try {
    return JSON.parse(text)
  } catch {
    throw new OrderFailure('lies', 'the answer is no JSON')
  }
}
