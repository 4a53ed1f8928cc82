import { z } from 'zod'

/**
 * Exams: a bank of questions, recipes of papers, papers drawn by seed, sittings and their grades.
 * Everything here is plain data and lives longer than the bank: a paper holds its questions as they
 * were when it was drawn, so a later change of the bank changes no grade.
 */
export const QUESTION_KINDS = ['single', 'multiple', 'true_false', 'order', 'write'] as const
export type QuestionKind = (typeof QUESTION_KINDS)[number]

export const EXAM_LIMITS = {
  questions: 5000,
  options: 8,
  /** Characters of a written answer; patterns of a bank run over no more than this. */
  written: 2000,
  /** Questions of one paper. */
  paper: 200,
} as const

/** Letters of options as people write them in tables and answers. */
export const LETTERS = 'ABCDEFGH'

const line = (max: number) => z.string().trim().min(1).max(max)
const id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/)
/** A heading, a share and words share one cell in tables, so these signs part them. */
const title = line(60).regex(/^[^()（）:：|\n]+$/)
const word = line(60).regex(/^[^|\n]+$/)
const pattern = line(300).refine(isPattern, 'bad_pattern')

const about = {
  id,
  chapter: line(40),
  /** 1: easy, 3: hard. */
  difficulty: z.union([z.literal(1), z.literal(2), z.literal(3)]).default(2),
  text: line(600),
  /** Shown with the grade. */
  explanation: z.string().trim().max(1000).default(''),
  /** The rule behind the answer: its name and article; empty: none. */
  source: z.string().trim().max(120).default(''),
}
const options = (min: number) =>
  z.array(line(300)).min(min).max(EXAM_LIMITS.options).refine(areDistinct, 'option_twice')

/** What a written text has or has not: one of the words, or a fit of the pattern (`iu`). */
const sign = { any: z.array(word).min(1).max(30).optional(), matches: pattern.optional() }
const hasOne = (value: { any?: unknown; matches?: unknown }) =>
  (value.any === undefined) !== (value.matches === undefined)

export const writtenPoint = z
  .strictObject({ title, share: z.number().int().min(1).max(100), ...sign })
  .refine(hasOne, 'words_or_pattern')
export type WrittenPoint = z.infer<typeof writtenPoint>

export const forbiddenSign = z.strictObject(sign).refine(hasOne, 'words_or_pattern')
export type ForbiddenSign = z.infer<typeof forbiddenSign>

const single = z
  .strictObject({
    ...about,
    kind: z.literal('single'),
    options: options(2),
    /** The letter of the right option. */
    answer: z.string().regex(/^[A-H]$/, 'bad_letters'),
  })
  .refine(lettersStand, { path: ['answer'], error: 'no_such_option' })
const multiple = z
  .strictObject({
    ...about,
    kind: z.literal('multiple'),
    options: options(3),
    /** The letters of the right options, two at least, by the alphabet. */
    answer: z
      .string()
      .regex(/^[A-H]{2,8}$/, 'bad_letters')
      .refine(
        (value) => Array.from(value).every((one, at) => at === 0 || one > value.charAt(at - 1)),
        {
          error: 'bad_letters',
        },
      ),
  })
  .refine(lettersStand, { path: ['answer'], error: 'no_such_option' })
const trueFalse = z.strictObject({ ...about, kind: z.literal('true_false'), answer: z.boolean() })
const order = z.strictObject({
  ...about,
  kind: z.literal('order'),
  /** In their right order. */
  steps: options(3),
})
const write = z
  .strictObject({
    ...about,
    kind: z.literal('write'),
    points: z.array(writtenPoint).min(1).max(12),
    /** One of these, and the answer earns nothing. */
    forbidden: z.array(forbiddenSign).max(12).default([]),
    /** An answer that earns everything, shown with the grade; empty: none. */
    model: z.string().trim().max(1000).default(''),
  })
  .refine(({ points }) => points.reduce((sum, { share }) => sum + share, 0) === 100, {
    path: ['points'],
    error: 'shares_not_100',
  })

export const question = z.discriminatedUnion('kind', [single, multiple, trueFalse, order, write])
export type Question = z.infer<typeof question>

/** So many questions of a chapter and kind; absent: any. */
export const examDraw = z.strictObject({
  chapter: line(40).optional(),
  kind: z.enum(QUESTION_KINDS).optional(),
  count: z.number().int().min(1).max(EXAM_LIMITS.paper),
  /** Of each question. */
  points: z.number().min(0.5).max(100),
})
export type ExamDraw = z.infer<typeof examDraw>

