import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SIGNATURE, signatureOf, TIMESTAMP, WEBHOOK_PATH } from '#gateway/adapters/orders/http.ts'
import type { ToldOrder, ToldProduct } from '#gateway/adapters/orders/contract.ts'
import type { OrderAct } from '#shared/orders/model.ts'
import { pngWith } from './picture.ts'

/** How it behaves until it is told otherwise. */
export type Mood =
  | 'well'
  /** Takes the question and says nothing until `release`. */
  | 'silent'
  | 'broken'
  | 'refusing'
  /** What it says is no order of whom it was asked about. */
  | 'lying'
  /** Not even JSON. */
  | 'babbling'
  /** Does an act and dies before it says so. */
  | 'dying'

export const PICTURE = pngWith('a picture of a cup')

/** A shop's own order system: a real little server that speaks docs/operations/orders.md. */
export class OrderSystemServer {
  mood: Mood = 'well'
  readonly secret = randomBytes(24).toString('base64url')
  readonly orders = new Map<string, ToldOrder>()
  /** Besides the cup, which is always there. */
  readonly products: ToldProduct[] = []
  /** `GET /orders?…` as they came, rightly signed. */
  readonly asked: string[] = []
  /** Acts as they were done, one entry for each time. */
  readonly done: { readonly id: string; readonly number: string; readonly act: OrderAct }[] = []
  /** How often each act was asked for. */
  readonly posted = new Map<string, number>()
  wronglySigned = 0
  pictures = true
  readonly #held: (() => void)[] = []
  readonly #waiting = new Set<() => void>()
  #server: Server | null = null
  #port = 0

