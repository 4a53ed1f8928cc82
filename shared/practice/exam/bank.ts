import { isNode, LineCounter, parseDocument, type Document } from 'yaml'
import { z } from 'zod'
import { bank as bankSchema, exam, EXAM_LIMITS, question, type Bank } from './model.ts'

/** A file of questions (YAML) as trainers write and share it. */
export const BANK_VERSION = 1

const file = z.strictObject({
  xiaoer: z.literal(BANK_VERSION),
  title: z.string().trim().min(1).max(60),
  /** Of its questions that name none. */
  chapter: z.string().trim().min(1).max(40).optional(),
  questions: z.array(question).max(EXAM_LIMITS.questions).default([]),
  exams: z.array(exam).max(200).default([]),
})

export interface BankProblem {
  /** Both from 1. */
  readonly line: number
  readonly column: number
  /** Such as `questions.3.answer`; empty: the file. */
  readonly path: string
  /** `not_yaml`, one of the model's (`no_such_option`, …), or zod's (`too_big`, `unrecognized_keys`, …). */
  readonly code: string
  /** For those who know the format; in English. */
  readonly detail: string
}

export type ReadBank =
  | { readonly ok: true; readonly bank: Bank }
  | { readonly ok: false; readonly problems: readonly BankProblem[] }

/** All problems of a file with their places; never throws. */
export function readBank(source: string): ReadBank {
  const lines = new LineCounter()
  // An alias could make a small file a large one, and no bank needs any.
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false })
  const problems = document.errors.map(({ pos, message }): BankProblem => {
    const { line, col } = lines.linePos(pos[0])
    return { line, column: col, path: '', code: 'not_yaml', detail: message }
  })
  if (problems.length > 0) return { ok: false, problems }
  let value: unknown
  try {
    value = withChapters(document.toJS({ maxAliasCount: 0 }))
  } catch (error) {
    const detail = error instanceof Error ? error.message : ''
    return { ok: false, problems: [{ line: 1, column: 1, path: '', code: 'not_yaml', detail }] }
  }
  const read = file.safeParse(value)
  const whole = read.success ? bankSchema.safeParse({ ...pick(read.data) }) : read
  if (whole.success && read.success) return { ok: true, bank: pick(read.data) }
  const issues = (read.error ?? whole.error)?.issues ?? []
  return {
    ok: false,
    problems: issues.map((issue) => {
      const { line, col } = lines.linePos(offsetOf(document, issue.path))
      const own = issue.code === 'custom' || /^[a-z]+(_[a-z0-9]+)+$/.test(issue.message)
      return {
        line,
        column: col,
        path: issue.path.join('.'),
        code: own ? issue.message : issue.code,
        detail: issue.message,
      }
    }),
  }
}

/** Several files as one bank; an id that two of them have is told. */
export function mergeBanks(
  banks: readonly Bank[],
): { readonly ok: true; readonly bank: Bank } | { readonly ok: false; readonly twice: string } {
  const questions = banks.flatMap((one) => one.questions)
  const exams = banks.flatMap((one) => one.exams)
  for (const list of [questions, exams]) {
    const ids = list.map(({ id }) => id)
    const twice = ids.find((id, at) => ids.indexOf(id) !== at)
    if (twice !== undefined) return { ok: false, twice }
  }
  return { ok: true, bank: { questions, exams } }
}

function pick({ questions, exams }: z.infer<typeof file>): Bank {
  return { questions, exams }
}

function withChapters(value: unknown): unknown {
  if (!isRecord(value) || !Array.isArray(value.questions) || value.chapter === undefined)
    return value
  const { chapter } = value
  const questions: readonly unknown[] = value.questions
  return {
    ...value,
    questions: questions.map((one) => (isRecord(one) ? { chapter, ...one } : one)),
  }
}

/** Where the value of a path begins; of what is missing, its nearest parent. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length >= 0; length--) {
    const node: unknown =
      length === 0 ? document.contents : document.getIn(path.slice(0, length), true)
    if (isNode(node) && node.range) return node.range[0]
  }
  return 0
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
