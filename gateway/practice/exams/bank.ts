import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Logger } from 'pino'
import type {
  BankOrigin,
  BankView,
  ImportedQuestions,
  KeptExam,
  KeptQuestion,
} from '#shared/practice/exam/api.ts'
import { mergeBanks, readBank } from '#shared/practice/exam/bank.ts'
import { EXAM_LIMITS, type Bank, type Exam, type Question } from '#shared/practice/exam/model.ts'
import { systemCode } from '../../failure.ts'
import { PracticeRefusal } from '../colleagues.ts'
import type { BankKind, BankRow, ExamStore } from './store.ts'

/** Beside the built gateway, or in the sources. */
export function bundledQuestions(): string {
  const built = resolve(import.meta.dirname, '../resources/practice/questions')
  return existsSync(built)
    ? built
    : resolve(import.meta.dirname, '../../../resources/practice/questions')
}

/** The bank of a folder's files; a file with faults is left out, and said in the log. */
export async function readBundled(folder: string, log: Logger): Promise<Bank> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return []
    throw error
  })
  let bank: Bank = { questions: [], exams: [] }
  for (const name of names.filter((each) => each.endsWith('.yaml')).toSorted()) {
    const read = readBank(await readFile(join(folder, name), 'utf8'))
    const merged = read.ok ? mergeBanks([bank, read.bank]) : null
    if (merged?.ok === true) bank = merged.bank
    else log.error({ file: name }, 'a file of questions is left out')
  }
  return bank
}

export type Replaces = { readonly id: string; readonly updatedAt: number | null } | null

/** The bank of one shop: the bundled one, with what the shop has changed of it. */
export interface ShopBank {
  /** Another object after each change. */
  whole(): Bank
  view(): BankView
  saveQuestion(question: Question, replaces: Replaces, by: string): KeptQuestion
  saveExam(exam: Exam, replaces: Replaces, by: string): KeptExam
  remove(kind: BankKind, id: string, by: string): void
  restore(kind: BankKind, id: string): void
  importAll(questions: readonly Question[], by: string): ImportedQuestions
}

type Item = Question | Exam
interface Entry {
  readonly item: Item
  readonly origin: BankOrigin
  readonly updatedAt: number | null
  readonly by: string
}

