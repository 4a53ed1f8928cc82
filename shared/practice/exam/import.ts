import { seedOf } from '../random.ts'
import {
  EXAM_LIMITS,
  LETTERS,
  QUESTION_KINDS,
  question as questionSchema,
  type Question,
  type QuestionKind,
} from './model.ts'
import {
  ENGLISH_QUESTION_NAMES,
  QUESTION_COLUMNS,
  type QuestionColumn,
  type QuestionNames,
} from './table.ts'

/** Locale key `practiceExam:importProblem.<code>` with the values. */
export type QuestionProblemCode =
  | 'no_column'
  | 'too_many'
  | 'missing'
  | 'too_long'
  | 'bad_id'
  | 'bad_kind'
  | 'bad_difficulty'
  | 'bad_truth'
  | 'bad_letters'
  | 'no_such_option'
  | 'option_gap'
  | 'option_twice'
  | 'few_options'
  | 'bad_point'
  | 'bad_pattern'
  | 'shares_not_100'
  | 'twice'

export interface QuestionProblem {
  /** As the table's own program counts: the heading is 1. */
  readonly row: number
  readonly column: QuestionColumn
  /** Such as `E12`; null: the table has no such column. */
  readonly cell: string | null
  readonly code: QuestionProblemCode
  readonly values: Readonly<Record<string, string | number>>
}

export interface ReadQuestions {
  readonly questions: readonly Question[]
  readonly problems: readonly QuestionProblem[]
}

type Fault = Pick<QuestionProblem, 'column' | 'code'> & {
  readonly values?: QuestionProblem['values']
  /** Index of the option's letter. */
  readonly option?: number
}
const REQUIRED = ['kind', 'chapter', 'text', 'answer'] as const

/**
 * Questions of a table with a heading. A row with any problem gives no question and stops no other.
 * A question without an id is given one made of its words: the same table read twice gives the same.
 */
export function questionsOf(
  table: readonly (readonly string[])[],
  names: readonly QuestionNames[] = [],
): ReadQuestions {
  const all = [...names, ENGLISH_QUESTION_NAMES]
  const [heading = [], ...rows] = table
  const places = placesOf(heading, all)
  const questions: Question[] = []
  const problems: QuestionProblem[] = []
  const report = (row: number, { column, code, values = {}, option = 0 }: Fault) => {
    const at = column === 'option' ? places.options[option] : places.columns.get(column)
    const cell = at === undefined || at < 0 ? null : `${letterOf(at)}${row}`
    problems.push({ row, column, cell, code, values })
  }
  for (const column of REQUIRED)
    if (!places.columns.has(column)) report(1, { column, code: 'no_column' })
  if (problems.length > 0) return { questions, problems }

  const rowOfId = new Map<string, number>()
  for (const [index, cells] of rows.entries()) {
    const row = index + 2
    if (cells.every((cell) => cell.trim() === '')) continue
    if (questions.length >= EXAM_LIMITS.questions) {
      report(row, { column: 'text', code: 'too_many', values: { most: EXAM_LIMITS.questions } })
      break
    }
    const faults: Fault[] = []
    const read = questionOf(cells, places, all, faults)
    const before = read ? rowOfId.get(read.id) : undefined
    if (before !== undefined)
      faults.push({ column: 'text', code: 'twice', values: { row: before } })
    if (read) rowOfId.set(read.id, before ?? row)
    if (read && faults.length === 0) questions.push(read)
    for (const fault of faults) report(row, fault)
  }
  return { questions, problems }
}

interface Places {
  readonly columns: ReadonlyMap<QuestionColumn, number>
  /** By letter; -1: no such column. */
  readonly options: readonly number[]
}

