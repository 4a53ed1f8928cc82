import type { Command } from '#shared/protocol/frames.ts'
import type { Actor } from '../contract.ts'
import {
  actingAccount,
  isAccount,
  refuse,
  type Deciding,
  type Done,
  type Refusal,
} from '../decision.ts'

/** D2 is the main account's setting, for itself and for its sub-accounts. */
export function participate(
  deciding: Deciding,
  actor: Actor,
  command: Extract<Command, { type: 'participate' }>,
): Done | Refusal {
  if (actor.kind !== 'gateway') {
    const account = actingAccount(deciding, actor)
    if (!isAccount(account)) return account
    if (account.view.role !== 'main')
      return refuse('not_allowed', 'the main account sets who takes part in dispatch')
  }
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
