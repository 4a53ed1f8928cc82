import type { RunRecord } from '../run.ts'
import { judged, type Case, type Judged, type Mark } from './judged.ts'
import { missedAt, endOf, uniq, type Visit } from './visits.ts'

/** The mood that a buyer left with, or was left in; of all, the share of those who are there. */
export function moodMark({ buyer, atLeast }: Mark<'mood'>, { record, visits }: Case): Judged {
  const least = atLeast
  if (buyer !== undefined) {
    const visit = visits.get(buyer)
    if (!visit?.mood) return judged('mood', 'not_come', 0, missedAt(record, visit), { least })
    const { value, cite } = visit.mood
    const values = { mood: value, least }
    return value >= least
      ? judged('mood', 'reached', 1, [cite], values)
      : judged('mood', 'under', 0, [cite], values)
  }
  const moods = [...visits.values()].flatMap(({ mood }) => (mood === null ? [] : [mood]))
  const of = moods.length
  if (of === 0) return judged('mood', 'none', 0, endOf(record), { least })
  const under = moods.filter(({ value }) => value < least)
  const cites = uniq((under.length > 0 ? under : moods).map(({ cite }) => cite))
  const count = of - under.length
  return judged('mood', 'share', count / of, cites, { count, of, least })
}

/** How the visit ended; of all, the share of those who came whose visit ended so. */
export function outcomeMark(mark: Mark<'outcome'>, { record, visits }: Case): Judged {
  const wanted: readonly string[] = typeof mark.outcome === 'string' ? [mark.outcome] : mark.outcome
  if (mark.buyer === undefined) return outcomeShare(wanted, record, [...visits.values()])
  const visit = visits.get(mark.buyer)
  const left = visit?.left
  if (!left) return judged('outcome', visit ? 'open' : 'not_come', 0, missedAt(record, visit), {})
  const { outcome } = left.entry
  return wanted.includes(outcome)
    ? judged('outcome', 'reached', 1, [left.cite], { outcome })
    : judged('outcome', 'other', 0, [left.cite], { outcome })
}

function outcomeShare(
  wanted: readonly string[],
  record: RunRecord,
  visits: readonly Visit[],
): Judged {
  const of = visits.length
  if (of === 0) return judged('outcome', 'none', 0, endOf(record), {})
  const isSo = ({ left }: Visit) => left !== null && wanted.includes(left.entry.outcome)
  const others = visits.filter((visit) => !isSo(visit))
  const shown = others.length > 0 ? others : visits
  const cites = uniq(shown.map(({ left, last }) => left?.cite ?? last))
  const count = of - others.length
  return judged('outcome', 'share', count / of, cites, { count, of })
}