function placesOf(heading: readonly string[], names: readonly QuestionNames[]): Places {
  const titles = heading.map(plain)
  const find = (column: QuestionColumn, letter: string) => {
    const known = names.flatMap(({ columns }) => columns[column].map((one) => plain(one + letter)))
    return titles.findIndex((title) => known.includes(title))
  }
  const columns = new Map<QuestionColumn, number>()
  for (const column of QUESTION_COLUMNS) {
    const at = column === 'option' ? -1 : find(column, '')
    if (at >= 0) columns.set(column, at)
  }
  return { columns, options: Array.from(LETTERS, (letter) => find('option', letter)) }
}

/** Null, with at least one fault, where a row is no question. */
function questionOf(
  cells: readonly string[],
  places: Places,
  names: readonly QuestionNames[],
  faults: Fault[],
): Question | null {
  const cell = (column: QuestionColumn) =>
    (cells[places.columns.get(column) ?? -1] ?? '').replaceAll('\r\n', '\n').trim()
  const missing = REQUIRED.filter((column) => cell(column) === '' && column !== 'answer')
  for (const column of missing) faults.push({ column, code: 'missing' })
  const kind = valueOf(QUESTION_KINDS, cell('kind'), (one) =>
    names.flatMap(({ kinds }) => kinds[one]),
  )
  if (kind === null && cell('kind') !== '')
    faults.push({ column: 'kind', code: 'bad_kind', values: { said: clip(cell('kind')) } })
  const level = valueOf(['1', '2', '3'] as const, cell('difficulty') || '2', (one) =>
    names.flatMap(({ difficulties }) => difficulties[one]),
  )
  if (level === null)
    faults.push({
      column: 'difficulty',
      code: 'bad_difficulty',
      values: { said: clip(cell('difficulty')) },
    })
  if (kind === null || level === null || missing.length > 0) return null
  const options = places.options.map((at) => (cells[at] ?? '').trim())
  const own = partsOf(kind, options, cell, names, faults)
  if (own === null) return null
  const read = questionSchema.safeParse({
    id: cell('id') || madeId(kind, cell('text'), options),
    kind,
    chapter: cell('chapter'),
    difficulty: Number(level),
    text: cell('text'),
    explanation: cell('explanation'),
    source: cell('source'),
    ...own,
  })
  if (read.success) return read.data
  for (const issue of read.error.issues) faults.push(faultOf(issue))
  return null
}

/** What is the kind's own: options, steps, points, the answer. Null, with a fault, where it can't be. */
function partsOf(
  kind: QuestionKind,
  options: readonly string[],
  cell: (column: QuestionColumn) => string,
  names: readonly QuestionNames[],
  faults: Fault[],
): Record<string, unknown> | null {
  const answer = cell('answer')
  // Steps without an answer stand in their right order.
  if (answer === '' && kind !== 'order') return fault({ column: 'answer', code: 'missing' })
  if (kind === 'true_false') {
    const said = valueOf(['true', 'false'] as const, answer, (one) =>
      names.flatMap(({ truths }) => truths[one]),
    )
    if (said === null)
      return fault({ column: 'answer', code: 'bad_truth', values: { said: clip(answer) } })
    return { answer: said === 'true' }
  }
  if (kind === 'write') {
    const points = pointsOf(answer)
    if (points === null)
      return fault({ column: 'answer', code: 'bad_point', values: { said: clip(answer) } })
    return { points, forbidden: linesOf(cell('forbidden')).map(signOf), model: cell('model') }
  }
  const filled = options.slice(0, options.findLastIndex((one) => one !== '') + 1)
  const gap = filled.indexOf('')
  if (gap >= 0)
    return fault({
      column: 'option',
      code: 'option_gap',
      values: { letter: LETTERS.charAt(gap) },
      option: gap,
    })
  // «A、C», «a c» and «A,C» are AC.
  const letters = answer
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[\s,;、.>→-]+/g, '')
  if (kind === 'order') {
    const order = letters || LETTERS.slice(0, filled.length)
    const steps = Array.from(order, (letter) => filled[LETTERS.indexOf(letter)])
    const whole = new Set(order).size === filled.length && order.length === filled.length
    if (!whole || steps.includes(undefined))
      return fault({ column: 'answer', code: 'bad_letters', values: { said: clip(answer) } })
    return { steps }
  }
  if (!/^[A-H]+$/.test(letters) || (kind === 'single') !== (letters.length === 1))
    return fault({ column: 'answer', code: 'bad_letters', values: { said: clip(answer) } })
  return { options: filled, answer: Array.from(letters).toSorted().join('') }

  function fault(one: Fault): null {
    faults.push(one)
    return null
  }
}

