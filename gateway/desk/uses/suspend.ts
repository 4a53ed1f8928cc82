import type { Command } from '#shared/protocol/frames.ts'
import type { Actor } from '../contract.ts'
import { actingAccount, isAccount, type Deciding, type Done, type Refusal } from '../decision.ts'
import { serveQueue } from '../serve.ts'

export function suspend(
  deciding: Deciding,
  actor: Actor,
  command: Extract<Command, { type: 'suspend' }>,
): Done | Refusal {
  return change(deciding, actor, command.reason)
}

export function resume(
  deciding: Deciding,
  actor: Actor,
  _of: 'lock' | 'idle' | undefined,
): Done | Refusal {
  return change(deciding, actor, null)
}

/** `reason: null` resumes. */
function change(deciding: Deciding, actor: Actor, reason: string | null): Done | Refusal {
  const account = actingAccount(deciding, actor)
  if (!isAccount(account)) return account
  if ((account.view.suspended?.reason ?? null) === reason) return {}
  deciding.emit({ type: 'account.suspended', account: account.view.id, reason })
  // Resumed: the first of the queue. The last one suspended: what waits goes to main (D5).
  serveQueue(deciding)
  return {}
}
