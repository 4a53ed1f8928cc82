import type { ScenarioView } from '#shared/practice/api.ts'
import type {
  AssignmentView,
  ItemProgress,
  RunView,
  TraineeView,
} from '#shared/practice/courses.ts'
import { SKILLS, type Skill } from '#shared/practice/scenario.ts'
import { isDone } from '../courses/items.ts'

/** How a mean of a skill is called: below 60 it is a weak point, below 80 there is something to gain. */
export type Level = 'weak' | 'fair' | 'good'
export const LEVELS = { weak: 60, fair: 80 } as const

export function levelOf(score: number): Level {
  return score < LEVELS.weak ? 'weak' : score < LEVELS.fair ? 'fair' : 'good'
}

export interface SkillScore {
  readonly skill: Skill
  readonly score: number
}

/** Those with something to gain, the weakest first. */
export function weakPoints({ skills }: Pick<TraineeView, 'skills'>): readonly SkillScore[] {
  return SKILLS.flatMap((skill) => {
    const score = skills[skill]
    return score === undefined || levelOf(score) === 'good' ? [] : [{ skill, score }]
  }).toSorted((a, b) => a.score - b.score)
}

/** The skills that somebody of the class has trained, in their usual order. */
export function trainedSkills(trainees: readonly TraineeView[]): readonly Skill[] {
  return SKILLS.filter((skill) => trainees.some(({ skills }) => skills[skill] !== undefined))
}

export interface Suggestion extends SkillScore {
  /** Not passed yet by this trainee, the easier first; those already assigned and open are marked. */
  readonly scenarios: readonly {
    readonly scenario: ScenarioView
    readonly tries: number
    readonly assigned: boolean
  }[]
}

const SUGGESTED = 3

/** For each weak point what would train it: scenarios of that skill that were not passed yet. */
export function suggestionsOf(
  trainee: Pick<TraineeView, 'account' | 'skills'>,
  scenarios: readonly ScenarioView[],
  runs: readonly RunView[],
  assignments: readonly AssignmentView[],
): readonly Suggestion[] {
  const own = runs.filter(({ account, kind }) => account === trainee.account && kind === 'scenario')
  const passed = new Set(own.filter(({ score }) => score?.passed).map(({ scenario }) => scenario))
  const assigned = new Set(
    assignments
      .filter(({ accounts }) => accounts.includes(trainee.account))
      .flatMap(({ of, progress }) =>
        of.items.flatMap((item, at) =>
          item.kind === 'scenario' && progress[trainee.account]?.[at]?.state !== 'done'
            ? [item.scenario]
            : [],
        ),
      ),
  )
  return weakPoints(trainee).map((point) => ({
    ...point,
    scenarios: scenarios
      .filter(({ id, skills }) => skills.includes(point.skill) && !passed.has(id))
      .toSorted(
        (a, b) =>
          // What the scenario is mostly about stands first among its skills.
          Number(b.skills[0] === point.skill) - Number(a.skills[0] === point.skill) ||
          a.level - b.level ||
          a.minutes - b.minutes,
      )
      .slice(0, SUGGESTED)
      .map((scenario) => ({
        scenario,
        tries: own.filter((run) => run.scenario === scenario.id).length,
        assigned: assigned.has(scenario.id),
      })),
  }))
}

export const SHOWN = ['all', 'overdue', 'weak', 'idle'] as const
export type Shown = (typeof SHOWN)[number]

export function isShown(trainee: TraineeView, shown: Shown): boolean {
  switch (shown) {
    case 'all':
      return true
    case 'overdue':
      return trainee.items.overdue > 0
    case 'weak':
      return weakPoints(trainee).some(({ score }) => levelOf(score) === 'weak')
    case 'idle':
      return trainee.lastAt === null
  }
}

export function isFound(trainee: Pick<TraineeView, 'nick' | 'name'>, text: string): boolean {
  const wanted = text.trim().toLowerCase()
  return trainee.nick.toLowerCase().includes(wanted) || trainee.name.toLowerCase().includes(wanted)
}

type Order = 'ascend' | 'descend' | null | undefined

/** For a table's column: what nobody knows stands last in either direction. */
export function byNumber<T>(of: (row: T) => number | null | undefined) {
  return (a: T, b: T, order?: Order): number => {
    const [one, other] = [of(a) ?? null, of(b) ?? null]
    if (one === null || other === null) {
      if (one === other) return 0
      return (one === null) === (order !== 'descend') ? 1 : -1
    }
    return one - other
  }
}

/** The weakest skill of a trainee, to sort by; null: none is known. */
export function lowest({ skills }: Pick<TraineeView, 'skills'>): number | null {
  const scores = Object.values(skills)
  return scores.length === 0 ? null : Math.min(...scores)
}

/** Done assignments of a trainee, for certificates, the newest first. */
export function finished(
  account: string,
  assignments: readonly AssignmentView[],
): readonly AssignmentView[] {
  return assignments
    .filter((one) => one.accounts.includes(account) && isDone(one, account))
    .toSorted((a, b) => b.createdAt - a.createdAt)
}

/** When the last of what counts was over, Unix ms; null: it is not among the runs and sittings that are known. */
export function finishedAt(
  progress: readonly ItemProgress[],
  runs: readonly { readonly id: string; readonly endedAt: number | null }[],
): number | null {
  const known = new Map(runs.map((run) => [run.id, run.endedAt]))
  const ends = progress
    .filter(({ state }) => state === 'done')
    .map(({ at }) => (at === null ? null : (known.get(at) ?? null)))
  const times = ends.filter((end) => end !== null)
  return times.length === 0 || times.length < ends.length ? null : Math.max(...times)
}

/** Runs that are over and have a score, the oldest first: points of the chart. */
export function scoredRuns(
  account: string,
  runs: readonly RunView[],
): readonly (RunView & { readonly score: NonNullable<RunView['score']> })[] {
  return runs
    .flatMap((run) => {
      const { score } = run
      return run.account === account && score !== null ? [{ ...run, score }] : []
    })
    .toSorted((a, b) => a.startedAt - b.startedAt)
}
