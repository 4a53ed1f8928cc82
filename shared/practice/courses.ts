import { z } from 'zod'
import type { AccountId, Role } from '../protocol/model.ts'
import type { SittingView } from './exam/api.ts'
import type { RunRecord, Score } from './run.ts'
import { rushSettings, type RushSettings } from './rush/settings.ts'
import type { Skill } from './scenario.ts'

const id = z.string().min(1).max(60)
const text = (max: number) => z.string().trim().max(max)

/**
 * A step of a course: a scenario to play, a paper of questions, or a rush that has at least so many
 * buyers and lets them come at least so quickly.
 */
export const courseItem = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('scenario'), scenario: id }),
  z.strictObject({ kind: z.literal('exam'), exam: id }),
  z.strictObject({
    kind: z.literal('rush'),
    buyers: rushSettings.shape.buyers,
    minutes: rushSettings.shape.minutes,
  }),
])
export type CourseItem = z.infer<typeof courseItem>

export const course = z.strictObject({
  id,
  title: text(60).min(1),
  summary: text(400),
  items: z.array(courseItem).max(60),
})
export type Course = z.infer<typeof course>

/** A course for some trainees, until a day. */
export const assignment = z.strictObject({
  id,
  course: id,
  accounts: z.array(id).min(1).max(500),
  /** Unix ms; null: no deadline. */
  due: z.number().int().nullable(),
  note: text(400),
})
export type Assignment = z.infer<typeof assignment>

export type RunState = 'running' | 'paused' | 'done' | 'given_up'

/** A run as lists show it. */
export interface RunView {
  readonly id: string
  readonly account: string
  readonly scenario: string
  readonly title: string
  readonly seed: number
  readonly state: RunState
  readonly startedAt: number
  readonly endedAt: number | null
  /** Null while it runs, and where it was given up. */
  readonly score: Pick<Score, 'total' | 'passed' | 'skills'> | null
  readonly violations: number
  readonly kind: 'scenario' | 'rush'
  /**
   * It was of a text that was sent along, not of a scenario of the shop: it counts in no course and not
   * in the class.
   */
  readonly trial?: true
  /** How heavy the rush was; null: it was none. */
  readonly rush: RushSettings | null
  /** By M. Null where `score` is, and of runs of before these were kept. */
  readonly measures: Score['measures'] | null
}

/** A trainer's word on one entry of a run. */
export interface RunComment {
  readonly id: string
  readonly run: string
  /** Index of the entry; null: on the whole run. */
  readonly entry: number | null
  readonly by: string
  readonly nick: string
  readonly at: number
  readonly text: string
}
export interface RunComments {
  /** By entry, then by time; those on the whole run last. */
  readonly comments: readonly RunComment[]
}

/** What a run is compared with. */
export interface ModelRun {
  /** walk: played by the scenario's own script; chosen: a run that the trainer chose; null: there is none. */
  readonly by: 'walk' | 'chosen' | null
  readonly record: RunRecord | null
  readonly score: Score | null
  /** The id of the chosen run; null: it is none. */
  readonly run: string | null
}

export interface CourseView extends Course {
  /** Unix ms. */
  readonly updatedAt: number
}
export interface CourseList {
  readonly courses: readonly CourseView[]
}

/**
 * How far an account is with one item of a course, by runs and sittings that were ended. `failed`: tried,
 * and not passed yet.
 */
export interface ItemProgress {
  readonly state: 'open' | 'done' | 'failed'
  /** The best total, of those that passed where one has; null: none yet. */
  readonly best: number | null
  readonly tries: number
  /** The run or sitting of the best one; null: none. */
  readonly at: string | null
}
export interface AssignmentView extends Assignment {
  /** Unix ms. What was done before counts, too. */
  readonly createdAt: number
  /** Nick of the trainer. */
  readonly by: string
  /** As it is now, with the titles that its items have; empty: a rush, or it is gone. */
  readonly of: Course & { readonly titles: readonly string[] }
  /** By account, in the order of the course's items. */
  readonly progress: Readonly<Record<AccountId, readonly ItemProgress[]>>
}
export interface AssignmentList {
  /** The next deadline first, those without one behind them. */
  readonly assignments: readonly AssignmentView[]
}

/** One line of the class. Runs that were given up count as runs alone, trials not at all. */
export interface TraineeView {
  readonly account: AccountId
  readonly name: string
  readonly nick: string
  readonly role: Role
  readonly runs: number
  readonly passed: number
  readonly violations: number
  /** Unix ms of the last run's or sitting's beginning. */
  readonly lastAt: number | null
  /** Mean of the totals of the runs that are over, 0 to 100. */
  readonly average: number | null
  /** Mean per skill over the newest ten runs that train it, 0 to 100. */
  readonly skills: Readonly<Partial<Record<Skill, number>>>
  /** Over all its assignments; what is gone and was not done before is not counted. */
  readonly items: { readonly of: number; readonly done: number; readonly overdue: number }
}
export interface ClassView {
  /** Every account of the shop but main and the simulated colleagues. */
  readonly trainees: readonly TraineeView[]
}

/** Of the trainees of `ClassView`, each one's newest first. */
export interface ClassWork {
  readonly runs: readonly RunView[]
  readonly sittings: readonly SittingView[]
}
