import type { DeskCommand } from '../contract.ts'
import { refuse, type Deciding, type Done, type Refusal } from '../decision.ts'

export function presence(
  deciding: Deciding,
  command: Extract<DeskCommand, { type: 'presence' }>,
): Done | Refusal {
  const account = deciding.account(command.account)?.view
  if (!account) return refuse('not_found', 'no such account')
  if (account.online === command.online) return {}
  if (account.disabled && command.online) return refuse('not_allowed', 'the account is disabled')
  deciding.emit({ type: 'account.presence', account: account.id, online: command.online })
  return {}
}
