import {
  type Bank,
  type Exam,
  type Paper,
  type PaperQuestion,
  type Question,
  type QuestionKind,
} from './model.ts'
import { orderShare } from './order.ts'
import { seeded, shuffled } from './random.ts'

/** Why no paper comes out of a recipe; locale key `practiceExam:draw.<code>`. */
export interface DrawProblem {
  /** `too_few`: the bank has too few. `overlap`: it has enough, but other draws need the same ones. */
  readonly code: 'too_few' | 'overlap'
  /** Index in the recipe's `draws`. */
  readonly draw: number
  readonly chapter: string | null
  readonly kind: QuestionKind | null
  readonly wanted: number
  /** What the bank has of this chapter and kind. */
  readonly there: number
}

export type Drawn =
  | { readonly ok: true; readonly paper: Paper }
  | { readonly ok: false; readonly problem: DrawProblem }

/**
 * The paper of a recipe and seed, its questions in the order of the recipe. The order of the bank
 * has no part in it. Draws may overlap («any kind of this chapter»): a question that a later, narrower
 * draw needs is handed over, so that a paper comes out whenever there is one, and no question twice.
 */
export function draw(bank: Pick<Bank, 'questions'>, exam: Exam, seed: number): Drawn {
  const all = bank.questions.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const fits = exam.draws.map(({ chapter, kind }, index) =>
    shuffled(
      all.filter(
        (one) =>
          (chapter === undefined || one.chapter === chapter) &&
          (kind === undefined || one.kind === kind),
      ),
      seeded(seed, `draw ${index}`),
    ),
  )
  const slots = exam.draws.flatMap(({ count }, index) => Array.from({ length: count }, () => index))
  /** By question: the slot that has it. */
  const taken = new Map<Question, number>()
  for (const [slot, index] of slots.entries()) {
    if (place(slot, slots, fits, taken, new Set())) continue
    const { chapter, kind, count } = exam.draws[index] ?? {}
    const there = fits[index]?.length ?? 0
    const wanted = count ?? 0
    return {
      ok: false,
      problem: {
        code: there < wanted ? 'too_few' : 'overlap',
        draw: index,
        chapter: chapter ?? null,
        kind: kind ?? null,
        wanted,
        there,
      },
    }
  }
  const bySlot = [...taken].toSorted(([, a], [, b]) => a - b)
  const questions = bySlot.map(([question, slot]): PaperQuestion => ({
    question: structuredClone(question),
    points: exam.draws[slots[slot] ?? 0]?.points ?? 0,
    shown: shownOf(question, exam.shuffle, seeded(seed, `shown ${question.id}`)),
  }))
  const { id, title, minutes, pass } = exam
  return { ok: true, paper: { exam: id, title, seed, minutes, pass, questions } }
}

/** Augmenting paths (Kuhn): a free question, or one whose slot finds another. */
function place(
  slot: number,
  slots: readonly number[],
  fits: readonly (readonly Question[])[],
  taken: Map<Question, number>,
  tried: Set<Question>,
): boolean {
  const candidates = fits[slots[slot] ?? 0] ?? []
  const free = candidates.find((one) => !taken.has(one))
  if (free) {
    taken.set(free, slot)
    return true
  }
  for (const one of candidates) {
    if (tried.has(one)) continue
    tried.add(one)
    const holder = taken.get(one)
    if (holder === undefined || place(holder, slots, fits, taken, tried)) {
      taken.set(one, slot)
      return true
    }
  }
  return false
}

function shownOf(question: Question, shuffle: boolean, random: () => number): number[] {
  if (question.kind === 'true_false' || question.kind === 'write') return []
  if (question.kind !== 'order') {
    const places = question.options.map((_, index) => index)
    return shuffle ? shuffled(places, random) : places
  }
  // Steps handed in as they are shown must earn nothing.
  const right = question.steps.map((_, index) => index)
  for (let attempt = 0; attempt < 50; attempt++) {
    const places = shuffled(right, random)
    if (orderShare(places, right.length) === 0) return places
  }
  return right.toReversed()
}

/** A question as the one who answers may see it: nothing in it tells the answer. */
export interface AskedQuestion {
  readonly kind: QuestionKind
  readonly chapter: string
  readonly text: string
  readonly points: number
  /** Options or steps, by place. */
  readonly options: readonly string[]
}

export function asked(paper: Paper): readonly AskedQuestion[] {
  return paper.questions.map(({ question, points, shown }) => {
    const { kind, chapter, text } = question
    const texts =
      question.kind === 'order' ? question.steps : 'options' in question ? question.options : []
    return { kind, chapter, text, points, options: shown.map((index) => texts[index] ?? '') }
  })
}
