import { readFileSync } from 'node:fs'
import { pinyin } from 'pinyin-pro'
import { expect, test } from 'vitest'
import { fillPhrase, filledParts, unfilledIn } from './fill.ts'
import { findPhrases, indexPhrases, slashBefore, type Readings } from './match.ts'
import type { KnownPhrase } from './model.ts'
import { readingsBy } from './readings.ts'

const readings: Readings = readingsBy(pinyin)

let made = 0
function phrase(part: Partial<KnownPhrase>): KnownPhrase {
  const id = `00000000-0000-4000-8000-${String(++made).padStart(12, '0')}`
  return {
    id,
    scope: 'team',
    group: '',
    code: '',
    title: '',
    text: '',
    files: [],
    place: made,
    uses: 0,
    revision: 1,
    updatedAt: 0,
    by: 'a',
    ...part,
  }
}
const all = [
  phrase({ title: '发货时效', code: 'fh', text: '亲，48 小时内发货。', uses: 1 }),
  phrase({ title: '发货地', code: 'fhd', text: '从杭州仓库发出' }),
  phrase({ title: '重庆仓库', text: '重庆仓当天发出', uses: 3 }),
  phrase({ title: '银行转账', text: '请不要私下转账' }),
  phrase({ title: '欢迎', code: '你好', text: '您好 {buyer}，我是 {agent}' }),
  phrase({ title: 'Return address', code: 'addr', text: 'Ship it back to us' }),
]
const index = indexPhrases(all, readings)
const titles = (query: string) => findPhrases(index, query).map(({ phrase: one }) => one.title)

test('a code that is the query comes before codes that begin with it, then titles, then pinyin', () => {
  expect(titles('fh')).toEqual(['发货时效', '发货地'])
  expect(findPhrases(index, 'fh').map(({ by }) => by)).toEqual(['code', 'code-prefix'])
  expect(findPhrases(index, '仓库').map(({ by }) => by)).toEqual(['title', 'text'])
})

test.each([
  ['fahuo', '发货时效'],
  ['fahuoshixiao', '发货时效'],
  ['fhsx', '发货时效'],
  ['fhuosx', '发货时效'],
  ['fahuosh', '发货时效'],
  ['huosx', '发货时效'],
  ['chongqing', '重庆仓库'],
  ['zhongqing', '重庆仓库'],
  ['cqck', '重庆仓库'],
  ['yinhang', '银行转账'],
  ['yhzhz', '银行转账'],
  ['fh时效', '发货时效'],
  ['发huo', '发货时效'],
  ['nihao', '欢迎'],
  ['radr', 'Return address'],
  ['fxiao', '发货时效'],
  ['ＦＨＤ', '发货地'],
])('«%s» finds %s', (query, title) => {
  expect(titles(query)[0]).toBe(title)
})

test('what nobody means is not found, and pinyin needs the dictionary', () => {
  expect(titles('xyz')).toEqual([])
  expect(titles('fahuox')).not.toContain('发货地')
  expect(findPhrases(indexPhrases(all, null), 'cangku')).toEqual([])
})

test('within one kind of match, uses come first, then the place', () => {
  expect(titles('').slice(0, 2)).toEqual(['重庆仓库', '发货时效'])
})

test('the menu opens for a slash at the beginning or behind a space, by any input method', () => {
  expect(slashBefore('/', 1)).toEqual({ start: 0, query: '' })
  expect(slashBefore('亲 /fh', 5)).toEqual({ start: 2, query: 'fh' })
  expect(slashBefore('、发货', 3)).toEqual({ start: 0, query: '发货' })
  expect(slashBefore('第一\n/x', 5)).toEqual({ start: 3, query: 'x' })
  for (const text of ['1/2', 'https://a', '/usr/bin', '/fh ', '苹果、梨', ''])
    expect(slashBefore(text, text.length), text).toBeNull()
})

test('2,000 quick replies are searched in far less than a frame', () => {
  const words = readFileSync(import.meta.filename, 'utf8').match(/\p{Script=Han}+/gu) ?? []
  const many = Array.from({ length: 2000 }, (_, n) =>
    phrase({
      title: `${words[n % words.length]}${words[(n * 7) % words.length]}`,
      code: `k${n}`,
      text: `${words.join('')}${n}`,
    }),
  )
  const big = indexPhrases(many, readings)
  for (const query of ['fhsx', 'k1999', 'zzzz', 'chongqingcangku']) {
    const times = Array.from({ length: 5 }, () => {
      const begun = performance.now()
      findPhrases(big, query)
      return performance.now() - begun
    })
    // The quickest of some: other work of this machine is not what is measured.
    expect(Math.min(...times), query).toBeLessThan(16)
  }
})

test('variables are filled; a missing one stays, is told, and values are never read again', () => {
  const text = '{buyer}，订单 {order} 的单号 {tracking}{other}'
  const values = { buyer: '{order}', order: '2024', tracking: '' }
  expect(fillPhrase(text, values)).toBe('{order}，订单 2024 的单号 {tracking}{other}')
  expect(filledParts(text, values).filter(({ kind }) => kind === 'missing')).toEqual([
    { kind: 'missing', text: '{tracking}', variable: 'tracking', at: 20 },
  ])
  expect(unfilledIn('单号 {tracking} 请查收')).toEqual({ variable: 'tracking', at: 3 })
  expect(unfilledIn('花括号 {x}')).toBeNull()
})
