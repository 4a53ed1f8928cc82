import type { RunView } from '#shared/practice/courses.ts'
import { SKILLS, type Skill } from '#shared/practice/scenario.ts'

/** So many of the newest runs of a skill tell how one is at it. */
const NEWEST = 10

/** Oldest first; runs that were given up or go on have no score and are none, nor are trials. */
export function scoredOf(runs: readonly RunView[]): readonly (RunView & {
  readonly score: NonNullable<RunView['score']>
})[] {
  return runs
    .flatMap((run) =>
      run.score === null || run.trial === true ? [] : [{ ...run, score: run.score }],
    )
    .toSorted((a, b) => a.startedAt - b.startedAt)
}

export interface SkillProgress {
  readonly skill: Skill
  /** Oldest first, 0 to 100. */
  readonly values: readonly number[]
  /** Mean over the newest ten. */
  readonly mean: number
}

/** The weakest first. */
export function skillsOf(runs: readonly RunView[]): readonly SkillProgress[] {
  const scored = scoredOf(runs)
  return SKILLS.flatMap((skill) => {
    const values = scored.flatMap(({ score }) => {
      const value = score.skills[skill]
      return value === undefined ? [] : [value]
    })
    if (values.length === 0) return []
    const newest = values.slice(-NEWEST)
    const mean = newest.reduce((all, value) => all + value, 0) / newest.length
    return [{ skill, values, mean: Math.round(mean * 10) / 10 }]
  }).toSorted((a, b) => a.mean - b.mean)
}

/** Below this a skill is a weak point. */
export const WEAK = 80

export interface Best {
  readonly total: number
  readonly passed: boolean
  readonly run: string
  readonly tries: number
}

/** By scenario: a run that was passed before one that was not, then the higher total. */
export function bestOf(runs: readonly RunView[]): ReadonlyMap<string, Best> {
  const best = new Map<string, Best>()
  for (const { id, scenario, score } of scoredOf(runs)) {
    const before = best.get(scenario)
    const tries = (before?.tries ?? 0) + 1
    const isBetter =
      before === undefined ||
      Number(score.passed) - Number(before.passed) > 0 ||
      (score.passed === before.passed && score.total > before.total)
    best.set(
      scenario,
      isBetter
        ? { total: score.total, passed: score.passed, run: id, tries }
        : { ...before, tries },
    )
  }
  return best
}
