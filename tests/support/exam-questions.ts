import fc from 'fast-check'
import { question, type Answer, type Paper, type Question } from '#shared/practice/exam/model.ts'

/** Made-up questions and answers for the tests of exams. */
export const CHAPTERS = ['returns', 'prices', 'goods']

const wordy = fc.string({
  minLength: 1,
  maxLength: 12,
  unit: fc.constantFrom('a', 'b', '7', ' ', '，'),
})
const texts = (minLength: number) =>
  fc.uniqueArray(
    wordy.filter((one) => one.trim() !== ''),
    { minLength, maxLength: 8, selector: (one) => one.trim() },
  )

const own = fc.oneof(
  texts(2).chain((options) =>
    fc.record({
      kind: fc.constant('single' as const),
      options: fc.constant(options),
      answer: fc.nat(options.length - 1).map((at) => 'ABCDEFGH'.charAt(at)),
    }),
  ),
  texts(3).chain((options) =>
    fc.record({
      kind: fc.constant('multiple' as const),
      options: fc.constant(options),
      answer: fc
        .subarray(Array.from('ABCDEFGH').slice(0, options.length), { minLength: 2 })
        .map((letters) => letters.toSorted().join('')),
    }),
  ),
  fc.record({ kind: fc.constant('true_false' as const), answer: fc.boolean() }),
  fc.record({ kind: fc.constant('order' as const), steps: texts(3) }),
  fc.record({
    kind: fc.constant('write' as const),
    points: fc
      .array(fc.oneof(fc.record({ any: texts(1) }), fc.constant({ matches: '[0-9]+ ?days' })), {
        minLength: 1,
        maxLength: 5,
      })
      .map((signs) =>
        signs.map((sign, at) => ({
          title: `point ${at}`,
          share: at === 0 ? 100 - 10 * (signs.length - 1) : 10,
          ...sign,
        })),
      ),
    model: fc.constantFrom('', 'a 7 days'),
    forbidden: fc.array(fc.record({ any: fc.constant(['never']) }), { maxLength: 1 }),
  }),
)

export const questions = (maxLength: number): fc.Arbitrary<Question[]> =>
  fc
    .array(
      fc.record({
        own,
        chapter: fc.constantFrom(...CHAPTERS),
        difficulty: fc.constantFrom(1 as const, 2 as const, 3 as const),
        explanation: fc.constantFrom('', 'because\nof this'),
        source: fc.constantFrom('', 'Law, article 1'),
      }),
      { maxLength },
    )
    .map((made) =>
      made.map(({ own: its, ...about }, at) =>
        question.parse({ id: `q${at}`, text: `Question ${at}`, ...about, ...its }),
      ),
    )

/** An answer to the question at this place of a paper that chooses by content, wherever it stands. */
export function answerOf(paper: Paper, index: number, choose: (option: number) => boolean): Answer {
  const { question: its, shown } = paper.questions[index]!
  const places = shown
    .map((_, place) => place)
    .filter((place) => choose(shown[place]!))
    .toSorted((a, b) => shown[a]! - shown[b]!)
  switch (its.kind) {
    case 'single':
      return { kind: 'single', chosen: places[0] ?? shown.indexOf(0) }
    case 'multiple':
      return { kind: 'multiple', chosen: places }
    case 'true_false':
      return { kind: 'true_false', said: choose(0) }
    case 'order': {
      const steps = its.steps.map((_, step) => step)
      const order = [...steps.filter(choose), ...steps.filter((step) => !choose(step))]
      return { kind: 'order', places: order.map((step) => shown.indexOf(step)) }
    }
    case 'write':
      return { kind: 'write', text: choose(0) ? 'a b 7 days' : 'nothing' }
  }
}

/** What earns everything; a written answer is given by who knows the words of its points. */
export function perfect(paper: Paper, written: (question: Question) => string): Answer[] {
  return paper.questions.map(({ question: its, shown }): Answer => {
    switch (its.kind) {
      case 'single':
        return { kind: 'single', chosen: shown.indexOf('ABCDEFGH'.indexOf(its.answer)) }
      case 'multiple':
        return {
          kind: 'multiple',
          chosen: Array.from(its.answer, (one) => shown.indexOf('ABCDEFGH'.indexOf(one))),
        }
      case 'true_false':
        return { kind: 'true_false', said: its.answer }
      case 'order':
        return { kind: 'order', places: its.steps.map((_, step) => shown.indexOf(step)) }
      case 'write':
        return { kind: 'write', text: written(its) }
    }
  })
}