/** The recipe of a paper. */
export const exam = z.strictObject({
  id,
  title: line(60),
  summary: z.string().trim().max(400).default(''),
  minutes: z.number().min(1).max(240),
  /** Of 100, whatever the points add up to. */
  pass: z.number().min(0).max(100).default(60),
  draws: z
    .array(examDraw)
    .min(1)
    .max(40)
    .refine((draws) => draws.reduce((sum, { count }) => sum + count, 0) <= EXAM_LIMITS.paper, {
      error: 'too_many',
    }),
  /** Options in a new order on each paper. Steps to put in order always are. */
  shuffle: z.boolean().default(true),
})
export type Exam = z.infer<typeof exam>

export const bank = z.strictObject({
  questions: z.array(question).max(EXAM_LIMITS.questions).superRefine(tellTwice),
  exams: z.array(exam).max(200).superRefine(tellTwice).default([]),
})
export type Bank = z.infer<typeof bank>

export const paper = z.strictObject({
  exam: id,
  title: line(60),
  seed: z.number().int(),
  minutes: z.number().min(1).max(240),
  pass: z.number().min(0).max(100),
  questions: z
    .array(
      z.strictObject({
        question,
        points: z.number().min(0.5).max(100),
        /** By place on the paper: the index of the option or step in the question. Empty: it has none. */
        shown: z.array(z.number().int().min(0)).max(EXAM_LIMITS.options),
      }),
    )
    .max(EXAM_LIMITS.paper),
})
export type Paper = z.infer<typeof paper>
export type PaperQuestion = Paper['questions'][number]

const place = z
  .number()
  .int()
  .min(0)
  .max(EXAM_LIMITS.options - 1)
const places = z.array(place).max(EXAM_LIMITS.options).refine(areDistinct, 'place_twice')
/** Options and steps are named by their place on the paper: nothing that goes over the wire tells more. */
export const answer = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('single'), chosen: place }),
  z.strictObject({ kind: z.literal('multiple'), chosen: places }),
  z.strictObject({ kind: z.literal('true_false'), said: z.boolean() }),
  /** The first step's place first. */
  z.strictObject({ kind: z.literal('order'), places }),
  z.strictObject({ kind: z.literal('write'), text: z.string().max(EXAM_LIMITS.written) }),
])
export type Answer = z.infer<typeof answer>

export const givenAnswer = z.strictObject({
  /** Index on the paper. */
  question: z
    .number()
    .int()
    .min(0)
    .max(EXAM_LIMITS.paper - 1),
  /** Unix ms by the clock of who keeps the sitting, never by the trainee's. */
  at: z.number().int(),
  /** Null: taken back. */
  answer: answer.nullable(),
})
export type GivenAnswer = z.infer<typeof givenAnswer>

/** One account at one paper. All that was answered, in time; of each question the last counts. */
export interface Sitting {
  readonly account: string
  /** Unix ms. */
  readonly startedAt: number
  /** Handed in, or its time was over; null: it still runs. */
  readonly endedAt: number | null
  readonly answers: readonly GivenAnswer[]
}

export type Verdict = 'right' | 'partly' | 'wrong' | 'blank'

export interface Found {
  /** UTF-16 [start, end) in the answer as it was written. */
  readonly start: number
  readonly end: number
}

export interface GradedQuestion {
  readonly id: string
  readonly kind: QuestionKind
  readonly chapter: string
  readonly points: number
  /** 0 to `points`, to the hundredth. */
  readonly got: number
  readonly verdict: Verdict
  /** Of a written answer, by point of the question: where it stands, null: nowhere. */
  readonly found: readonly (Found | null)[]
  /** What took a written answer's points. */
  readonly forbidden: readonly Found[]
}

export interface Grade {
  readonly questions: readonly GradedQuestion[]
  readonly got: number
  readonly of: number
  /** 0 to 100, one decimal. */
  readonly total: number
  readonly passed: boolean
  /** Indices in the sitting's `answers` that came too late to count. */
  readonly late: readonly number[]
}

/** Indices in the question's `options`. */
export function rightOptions(letters: string): ReadonlySet<number> {
  return new Set(Array.from(letters, (letter) => LETTERS.indexOf(letter)))
}

function isPattern(source: string): boolean {
  try {
    return new RegExp(source, 'iu') instanceof RegExp
  } catch {
    return false
  }
}

function areDistinct(values: readonly unknown[]): boolean {
  return new Set(values).size === values.length
}

/** The second of two is told, where it stands. */
function tellTwice(values: readonly { readonly id: string }[], context: z.RefinementCtx): void {
  const known = new Set<string>()
  for (const [at, value] of values.entries()) {
    if (known.has(value.id))
      context.addIssue({ code: 'custom', message: 'id_twice', path: [at, 'id'] })
    known.add(value.id)
  }
}

function lettersStand(value: { readonly options: readonly string[]; readonly answer: string }) {
  return [...rightOptions(value.answer)].every((index) => index < value.options.length)
}
