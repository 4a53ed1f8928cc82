import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { asked, draw } from './draw.ts'
import {
  exam as examSchema,
  paper as paperSchema,
  QUESTION_KINDS,
  question as questionSchema,
  type Exam,
} from './model.ts'
import { orderShare } from './order.ts'
import { CHAPTERS, questions } from '#tests/support/exam-questions.ts'

const recipe = fc
  .record({
    draws: fc.array(
      fc.record(
        {
          chapter: fc.constantFrom(...CHAPTERS),
          kind: fc.constantFrom(...QUESTION_KINDS),
          count: fc.integer({ min: 1, max: 4 }),
          points: fc.constantFrom(1, 2.5, 10),
        },
        { requiredKeys: ['count', 'points'] },
      ),
      { minLength: 1, maxLength: 4 },
    ),
    shuffle: fc.boolean(),
  })
  .map((its): Exam => examSchema.parse({ id: 'e', title: 'Paper', minutes: 30, ...its }))

describe('draw', () => {
  test('a drawn paper keeps the recipe, and a problem is told only where there is none', () => {
    let [papers, refused] = [0, 0]
    fc.assert(
      fc.property(questions(16), recipe, fc.integer(), (bank, exam, seed) => {
        const drawn = draw({ questions: bank }, exam, seed)
        if (!drawn.ok) {
          refused++
          const { problem } = drawn
          const fits = bank.filter(
            (one) =>
              (problem.chapter ?? one.chapter) === one.chapter &&
              (problem.kind ?? one.kind) === one.kind,
          )
          expect(problem.there).toBe(fits.length)
          expect(problem.code).toBe(fits.length < problem.wanted ? 'too_few' : 'overlap')
          return
        }
        papers++
        const { paper } = drawn
        expect(paperSchema.parse(paper)).toEqual(paper)
        expect(new Set(paper.questions.map((one) => one.question.id)).size).toBe(
          paper.questions.length,
        )
        const wanted = exam.draws.flatMap((its) => Array.from({ length: its.count }, () => its))
        expect(paper.questions).toHaveLength(wanted.length)
        paper.questions.forEach(({ question, points, shown }, index) => {
          const its = wanted[index]!
          expect(question.chapter).toBe(its.chapter ?? question.chapter)
          expect(question.kind).toBe(its.kind ?? question.kind)
          expect(points).toBe(its.points)
          const options =
            question.kind === 'order'
              ? question.steps
              : 'options' in question
                ? question.options
                : []
          expect(shown.toSorted()).toEqual(options.map((_, at) => at))
          if (question.kind === 'order') expect(orderShare(shown, options.length)).toBe(0)
          else if (!exam.shuffle) expect(shown).toEqual(shown.toSorted())
        })
      }),
      { numRuns: 1000 },
    )
    // Both happened; of a thousand some fifty can be drawn.
    expect(Math.min(papers, refused)).toBeGreaterThan(10)
  })

  test('the same seed draws the same paper, whatever the order of the bank; another seed another one', () => {
    const bank = fc.sample(questions(40), { seed: 7, numRuns: 20 }).find((all) => all.length > 9)!
    const exam = examSchema.parse({
      id: 'e',
      title: 'Paper',
      minutes: 10,
      draws: [{ count: 8, points: 1 }],
    })
    const first = draw({ questions: bank }, exam, 1)
    expect(draw({ questions: bank.toReversed() }, exam, 1)).toEqual(first)
    expect(draw({ questions: bank }, exam, 2)).not.toEqual(first)
  })

  test('a wide draw hands over what a narrow one behind it needs', () => {
    const write = (id: string, chapter: string) => ({
      id,
      chapter,
      kind: 'true_false' as const,
      difficulty: 1 as const,
      text: id,
      explanation: '',
      source: '',
      answer: true,
    })
    const bank = { questions: [write('a', 'x'), write('b', 'x'), write('c', 'y')] }
    const exam = (wide: number) =>
      examSchema.parse({
        id: 'e',
        title: 'Paper',
        minutes: 10,
        draws: [
          { count: wide, points: 1 },
          { chapter: 'x', count: 2, points: 1 },
        ],
      })
    for (let seed = 0; seed < 20; seed++) {
      const drawn = draw(bank, exam(1), seed)
      expect(drawn.ok && drawn.paper.questions.map((one) => one.question.id)[0]).toBe('c')
    }
    expect(draw(bank, exam(2), 1)).toEqual({
      ok: false,
      problem: { code: 'overlap', draw: 1, chapter: 'x', kind: null, wanted: 2, there: 2 },
    })
  })

  test('steps are never shown in an order that would earn something, nor always in the same', () => {
    for (const steps of [3, 4, 5].map((count) => Array.from('abcde').slice(0, count))) {
      const order = questionSchema.parse({ id: 'o', chapter: 'x', text: 'o', kind: 'order', steps })
      const exam = examSchema.parse({
        id: 'e',
        title: 'Paper',
        minutes: 10,
        shuffle: false,
        draws: [{ count: 1, points: 1 }],
      })
      const shown = Array.from({ length: 60 }, (_, seed) => {
        const drawn = draw({ questions: [order] }, exam, seed)
        return drawn.ok ? drawn.paper.questions[0]!.shown : []
      })
      for (const places of shown) expect(orderShare(places, steps.length)).toBe(0)
      expect(new Set(shown.map(String)).size).toBeGreaterThan(3)
    }
  })

  test('what is asked tells no answer', () => {
    fc.assert(
      fc.property(questions(6), fc.integer(), (bank, seed) => {
        fc.pre(bank.length > 0)
        const exam = examSchema.parse({
          id: 'e',
          title: 'Paper',
          minutes: 10,
          draws: [{ count: bank.length, points: 1 }],
        })
        const drawn = draw({ questions: bank }, exam, seed)
        expect(drawn.ok).toBe(true)
        if (!drawn.ok) return
        const keys = new Set(asked(drawn.paper).flatMap((one) => Object.keys(one)))
        expect([...keys].toSorted()).toEqual(['chapter', 'kind', 'options', 'points', 'text'])
      }),
      { numRuns: 30 },
    )
  })
})
