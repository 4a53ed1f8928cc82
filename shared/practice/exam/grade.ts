import {
  rightOptions,
  type Answer,
  type Grade,
  type GradedQuestion,
  type Paper,
  type PaperQuestion,
  type Sitting,
  type Verdict,
} from './model.ts'
import { orderShare } from './order.ts'
import { markWritten, type WrittenMarks } from './written.ts'

/** The answer that was on its way when the time was over; the one first to come counts. */
export const GRACE_MS = 5_000

/** When a sitting's time is over, in Unix ms. The one answer of the grace may come behind it. */
export function deadlineOf(paper: Pick<Paper, 'minutes'>, startedAt: number): number {
  return startedAt + paper.minutes * 60_000
}

/**
 * Grades what was answered in time, also while the sitting still runs. Same paper and same sitting:
 * same grade. What names a place that is not on the paper, or is of another kind, is a wrong answer.
 */
export function grade(paper: Paper, sitting: Sitting): Grade {
  const { counted, late } = inTime(paper, sitting)
  const questions = paper.questions.map((one, index) => mark(one, counted.get(index) ?? null))
  const sum = (of: (one: GradedQuestion) => number) =>
    hundredth(questions.reduce((all, one) => all + of(one), 0))
  const got = sum((one) => one.got)
  const of = sum((one) => one.points)
  // Rounded down: 59.96 is no 60.
  const total = of === 0 ? 0 : Math.floor((got / of) * 1000 + 1e-6) / 10
  return { questions, got, of, total, passed: total >= paper.pass, late }
}

/** By question its last answer in time; null: it was taken back. */
function inTime(paper: Paper, { startedAt, endedAt, answers }: Sitting) {
  const deadline = deadlineOf(paper, startedAt)
  const byTime = answers
    .map((given, index) => ({ given, index }))
    .toSorted((a, b) => a.given.at - b.given.at || a.index - b.index)
  const counted = new Map<number, Answer | null>()
  const late: number[] = []
  let onItsWay = false
  for (const { given, index } of byTime) {
    const behind = given.at - deadline
    const graced: boolean = behind > 0 && behind <= GRACE_MS && !onItsWay
    // What comes after handing in is late, too; the end that the clock set cuts no grace short.
    const handedIn = endedAt !== null && endedAt < deadline && given.at > endedAt
    if (handedIn || (behind > 0 && !graced)) late.push(index)
    else counted.set(given.question, given.answer)
    onItsWay ||= graced
  }
  return { counted, late: late.toSorted((a, b) => a - b) }
}

function mark(asked: PaperQuestion, answer: Answer | null): GradedQuestion {
  const { question, points } = asked
  const { id, kind, chapter } = question
  const none = question.kind === 'write' ? question.points.map(() => null) : []
  const about = { id, kind, chapter, points, found: none, forbidden: [] }
  if (answer === null || isBlank(answer)) return { ...about, got: 0, verdict: 'blank' }
  const written = writtenOf(asked, answer)
  const share = written?.share ?? shareOf(asked, answer)
  return {
    ...about,
    ...(written && { found: written.found, forbidden: written.forbidden }),
    got: hundredth(points * share),
    verdict: verdictOf(share),
  }
}

function writtenOf({ question }: PaperQuestion, answer: Answer): WrittenMarks | null {
  return question.kind === 'write' && answer.kind === 'write'
    ? markWritten(question, answer.text)
    : null
}

/** 0 to 1 for what is no written answer. */
function shareOf({ question, shown }: PaperQuestion, answer: Answer): number {
  if (question.kind === 'true_false')
    return answer.kind === 'true_false' && answer.said === question.answer ? 1 : 0
  const chosen = chosenOf(answer).map((place) => shown[place] ?? -1)
  switch (question.kind) {
    case 'single':
      return answer.kind === 'single' && isRight(question.answer, chosen) ? 1 : 0
    case 'multiple': {
      // Full for all right ones, half for some of them, nothing as soon as a wrong one is among them.
      const right = rightOptions(question.answer)
      if (answer.kind !== 'multiple' || chosen.some((index) => !right.has(index))) return 0
      return new Set(chosen).size === right.size ? 1 : 0.5
    }
    case 'order':
      return answer.kind === 'order' ? orderShare(chosen, question.steps.length) : 0
    case 'write':
      return 0
  }
}

function isRight(letters: string, chosen: readonly number[]): boolean {
  return chosen.length === 1 && rightOptions(letters).has(chosen[0] ?? -1)
}

/** Places of options or steps that an answer names. */
export function chosenOf(answer: Answer): readonly number[] {
  switch (answer.kind) {
    case 'single':
      return [answer.chosen]
    case 'multiple':
      return answer.chosen
    case 'order':
      return answer.places
    case 'true_false':
    case 'write':
      return []
  }
}

/** The answers of a sitting that count, by question; statistics ask which option was chosen. */
export function countedAnswers(paper: Paper, sitting: Sitting): ReadonlyMap<number, Answer> {
  const counted = [...inTime(paper, sitting).counted]
  return new Map(counted.flatMap(([index, answer]) => (answer ? [[index, answer] as const] : [])))
}

function isBlank(answer: Answer): boolean {
  switch (answer.kind) {
    case 'multiple':
      return answer.chosen.length === 0
    case 'order':
      return answer.places.length === 0
    case 'write':
      return answer.text.trim() === ''
    case 'single':
    case 'true_false':
      return false
  }
}

function verdictOf(share: number): Verdict {
  return share >= 1 ? 'right' : share > 0 ? 'partly' : 'wrong'
}

function hundredth(value: number): number {
  return Math.round(value * 100) / 100
}
