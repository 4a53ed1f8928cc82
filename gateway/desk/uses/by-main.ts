import type { AccountId } from '#shared/protocol/model.ts'
import type { Actor } from '../contract.ts'
import { actingAccount, isAccount, refuse, type Deciding, type Refusal } from '../decision.ts'

/** A4: what only the main account may do, or the gateway's operator (`by: null`). */
export function byMain(
  deciding: Deciding,
  actor: Actor,
): { readonly by: AccountId | null } | Refusal {
  if (actor.kind === 'gateway') return { by: null }
  const account = actingAccount(deciding, actor)
  if (!isAccount(account)) return account
  return account.view.role === 'main'
    ? { by: account.view.id }
    : refuse('not_allowed', 'the main account alone may do this')
}

export function isMain<T extends { readonly by: AccountId | null }>(
  result: T | Refusal,
): result is T {
  return 'by' in result
}
