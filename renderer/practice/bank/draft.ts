import {
  LETTERS,
  question as questionSchema,
  rightOptions,
  type Question,
  type QuestionKind,
} from '#shared/practice/exam/model.ts'

/** A question while it is edited: what all kinds have, and what each has, side by side. */
export interface QuestionDraft {
  readonly id: string
  readonly kind: QuestionKind
  readonly chapter: string
  readonly difficulty: 1 | 2 | 3
  readonly text: string
  readonly options: readonly string[]
  /** Of each option. */
  readonly right: readonly boolean[]
  readonly truth: boolean | null
  readonly steps: readonly string[]
  readonly points: readonly PointDraft[]
  /** One sign a line. */
  readonly forbidden: string
  readonly model: string
  readonly explanation: string
  readonly source: string
}
export interface PointDraft {
  readonly title: string
  readonly share: number
  /** Words parted by `|`, or a pattern between slashes. */
  readonly signs: string
}

/** Where something is wrong, and what: `practiceExam:wrong.<code>`. */
export type DraftField =
  'chapter' | 'text' | 'options' | 'answer' | 'steps' | 'points' | 'forbidden' | 'model' | 'about'
export type DraftCode =
  | 'missing'
  | 'too_long'
  | 'option_twice'
  | 'few_options'
  | 'no_answer'
  | 'few_answers'
  | 'bad_point'
  | 'bad_pattern'
  | 'shares_not_100'
export type DraftProblems = Readonly<Partial<Record<DraftField, DraftCode>>>

export function emptyDraft(id: string, chapter: string): QuestionDraft {
  return {
    id,
    kind: 'single',
    chapter,
    difficulty: 2,
    text: '',
    options: ['', '', '', ''],
    right: [false, false, false, false],
    truth: null,
    steps: ['', '', ''],
    points: [{ title: '', share: 100, signs: '' }],
    forbidden: '',
    model: '',
    explanation: '',
    source: '',
  }
}

export function draftOf(question: Question): QuestionDraft {
  const { id, chapter, difficulty, text, explanation, source, kind } = question
  const about = { ...emptyDraft(id, chapter), kind, difficulty, text, explanation, source }
  switch (question.kind) {
    case 'single':
    case 'multiple': {
      const right = rightOptions(question.answer)
      return {
        ...about,
        options: question.options,
        right: question.options.map((_, index) => right.has(index)),
      }
    }
    case 'true_false':
      return { ...about, truth: question.answer }
    case 'order':
      return { ...about, steps: question.steps }
    case 'write':
      return {
        ...about,
        points: question.points.map(({ title, share, ...sign }) => ({
          title,
          share,
          signs: signsText(sign),
        })),
        forbidden: question.forbidden.map(signsText).join('\n'),
        model: question.model,
      }
  }
}

export type Drafted =
  | { readonly question: Question; readonly problems: null }
  | { readonly question: null; readonly problems: DraftProblems }

/** Options and steps that were left empty at the end are none. */
export function questionOfDraft(draft: QuestionDraft): Drafted {
  const { id, kind, chapter, difficulty, text, explanation, source } = draft
  const read = questionSchema.safeParse({
    ...{ id, kind, chapter, difficulty, text, explanation, source },
    ...partsOf(draft),
  })
  if (read.success) return { question: read.data, problems: null }
  const problems: Partial<Record<DraftField, DraftCode>> = {}
  for (const issue of read.error.issues) {
    const field = fieldOf(String(issue.path[0]), kind)
    problems[field] ??= codeOf(field, issue.message, issue.code, draft)
  }
  return { question: null, problems }
}

function partsOf(draft: QuestionDraft): Record<string, unknown> {
  switch (draft.kind) {
    case 'single':
    case 'multiple': {
      const options = trimmed(draft.options)
      const answer = Array.from(LETTERS)
        .filter((_, index) => draft.right[index] === true && index < options.length)
        .join('')
      return { options, answer }
    }
    case 'true_false':
      return { answer: draft.truth }
    case 'order':
      return { steps: trimmed(draft.steps) }
    case 'write':
      return {
        points: draft.points.map(({ title, share, signs }) => ({
          title: title.trim() || (signsOf(signs).any?.[0] ?? ''),
          share,
          ...signsOf(signs),
        })),
        forbidden: draft.forbidden
          .split('\n')
          .filter((line) => line.trim() !== '')
          .map(signsOf),
        model: draft.model,
      }
  }
}

function trimmed(texts: readonly string[]): readonly string[] {
  return texts.slice(0, texts.findLastIndex((one) => one.trim() !== '') + 1)
}

function signsOf(text: string): { any?: string[]; matches?: string } {
  const pattern = /^\/(.+)\/$/.exec(text.trim())?.[1]
  if (pattern !== undefined) return { matches: pattern }
  return {
    any: text
      .split(/[|｜]/)
      .map((one) => one.trim())
      .filter((one) => one !== ''),
  }
}

function signsText({
  any,
  matches,
}: {
  readonly any?: readonly string[] | undefined
  readonly matches?: string | undefined
}): string {
  return matches === undefined ? (any ?? []).join(' | ') : `/${matches}/`
}

function fieldOf(key: string, kind: QuestionKind): DraftField {
  switch (key) {
    case 'chapter':
    case 'text':
    case 'options':
    case 'steps':
    case 'points':
    case 'forbidden':
    case 'model':
      return key
    case 'answer':
      return 'answer'
    case 'explanation':
    case 'source':
      return 'about'
    default:
      return kind === 'write' ? 'points' : 'text'
  }
}

function codeOf(field: DraftField, message: string, code: string, draft: QuestionDraft): DraftCode {
  if (message === 'option_twice' || message === 'bad_pattern' || message === 'shares_not_100')
    return message
  if (field === 'answer')
    return draft.kind === 'multiple' && draft.right.includes(true) ? 'few_answers' : 'no_answer'
  if (code === 'too_big') return 'too_long'
  if (field === 'options' || field === 'steps') return 'few_options'
  return field === 'points' || field === 'forbidden' ? 'bad_point' : 'missing'
}
