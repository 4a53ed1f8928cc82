import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { answerOf, questions } from '#tests/support/exam-questions.ts'
import { draw } from './draw.ts'
import { exam as examSchema, question as questionSchema, type Question } from './model.ts'
import { statistics, type Sat } from './statistics.ts'

const START = 1_000_000

function paperOf(bank: readonly Question[], count: number, seed: number) {
  const draws = [{ count, points: 3 }]
  const exam = examSchema.parse({ id: 'e', title: 'Paper', minutes: 10, pass: 50, draws })
  const drawn = draw({ questions: [...bank] }, exam, seed)
  if (!drawn.ok) throw new Error(drawn.problem.code)
  return drawn.paper
}

/** `chosen`: by question id the option; absent: blank. */
function sat(
  bank: readonly Question[],
  seed: number,
  account: string,
  chosen: Readonly<Record<string, number>>,
): Sat {
  const paper = paperOf(bank, bank.length, seed)
  const answers = paper.questions.flatMap(({ question, shown }, index) => {
    const option = chosen[question.id]
    if (option === undefined) return []
    const answer = { kind: 'single' as const, chosen: shown.indexOf(option) }
    return [{ question: index, at: START, answer }]
  })
  return { paper, sitting: { account, startedAt: START, endedAt: START + 1, answers } }
}

const choice = (id: string, chapter: string) =>
  questionSchema.parse({
    id,
    chapter,
    text: id,
    kind: 'single',
    options: ['right', 'near', 'far'],
    answer: 'A',
  })

describe('statistics', () => {
  const bank = [choice('easy', 'one'), choice('sharp', 'two'), choice('turned', 'two')]
  // By account what was chosen of easy, sharp and turned, from the best to the worst.
  const class8 = [
    [0, 0, 0],
    [0, 0, 0],
    [0, 0, 1],
    [0, 0, 1],
    [0, 1, 1],
    [0, 1, 2],
    [1, 2, 0],
    [2, 1, 2],
  ].map(([easy, sharp, turned], at) =>
    sat(bank, at, `a${at}`, { easy: easy!, sharp: sharp!, turned: turned! }),
  )

  test('of a class worked out by hand', () => {
    const { questions: its, chapters, accounts, ...all } = statistics(class8)
    expect(all).toEqual({ sittings: 8, passed: 4, mean: 54.1 })
    const [easy, sharp] = its
    // 27 % of eight are two. Upper: both have three right. Lower: nothing right (one), and of the three
    // with one right (a4, a5, a6) one place is shared: easy 2/3, sharp 0, turned 1/3.
    expect(easy).toMatchObject({ seen: 8, blank: 0, right: 0.75, difficulty: 0.75, group: 2 })
    expect(easy?.discrimination).toBeCloseTo(1 - 1 / 3)
    expect(sharp).toMatchObject({ right: 0.5, discrimination: 1, mostWrong: 1 })
    expect(sharp?.options).toEqual([
      { option: 0, right: true, chosen: 4, share: 0.5 },
      { option: 1, right: false, chosen: 3, share: 0.375 },
      { option: 2, right: false, chosen: 1, share: 0.125 },
    ])
    expect(its.map(({ question }) => question.id)).toEqual(['easy', 'sharp', 'turned'])
    expect(chapters).toEqual([
      { chapter: 'two', seen: 16, difficulty: 7 / 16 },
      { chapter: 'one', seen: 8, difficulty: 0.75 },
    ])
    expect(accounts[4]).toEqual({
      account: 'a4',
      sittings: 1,
      passed: 0,
      mean: 33.3,
      best: 33.3,
      chapters: [
        { chapter: 'two', seen: 2, difficulty: 0 },
        { chapter: 'one', seen: 1, difficulty: 1 },
      ],
    })
  })

  test('the order of the sittings has no part in it, and what still runs is passed over', () => {
    const running = { ...class8[0]!, sitting: { ...class8[0]!.sitting, endedAt: null } }
    expect(statistics([...class8.toReversed(), running])).toEqual(statistics(class8))
    expect(statistics([])).toEqual({
      sittings: 0,
      passed: 0,
      mean: null,
      questions: [],
      chapters: [],
      accounts: [],
    })
  })

  test('a question that was changed in between is counted by its wording', () => {
    const mended = [{ ...choice('easy', 'one'), text: 'Other' }]
    const explained = [{ ...choice('easy', 'one'), explanation: 'So' }]
    const sats = [
      sat(bank, 1, 'a', {}),
      sat(mended, 1, 'a', { easy: 0 }),
      sat(explained, 1, 'a', { easy: 2 }),
    ]
    const its = statistics(sats).questions.filter(({ question }) => question.id === 'easy')
    expect(its.map(({ seen, blank }) => [seen, blank]).toSorted()).toEqual([
      [1, 0],
      [2, 1],
    ])
    expect(its.every(({ discrimination }) => discrimination === null)).toBe(true)
  })

  test('all shares stay within their bounds', () => {
    const liked = fc.array(fc.boolean(), { minLength: 8, maxLength: 8 })
    fc.assert(
      fc.property(
        questions(8).filter((all) => all.length > 1),
        fc.array(fc.record({ seed: fc.nat(9), liked, answered: fc.nat(8) }), { maxLength: 12 }),
        (all, class_) => {
          const sats = class_.map(({ seed, liked: likes, answered }, at): Sat => {
            const paper = paperOf(all, all.length - 1, seed)
            const answers = paper.questions.slice(0, answered).map((_, question) => ({
              question,
              at: START,
              answer: answerOf(paper, question, (option) => likes[option]!),
            }))
            const sitting = { account: `a${at % 3}`, startedAt: START, endedAt: START, answers }
            return { paper, sitting }
          })
          const its = statistics(sats)
          const within = (value: number, low = 0, high = 1) => {
            expect(value).toBeGreaterThanOrEqual(low - 1e-9)
            expect(value).toBeLessThanOrEqual(high + 1e-9)
          }
          for (const one of its.questions) {
            within(one.right)
            within(one.difficulty, one.right)
            within(one.seen, one.blank, sats.length)
            within(one.discrimination ?? 0, -1)
            expect(one.discrimination === null).toBe(one.seen < 4)
            for (const option of one.options) within(option.share)
            const wrong = one.options.find(({ option }) => option === one.mostWrong)
            expect(wrong?.right ?? false).toBe(false)
          }
          for (const { difficulty } of its.chapters) within(difficulty)
          for (const { mean, best } of its.accounts) within(mean, 0, best + 0.05)
          const seen = its.questions.reduce((sum, one) => sum + one.seen, 0)
          expect(seen).toBe(sats.length * (all.length - 1))
        },
      ),
      { numRuns: 60 },
    )
  })
})
