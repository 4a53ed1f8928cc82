import type { Figures } from '../../measures/figures.ts'
import { emptyFigures, figuresDay, ratesOf, withRound } from '../../measures/rounds.ts'
import type { Cite, RunRecord, Score } from '../run.ts'

/** M: from the first unanswered message of a buyer to the first human reply. */
export interface Round {
  readonly buyer: string
  readonly asked: Cite
  /** Null: it left the trainee unanswered, by a forward, a closing, the buyer's leaving or the end. */
  readonly answered: Cite | null
  /** Milliseconds, without the cap; null: unanswered, which counts as the cap. */
  readonly ms: number | null
}

/**
 * Words said so shortly before leaving are a farewell: nobody could answer them any more. No buyer's
 * patience is shorter (`leaves` of scenario.ts), and it types at most two lines of 6 s when it goes.
 */
const FAREWELL_MS = 10_000

interface Open {
  readonly asked: Cite
  readonly at: number
}

/**
 * In the order of their beginnings. Of a buyer who was forwarded the colleague's rounds are none of
 * the trainee's, until the trainee writes to that buyer again. A farewell begins no round. As at the desk, recalling a reply opens none again.
 */
export function roundsOf(record: RunRecord): readonly Round[] {
  const rounds: Round[] = []
  const open = new Map<string, Open>()
  const away = new Set<string>()
  const gone = new Set<string>()
  const end = (buyer: string, answered: { cite: Cite; at: number } | null) => {
    const began = open.get(buyer)
    if (!began) return
    open.delete(buyer)
    const ms = answered ? Math.max(0, answered.at - began.at) : null
    rounds.push({ buyer, asked: began.asked, answered: answered?.cite ?? null, ms })
  }
  for (const [cite, entry] of record.entries.entries()) {
    if (entry.kind === 'paused' || entry.buyer === null) continue
    const { buyer, at } = entry
    switch (entry.kind) {
      case 'asked':
        if (!open.has(buyer) && !away.has(buyer) && !gone.has(buyer))
          open.set(buyer, { asked: cite, at })
        break
      case 'answered':
        away.delete(buyer)
        end(buyer, { cite, at })
        break
      case 'did':
        if (entry.deed.do === 'forward') away.add(buyer)
        if (entry.deed.do === 'forward' || entry.deed.do === 'close') end(buyer, null)
        break
      case 'left':
        gone.add(buyer)
        if (at - (open.get(buyer)?.at ?? 0) < FAREWELL_MS) open.delete(buyer)
        end(buyer, null)
        break
      case 'automatic':
        break
    }
  }
  for (const buyer of open.keys()) end(buyer, null)
  return rounds.toSorted((a, b) => a.asked - b.asked)
}

/** Each buyer's first round: M's first reply. A visit is one conversation. */
export function firstRounds(rounds: readonly Round[]): readonly Round[] {
  const seen = new Set<string>()
  return rounds.filter(({ buyer }) => !seen.has(buyer) && seen.add(buyer))
}

/** M leaves practice out of the desk's hours: each round is reckoned as one of the same noon. */
const NOON = Date.UTC(2026, 0, 1, 12)

export function figuresOfRounds(rounds: readonly Round[]): Figures {
  return rounds.reduce(
    (figures, { ms }) => withRound(figures, NOON, ms === null ? null : NOON + ms, 'UTC'),
    emptyFigures(figuresDay(NOON, 'UTC')),
  )
}

export function measuresOf(record: RunRecord, rounds: readonly Round[]): Score['measures'] {
  const figures = figuresOfRounds(rounds)
  const firsts = figuresOfRounds(firstRounds(rounds))
  return {
    rounds: figures.rounds,
    inTime: figures.quick,
    firstReply: ratesOf(firsts).averageMs,
    average: ratesOf(figures).averageMs,
    most: mostAtOnce(record),
  }
}

/** The most buyers with the trainee at one time: come, and not left, closed or forwarded. */
function mostAtOnce(record: RunRecord): number {
  const here = new Set<string>()
  const away = new Set<string>()
  let most = 0
  for (const [index, entry] of record.entries.entries()) {
    if (entry.kind !== 'paused' && entry.buyer !== null) {
      const { buyer } = entry
      const deed = entry.kind === 'did' ? entry.deed.do : null
      if (entry.kind === 'answered') away.delete(buyer)
      if (entry.kind === 'left' || deed === 'forward') away.add(buyer)
      if (away.has(buyer) || deed === 'close') here.delete(buyer)
      else if (entry.kind === 'asked' || entry.kind === 'answered') here.add(buyer)
    }
    // What is of one moment has no order: one who leaves then makes room for one who comes then.
    if (record.entries[index + 1]?.at !== entry.at) most = Math.max(most, here.size)
  }
  return most
}
