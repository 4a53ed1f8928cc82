import { expect, test } from 'vitest'
import type { ListedWord } from './own.ts'
import { ENGLISH_WORD_NAMES, importWords, wordTable, type WordTableNames } from './table.ts'

const CHINESE: WordTableNames = {
  columns: { word: '词', verdict: '处理', note: '备注' },
  verdicts: { record: '仅记录', warn: '提醒', block: '禁止发送' },
}
const list: readonly ListedWord[] = [
  { word: '友商', verdict: 'block', note: '对手' },
  { word: '内部价', verdict: 'record', note: '' },
]

test('an exported table comes back as the same list, in either language', () => {
  for (const names of [CHINESE, ENGLISH_WORD_NAMES]) {
    const back = importWords(wordTable(list, names), [], [CHINESE], 'warn')
    expect(back).toEqual({ words: list, added: 2, changed: 0, wrong: [] })
  }
})

test('one column without a heading is a list of words; those there already take the new verdict', () => {
  expect(importWords([['友商'], [''], ['清仓']], list, [CHINESE], 'warn')).toEqual({
    words: [
      { word: '友商', verdict: 'warn', note: '' },
      { word: '内部价', verdict: 'record', note: '' },
      { word: '清仓', verdict: 'warn', note: '' },
    ],
    added: 1,
    changed: 1,
    wrong: [],
  })
})

test('rows that can not be read are told by their number, the others are taken', () => {
  const table = [
    ['词', '处理'],
    ['', '提醒'],
    ['好', '没有这种'],
    ['行', '提醒'],
    ['长'.repeat(61), ''],
  ]
  expect(importWords(table, [], [CHINESE], 'warn')).toMatchObject({
    words: [{ word: '行', verdict: 'warn' }],
    wrong: [2, 3, 5],
  })
})

test('a list that would be too long is not taken', () => {
  const table = Array.from({ length: 10_001 }, (_, n) => [`w${n}`])
  expect(importWords(table, [], [], 'warn')).toBeNull()
})
