import { countedAnswers, chosenOf, grade } from './grade.ts'
import { rightOptions, type Grade, type Paper, type Question, type Sitting } from './model.ts'

/** A paper and who sat at it. */
export interface Sat {
  readonly paper: Paper
  readonly sitting: Sitting
}

export interface OptionStatistics {
  /** Index in the question's `options`, wherever it stood on a paper. */
  readonly option: number
  readonly right: boolean
  readonly chosen: number
  /** Of those who saw the question, 0 to 1. */
  readonly share: number
}

export interface QuestionStatistics {
  /** As it was asked: a question that was changed in between has one line for each of its wordings. */
  readonly question: Question
  readonly seen: number
  readonly blank: number
  /** Share with full points, 0 to 1. */
  readonly right: number
  /** Difficulty index P: mean share of the points, 0 (nobody) to 1 (everybody). */
  readonly difficulty: number
  /**
   * Discrimination index D: mean share of the points in the upper 27 % by total, minus that of the
   * lower 27 %; -1 to 1, under 0.2 the question tells little (Kelley 1939, Ebel 1965). Null: fewer
   * than four have seen it.
   */
  readonly discrimination: number | null
  /** Sittings in each of the two groups: how much D is worth. */
  readonly group: number
  /** Of single and multiple choice; else empty. */
  readonly options: readonly OptionStatistics[]
  /** The wrong option that most have chosen; the first of them where several are even; null: none was. */
  readonly mostWrong: number | null
}

export interface ChapterStatistics {
  readonly chapter: string
  /** Answers graded, blank ones included. */
  readonly seen: number
  /** Mean share of the points of a question, 0 to 1. */
  readonly difficulty: number
}

export interface AccountStatistics {
  readonly account: string
  readonly sittings: number
  readonly passed: number
  /** 0 to 100. */
  readonly mean: number
  readonly best: number
  /** Weakest first. */
  readonly chapters: readonly ChapterStatistics[]
}

export interface ExamStatistics {
  readonly sittings: number
  readonly passed: number
  /** 0 to 100; null: no sitting. */
  readonly mean: number | null
  /** In the order of their ids. */
  readonly questions: readonly QuestionStatistics[]
  /** Weakest first. */
  readonly chapters: readonly ChapterStatistics[]
  readonly accounts: readonly AccountStatistics[]
}

interface Look {
  readonly account: string
  readonly chapter: string
  readonly question: Question
  readonly share: number
  readonly verdict: string
  readonly total: number
  /** Indices in the question's options. */
  readonly chosen: readonly number[]
}

const GROUP = 0.27
const FEWEST = 4

/** Of sittings that have ended; those that still run are passed over. Their order has no part in it. */
export function statistics(sats: readonly Sat[]): ExamStatistics {
  const ended = sats
    .filter(({ sitting }) => sitting.endedAt !== null)
    .map((sat) => ({ ...sat, grade: grade(sat.paper, sat.sitting) }))
  const looks = ended.flatMap(looksOf)
  const totals = ended.map((one) => one.grade.total)
  return {
    sittings: ended.length,
    passed: ended.filter((one) => one.grade.passed).length,
    mean: ended.length === 0 ? null : tenth(mean(totals)),
    questions: [...groups(looks, ({ question }) => `${question.id} ${wordingOf(question)}`)]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([, its]) => questionOf(its)),
    chapters: chaptersOf(looks),
    accounts: [...groups(ended, ({ sitting }) => sitting.account)]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([account, its]) => ({
        account,
        sittings: its.length,
        passed: its.filter((one) => one.grade.passed).length,
        mean: tenth(mean(its.map((one) => one.grade.total))),
        best: Math.max(...its.map((one) => one.grade.total)),
        chapters: chaptersOf(looks.filter((look) => look.account === account)),
      })),
  }
}

function looksOf({ paper, sitting, grade: its }: Sat & { readonly grade: Grade }): Look[] {
  const answers = countedAnswers(paper, sitting)
  return paper.questions.map(({ question, shown }, index) => {
    const graded = its.questions[index]
    const answer = answers.get(index)
    return {
      account: sitting.account,
      chapter: question.chapter,
      question,
      share: graded && graded.points > 0 ? Math.min(1, graded.got / graded.points) : 0,
      verdict: graded?.verdict ?? 'blank',
      total: its.total,
      chosen: answer ? chosenOf(answer).flatMap((place) => shown[place] ?? []) : [],
    }
  })
}

function questionOf(looks: readonly Look[]): QuestionStatistics {
  const [{ question }] = looks as [Look, ...Look[]]
  const seen = looks.length
  const group = seen < FEWEST ? 0 : Math.max(1, Math.round(seen * GROUP))
  const right = 'options' in question ? rightOptions(question.answer) : new Set<number>()
  const options = ('options' in question ? question.options : []).map((_, option) => {
    const chosen = looks.filter((look) => look.chosen.includes(option)).length
    return { option, right: right.has(option), chosen, share: chosen / seen }
  })
  const wrong = options.filter((one) => !one.right && one.chosen > 0)
  return {
    question,
    seen,
    blank: looks.filter(({ verdict }) => verdict === 'blank').length,
    right: looks.filter(({ verdict }) => verdict === 'right').length / seen,
    difficulty: mean(looks.map(({ share }) => share)),
    discrimination: group === 0 ? null : meanOfTop(looks, group, 1) - meanOfTop(looks, group, -1),
    group,
    options,
    mostWrong:
      wrong.toSorted((a, b) => b.chosen - a.chosen || a.option - b.option)[0]?.option ?? null,
  }
}

/**
 * Mean share of the `count` with the highest total (`sign` 1) or the lowest (-1). Who stands at the
 * border with the same total counts in part, so that it is nobody's luck which of them is taken.
 */
function meanOfTop(looks: readonly Look[], count: number, sign: 1 | -1): number {
  const ranks = [...groups(looks, ({ total }) => total)].toSorted(([a], [b]) => sign * (b - a))
  let left = count
  let sum = 0
  for (const [, its] of ranks) {
    const taken = Math.min(left, its.length)
    sum += taken * mean(its.map(({ share }) => share))
    left -= taken
  }
  return sum / count
}

function chaptersOf(looks: readonly Look[]): readonly ChapterStatistics[] {
  return [...groups(looks, ({ chapter }) => chapter)]
    .map(([chapter, its]) => ({
      chapter,
      seen: its.length,
      difficulty: mean(its.map(({ share }) => share)),
    }))
    .toSorted((a, b) => a.difficulty - b.difficulty || (a.chapter < b.chapter ? -1 : 1))
}

/** What is asked and what is right; a mended explanation makes no other question. */
function wordingOf(question: Question): string {
  const { explanation: _, source: __, difficulty: ___, chapter: ____, ...wording } = question
  return JSON.stringify(wording)
}

function groups<T, K>(values: readonly T[], keyOf: (value: T) => K): Map<K, T[]> {
  const found = new Map<K, T[]>()
  for (const value of values) {
    const key = keyOf(value)
    const group = found.get(key)
    if (group) group.push(value)
    else found.set(key, [value])
  }
  return found
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, one) => sum + one, 0) / values.length
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10
}
