import { offsetAt } from '../dispatch/hours.ts'

/**
 * Deadlines of practice are days: whole ones, by the clock of the shop. Dates are YYYY-MM-DD, moments
 * Unix ms.
 */
const DAY = 24 * 60 * 60_000

/** The calendar day of a moment in a time zone; an unknown zone is taken for UTC. */
export function dateAt(zone: string, at: number): string {
  return new Date(at + offsetAt(zone, at)).toISOString().slice(0, 10)
}

/** The last millisecond of a day there, also where the clock is changed at midnight. */
export function endOfDay(zone: string, date: string): number {
  const next = Date.parse(`${date}T00:00:00Z`) + DAY
  const moments = [next - offsetAt(zone, next - DAY), next - offsetAt(zone, next + DAY)]
  const begun = moments.filter((moment) => dateAt(zone, moment) > date)
  return (begun.length > 0 ? Math.min(...begun) : Math.max(...moments)) - 1
}

export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10)
}

/** How a deadline stands: over since so many days, or so many days left (0: it ends today). */
export type Deadline =
  | { readonly kind: 'none' }
  | { readonly kind: 'left'; readonly days: number }
  | { readonly kind: 'over'; readonly days: number }

/** By the days of the shop's calendar, not by 24 hours. A day that is over counts at least as one. */
export function deadlineOf(zone: string, due: number | null, now: number): Deadline {
  if (due === null) return { kind: 'none' }
  const days = daysBetween(dateAt(zone, now), dateAt(zone, due))
  return now > due ? { kind: 'over', days: Math.max(1, -days) } : { kind: 'left', days }
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY)
}