export function openShopBank(parts: {
  readonly shop: string
  readonly bundled: Bank
  readonly store: ExamStore
  readonly now: () => number
}): ShopBank {
  const { shop, bundled, store, now } = parts
  const came: Readonly<Record<BankKind, ReadonlyMap<string, Item>>> = {
    question: new Map(bundled.questions.map((one) => [one.id, one])),
    exam: new Map(bundled.exams.map((one) => [one.id, one])),
  }
  const rows: Readonly<Record<BankKind, Map<string, BankRow>>> = {
    question: new Map(),
    exam: new Map(),
  }
  for (const row of store.bank(shop)) rows[row.kind].set(row.id, row)
  let known: { readonly bank: Bank; readonly entries: Record<BankKind, Entry[]> } | null = null
  let last = Math.max(0, ...store.bank(shop).map(({ updatedAt }) => updatedAt))

  /** Two changes within one ms are two. */
  const stamp = () => (last = Math.max(now(), last + 1))

  function entriesOf(kind: BankKind): Entry[] {
    const own = [...rows[kind].values()].flatMap(({ id, body, updatedAt, by }): Entry[] => {
      if (body === null) return []
      const origin = came[kind].has(id) ? 'changed' : 'own'
      return [{ item: JSON.parse(body) as Item, origin, updatedAt, by }]
    })
    const rest = [...came[kind].values()]
      .filter(({ id }) => !rows[kind].has(id))
      .map((item): Entry => ({ item, origin: 'bundled', updatedAt: null, by: '' }))
    return [...rest, ...own]
  }

  function current() {
    if (known) return known
    const entries = { question: entriesOf('question'), exam: entriesOf('exam') }
    const of = (wanted: (entry: Entry) => boolean): Bank => ({
      questions: entries.question.filter(wanted).map(({ item }) => item as Question),
      exams: entries.exam.filter(wanted).map(({ item }) => item as Exam),
    })
    const merged = mergeBanks([
      of(({ origin }) => origin === 'bundled'),
      of(({ origin }) => origin !== 'bundled'),
    ])
    if (!merged.ok) throw new Error(`two of the bank have one id: ${merged.twice}`)
    known = { bank: merged.bank, entries }
    return known
  }

  function change(remove: readonly Pick<BankRow, 'kind' | 'id'>[], put: readonly BankRow[]): void {
    store.changeBank(shop, remove, put)
    for (const { kind, id } of remove) rows[kind].delete(id)
    for (const row of put) rows[row.kind].set(row.id, row)
    known = null
  }

  const entry = (kind: BankKind, id: string) =>
    current().entries[kind].find(({ item }) => item.id === id)
  const rowOf = (kind: BankKind, item: Item, by: string): BankRow => ({
    kind,
    id: item.id,
    body: JSON.stringify(item),
    updatedAt: stamp(),
    by,
  })
  const tombstone = (kind: BankKind, id: string, by: string): BankRow => ({
    kind,
    id,
    body: null,
    updatedAt: stamp(),
    by,
  })

  function save(kind: BankKind, item: Item, replaces: Replaces, by: string): Entry {
    const before = replaces && entry(kind, replaces.id)
    if (replaces && before?.updatedAt !== replaces.updatedAt)
      throw new PracticeRefusal('bank_changed', 'it is another one now')
    const moved = replaces !== null && replaces.id !== item.id
    if ((!replaces || moved) && entry(kind, item.id))
      throw new PracticeRefusal('name_taken', 'another one has this id')
    const { length } = current().entries[kind]
    if (!replaces && length >= (kind === 'question' ? EXAM_LIMITS.questions : MOST_EXAMS))
      throw new PracticeRefusal('limit_reached', 'the bank is full')
    const left = !moved || replaces === null ? null : replaces.id
    change(
      left !== null && !came[kind].has(left) ? [{ kind, id: left }] : [],
      left !== null && came[kind].has(left)
        ? [rowOf(kind, item, by), tombstone(kind, left, by)]
        : [rowOf(kind, item, by)],
    )
    const saved = entry(kind, item.id)
    if (!saved) throw new Error('what was saved is not there')
    return saved
  }

  return {
    whole: () => current().bank,
    view() {
      const { question, exam } = current().entries
      const gone = (kind: BankKind) =>
        [...rows[kind].values()].flatMap(({ id, body }) => (body === null ? [id] : []))
      const byChapter = (one: KeptQuestion, other: KeptQuestion) =>
        compare(one.question.chapter, other.question.chapter) ||
        compare(one.question.id, other.question.id)
      return {
        questions: question.map(questionOf).toSorted(byChapter),
        exams: exam.map(examOf).toSorted((one, other) => compare(one.exam.id, other.exam.id)),
        removed: { questions: gone('question'), exams: gone('exam') },
      }
    },
    saveQuestion: (question, replaces, by) => questionOf(save('question', question, replaces, by)),
    saveExam: (exam, replaces, by) => examOf(save('exam', exam, replaces, by)),
    remove(kind, id, by) {
      if (!entry(kind, id)) throw new PracticeRefusal('not_found', 'there is none of this id')
      if (came[kind].has(id)) change([], [tombstone(kind, id, by)])
      else change([{ kind, id }], [])
    },
    restore(kind, id) {
      if (!came[kind].has(id)) throw new PracticeRefusal('not_found', 'it did not come so')
      change([{ kind, id }], [])
    },
    importAll(questions, by) {
      const before = new Map(current().entries.question.map(({ item }) => [item.id, item]))
      const fresh = new Map(questions.map((one) => [one.id, one]))
      if (fresh.size !== questions.length)
        throw new PracticeRefusal('bad_request', 'two questions have one id')
      const differs = questions.filter((one) => !isSame(before.get(one.id), one))
      const added = differs.filter(({ id }) => !before.has(id)).length
      if (before.size + added > EXAM_LIMITS.questions)
        throw new PracticeRefusal('limit_reached', 'the bank is full')
      change(
        [],
        differs.map((one) => rowOf('question', one, by)),
      )
      return {
        added,
        changed: differs.length - added,
        same: questions.length - differs.length,
      }
    },
  }
}

const MOST_EXAMS = 200

function questionOf({ item, ...about }: Entry): KeptQuestion {
  return { question: item as Question, ...about }
}

function examOf({ item, ...about }: Entry): KeptExam {
  return { exam: item as Exam, ...about }
}

/** Whatever the order of their fields. */
function isSame(one: Item | undefined, other: Item): boolean {
  return one !== undefined && canonical(one) === canonical(other)
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => compare(a, b)))
      : part,
  )
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
