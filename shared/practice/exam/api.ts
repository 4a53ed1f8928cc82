import type { AskedQuestion } from './draw.ts'
import type { Answer, Exam, Grade, Paper, Question } from './model.ts'
import type { ExamStatistics } from './statistics.ts'

/** What a practice gateway tells of exams; its calls: shared/practice/calls/exams.ts. */

/**
 * bundled: as it came with the program; own: written in this shop; changed: a bundled one, with this
 * shop's words in its place.
 */
export type BankOrigin = 'bundled' | 'own' | 'changed'

interface Kept {
  readonly origin: BankOrigin
  /** Unix ms; null: bundled. Who saves tells it, so that nobody's change is lost. */
  readonly updatedAt: number | null
  /** Nick of who wrote it last; empty: bundled. */
  readonly by: string
}
export interface KeptQuestion extends Kept {
  readonly question: Question
}
export interface KeptExam extends Kept {
  readonly exam: Exam
}

/** Trainers alone: it holds the answers. */
export interface BankView {
  /** By chapter, then id. */
  readonly questions: readonly KeptQuestion[]
  readonly exams: readonly KeptExam[]
  /** Bundled ones that this shop has taken out; `bank.restore` brings them back. */
  readonly removed: { readonly questions: readonly string[]; readonly exams: readonly string[] }
}
export interface ImportedQuestions {
  readonly added: number
  readonly changed: number
  /** They were there word for word. */
  readonly same: number
}

/** An exam as who sits it sees it: nothing of its questions. */
export interface ExamView extends Pick<Exam, 'id' | 'title' | 'summary' | 'minutes' | 'pass'> {
  readonly questions: number
  /** The bank has enough for a paper. */
  readonly ready: boolean
  /** Of the one who asks; sittings that are over. */
  readonly own: {
    readonly tries: number
    readonly passed: boolean
    /** 0 to 100; null: none yet. */
    readonly best: number | null
    /** Unix ms of the last one's beginning. */
    readonly lastAt: number | null
  }
}
export interface ExamList {
  /** By title. */
  readonly exams: readonly ExamView[]
  /** The sitting that the one who asks is in; null: none. */
  readonly running: SittingView | null
}

/** handed_in: by its account; timed_out: the gateway's clock ended it. */
export type SittingState = 'running' | 'handed_in' | 'timed_out'

/** A sitting as lists show it. Times are Unix ms by the gateway's clock. */
export interface SittingView {
  readonly id: string
  readonly account: string
  readonly exam: string
  readonly title: string
  readonly state: SittingState
  readonly startedAt: number
  readonly deadline: number
  readonly endedAt: number | null
  readonly questions: number
  readonly answered: number
  /** Null while it runs. */
  readonly total: number | null
  readonly passed: boolean | null
}
export interface SittingList {
  /** Newest first, at most 500. */
  readonly sittings: readonly SittingView[]
}

/** An answer as it counts now. */
export interface SittingAnswer {
  readonly question: number
  readonly at: number
  readonly answer: Answer
}
export interface SittingReply {
  readonly sitting: SittingView
  /** The gateway's clock as it answers: screens count down by it, not by their own. */
  readonly now: number
  readonly questions: readonly AskedQuestion[]
  readonly answers: readonly SittingAnswer[]
  /**
   * The paper with answers, explanations and sources, and the grade. Null while it runs, and to a
   * trainee also while another sitting of its own runs: the same questions may be on both.
   */
  readonly result: { readonly paper: Paper; readonly grade: Grade } | null
}
export interface AnswerReply {
  readonly sitting: SittingView
  readonly now: number
  /** When it was taken; the one before, where it is the same answer. */
  readonly at: number
}

/** One exam, or all of them. */
export interface BankStatistics {
  /** Of the newest 1,000 that are over. */
  readonly statistics: ExamStatistics
  /** Newest first, at most 500; those that still run, too. */
  readonly sittings: readonly SittingView[]
}
