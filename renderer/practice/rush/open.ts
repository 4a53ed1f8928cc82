import type { RushSettings } from '#shared/practice/rush/settings.ts'
import { openPractice } from '../store.ts'

/** The section with this load chosen, such as from a course; nothing begins yet. */
export function openRush({ buyers, minutes }: Pick<RushSettings, 'buyers' | 'minutes'>): void {
  openPractice('rush', `load:${buyers}:${minutes}`)
}

/** What came of a rush: its figures and its curve. */
export function openRushResult(run: string): void {
  openPractice('rush', `run:${run}`)
}

export type RushPlace =
  | { readonly kind: 'load'; readonly buyers: number; readonly minutes: number }
  | { readonly kind: 'run'; readonly run: string }
  | null

/** What the section was opened for. */
export function rushPlace(argument: string | null): RushPlace {
  const [kind, first = '', second = ''] = argument?.split(':') ?? []
  if (kind === 'run' && first !== '') return { kind, run: first }
  const [buyers, minutes] = [Number(first), Number(second)]
  return kind === 'load' && buyers > 0 && minutes > 0 ? { kind, buyers, minutes } : null
}
