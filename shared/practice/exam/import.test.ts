import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import columns from '#resources/practice/questions/columns.json' with { type: 'json' }
import { questions } from '#tests/support/exam-questions.ts'
import { questionsOf } from './import.ts'
import { ENGLISH_QUESTION_NAMES, rowsOf, type QuestionNames } from './table.ts'

const names: readonly QuestionNames[] = [columns['zh-CN'], columns['zh-TW']]
const heading = ['题型', '章节', '题目', '选项A', '选项B', '选项C', '选项D', '答案', '解析']
const read = (...rows: readonly (readonly string[])[]) => questionsOf([heading, ...rows], names)

describe('import of questions', () => {
  test('what is exported is read again as it was, in all three languages', () => {
    fc.assert(
      fc.property(
        questions(10),
        fc.constantFrom(ENGLISH_QUESTION_NAMES, ...names),
        (bank, language) => {
          expect(questionsOf(rowsOf(bank, language), names)).toEqual({
            questions: bank,
            problems: [],
          })
        },
      ),
      { numRuns: 100 },
    )
  })

  test('a table as people write it', () => {
    const { questions: its, problems } = read(
      ['单选', '发货', '多久发货？', '24 小时', '48 小时', '', '', 'b', '看商品页'],
      ['多选题', '发货', '哪些要写？', '甲', '乙', '丙', '丁', 'D、A', ''],
      ['判断', '发货', '可以不发货。', '', '', '', '', '×', ''],
      ['排序', '发货', '先后？', '打包', '出库', '拣货', '', 'C→A→B', ''],
      ['简答', '发货', '怎么说？', '', '', '', '', '抱歉|不好意思\n时限（60%）：48 小时', ''],
      ['简答', '发货', '怎么催？', '', '', '', '', '抱歉|不好意思\n时限\n/快递.{0,4}查/', ''],
      ['', '', '', '', '', '', '', '', ''],
    )
    expect(its).toMatchObject([
      { kind: 'single', answer: 'B', options: ['24 小时', '48 小时'], explanation: '看商品页' },
      { kind: 'multiple', answer: 'AD' },
      { kind: 'true_false', answer: false, difficulty: 2 },
      { kind: 'order', steps: ['拣货', '打包', '出库'] },
      {
        kind: 'write',
        points: [
          { title: '抱歉', share: 34, any: ['抱歉', '不好意思'] },
          { title: '时限', share: 33, any: ['时限'] },
          { share: 33, matches: '快递.{0,4}查' },
        ],
      },
    ])
    // Shares are told by all lines or by none.
    expect(problems).toMatchObject([{ row: 6, column: 'answer', cell: 'H6', code: 'bad_point' }])
  })

  test('bad rows are told by row and column, and stop no good one', () => {
    const good = ['单选', '发货', '好题？', '甲', '乙', '', '', 'A', '']
    const bad: readonly (readonly [readonly string[], string, string])[] = [
      [['填空', '发货', '一', '甲', '乙', '', '', 'A'], 'A', 'bad_kind'],
      [['单选', '', '二', '甲', '乙', '', '', 'A'], 'B', 'missing'],
      [['单选', '发货', '', '甲', '乙', '', '', 'A'], 'C', 'missing'],
      [['单选', '发货', '四', '甲', '乙', '', '', ''], 'H', 'missing'],
      [['单选', '发货', '五', '甲', '乙', '', '', 'C'], 'H', 'no_such_option'],
      [['单选', '发货', '六', '甲', '乙', '', '', 'AB'], 'H', 'bad_letters'],
      [['单选', '发货', '七', '甲', '', '丙', '', 'A'], 'E', 'option_gap'],
      [['单选', '发货', '八', '甲', '甲', '', '', 'A'], 'D', 'option_twice'],
      [['单选', '发货', '九', '甲', '', '', '', 'A'], 'D', 'few_options'],
      [['多选', '发货', '十', '甲', '乙', '丙', '', 'A'], 'H', 'bad_letters'],
      [['多选', '发货', '十一', '甲', '乙', '丙', '', 'AA'], 'H', 'bad_letters'],
      [['判断', '发货', '十二', '', '', '', '', '也许'], 'H', 'bad_truth'],
      [['排序', '发货', '十三', '甲', '乙', '丙', '', 'AB'], 'H', 'bad_letters'],
      [['简答', '发货', '十四', '', '', '', '', '要点(50): 抱歉'], 'H', 'shares_not_100'],
      [['简答', '发货', '十五', '', '', '', '', '/(/'], 'H', 'bad_pattern'],
      [['单选', '发货', '长'.repeat(601), '甲', '乙', '', '', 'A'], 'C', 'too_long'],
      [good, 'C', 'twice'],
    ]
    const { questions: its, problems } = read(good, ...bad.map(([row]) => row))
    expect(its.map(({ text }) => text)).toEqual(['好题？'])
    expect(problems.map(({ row, cell, code }) => [row, cell, code])).toEqual(
      bad.map(([, column, code], at) => [at + 3, `${column}${at + 3}`, code]),
    )
    expect(problems.at(-1)?.values).toEqual({ row: 2 })
  })

  test('a table without the columns is told so, and no row of it is read', () => {
    const table = [
      ['题目', '答案'],
      ['一', 'A'],
    ]
    expect(questionsOf(table, names)).toEqual({
      questions: [],
      problems: [
        { row: 1, column: 'kind', cell: null, code: 'no_column', values: {} },
        { row: 1, column: 'chapter', cell: null, code: 'no_column', values: {} },
      ],
    })
  })

  test('any cells give questions or problems, never an error', () => {
    const cell = fc.oneof(
      fc.string(),
      fc.constantFrom('单选', '多选', '简答', '排序', 'A', 'BD', '/x/', 'a|b'),
    )
    fc.assert(
      fc.property(fc.array(fc.array(cell, { maxLength: 10 }), { maxLength: 6 }), (rows) => {
        const { questions: its, problems } = read(...rows)
        const told = new Set([...problems.map(({ row }) => row)]).size + its.length
        expect(told).toBe(rows.filter((row) => row.some((one) => one.trim() !== '')).length)
      }),
      { numRuns: 200 },
    )
  })
})
