import type { AutoSuspend } from '#shared/bridge/contract.ts'
import type { Suspension } from '#shared/protocol/model.ts'

/** What this computer knows of the person in front of it. */
export interface Presence {
  readonly locked: boolean
  /** Nobody touched keyboard or mouse for so long. */
  readonly idleMs: number
}

export type Absence = 'lock' | 'idle'

/**
 * What this workstation did about an absence. `new`: nothing known yet, such as after a start while
 * the account is suspended by what an earlier run saw. null: the person was here.
 */
export type Memory = 'new' | Absence | null

export interface Situation {
  readonly setting: AutoSuspend
  readonly presence: Presence
  /** Connected; else it is done when it is again, if it is still so. */
  readonly live: boolean
  readonly suspended: Suspension | null
}

export interface Step {
  readonly memory: Memory
  readonly act:
    | { readonly type: 'suspend'; readonly by: Absence }
    | { readonly type: 'resume'; readonly of: Absence }
    | null
}

const MINUTE = 60_000

/** Why nobody is here, as far as the setting cares. */
export function absenceOf({ lock, idleMinutes }: AutoSuspend, presence: Presence): Absence | null {
  if (lock && presence.locked) return 'lock'
  return idleMinutes !== null && presence.idleMs >= idleMinutes * MINUTE ? 'idle' : null
}

/**
 * What is to be done now. `memory` of the answer holds once the act is done. An absence suspends at
 * most once: who resumes the account meanwhile, at another workstation or for it, has the last word.
 * What a person or the gateway suspended is never resumed here. Pure.
 */
export function stepOf(memory: Memory, { setting, presence, live, suspended }: Situation): Step {
  const stay: Step = { memory, act: null }
  if (!live) return stay
  const absent = absenceOf(setting, presence)
  if (absent !== null) {
    const done = memory === 'lock' || memory === 'idle'
    if (done || suspended) return stay
    return { memory: absent, act: { type: 'suspend', by: absent } }
  }
  const off = !setting.lock && setting.idleMinutes === null
  if (memory === null || (memory === 'new' && off)) return stay
  const by = suspended?.by
  return {
    memory: null,
    act: by === 'lock' || by === 'idle' ? { type: 'resume', of: by } : null,
  }
}
