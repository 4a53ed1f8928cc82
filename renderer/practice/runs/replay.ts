import type { Entry, MarkResult, ViolationResult } from '#shared/practice/run.ts'

/** A record that plays in its own time. `at`: ms of the run. */
export interface Replay {
  readonly at: number
  readonly speed: Speed
  readonly playing: boolean
}
export const SPEEDS = [1, 4, 16] as const
export type Speed = (typeof SPEEDS)[number]

export const STOPPED: Replay = { at: 0, speed: 1, playing: false }

export type ReplayAct =
  /** So many ms went by outside. */
  | { readonly kind: 'passed'; readonly ms: number }
  | { readonly kind: 'play' | 'pause' | 'toggle' }
  | { readonly kind: 'speed'; readonly speed: Speed }
  | { readonly kind: 'seek'; readonly at: number }
  /** To the next or the last line before. */
  | { readonly kind: 'step'; readonly by: 1 | -1 }

/** When the last line was. */
export function lengthOf(entries: readonly Entry[]): number {
  return entries.reduce((last, { at }) => Math.max(last, at), 0)
}

/** Stops at the end; to play there begins anew. */
export function replayed(
  replay: Replay,
  act: ReplayAct,
  entries: readonly Pick<Entry, 'at'>[],
): Replay {
  const end = entries.reduce((last, { at }) => Math.max(last, at), 0)
  const within = (at: number) => Math.min(end, Math.max(0, at))
  switch (act.kind) {
    case 'passed': {
      if (!replay.playing) return replay
      const at = within(replay.at + act.ms * replay.speed)
      return { ...replay, at, playing: at < end }
    }
    case 'play':
      return { ...replay, playing: true, at: replay.at >= end ? 0 : replay.at }
    case 'pause':
      return { ...replay, playing: false }
    case 'toggle':
      return replayed(replay, { kind: replay.playing ? 'pause' : 'play' }, entries)
    case 'speed':
      return { ...replay, speed: act.speed }
    case 'seek':
      return { ...replay, at: within(act.at) }
    case 'step': {
      const times = entries.map(({ at }) => at)
      const next =
        act.by > 0 ? times.find((at) => at > replay.at) : times.findLast((at) => at < replay.at)
      return { ...replay, playing: false, at: next ?? (act.by > 0 ? end : 0) }
    }
  }
}

/** How many lines are there by then; the record is in the order of its times. */
export function shownAt(entries: readonly Pick<Entry, 'at'>[], at: number): number {
  const next = entries.findIndex((entry) => entry.at > at)
  return next < 0 ? entries.length : next
}

/** What is known by then: a mark when the last of the lines it is about has come, the newest first. */
export function earnedAt<T extends MarkResult | ViolationResult>(
  results: readonly T[],
  shown: number,
): readonly T[] {
  const last = (one: T) => Math.max(...one.cites)
  return results.filter((one) => last(one) < shown).toSorted((a, b) => last(b) - last(a))
}