/**
 * One point a line: `title(share): word | word`, or `/pattern/` in place of the words. A line of words
 * alone is a point, too, with the first of them for its title; where no line tells a share, they are even.
 */
function pointsOf(text: string): readonly Record<string, unknown>[] | null {
  const read = linesOf(text).map((line) => {
    const [, title, share, signs] =
      /^([^()（）:：|]*)[(（]\s*(\d{1,3})\s*%?\s*[)）]\s*[:：]\s*(.+)$/.exec(line) ?? []
    const sign = signOf(signs ?? line)
    const named = (title?.trim() ?? '') || (sign.any?.[0] ?? line)
    return {
      title: named
        .replaceAll(/[()（）:：|]/g, ' ')
        .trim()
        .slice(0, 60),
      share: share === undefined ? null : Number(share),
      ...sign,
    }
  })
  const told = read.filter(({ share }) => share !== null).length
  if (told === read.length) return read
  if (told > 0) return null
  const each = Math.floor(100 / read.length)
  const rest = 100 - each * read.length
  return read.map((point, at) => ({ ...point, share: each + (at < rest ? 1 : 0) }))
}

function signOf(text: string): { any?: string[]; matches?: string } {
  const pattern = /^\/(.+)\/$/.exec(text.trim())?.[1]
  if (pattern !== undefined) return { matches: pattern }
  const words = text.split(/[|｜]/).map((one) => one.trim())
  return { any: words.filter((one) => one !== '') }
}

function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

function faultOf(issue: {
  readonly path: readonly PropertyKey[]
  readonly code?: string
  readonly message: string
}): Fault {
  const [key, index] = issue.path
  const own = {
    bad_letters: 1,
    no_such_option: 1,
    option_twice: 1,
    bad_pattern: 1,
    shares_not_100: 1,
  }
  const told = issue.message in own ? (issue.message as keyof typeof own) : null
  const large = issue.code === 'too_big' ? 'too_long' : null
  switch (key) {
    case 'options':
    case 'steps':
      return {
        column: 'option',
        code: told ?? large ?? 'few_options',
        option: typeof index === 'number' ? index : 0,
      }
    case 'points':
    case 'answer':
      return { column: 'answer', code: told ?? large ?? 'bad_point' }
    case 'forbidden':
      return { column: 'forbidden', code: told ?? large ?? 'bad_point' }
    case 'id':
      return { column: 'id', code: 'bad_id' }
    case 'chapter':
    case 'model':
    case 'explanation':
    case 'source':
      return { column: key, code: 'too_long' }
    default:
      return { column: 'text', code: 'too_long' }
  }
}

function valueOf<T extends string>(
  values: readonly T[],
  said: string,
  names: (value: T) => readonly string[],
): T | null {
  return values.find((one) => names(one).some((name) => plain(name) === plain(said))) ?? null
}

/** Two hashes: one of 32 bits would be the same for two of 5,000 questions now and then. */
function madeId(kind: QuestionKind, text: string, options: readonly string[]): string {
  const words = [kind, text, ...options].map(plain).join('\n')
  const both = [words, Array.from(words).reverse().join('')]
  return `q-${both.map((one) => seedOf(one).toString(36)).join('-')}`
}

function plain(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s*:]+/g, '')
}

/** A, B, … Z, AA, … */
function letterOf(column: number): string {
  const rest = Math.floor(column / 26)
  return (rest > 0 ? letterOf(rest - 1) : '') + String.fromCharCode(65 + (column % 26))
}

function clip(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}
