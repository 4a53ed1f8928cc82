import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { draw } from './draw.ts'
import { deadlineOf, grade, GRACE_MS } from './grade.ts'
import {
  exam as examSchema,
  question as questionSchema,
  type Answer,
  type GivenAnswer,
  type Paper,
  type Question,
  type Sitting,
} from './model.ts'
import { longestInOrder, orderShare } from './order.ts'
import { answerOf, questions } from '#tests/support/exam-questions.ts'

const START = 1_000_000

function paperOf(bank: readonly Question[], seed: number, points = 10): Paper {
  const drawn = draw(
    { questions: [...bank] },
    examSchema.parse({
      id: 'e',
      title: 'Paper',
      minutes: 10,
      draws: [{ count: bank.length, points }],
    }),
    seed,
  )
  if (!drawn.ok) throw new Error(drawn.problem.code)
  return drawn.paper
}

function sitting(answers: readonly GivenAnswer[], endedAt: number | null = null): Sitting {
  return { account: 'ming', startedAt: START, endedAt, answers }
}

function asIs(paper: Paper): Paper {
  const questions = paper.questions.map((one) => ({ ...one, shown: one.shown.toSorted() }))
  return { ...paper, questions }
}

function one(question: unknown, answer: Answer, points = 10) {
  const paper = asIs(paperOf([questionSchema.parse(question)], 1, points))
  return grade(paper, sitting([{ question: 0, at: START + 1, answer }])).questions[0]!
}

const about = { id: 'q', chapter: 'c', text: 'Which?' }

