import type { Command } from '#shared/protocol/frames.ts'
import { refuse, type Deciding, type Done, type Refusal } from '../decision.ts'

/** D2 is the main account's setting, for itself and for its sub-accounts. */
export function participate(
  deciding: Deciding,
  command: Extract<Command, { type: 'participate' }>,
): Done | Refusal {
  const target = deciding.account(command.account)?.view
  if (!target) return refuse('not_found', 'no such account')
  if (target.participates === command.on) return {}
  deciding.emit({
    type: 'account.changed',
    account: target.id,
    changes: { participates: command.on },
  })
  return {}
}
