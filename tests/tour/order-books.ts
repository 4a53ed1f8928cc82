import pictures from '#resources/demo/orders-pictures.json' with { type: 'json' }
import type { ToldOrder, ToldProduct } from '#gateway/adapters/orders/contract.ts'
import { apiOf } from '../support/api.ts'
import { MAIN, type TestGateway } from '../support/gateway.ts'
import { OrderSystemServer } from '../support/order-system.ts'
import { NOW } from './moment.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const yuan = (amount: number) => ({ amount: Math.round(amount * 100), currency: 'CNY' })
const TITLES = {
  p1001: '山岚 316 不锈钢保温杯 480ml',
  p1002: '山岚 儿童吸管杯 350ml',
  p2001: '棉里 长绒棉四件套 1.5/1.8 米床',
  p2002: '棉里 羽丝绒夏凉被 200×230cm',
  p3001: '小满 手冲咖啡壶套装（玻璃款）',
} as const
type Ware = keyof typeof TITLES

const line = (id: string, product: Ware, variant: string, count: number, price: number) => ({
  id,
  product,
  title: TITLES[product],
  variant,
  count,
  price: yuan(price),
  picture: pictures[product],
})

/** As the shop's own system knows the buyer in front. */
export const CUSTOMER = '会员 20861'
export const ORDER = '2026111810024'

const ADDRESS = {
  name: '林晚晴',
  phone: '13812345678',
  text: '浙江省杭州市西湖区文三路 90 号 3 幢 502 室',
}

function ordersOf(customer: string): (Partial<ToldOrder> & { number: string; customer: string })[] {
  return [
    {
      number: ORDER,
      customer,
      placedAt: NOW - 2 * DAY - 9 * HOUR,
      state: 'delivered',
      lines: [line('1', 'p3001', '玻璃款', 1, 219), line('2', 'p1001', '雾蓝', 1, 129)],
      total: yuan(338),
      address: ADDRESS,
      buyerNote: '送人的，麻烦包装好一点',
      shopNote: '',
      shipments: [
        {
          carrier: '顺丰速运',
          tracking: 'SF1450098871236',
          track: [
            { at: NOW - 18 * HOUR, text: '已签收，签收人：本人' },
            { at: NOW - 20 * HOUR, text: '快件由【杭州西湖文三网点】派送，快递员 小徐' },
            { at: NOW - 28 * HOUR, text: '快件到达【杭州转运中心】' },
            { at: NOW - 44 * HOUR, text: '商家已发货' },
          ],
        },
      ],
      acts: ['note', 'return', 'refund'],
    },
    {
      number: '2026111011852',
      customer,
      placedAt: NOW - 10 * DAY,
      state: 'paid',
      lines: [line('1', 'p1002', '小鲸', 2, 89)],
      total: yuan(178),
      address: ADDRESS,
      acts: ['remind', 'note', 'address', 'refund'],
    },
    {
      number: '2026092809163',
      customer,
      placedAt: NOW - 53 * DAY,
      state: 'completed',
      lines: [line('1', 'p2001', '1.8 米 晨雾灰', 1, 399)],
      total: yuan(399),
      address: ADDRESS,
      acts: ['note'],
    },
    {
      number: '2026061810550',
      customer,
      placedAt: NOW - 155 * DAY,
      state: 'refunded',
      lines: [line('1', 'p2002', '云白', 1, 259)],
      total: yuan(259),
      refunded: yuan(259),
      address: ADDRESS,
      shopNote: '尺寸买小了，退货退款',
      acts: ['note'],
    },
  ]
}

const PRODUCTS: readonly ToldProduct[] = [
  {
    id: 'p3001',
    title: TITLES.p3001,
    price: yuan(219),
    picture: pictures.p3001,
    url: 'https://shancha.example/item/p3001',
    stock: [
      { variant: '玻璃款', count: 41 },
      { variant: '陶瓷款', count: 0 },
    ],
  },
]

/** Everything as long as it may be: what a panel of 340 px must bear. */
export function longOrder(customer: string): ToldOrder {
  const title = '北欧轻奢加厚全棉长绒棉贡缎刺绣四件套（含被套 220×240cm、床单 245×250cm、枕套一对）'
  return {
    number: 'WHOLESALE-2026-11-20-000000000123456789',
    customer,
    placedAt: NOW - 3 * HOUR,
    state: 'unpaid',
    lines: [
      {
        id: '1',
        product: 'p2001',
        title,
        variant: '2.0 米床 / 六件 / 晨雾灰配燕麦色滚边',
        count: 12_000,
        price: yuan(1_299.99),
        picture: pictures.p2001,
      },
      {
        ...line('2', 'p1001', 'Midnight Blue / 480ml / Engraved', 99_999, 129),
        title: 'Shanlan 316 Stainless Steel Vacuum-Insulated Bottle 480ml with Engraving',
      },
    ],
    shipping: yuan(123_456.78),
    total: yuan(9_876_543.21),
    refunded: null,
    address: {
      name: 'Bartholomew Featherstonehaugh-Cholmondeley',
      phone: '13812345678',
      text: '新疆维吾尔自治区克孜勒苏柯尔克孜自治州阿图什市松他克乡阿孜汗村三组一百二十三号附七号仓库二层西侧',
    },
    buyerNote: '请务必在 11 月 25 日 18:00 前送到，Please call before delivery，谢谢！！！',
    shopNote: '',
    shipments: [],
    acts: ['note', 'price', 'address'],
  }
}

/** Gives the shop its order system, by the way the main account does. */
export async function openBooks(gateway: TestGateway): Promise<OrderSystemServer> {
  const system = await new OrderSystemServer().start()
  for (const order of ordersOf(CUSTOMER)) system.put(order)
  system.products.push(...PRODUCTS)
  const { access } = await gateway.signIn(MAIN, 'books')
  const { status } = await apiOf(gateway.url)(access, '/api/order-system', {
    kind: 'http',
    url: system.url,
    secret: system.secret,
  })
  if (status !== 200) throw new Error(`the order system was not taken: ${status}`)
  return system
}
