import type { Random } from './random.ts'

/** How fast the simulated buyers live, in milliseconds. Tests give a hurried one. */
export interface Pace {
  /** From the start to the first buyer. */
  readonly first: number
  /** Between two buyers, at least and at most. */
  readonly rest: readonly [number, number]
  /** Longest rest while nobody answers. */
  readonly longestRest: number
  readonly atOnce: number
  readonly readPerSign: number
  readonly typePerSign: number
  readonly longestTyping: number
  /** How long a usual buyer waits before it asks again. */
  readonly patience: number
  /** How long it stays after the last word. */
  readonly lingers: number
}

export const USUAL_PACE: Pace = {
  first: 4000,
  rest: [25_000, 70_000],
  longestRest: 20 * 60_000,
  atOnce: 3,
  readPerSign: 60,
  typePerSign: 170,
  longestTyping: 7000,
  patience: 70_000,
  lingers: 45_000,
}

/** Reading what was said, with the moment before one begins to type. */
export function readingTime(text: string, pace: Pace, random: Random): number {
  const signs = Math.min(Array.from(text).length, 120)
  return (10 + signs) * pace.readPerSign * (0.7 + 0.6 * random())
}

export function typingTime(line: string, pace: Pace, random: Random): number {
  const time = Array.from(line).length * pace.typePerSign * (0.7 + 0.6 * random())
  return Math.min(pace.longestTyping, time)
}

/** The hurried ask again sooner; each time all wait a little longer. */
export function patienceOf(hurry: number, nudges: number, pace: Pace, random: Random): number {
  const factor = hurry >= 2 ? 0.6 : hurry === 0 ? 1.6 : 1
  return pace.patience * factor * (1 + 0.5 * nudges) * (0.8 + 0.4 * random())
}

/**
 * Before the next buyer. While buyers leave without having been answered, nobody sits at the desk:
 * the rest doubles, so that a demo left alone over night is not full of waiting buyers.
 */
export function restTime(unanswered: number, pace: Pace, random: Random): number {
  const [least, most] = pace.rest
  const rest = least + (most - least) * random()
  return unanswered === 0 ? rest : Math.min(pace.longestRest, rest * 2 ** unanswered)
}
