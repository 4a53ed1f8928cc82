import type { RunView } from '#shared/practice/courses.ts'
import type { RushSettings } from '#shared/practice/rush/settings.ts'

/** A rush that was played to its end. */
export interface RushResult {
  readonly id: string
  readonly startedAt: number
  readonly rush: RushSettings
  readonly total: number
  readonly passed: boolean
  /** Ms; null: there was no round. */
  readonly average: number | null
  readonly firstReply: number | null
  /** 0 to 1; null: there was no round. */
  readonly inTime: number | null
  readonly most: number
}

/** Of this account, oldest first. */
export function rushesOf(runs: readonly RunView[], account: string): readonly RushResult[] {
  return runs
    .flatMap(({ id, startedAt, rush, score, measures, state, account: whose }) => {
      if (whose !== account || state !== 'done' || !rush || !score || !measures) return []
      const { rounds, inTime, average, firstReply, most } = measures
      const share = rounds === 0 ? null : inTime / rounds
      const { total, passed } = score
      return [{ id, startedAt, rush, total, passed, average, firstReply, inTime: share, most }]
    })
    .toSorted((a, b) => a.startedAt - b.startedAt)
}

export interface RushBest {
  readonly count: number
  readonly average: number | null
  readonly inTime: number | null
  /** The most buyers of a rush that was passed; null: none was. */
  readonly buyers: number | null
}

export function bestRush(results: readonly RushResult[]): RushBest {
  const least = (values: readonly (number | null)[]) => {
    const known = values.filter((value) => value !== null)
    return known.length === 0 ? null : Math.min(...known)
  }
  const most = (values: readonly (number | null)[]) => {
    const best = least(values.map((value) => (value === null ? null : -value)))
    return best === null ? null : -best
  }
  return {
    count: results.length,
    average: least(results.map(({ average }) => average)),
    inTime: most(results.map(({ inTime }) => inTime)),
    buyers: most(results.map(({ passed, rush }) => (passed ? rush.buyers : null))),
  }
}
