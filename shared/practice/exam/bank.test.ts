import { describe, expect, test } from 'vitest'
import { mergeBanks, readBank } from './bank.ts'

const good = `xiaoer: 1
title: 样例
chapter: 发货
questions:
  - id: one
    kind: single
    text: 多久发货？
    options: [24 小时, 48 小时]
    answer: B
  - id: two
    kind: true_false
    chapter: 退货
    text: 可以退。
    answer: true
exams:
  - { id: e, title: 小测, minutes: 5, draws: [{ count: 1, points: 5 }] }
`

function problemsOf(source: string) {
  const read = readBank(source)
  return read.ok ? [] : read.problems.map(({ line, path, code }) => [line, path, code])
}

describe('a file of questions', () => {
  test('gives its questions, those without a chapter that of the file', () => {
    const read = readBank(good)
    expect(read).toMatchObject({
      ok: true,
      bank: {
        questions: [
          { id: 'one', chapter: '发货', difficulty: 2 },
          { id: 'two', chapter: '退货', answer: true },
        ],
        exams: [{ id: 'e', pass: 60, shuffle: true }],
      },
    })
  })

  test.each([
    ['answer: B', 'answer: C', 9, 'questions.0.answer', 'no_such_option'],
    ['answer: B', 'answer: 2', 9, 'questions.0.answer', 'invalid_type'],
    ['[24 小时, 48 小时]', '[一样, 一样]', 8, 'questions.0.options', 'option_twice'],
    ['    text: 多久发货？\n', '', 5, 'questions.0.text', 'invalid_type'],
    ['id: two', 'id: one', 10, 'questions.1.id', 'id_twice'],
    ['kind: true_false', 'kind: guess', 11, 'questions.1.kind', 'invalid_union'],
    ['xiaoer: 1', 'xiaoer: 2', 1, 'xiaoer', 'invalid_value'],
    ['chapter: 发货', 'chapter: [发货', 4, '', 'not_yaml'],
  ])('%s made %j: line %d', (from, to, line, path, code) => {
    expect(problemsOf(good.replace(from, to))[0]).toEqual([line, path, code])
  })

  test('text of any kind is told, never thrown', () => {
    for (const source of ['', '[]', 'x', '- *a', 'a: &a [1]\nb: *a', '{', '\u0000'])
      expect(problemsOf(source).length, source).toBeGreaterThan(0)
  })

  test('several files are one bank, and an id that two of them have is told', () => {
    const read = readBank(good)
    if (!read.ok) throw new Error('unreadable')
    expect(mergeBanks([read.bank, { questions: [], exams: [] }])).toEqual(read)
    expect(mergeBanks([read.bank, read.bank])).toEqual({ ok: false, twice: 'one' })
  })
})
