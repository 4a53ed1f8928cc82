import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInstance } from 'i18next'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { practiceTexts } from '../texts.ts'
import { wordsIn } from './words.ts'

const LANGUAGES = ['zh-CN', 'zh-TW', 'en'] as const
const i18n = createInstance()
await i18n.init({
  resources: practiceTexts,
  lng: 'zh-CN',
  fallbackLng: 'zh-CN',
  interpolation: { escapeValue: false },
})
const inLanguage = (language: string) =>
  wordsIn(i18n.getFixedT(language), (key) => i18n.exists(key, { lng: language }))
const { mark, markShort, violation, label, deed } = inLanguage('zh-CN')

/** Names of the bundled scenarios, as they stand in their files. */
function named(key: 'label' | 'fact'): ReadonlySet<string> {
  const folder = join(import.meta.dirname, '../../../resources/practice/scenarios')
  const found = new Set<string>()
  const look = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    for (const [name, value] of Object.entries(node))
      if (name === key && typeof value === 'string') found.add(value)
      else look(value)
  }
  for (const file of readdirSync(folder))
    look(parse(readFileSync(join(folder, file), 'utf8')) as unknown)
  return found
}

test.each(['label', 'fact'] as const)('each %s of a bundled scenario has its words', (key) => {
  const names = [...named(key)]
  expect(names.length).toBeGreaterThan(50)
  for (const lng of LANGUAGES)
    expect(
      names.filter((name) => !i18n.exists(`practiceRun:${key}.${name}`, { lng, fallbackLng: [] })),
    ).toEqual([])
})

test('a mark says its fact or label in words, its order as one; own names stay as they are', () => {
  const fact = { kind: 'fact', how: 'told', values: { fact: 'ship' } } as const
  expect(mark(fact)).toBe('说对了「多久发货」。')
  expect(markShort(fact)).toBe('多久发货')
  expect(label('我的_标签')).toBe('我的 标签')
  const action = { kind: 'action', how: 'done', values: { deed: 'order_refund', order: 'N-1' } }
  expect(mark(action)).toBe('退款：做对了。订单 N-1')
  expect(mark({ ...action, values: { deed: 'forward', order: '' } })).toBe('转发：做对了。')
})

test('a wrong buyer is told by what was given away', () => {
  const values = { what: 'order', said: 'N-1', buyer: '林林' }
  expect(violation({ kind: 'wrong_buyer', values })).toBe('把 林林 的订单 N-1 说给了别的买家。')
})

test('deeds are told with what they were about', () => {
  const order = { do: 'order', act: 'refund', order: 'N-1', amount: 3900, text: '碎了' } as const
  expect(deed({ ...order, outcome: 'done' })).toBe('退款 · 订单 N-1 · 39.00 · 碎了')
  expect(deed({ ...order, outcome: 'refused' })).toContain('被拒绝')
  expect(deed({ do: 'forward', group: 'aftersale', note: null })).toBe('转发 · aftersale')
})