describe('grade', () => {
  test('shuffles never change the grade of the same contents', () => {
    fc.assert(
      fc.property(
        questions(8).filter((bank) => bank.length > 0),
        fc.integer(),
        fc.integer(),
        fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
        (bank, first, second, likes) => {
          const [a, b] = [first, second].map((seed) => {
            const paper = paperOf(bank, seed)
            const answers = paper.questions.map((_, question) => ({
              question,
              at: START + question,
              answer: answerOf(paper, question, (option) => likes[option]!),
            }))
            const its = grade(paper, sitting(answers))
            return its.questions
              .map(({ id, got }) => ({ id, got }))
              .toSorted((x, y) => (x.id < y.id ? -1 : 1))
          })
          expect(a).toEqual(b)
        },
      ),
      { numRuns: 200 },
    )
  })

  test('single choice: the right option, wherever it stands', () => {
    const question = questionSchema.parse({
      ...about,
      kind: 'single',
      options: ['a', 'b', 'c', 'd'],
      answer: 'C',
    })
    for (let seed = 0; seed < 20; seed++) {
      const paper = paperOf([question], seed)
      const { shown } = paper.questions[0]!
      shown.forEach((option, chosen) => {
        const its = grade(
          paper,
          sitting([{ question: 0, at: START, answer: { kind: 'single', chosen } }]),
        )
        expect(its.total).toBe(option === 2 ? 100 : 0)
      })
    }
  })

  test.each([
    [[0, 2, 3], 10, 'right'],
    [[3, 0, 2], 10, 'right'],
    [[0, 2], 5, 'partly'],
    [[0, 1, 2, 3], 0, 'wrong'],
    [[1], 0, 'wrong'],
    [[7], 0, 'wrong'],
    [[], 0, 'blank'],
  ])('multiple choice of ACD: %j earns %d', (chosen, got, verdict) => {
    const question = { ...about, kind: 'multiple', options: ['a', 'b', 'c', 'd'], answer: 'ACD' }
    expect(one(question, { kind: 'multiple', chosen })).toMatchObject({ got, verdict })
  })

  test.each([
    [[0, 1, 2, 3, 4], 10],
    [[4, 0, 1, 2, 3], 5],
    [[0, 2, 1, 3, 4], 5],
    [[1, 0, 2, 4, 3], 0],
    [[4, 3, 2, 1, 0], 0],
    [[0, 1, 2, 3], 0],
  ])('five steps as %j earn %d', (places, got) => {
    const question = { ...about, kind: 'order', steps: ['a', 'b', 'c', 'd', 'e'] }
    expect(one(question, { kind: 'order', places }).got).toBe(got)
  })

  test('three steps are right or wrong; a length is that of the longest run in order', () => {
    expect([orderShare([0, 1, 2], 3), orderShare([1, 0, 2], 3)]).toEqual([1, 0])
    expect(longestInOrder([2, 0, 1, 3])).toBe(3)
    expect(longestInOrder([])).toBe(0)
  })

  const written = {
    ...about,
    kind: 'write',
    points: [
      { title: 'days', share: 40, matches: '7 ?(天|日)|七(天|日)' },
      { title: 'freight', share: 35, any: ['运费', '邮费'] },
      { title: 'sorry', share: 25, any: ['抱歉'] },
    ],
    forbidden: [{ matches: '(?<!不能)加微信' }],
  }

  test('a written answer: the sum of its points, each with its place', () => {
    const text = '签收后 ７天内可退，邮费由您承担'
    const its = one(written, { kind: 'write', text })
    expect(its).toMatchObject({ got: 7.5, verdict: 'partly', forbidden: [] })
    expect(its.found.map((at) => at && text.slice(at.start, at.end))).toEqual([
      '７天',
      '邮费',
      null,
    ])
    expect(one(written, { kind: 'write', text: ' \n' })).toMatchObject({ verdict: 'blank' })
  })

  test('a written answer: a forbidden word takes all of it, and the right one of two places is told', () => {
    const good = '抱歉，不能加微信。七天内可退，运费我们承担'
    expect(one(written, { kind: 'write', text: good })).toMatchObject({ got: 10, forbidden: [] })
    const bad = `${good}。要不加微信聊`
    const { got, verdict, forbidden } = one(written, { kind: 'write', text: bad })
    expect([got, verdict]).toEqual([0, 'wrong'])
    expect(forbidden).toEqual([{ start: bad.lastIndexOf('加微信'), end: bad.length - 1 }])
  })

  const statement = questionSchema.parse({ ...about, kind: 'true_false', answer: true })
  const said = (at: number, yes: boolean, question = 0): GivenAnswer => ({
    question,
    at,
    answer: { kind: 'true_false', said: yes },
  })

  test('the last answer in time counts; late ones do not, but for the one on its way', () => {
    const paper = paperOf([statement, { ...statement, id: 'r' }], 1)
    const end = deadlineOf(paper, START)
    expect(end).toBe(START + 600_000)
    const gradeOf = (answers: readonly GivenAnswer[], endedAt: number | null = null) => {
      const { got, late } = grade(paper, sitting(answers, endedAt))
      return { got, late }
    }
    expect(gradeOf([said(START, false), said(end, true)])).toEqual({ got: 10, late: [] })
    expect(gradeOf([said(START, true), said(end + GRACE_MS + 1, false)])).toEqual({
      got: 10,
      late: [1],
    })
    const two = [said(end + 1, true), said(end + 2, true, 1)]
    expect(gradeOf(two)).toEqual({ got: 10, late: [1] })
    expect(gradeOf(two, end)).toEqual({ got: 10, late: [1] })
    // Handed in before its time was over: nothing comes behind that.
    expect(gradeOf([said(START, true), said(START + 9, false)], START + 5)).toEqual({
      got: 10,
      late: [1],
    })
  })

  test('an answer taken back is blank, one of another kind is wrong', () => {
    const paper = paperOf([statement], 1)
    const back = sitting([said(START, true), { question: 0, at: START + 1, answer: null }])
    expect(grade(paper, back).questions[0]).toMatchObject({ got: 0, verdict: 'blank' })
    const other = { question: 0, at: START, answer: { kind: 'single' as const, chosen: 0 } }
    expect(grade(paper, sitting([other])).questions[0]).toMatchObject({ verdict: 'wrong' })
  })

  test('just below the pass mark is not passed', () => {
    const bank = Array.from({ length: 3 }, (_, at) => ({ ...statement, id: `s${at}` }))
    const paper = { ...paperOf(bank, 1), pass: 66.7 }
    const its = grade(paper, sitting([said(START, true, 0), said(START, true, 1)]))
    expect(its).toMatchObject({ total: 66.6, passed: false, got: 20, of: 30 })
    expect(
      grade({ ...paper, pass: 66.6 }, sitting([said(START, true, 0), said(START, true, 1)])).passed,
    ).toBe(true)
  })
})
