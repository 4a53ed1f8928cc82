import { ratesOf } from '../../measures/rounds.ts'
import type { RunRecord } from '../run.ts'
import { figuresOfRounds, roundsOf, type Round } from '../score/rounds.ts'

/** A stretch of a run. */
export interface CurvePoint {
  /** Its beginning, ms of the run. */
  readonly at: number
  /** The most who waited at one moment of it. */
  readonly waiting: number
  /** M's average of the rounds that began in it, ms; null: none did. */
  readonly average: number | null
  readonly rounds: number
}
export interface Curve {
  /** Ms. */
  readonly stretch: number
  readonly points: readonly CurvePoint[]
}

const STRETCHES = [15_000, 30_000, 60_000, 120_000, 300_000] as const
const POINTS_MAX = 48

/** How many waited and how long answers took, over the run. Of a record without entries: no points. */
export function curveOf(record: RunRecord): Curve {
  const rounds = roundsOf(record).map((round) => ({ round, ...spanOf(record, round) }))
  const whole = record.entries.at(-1)?.at
  if (whole === undefined) return { stretch: STRETCHES[0], points: [] }
  const stretch = STRETCHES.find((one) => whole / one < POINTS_MAX) ?? Math.ceil(whole / POINTS_MAX)
  const points = Array.from({ length: Math.floor(whole / stretch) + 1 }, (_, index) => {
    const at = index * stretch
    const here = rounds.filter(({ from, to }) => from < at + stretch && to > at)
    const begun = rounds.filter(({ from }) => from >= at && from < at + stretch)
    return {
      at,
      // The most wait when somebody has just begun to, or from the beginning of the stretch.
      waiting: Math.max(
        0,
        ...[at, ...begun.map(({ from }) => from)].map(
          (moment) => here.filter(({ from, to }) => from <= moment && to > moment).length,
        ),
      ),
      average: ratesOf(figuresOfRounds(begun.map(({ round }) => round))).averageMs,
      rounds: begun.length,
    }
  })
  return { stretch, points }
}

/** From the question to the answer, or to where it was left unanswered. */
function spanOf({ entries }: RunRecord, { buyer, asked, answered, ms }: Round) {
  const from = entries[asked]?.at ?? 0
  if (answered !== null && ms !== null) return { from, to: from + ms }
  const end = entries
    .slice(asked)
    .find(
      (entry) =>
        entry.kind !== 'paused' &&
        entry.buyer === buyer &&
        (entry.kind === 'left' ||
          (entry.kind === 'did' && (entry.deed.do === 'forward' || entry.deed.do === 'close'))),
    )
  return { from, to: (end ?? entries.at(-1))?.at ?? from }
}
