import { expect, test } from 'vitest'
import { ordersImport, type OrderState } from '#shared/orders/model.ts'
import { IMPORT_FIELDS, type ImportField } from './fields.ts'
import { chunksOf, guessMapping, missingFields, parseTime, readRows, type Words } from './rows.ts'

const words: Words = {
  columns: {
    ...(Object.fromEntries(IMPORT_FIELDS.map((field) => [field, [field]])) as Record<
      ImportField,
      string[]
    >),
    number: ['订单号', '订单编号'],
    customer: ['客户', '买家会员名'],
    title: ['商品名称', '宝贝标题'],
    price: ['单价', '价格'],
    state: ['状态', '订单状态'],
    total: ['订单金额', '实付金额'],
  },
  states: new Map<string, OrderState>([
    ['已发货', 'shipped'],
    ['已付款', 'paid'],
  ]),
}
const usual = { currency: 'CNY', now: 1_700_000_000_000 }
const head = [
  '订单编号',
  '买家会员名',
  '宝贝标题',
  '价格',
  'count',
  '订单状态',
  'placedAt',
  '实付金额',
]
const mapping = guessMapping(head, words)
const read = (...rows: string[][]) => readRows([head, ...rows], mapping, words, usual)

test('columns are found by their names; what is missing is said', () => {
  expect(mapping).toEqual({
    number: 0,
    customer: 1,
    title: 2,
    price: 3,
    count: 4,
    state: 5,
    placedAt: 6,
    total: 7,
  })
  expect(missingFields(guessMapping(['价格'], words))).toEqual(['number', 'customer', 'title'])
  expect(guessMapping(['订单号', '订单号（旧）'], words)).toEqual({ number: 0 })
})

test('rows of one number are lines of one order, as the protocol wants them', () => {
  const { lines, bad, orders } = read(
    ['A1', '小明', '衬衫', '￥1,299.00', '2', '已发货', '2026-03-02 10:05', ''],
    ['A1', '小明', '袜子', '9.9', '', '已发货', '2026/3/2', ''],
    ['', '', '', '', '', '', '', ''],
    ['A2', '小红', '帽子', '50', '１', 'PAID', '2026年3月2日', '45.00'],
  )
  expect([bad, orders]).toEqual([[], 2])
  expect(
    lines.map(({ number, price, count, total, state }) => [number, price, count, total, state]),
  ).toEqual([
    ['A1', 129_900, 2, 260_790, 'shipped'],
    ['A1', 990, 1, 260_790, 'shipped'],
    ['A2', 5000, 1, 4500, 'paid'],
  ])
  expect(ordersImport.safeParse({ lines }).success).toBe(true)
})

test('a bad row is named by its place and leaves its whole order out', () => {
  const { bad, lines } = read(
    ['A1', '小明', '衬衫', '一百', '1', '', '', ''],
    ['A1', '小明', '袜子', '9.9', '1', '', '', ''],
    ['A2', '', '帽子', '1', '1', '', '', ''],
    ['A3', '小红', '帽子', '1', '0', '', '', ''],
    ['A4', '小红', '帽子', '1', '1', '不知道', '', ''],
    ['A5', '小红', '帽子', '1', '1', '', '2026-02-30', ''],
    ['A6', '小红', '帽子', '1', '1', '', '', '5'],
    ['A6', '小红', '手套', '1', '1', '', '', '6'],
    ['A7', '小红', '帽子', '1', '1', '', '', ''],
    ['A7', '小明', '帽子', '1', '1', '', '', ''],
    ['A8', '小明', '帽'.repeat(201), '1', '1', '', '', ''],
    ['B1', '小明', '鞋', '1', '1', '', '', ''],
  )
  expect(bad.map(({ row, field, why }) => [row, field, why])).toEqual([
    [2, 'price', 'amount'],
    [4, 'customer', 'missing'],
    [5, 'count', 'count'],
    [6, 'state', 'state'],
    [7, 'placedAt', 'time'],
    [9, 'total', 'differs'],
    [11, 'customer', 'differs'],
    [12, 'title', 'long'],
  ])
  expect(lines.map(({ number }) => number)).toEqual(['B1'])
})

test.each([
  ['2026-03-02', [2026, 2, 2, 0, 0]],
  ['2026/3/2 9:05', [2026, 2, 2, 9, 5]],
  ['2026-03-02T09:05:30', [2026, 2, 2, 9, 5]],
  ['2026.3.2', [2026, 2, 2, 0, 0]],
])('%s is a time of this computer', (text, [year = 0, month = 0, ...rest]) => {
  expect(new Date(parseTime(text) ?? 0).setSeconds(0)).toBe(
    new Date(year, month, ...rest).getTime(),
  )
})
test('a told time zone counts; what is no time is none', () => {
  expect(parseTime('2026-03-02T09:05:00Z')).toBe(Date.UTC(2026, 2, 2, 9, 5))
  for (const text of ['', '昨天', '2026-13-01', '46000', '2026-03-02 25:00'])
    expect(parseTime(text), text).toBeNull()
})

test('what goes at once is limited, and no order is torn', () => {
  const { lines } = read(
    ...Array.from({ length: 900 }, (_, n) => n).flatMap((n) =>
      ['衬衫', '袜子', '帽子'].map((title) => [`N${n}`, '小明', title, '1', '1', '', '', '']),
    ),
  )
  const chunks = chunksOf(lines)
  expect(chunks.flat()).toHaveLength(2700)
  for (const chunk of chunks) expect(chunk.length).toBeLessThanOrEqual(2000)
  const homes = new Map<string, Set<number>>()
  for (const [index, chunk] of chunks.entries())
    for (const { number } of chunk) homes.set(number, (homes.get(number) ?? new Set()).add(index))
  expect([...homes.values()].every((set) => set.size === 1)).toBe(true)
})
