import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'

export interface WooServer {
  readonly url: string
  readonly user: string
  readonly secret: string
  /** What it was asked, as `METHOD path`. */
  readonly asked: string[]
  /** Instead of the answer of the next question. */
  next: { status: number; body: string } | null
  stop(): Promise<void>
}

type Json = Record<string, unknown>

const KEY = { user: 'ck_example', secret: 'cs_example' }
const EMAIL = 'mei@example.com'

/** As the documentation of WooCommerce's REST API v3 shows an order. */
function anOrder(id: number, status: string, total: string, more: Json = {}): Json {
  return {
    id,
    number: String(id),
    status,
    currency: 'CNY',
    customer_id: 7,
    customer_note: '请尽快',
    date_created_gmt: `2026-11-0${id % 9}T02:03:04`,
    total,
    shipping_total: '6.00',
    billing: { email: EMAIL, phone: '13800001234' },
    shipping: {
      first_name: '美',
      last_name: '王',
      phone: '',
      address_1: '示例路 1 号',
      address_2: '',
      city: '杭州市',
      state: '浙江省',
    },
    line_items: [
      {
        id: 11,
        name: '山岚保温杯',
        product_id: 93,
        quantity: 2,
        total: '258.00',
        price: 129,
        image: { id: 1, src: 'https://shop.example.com/cup.png' },
        meta_data: [{ id: 1, key: 'pa_color', display_key: '颜色', display_value: '雾蓝' }],
      },
    ],
    refunds: [],
    meta_data: [],
    ...more,
  }
}

/** A small server that answers as WooCommerce's REST v3 does, as far as the adapter asks. */
export async function startWooCommerce(): Promise<WooServer> {
  const orders = new Map<number, Json>([
    [101, anOrder(101, 'processing', '264.00')],
    [102, anOrder(102, 'pending', '264.00')],
    [
      103,
      anOrder(103, 'processing', '264.00', {
        meta_data: [
          {
            key: '_wc_shipment_tracking_items',
            value: [
              {
                tracking_provider: '示例快递',
                tracking_number: 'SF1000',
                date_shipped: 1_762_000_000,
              },
            ],
          },
        ],
      }),
    ],
    [200, anOrder(200, 'processing', '10.00', { customer_id: 0 })],
  ])
  const notes = new Map<number, Json[]>()
  const asked: string[] = []
  const state: { next: WooServer['next'] } = { next: null }
  const right = `Basic ${Buffer.from(`${KEY.user}:${KEY.secret}`).toString('base64')}`

  const answer = async (request: IncomingMessage): Promise<[number, unknown]> => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost')
    const path = pathname.replace('/wp-json/wc/v3/', '')
    if (request.headers.authorization !== right) return [401, { code: 'unauthorized' }]
    const body = request.method === 'GET' ? {} : ((await json(request)) as Json)
    const [kind, id, part] = path.split('/')
    if (kind === 'customers' && id !== undefined)
      return id === '7' ? [200, { id: 7, email: EMAIL }] : [404, {}]
    if (kind === 'customers') return [200, searchParams.get('email') === EMAIL ? [{ id: 7 }] : []]
    if (kind === 'settings') return [200, { id: 'woocommerce_currency', value: 'CNY' }]
    if (kind === 'products')
      return [
        200,
        searchParams.get('include') === '93' || searchParams.get('search') === '山岚保温杯'
          ? [
              {
                id: 93,
                name: '山岚保温杯',
                permalink: 'https://shop.example.com/cup',
                price: '129.00',
                manage_stock: true,
                stock_quantity: 5,
                stock_status: 'instock',
                images: [{ src: 'https://shop.example.com/cup.png' }],
              },
            ]
          : [],
      ]
    if (id === undefined) {
      const own = [...orders.values()]
        .filter((one) => String(one['customer_id']) === searchParams.get('customer'))
        .sort((a, b) => Number(b['id']) - Number(a['id']))
      return [200, own.slice(0, Number(searchParams.get('per_page')))]
    }
    const order = orders.get(Number(id))
    if (!order)
      return [404, { code: 'woocommerce_rest_shop_order_invalid_id', message: 'Invalid ID.' }]
    const own = notes.get(Number(id)) ?? []
    if (part === 'notes') {
      if (request.method === 'POST')
        notes.set(Number(id), [...own, { id: own.length + 1, customer_note: false, ...body }])
      return [200, request.method === 'POST' ? {} : own]
    }
    if (part === 'refunds') {
      const before = order['refunds'] as Json[]
      const sum = before.reduce((all, one) => all - Number(one['total']), Number(body['amount']))
      if (sum > Number(order['total']))
        return [400, { code: 'invalid', message: 'Invalid refund amount' }]
      order['refunds'] = [...before, { id: 1, total: `-${body['amount'] as string}` }]
      return [201, {}]
    }
    if (request.method === 'PUT') {
      const [fee] = (body['fee_lines'] ?? []) as Json[]
      if (fee) order['total'] = (Number(order['total']) + Number(fee['total'])).toFixed(2)
      if (body['shipping'] !== undefined)
        order['shipping'] = { ...(order['shipping'] as Json), ...(body['shipping'] as Json) }
    }
    return [200, order]
  }

  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    const { next } = state
    state.next = null
    if (next) {
      response.writeHead(next.status).end(next.body)
      return
    }
    answer(request).then(
      ([status, body]) => response.writeHead(status).end(JSON.stringify(body)),
      () => response.writeHead(500).end(),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    ...KEY,
    asked,
    get next() {
      return state.next
    },
    set next(value) {
      state.next = value
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
