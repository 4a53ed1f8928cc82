import type { Span, WorkingHours } from '#shared/protocol/settings.ts'

export type HoursProblem = 'span_order' | 'span_overlap' | 'date_twice'

/** A day's spans can be read in any order; they must not touch each other's inside. */
export function problemOfSpans(spans: readonly Span[]): 'span_order' | 'span_overlap' | null {
  if (spans.some(({ from, to }) => from >= to)) return 'span_order'
  const sorted = spans.toSorted((a, b) => (a.from < b.from ? -1 : 1))
  return sorted.some((span, index) => span.from < (sorted[index - 1]?.to ?? ''))
    ? 'span_overlap'
    : null
}

/** What keeps the hours from being saved; null: nothing. */
export function problemOfHours({ week, holidays }: WorkingHours): HoursProblem | null {
  for (const spans of [...week, ...holidays.map((one) => one.spans)]) {
    const problem = problemOfSpans(spans)
    if (problem !== null) return problem
  }
  return new Set(holidays.map(({ date }) => date)).size < holidays.length ? 'date_twice' : null
}

/** Times of day to choose from, each quarter of an hour, 24:00 as an end. */
export function timesOfDay(end: boolean): readonly string[] {
  const times = Array.from({ length: 96 }, (_, index) => clock(index * 15))
  return end ? [...times.slice(1), '24:00'] : times
}

function clock(minutes: number): string {
  const two = (n: number) => String(n).padStart(2, '0')
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

/** The next span of a day: an afternoon behind a morning, or the usual day; null: no room. */
export function nextSpan(spans: readonly Span[]): Span | null {
  const last = spans.toSorted((a, b) => (a.to < b.to ? -1 : 1)).at(-1)
  if (!last) return { from: '09:00', to: '18:00' }
  const start = minutes(last.to) + 60
  if (start >= 24 * 60 || spans.length >= 6) return null
  return { from: clock(start), to: clockOrEnd(start + 240) }
}

function clockOrEnd(at: number): string {
  return at >= 24 * 60 ? '24:00' : clock(at)
}

function minutes(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
}

/** The first day from `today` on that is no holiday yet; YYYY-MM-DD. */
export function freeDate(holidays: readonly { readonly date: string }[], today: string): string {
  const taken = new Set(holidays.map(({ date }) => date))
  const day = new Date(`${today}T00:00:00Z`)
  while (taken.has(day.toISOString().slice(0, 10))) day.setUTCDate(day.getUTCDate() + 1)
  return day.toISOString().slice(0, 10)
}