  async start(): Promise<this> {
    const server = createServer((request, response) => void this.#answer(request, response))
    this.#server = server
    server.listen(this.#port, '127.0.0.1')
    await once(server, 'listening')
    this.#port = (server.address() as AddressInfo).port
    return this
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}/shop`
  }

  async stop(): Promise<void> {
    const server = this.#server
    this.#server = null
    if (!server) return
    const closed = once(server, 'close')
    server.close()
    server.closeAllConnections()
    await closed
  }

  /** Answers what was kept waiting. */
  release(mood: Mood = 'well'): void {
    this.mood = mood
    for (const go of this.#held.splice(0)) go()
  }

  /** Resolves when `when` holds; asked after each request. */
  until(when: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = () => {
        if (!when()) return
        this.#waiting.delete(check)
        resolve()
      }
      this.#waiting.add(check)
      check()
    })
  }

  /** A webhook as this system would sign it. */
  hook(
    news: object,
    options: { readonly secret?: string; readonly timestamp?: number } = {},
  ): { readonly headers: Record<string, string>; readonly body: string } {
    const body = JSON.stringify(news)
    const timestamp = String(options.timestamp ?? Date.now())
    const message = { timestamp, method: 'POST', path: WEBHOOK_PATH, body }
    return {
      body,
      headers: {
        'content-type': 'application/json',
        [TIMESTAMP]: timestamp,
        [SIGNATURE]: signatureOf(options.secret ?? this.secret, message),
      },
    }
  }

  put(
    order: Partial<ToldOrder> & { readonly number: string; readonly customer: string },
  ): ToldOrder {
    const money = (amount: number) => ({ amount, currency: 'CNY' })
    const whole: ToldOrder = {
      placedAt: Date.parse('2026-03-08T10:02:00+08:00') + this.orders.size,
      state: 'paid',
      lines: [
        {
          id: '1',
          product: 'p1',
          title: '保温杯 480ml',
          variant: '雾蓝',
          count: 2,
          price: money(12_900),
          picture: this.url.replace(/\/shop$/, '/cup.png'),
        },
      ],
      shipping: money(0),
      total: money(25_800),
      refunded: null,
      address: { name: '米晓', phone: '13812345678', text: '浙江省杭州市' },
      buyerNote: '',
      shopNote: '',
      shipments: [],
      acts: ['remind', 'note', 'price', 'address', 'return', 'refund'],
      ...order,
    }
    this.orders.set(whole.number, whole)
    return whole
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks)
    const url = new URL(request.url ?? '', this.url)
    const send = (status: number, value: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
    if (url.pathname === '/cup.png') {
      if (this.pictures) response.writeHead(200, { 'content-type': 'image/png' }).end(PICTURE)
      else response.writeHead(404).end()
      return
    }
    if (!this.#signed(request, body)) {
      this.wronglySigned++
      send(401, {})
      return
    }
    this.asked.push(`${request.method} ${request.url}`)
    const id = request.headers['idempotency-key']
    if (typeof id === 'string') this.posted.set(id, (this.posted.get(id) ?? 0) + 1)
    const { mood } = this
    if (mood === 'silent') {
      const told = new Promise<void>((go) => this.#held.push(go))
      for (const check of this.#waiting) check()
      await told
    } else for (const check of this.#waiting) check()
    if (this.mood === 'broken') return void send(503, {})
    if (this.mood === 'refusing') return void send(403, {})
    if (this.mood === 'babbling') return void response.writeHead(200).end('<html>hello</html>')
    this.#said(url, id, body, send, response)
  }

  #said(
    url: URL,
    id: string | string[] | undefined,
    body: Buffer,
    send: (status: number, value: unknown) => void,
    response: ServerResponse,
  ): void {
    const path = url.pathname.replace(/^\/shop/, '')
    const lying = this.mood === 'lying'
    if (path === '/orders') {
      const customer = url.searchParams.get('customer') ?? ''
      const limit = Number(url.searchParams.get('limit'))
      const own = [...this.orders.values()].filter((order) => lying || order.customer === customer)
      send(200, { orders: own.slice(0, limit), more: own.length > limit })
      return
    }
    if (path === '/products') {
      const ids = JSON.parse(url.searchParams.get('ids') ?? '[]') as string[]
      send(200, {
        products: [
          ...this.products.filter(({ id, title }) => ids.includes(id) || ids.includes(title)),
          ...ids
            .filter((one) => one === 'p1')
            .map((one) => ({
              id: one,
              title: '保温杯 480ml',
              price: { amount: lying ? -1 : 12_900, currency: 'CNY' },
              picture: null,
              url: null,
              stock: [{ variant: '雾蓝', count: 7 }],
            })),
        ],
      })
      return
    }
    const [, number = '', acts] = /^\/orders\/([^/]+)(\/acts)?$/.exec(path) ?? []
    const order = this.orders.get(decodeURIComponent(number))
    if (!order) {
      send(404, { message: 'no such order' })
      return
    }
    if (acts === undefined || typeof id !== 'string') {
      send(200, order)
      return
    }
    const act = JSON.parse(body.toString()) as OrderAct
    if (act.name === 'note' && act.text === 'nonsense') {
      send(422, { message: '备注不合规' })
      return
    }
    let after = order
    if (!this.done.some((one) => one.id === id)) {
      this.done.push({ id, number: order.number, act })
      if (act.name === 'note') after = { ...order, shopNote: act.text }
      if (act.name === 'refund')
        after = { ...order, refunded: { amount: act.amount, currency: 'CNY' } }
      this.orders.set(order.number, after)
    }
    for (const check of this.#waiting) check()
    if (this.mood === 'dying') response.destroy()
    else send(200, after)
  }

  #signed(request: IncomingMessage, body: Buffer): boolean {
    const timestamp = String(request.headers[TIMESTAMP])
    const right = signatureOf(this.secret, {
      timestamp,
      method: request.method ?? '',
      path: request.url ?? '',
      body,
    })
    const hash = (text: string) => createHash('sha256').update(text).digest('hex')
    return hash(right) === hash(String(request.headers[SIGNATURE]))
  }
}
