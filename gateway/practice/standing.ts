import type { ItemProgress, CourseItem, RunView } from '#shared/practice/courses.ts'
import type { RushSettings } from '#shared/practice/rush/settings.ts'
import type { Skill } from '#shared/practice/scenario.ts'

/** How far somebody is, of its runs and sittings alone. Pure. */

/** A sitting that is over, as far as courses look at it. */
export interface Sat {
  readonly id: string
  readonly exam: string
  readonly startedAt: number
  /** 0 to 100; null: it still runs. */
  readonly total: number | null
  readonly passed: boolean | null
}

/** One attempt at an item: a run or a sitting that was ended. */
interface Try {
  readonly id: string
  readonly total: number
  readonly passed: boolean
}

export interface Standing {
  readonly runs: number
  readonly passed: number
  readonly violations: number
  readonly lastAt: number | null
  readonly average: number | null
  readonly skills: Readonly<Partial<Record<Skill, number>>>
  item(item: CourseItem): ItemProgress
}

/** The newest that are looked at for a skill. */
const NEWEST = 10

/** @param all newest first; those that go on, too */
export function standingOf(all: readonly RunView[], sittings: readonly Sat[]): Standing {
  const runs = all.filter(({ trial }) => trial !== true)
  const over = runs.filter(({ state, score }) => state === 'done' && score !== null)
  const starts = [...runs, ...sittings].map(({ startedAt }) => startedAt)
  return {
    runs: runs.length,
    passed: over.filter(({ score }) => score?.passed).length,
    violations: over.reduce((sum, { violations }) => sum + violations, 0),
    lastAt: starts.length === 0 ? null : Math.max(...starts),
    average: mean(over.map(({ score }) => score?.total ?? 0)),
    skills: skillsOf(over),
    item: (item) => progressOf(triesAt(item, over, sittings)),
  }
}

function triesAt(
  item: CourseItem,
  over: readonly RunView[],
  sittings: readonly Sat[],
): readonly Try[] {
  switch (item.kind) {
    case 'scenario':
      return over
        .filter(({ kind, scenario }) => kind === 'scenario' && scenario === item.scenario)
        .map(asTry)
    case 'exam':
      return sittings.flatMap(({ id, exam, total, passed }) =>
        exam === item.exam && total !== null ? [{ id, total, passed: passed === true }] : [],
      )
    case 'rush':
      return over.filter(({ rush }) => rush !== null && isAsHeavy(rush, item)).map(asTry)
  }
}

type Load = Pick<RushSettings, 'buyers' | 'minutes'>
const isAsHeavy = (rush: Load, item: Load) =>
  rush.buyers >= item.buyers && rush.buyers * item.minutes >= item.buyers * rush.minutes

const asTry = ({ id, score }: RunView): Try => ({
  id,
  total: score?.total ?? 0,
  passed: score?.passed ?? false,
})

/** The best one is of those that passed, where one has: a violation fails whatever the total. */
function progressOf(tries: readonly Try[]): ItemProgress {
  const passed = tries.filter((each) => each.passed)
  const [best = null] = (passed.length > 0 ? passed : tries).toSorted((a, b) => b.total - a.total)
  return {
    state: passed.length > 0 ? 'done' : tries.length > 0 ? 'failed' : 'open',
    best: best?.total ?? null,
    tries: tries.length,
    at: best?.id ?? null,
  }
}

function skillsOf(over: readonly RunView[]): Standing['skills'] {
  const totals = new Map<Skill, number[]>()
  for (const { score } of over)
    for (const [skill, total] of Object.entries(score?.skills ?? {}) as [Skill, number][]) {
      const known = totals.get(skill)
      if (known === undefined) totals.set(skill, [total])
      else if (known.length < NEWEST) known.push(total)
    }
  return Object.fromEntries([...totals].map(([skill, all]) => [skill, mean(all) ?? 0]))
}

/** To one decimal, as totals are; null: of nothing. */
function mean(values: readonly number[]): number | null {
  if (values.length === 0) return null
  return Math.round((values.reduce((sum, each) => sum + each, 0) / values.length) * 10) / 10
}
