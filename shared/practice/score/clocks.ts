import { ratesOf } from '../../measures/rounds.ts'
import type { Cite } from '../run.ts'
import { judged, type Case, type Judged, type Mark } from './judged.ts'
import { figuresOfRounds, firstRounds, type Round } from './rounds.ts'
import { endOf, missedAt, uniq } from './visits.ts'

/** M: of one buyer whether, of all the share of buyers whose first human reply came in time. */
export function firstReplyMark(mark: Mark<'first_reply'>, about: Case): Judged {
  const { record, rounds, visits } = about
  const limit = mark.within
  const { buyer } = mark
  const firsts = firstRounds(rounds).filter((round) => buyer === undefined || round.buyer === buyer)
  const [only] = firsts
  if (!only) {
    if (buyer === undefined) return judged('first_reply', 'none', 0, endOf(record), {})
    const visit = visits.get(buyer)
    const how = visit ? 'none' : 'not_come'
    return judged('first_reply', how, 0, missedAt(record, visit), {})
  }
  if (firsts.length > 1) {
    const late = firsts.filter((round) => !inTime(round, limit))
    const count = firsts.length - late.length
    const values = { count, of: firsts.length, limit }
    const cited = citesOf(late.length > 0 ? late : firsts)
    return judged('first_reply', 'share', count / firsts.length, cited, values)
  }
  const cited = citesOf(firsts)
  if (only.ms === null) return judged('first_reply', 'unanswered', 0, cited, { limit })
  const seconds = Math.round(only.ms / 1000)
  return inTime(only, limit)
    ? judged('first_reply', 'in_time', 1, cited, { seconds, limit })
    : judged('first_reply', 'late', 0, cited, { seconds, limit })
}

/** Full at `within`, none at three times that, in a straight line between. */
export function averageMark(mark: Mark<'average'>, { record, rounds }: Case): Judged {
  const limit = mark.within
  const { averageMs } = ratesOf(figuresOfRounds(rounds))
  if (averageMs === null) return judged('average', 'none', 0, endOf(record), {})
  const values = { seconds: Math.round(averageMs / 1000), limit }
  const over = averageMs - limit * 1000
  if (over <= 0) return judged('average', 'in_time', 1, citesOf(slowest(rounds)), values)
  const got = limit === 0 ? 0 : Math.max(0, 1 - over / (limit * 2000))
  const slow = rounds.filter((round) => !inTime(round, limit))
  return judged('average', 'late', got, citesOf(slow), values)
}

export function roundsMark(mark: Mark<'rounds'>, { record, rounds }: Case): Judged {
  const limit = mark.within
  const of = rounds.length
  if (of === 0) return judged('rounds', 'none', 0, endOf(record), {})
  const late = rounds.filter((round) => !inTime(round, limit))
  return late.length === 0
    ? judged('rounds', 'all', 1, citesOf(slowest(rounds)), { of, limit })
    : judged('rounds', 'share', (of - late.length) / of, citesOf(late), {
        count: of - late.length,
        of,
        limit,
      })
}

function inTime({ ms }: Round, seconds: number): boolean {
  return ms !== null && ms <= seconds * 1000
}

function slowest(rounds: readonly Round[]): readonly Round[] {
  const most = Math.max(...rounds.map(({ ms }) => ms ?? Infinity))
  return rounds.filter(({ ms }) => (ms ?? Infinity) === most)
}

function citesOf(rounds: readonly Round[]): readonly Cite[] {
  return uniq(
    rounds.flatMap(({ asked, answered }) => (answered === null ? [asked] : [asked, answered])),
  )
}
