import type { Command } from '#shared/protocol/frames.ts'
import type { Suspension } from '#shared/protocol/model.ts'
import type { Deciding, Done } from '../decision.ts'
import type { Passed } from '../gate.ts'
import { watchLoad } from '../load.ts'

type Suspend = Extract<Command, { type: 'suspend' }>

/** D3: on one's own account, by hand or by one's workstation (locked, or nobody there). */
export function suspend(deciding: Deciding, { account }: Passed, command: Suspend): Done {
  const { id, suspended } = account.view
  const { reason, by = 'person' } = command
  const text = command.text || null
  if (suspended !== null) {
    if (!mayReplace(by, suspended)) return {}
    if (suspended.by === by && suspended.reason === reason && suspended.text === text) return {}
  }
  deciding.emit({ type: 'account.suspended', account: id, reason, by, text })
  return {}
}

/** The stronger one stays: a person's own word, then a locked screen, then that nobody is there. */
function mayReplace(by: NonNullable<Suspend['by']>, { by: present }: Suspension): boolean {
  const strength = { load: 0, idle: 1, lock: 2, person: 3 }
  return strength[by] >= strength[present]
}

/** `of`: only what the workstation began by itself is ended by itself. */
export function resume(
  deciding: Deciding,
  { account }: Passed,
  of: 'lock' | 'idle' | undefined,
): Done {
  const { id, suspended } = account.view
  if (suspended === null || (of !== undefined && suspended.by !== of)) return {}
  deciding.emit({ type: 'account.suspended', account: id, reason: null, by: suspended.by })
  // A lock may have come over a suspension for too many buyers, which goes on; who resumes by hand
  // takes them on, until the next one comes.
  if (of !== undefined) watchLoad(deciding, id)
  return {}
}
