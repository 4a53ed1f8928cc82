import { preferencesIn, type WorkState } from '../../state/model.ts'
import type { Workstation } from '../../state/workstation.ts'

const MINUTE = 60_000
/** The year 9999: what can't be stored as `Infinity`. */
export const FOR_EVER = 253_370_764_800_000

export const QUIET_CHOICES = ['off', 'half', 'hour', 'tomorrow', 'always'] as const
export type QuietChoice = (typeof QUIET_CHOICES)[number]

/** Until when it is quiet, by this computer's clock; tomorrow begins at eight. */
export function quietUntil(choice: QuietChoice, now: number): number {
  switch (choice) {
    case 'off':
      return 0
    case 'half':
      return now + 30 * MINUTE
    case 'hour':
      return now + 60 * MINUTE
    case 'tomorrow': {
      const morning = new Date(now)
      morning.setDate(morning.getDate() + 1)
      morning.setHours(8, 0, 0, 0)
      return morning.getTime()
    }
    case 'always':
      return FOR_EVER
  }
}

export type QuietLeft =
  { readonly kind: 'off' | 'always' } | { readonly kind: 'until'; readonly ms: number }

export function quietLeft(until: number, now: number): QuietLeft {
  if (until <= now) return { kind: 'off' }
  return until >= FOR_EVER ? { kind: 'always' } : { kind: 'until', ms: until - now }
}

export function isQuiet(state: Pick<WorkState, 'app'>): boolean {
  return preferencesIn(state).quietUntil > Date.now()
}

/** By the key: off, or for half an hour. What happened is said, since nothing else would be seen. */
export function switchQuiet({ store, actions }: Workstation): void {
  const on = isQuiet(store.getState())
  const until = quietUntil(on ? 'off' : 'half', Date.now())
  actions.desk.setPreferences({ quietUntil: until })
  actions.desk.toast('info', on ? 'chats:quiet.nowOff' : 'chats:quiet.nowHalf')
}
