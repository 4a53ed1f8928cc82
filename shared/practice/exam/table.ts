import { LETTERS, type Question, type QuestionKind, type WrittenPoint } from './model.ts'

/**
 * Questions as a table, one a row: what its columns and values are called, and the export. The import
 * is import.ts. Chinese names stand in resources/practice/questions/columns.json; English ones are
 * always known.
 */
export const QUESTION_COLUMNS = [
  'id',
  'kind',
  'chapter',
  'difficulty',
  'text',
  'option',
  'answer',
  'forbidden',
  'model',
  'explanation',
  'source',
] as const
export type QuestionColumn = (typeof QUESTION_COLUMNS)[number]

/** Of each, the first is written and all are read. `option` is followed by its letter. */
export interface QuestionNames {
  readonly columns: Readonly<Record<QuestionColumn, readonly string[]>>
  readonly kinds: Readonly<Record<QuestionKind, readonly string[]>>
  readonly truths: Readonly<Record<'true' | 'false', readonly string[]>>
  readonly difficulties: Readonly<Record<'1' | '2' | '3', readonly string[]>>
}

export const ENGLISH_QUESTION_NAMES: QuestionNames = {
  columns: {
    id: ['Id'],
    kind: ['Kind', 'Type'],
    chapter: ['Chapter', 'Category'],
    difficulty: ['Difficulty', 'Level'],
    text: ['Question', 'Text'],
    option: ['Option'],
    answer: ['Answer', 'Right answer', 'Correct answer'],
    forbidden: ['Forbidden words', 'Forbidden'],
    model: ['Model answer'],
    explanation: ['Explanation'],
    source: ['Source', 'Rule'],
  },
  kinds: {
    single: ['Single choice', 'Single'],
    multiple: ['Multiple choice', 'Multiple'],
    true_false: ['True or false', 'True/false', 'true_false'],
    order: ['Put in order', 'Order', 'Ordering'],
    write: ['Written answer', 'Write', 'Written'],
  },
  truths: {
    true: ['True', 'Yes', 'T', 'Y', '√', '✓', '✔'],
    false: ['False', 'No', 'F', 'N', '×', '✗', 'x'],
  },
  difficulties: { '1': ['1', 'Easy'], '2': ['2', 'Medium'], '3': ['3', 'Hard'] },
}

/** What `questionsOf` reads back to the same questions. */
export function rowsOf(
  questions: readonly Question[],
  names: QuestionNames = ENGLISH_QUESTION_NAMES,
): readonly (readonly string[])[] {
  const widest = Math.max(4, ...questions.map((one) => optionsOf(one).length))
  const letters = Array.from(LETTERS.slice(0, widest))
  const first = (all: readonly string[]) => all[0] ?? ''
  return [
    QUESTION_COLUMNS.flatMap((column) =>
      column === 'option'
        ? letters.map((letter) => `${first(names.columns.option)}${letter}`)
        : [first(names.columns[column])],
    ),
    ...questions.map((question) =>
      QUESTION_COLUMNS.flatMap((column): string[] => {
        switch (column) {
          case 'kind':
            return [first(names.kinds[question.kind])]
          case 'difficulty':
            return [first(names.difficulties[question.difficulty])]
          case 'option':
            return letters.map((_, index) => optionsOf(question)[index] ?? '')
          case 'answer':
            return [answerOf(question, names)]
          case 'forbidden':
            return [question.kind === 'write' ? question.forbidden.map(signOf).join('\n') : '']
          case 'model':
            return [question.kind === 'write' ? question.model : '']
          case 'id':
          case 'chapter':
          case 'text':
          case 'explanation':
          case 'source':
            return [question[column]]
        }
      }),
    ),
  ]
}

/** Steps to put in order stand where options do. */
function optionsOf(question: Question): readonly string[] {
  if (question.kind === 'order') return question.steps
  return 'options' in question ? question.options : []
}

function answerOf(question: Question, names: QuestionNames): string {
  switch (question.kind) {
    case 'single':
    case 'multiple':
      return question.answer
    case 'true_false':
      return names.truths[question.answer ? 'true' : 'false'][0] ?? ''
    case 'order':
      return LETTERS.slice(0, question.steps.length)
    case 'write':
      return question.points
        .map((point) => `${point.title}(${point.share}): ${signOf(point)}`)
        .join('\n')
  }
}

/** Words parted by `|`, or a pattern between slashes. */
function signOf({ any, matches }: Pick<WrittenPoint, 'any' | 'matches'>): string {
  return matches === undefined ? (any ?? []).join(' | ') : `/${matches}/`
}
