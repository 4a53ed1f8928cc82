import type { Span, WorkingHours } from '../protocol/settings.ts'

/**
 * D11: whether the shop is open at a moment, by the wall clock of its time zone. Where the clock is
 * set forward, a span that begins in the missing hour begins behind it; where it is set back, what
 * is open in the repeated hour is open twice.
 */
export function isOpen(hours: WorkingHours, at: number): boolean {
  if (!hours.on) return true
  const local = at + offsetAt(hours.timeZone, at)
  const minute = Math.floor(within(local, DAY) / MINUTE)
  return spansOf(hours, local).some(
    (span) => minutes(span.from) <= minute && minute < minutes(span.to),
  )
}

/** The first moment from `at` on at which it is open; null: not within a year. */
export function nextOpening(hours: WorkingHours, at: number): number | null {
  if (isOpen(hours, at)) return at
  const zone = hours.timeZone
  const today = startOfDay(at + offsetAt(zone, at))
  for (let day = 0; day <= DAYS_AHEAD; day++) {
    const local = today + day * DAY
    const spans = spansOf(hours, local)
    if (spans.length === 0) continue
    const moments = spans.flatMap((span) => momentsOf(zone, local + minutes(span.from) * MINUTE))
    const change = changeOf(zone, local)
    // A change of another day is looked at with that day: an earlier opening may lie before it.
    if (change !== null && startOfDay(change + offsetAt(zone, change)) === local)
      moments.push(change)
    const open = moments.filter((moment) => moment >= at && isOpen(hours, moment))
    if (open.length > 0) return Math.min(...open)
  }
  return null
}

/** Whether it is a name of an IANA time zone that this machine knows. */
export function isTimeZone(name: string): boolean {
  return formatOf(name) !== null
}

/** How far the wall clock of a zone is ahead of UTC, ms. An unknown zone is taken for UTC. */
export function offsetAt(zone: string, at: number): number {
  const known = offsets.get(zone)
  const quarter = Math.floor(at / QUARTER)
  if (known?.quarter === quarter) return known.offset
  const offset = measureOffset(zone, at)
  offsets.set(zone, { quarter, offset })
  return offset
}

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const DAYS_AHEAD = 366

/** Clocks are changed on a quarter of an hour and nowhere between: the offset is asked once in it. */
const QUARTER = 15 * MINUTE
const offsets = new Map<string, { readonly quarter: number; readonly offset: number }>()
const formats = new Map<string, Intl.DateTimeFormat | null>()

function formatOf(zone: string): Intl.DateTimeFormat | null {
  const known = formats.get(zone)
  if (known !== undefined) return known
  let format: Intl.DateTimeFormat | null = null
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
  } catch {
    // Not a zone; saving such settings is refused, but a shop that has them must go on.
  }
  formats.set(zone, format)
  return format
}

function measureOffset(zone: string, at: number): number {
  const format = formatOf(zone)
  if (format === null) return 0
  const part = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  const get = (type: Intl.DateTimeFormatPartTypes) => part.get(type) ?? 0
  const wall = Date.UTC(
    get('year'),
    get('month') - 1,
    get('day'),
    get('hour'),
    get('minute'),
    get('second'),
  )
  return wall - (at - within(at, 1000))
}

/** The moments at which the wall clock shows `local`: one, none in a missing hour, two in a repeated one. */
function momentsOf(zone: string, local: number): number[] {
  const tried = new Set([local - offsetAt(zone, local - DAY), local - offsetAt(zone, local + DAY)])
  return [...tried].filter((moment) => moment + offsetAt(zone, moment) === local)
}

/** When the clock is changed on the local day, if it is. */
function changeOf(zone: string, local: number): number | null {
  let before = local - DAY - offsetAt(zone, local)
  let after = before + 3 * DAY
  const old = offsetAt(zone, before)
  if (offsetAt(zone, after) === old) return null
  while (after - before > MINUTE) {
    const middle = before + Math.floor((after - before) / 2 / MINUTE) * MINUTE
    if (offsetAt(zone, middle) === old) before = middle
    else after = middle
  }
  return after
}

/** `local`: the wall clock as if it were UTC. */
function spansOf(hours: WorkingHours, local: number): readonly Span[] {
  const date = new Date(local).toISOString().slice(0, 10)
  const holiday = hours.holidays.find((one) => one.date === date)
  // 1 January 1970 was a Thursday: the fourth of a week that begins on Monday.
  const weekday = within(Math.floor(local / DAY) + 3, 7)
  return (holiday ? holiday.spans : hours.week[weekday]) ?? []
}

function startOfDay(local: number): number {
  return local - within(local, DAY)
}

function within(value: number, size: number): number {
  return ((value % size) + size) % size
}

function minutes(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))
}
