import { describe, expect, it } from 'vitest'
import words from '#resources/practice/facts.json' with { type: 'json' }
import intents from '#resources/practice/intents.json' with { type: 'json' }
import { tells } from './facts.ts'
import { small } from './testing/scenario.ts'
import { makeWits } from './wits.ts'

const WITS = makeWits(intents, words)
const shipped = {
  number: '2026031101277',
  placedHoursAgo: 70,
  state: 'shipped',
  lines: [{ product: 'cup' }],
  totalFen: 123_850,
  address: {
    name: '林芳',
    phone: '13700001234',
    text: '浙江省宁波市鄞州区中山东路 188 号 6 幢 301',
  },
  shipments: [{ carrier: '中通快递', tracking: '75400012345678' }],
}
const SCENARIO = small(
  {
    steps: { start: { say: ['在吗'] } },
    orders: [
      shipped,
      {
        ...shipped,
        number: '2026030900001',
        totalFen: 5900,
        state: 'paid',
        shipments: [{ carrier: '顺丰速运', tracking: 'SF1234567890123' }],
      },
    ],
  },
  {
    products: [
      { id: 'cup', title: '雾蓝保温杯', priceFen: 11_900, stock: [{ variant: '', count: 1 }] },
      { id: 'mug', title: '小鲸马克杯', priceFen: 8990, stock: [{ variant: '', count: 1 }] },
    ],
    facts: {
      ...Object.fromEntries(
        ['number', 'state', 'total', 'tracking', 'carrier', 'address'].map((field) => [
          field,
          { order: '2026031101277', field },
        ]),
      ),
      paid: { order: '2026030900001', field: 'state' },
      price: { product: 'cup', field: 'price' },
      title: { product: 'cup', field: 'title' },
      rule: { any: ['七天无理由', '7天无理由'], wrong: ['十五天无理由'] },
      hours: { matches: '48\\s*小时', wrong: '(?:24|72)\\s*小时' },
    },
  },
)

describe('a fact of an order', () => {
  it.each([
    ['number', 'right', '您的订单2026031101277'],
    ['number', 'right', '订单号：２０２６０３１１０１２７７'],
    ['number', 'right', '就是尾号1277的这单'],
    ['number', 'wrong', '您的订单2026031101278'],
    ['number', null, '快递单号75400012345678'],
    // The same buyer's other order.
    ['number', null, '订单2026030900001也看到了'],
    ['number', null, '我帮您看看订单'],
    ['tracking', 'right', '中通75400012345678'],
    ['tracking', 'right', '单号 7540-0012-3456-78'],
    ['tracking', 'wrong', '单号75400012345679'],
    ['tracking', null, '单号SF1234567890123'],
    ['tracking', null, '电话13700001234'],
    ['carrier', 'right', '走的是中通'],
    ['carrier', 'wrong', '发的圆通快递'],
    ['carrier', 'right', '不是圆通，是中通'],
    ['carrier', null, '不是圆通发的'],
    ['carrier', null, '快递已经发了'],
    ['total', 'right', '一共1238.5元'],
    ['total', 'right', '总共 ¥1,238.50'],
    ['total', 'right', '实付1238块5'],
    ['total', 'wrong', '一共1283.5元'],
    ['total', null, '补偿您10元'],
    ['state', 'right', '您的包裹在运输中'],
    ['state', 'right', '已经发出两天了'],
    ['state', 'wrong', '显示已签收'],
    ['state', 'wrong', '还没发货呢'],
    ['state', null, '我看看'],
    ['paid', 'right', '这单还没发货'],
    ['paid', 'wrong', '这单已发货'],
    ['paid', null, '不是已发货的那单'],
    ['address', 'right', '地址是浙江省宁波市鄞州区中山东路188号6幢301'],
    ['address', 'right', '寄到中山东路188号对吧'],
    ['address', 'wrong', '寄到中山东路18号对吧'],
    ['address', 'wrong', '寄到解放路188号对吧'],
    ['address', null, '您的地址对吗'],
  ])('%s is %s in %s', (fact, told, text) => {
    expect(tells(SCENARIO, fact, text, WITS)).toBe(told)
  })
})

describe('other facts', () => {
  it.each([
    ['price', 'right', '这款119元'],
    ['price', 'right', '现价119.00元'],
    ['price', 'wrong', '这款价格129元'],
    ['price', null, '小鲸马克杯售价89.9元'],
    ['price', null, '再补您5元'],
    ['title', 'right', '您看雾蓝保温杯'],
    ['title', 'wrong', '您看小鲸马克杯'],
    ['rule', 'right', '支持7天无理由'],
    ['rule', null, '不支持7天无理由'],
    ['rule', 'wrong', '支持十五天无理由'],
    ['hours', 'right', '48小时内发'],
    ['hours', 'wrong', '72小时内发'],
    ['nothing', null, '48小时内发'],
    ['constructor', null, '48小时内发'],
  ])('%s is %s in %s', (fact, told, text) => {
    expect(tells(SCENARIO, fact, text, WITS)).toBe(told)
  })
})
