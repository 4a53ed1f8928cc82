import { ratesOf } from '../../measures/rounds.ts'
import { ROUND } from '../../measures/figures.ts'
import type { Play } from '../play.ts'
import type { RunRecord } from '../run.ts'
import { figuresOfRounds, roundsOf, type Round } from '../score/rounds.ts'

/**
 * How a run goes at this moment, by product.md M: the definitions of the score. A round that is still
 * open is in no figure but `waiting`: it may still be answered in time.
 */
export interface LiveMeasures {
  /** Who waits for an answer now, the longest first; `since`: ms of the run. */
  readonly waiting: readonly { readonly name: string; readonly since: number }[]
  /** Rounds that are over: answered, or left unanswered for good. */
  readonly rounds: number
  readonly answered: number
  /** Answered within M's 180 s. */
  readonly inTime: number
  /** Ms, each round capped as M says; null: no round is over. */
  readonly average: number | null
  readonly coming: number
  readonly here: number
  readonly gone: number
}

export function liveMeasures(
  record: RunRecord,
  play: Play,
  nameOf: (buyer: string) => string,
): LiveMeasures {
  const rounds = roundsOf(record)
  const left = new Set(record.entries.flatMap((one) => (one.kind === 'left' ? [one.buyer] : [])))
  const away = handedOn(record)
  const isOpen = ({ answered, buyer }: Round) =>
    answered === null && !left.has(buyer) && !away.has(buyer)
  // At most one of a buyer is open, and it is the last one: what began it is not answered.
  const last = new Map(rounds.map((round) => [round.buyer, round]))
  const open = [...last.values()].filter(isOpen)
  const over = rounds.filter((round) => !open.includes(round))
  const figures = figuresOfRounds(over)
  const states = Object.values(play.buyers)
  const gone = states.filter(({ ended }) => ended !== null).length
  const coming = states.filter(({ cameAt }) => cameAt === null).length
  return {
    waiting: open
      .map(({ buyer, asked }) => ({ name: nameOf(buyer), since: record.entries[asked]?.at ?? 0 }))
      .toSorted((a, b) => a.since - b.since),
    rounds: figures.rounds,
    answered: figures.answered,
    inTime: figures.quick,
    average: ratesOf(figures).averageMs,
    coming,
    gone,
    here: states.length - gone - coming,
  }
}

/** Whom the trainee has forwarded or closed since its own last words to them: they wait for it no more. */
function handedOn({ entries }: RunRecord): ReadonlySet<string> {
  const away = new Set<string>()
  const forwarded = new Set<string>()
  for (const entry of entries) {
    if (entry.kind === 'paused' || entry.buyer === null) continue
    const { buyer } = entry
    if (entry.kind === 'answered') {
      away.delete(buyer)
      forwarded.delete(buyer)
    } else if (entry.kind === 'asked') {
      // A closed one that writes again waits anew; a forwarded one waits for the colleague.
      if (!forwarded.has(buyer)) away.delete(buyer)
    } else if (entry.kind === 'did' && entry.deed.do === 'forward') {
      away.add(buyer)
      forwarded.add(buyer)
    } else if (entry.kind === 'did' && entry.deed.do === 'close') away.add(buyer)
  }
  return away
}

/** Under M's limit a waiting buyer can still be answered in time. */
export const IN_TIME_MS = ROUND.quickMs
