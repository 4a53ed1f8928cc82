import { offsetAt } from '../dispatch/hours.ts'
import { ROUND, type Figures, type Rates } from './figures.ts'

export function emptyFigures(day: number): Figures {
  return { day, rounds: 0, answered: 0, sumMs: 0, quick: 0 }
}

/** The day of a moment in a time zone, as YYYYMMDD. */
export function figuresDay(at: number, timeZone: string): number {
  return dayOfWall(wallClock(at, timeZone))
}

/** Of today: what was counted on another day is over. */
export function figuresOf(figures: Figures, at: number, timeZone: string): Figures {
  const day = figuresDay(at, timeZone)
  return figures.day === day ? figures : emptyFigures(day)
}

/**
 * Figures with one more round; `endedAt` null: it left the account unanswered. A round belongs to
 * the day of its start: one of a later day than the figures' begins them anew, one of an earlier day
 * is too late for them. What is answered on another day was not answered on its own.
 */
export function withRound(
  figures: Figures,
  startedAt: number,
  endedAt: number | null,
  timeZone: string,
): Figures {
  const start = wallClock(startedAt, timeZone)
  const hour = start.getUTCHours()
  const day = dayOfWall(start)
  if (hour < ROUND.from || hour >= ROUND.to || day < figures.day) return figures
  const before = day === figures.day ? figures : emptyFigures(day)
  return endedAt !== null && figuresDay(endedAt, timeZone) === day
    ? answeredIn(before, Math.max(0, endedAt - startedAt))
    : missed(before)
}

export function ratesOf({ rounds, sumMs, quick }: Figures): Rates {
  return rounds === 0
    ? { averageMs: null, quickShare: null, rounds }
    : { averageMs: sumMs / rounds, quickShare: quick / rounds, rounds }
}

/** What the rates become if a buyer who has waited so long is answered now. */
export function ifAnswered(figures: Figures, waitingMs: number): Rates {
  return ratesOf(answeredIn(figures, Math.max(0, waitingMs)))
}

/** What they become if that buyer is not answered at all. */
export function ifMissed(figures: Figures): Rates {
  return ratesOf(missed(figures))
}

function answeredIn(figures: Figures, ms: number): Figures {
  return {
    day: figures.day,
    rounds: figures.rounds + 1,
    answered: figures.answered + 1,
    sumMs: figures.sumMs + Math.min(ms, ROUND.capMs),
    quick: figures.quick + (ms <= ROUND.quickMs ? 1 : 0),
  }
}

function missed(figures: Figures): Figures {
  return { ...figures, rounds: figures.rounds + 1, sumMs: figures.sumMs + ROUND.capMs }
}

/** The wall clock as if it were UTC. The offset is measured once in each quarter of an hour. */
function wallClock(at: number, timeZone: string): Date {
  return new Date(at + offsetAt(timeZone, at))
}

function dayOfWall(wall: Date): number {
  return wall.getUTCFullYear() * 10_000 + (wall.getUTCMonth() + 1) * 100 + wall.getUTCDate()
}
