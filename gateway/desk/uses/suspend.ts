import type { Actor } from '../contract.ts'
import { actingAccount, isAccount, type Deciding, type Done, type Refusal } from '../decision.ts'
import { serveQueue } from '../serve.ts'

/** `reason: null` resumes. */
export function suspend(deciding: Deciding, actor: Actor, reason: string | null): Done | Refusal {
  const account = actingAccount(deciding, actor)
  if (!isAccount(account)) return account
  if ((account.view.suspended?.reason ?? null) === reason) return {}
  deciding.emit({ type: 'account.suspended', account: account.view.id, reason })
  // Resumed: the first of the queue. The last one suspended: what waits goes to main (D5).
  serveQueue(deciding)
  return {}
}
