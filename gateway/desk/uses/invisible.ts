import type { Actor } from '../contract.ts'
import { actingAccount, isAccount, type Deciding, type Done, type Refusal } from '../decision.ts'

/** At work and not to be seen: the account keeps what it holds and gets nothing by dispatch. */
export function setInvisible(deciding: Deciding, actor: Actor, on: boolean): Done | Refusal {
  const account = actingAccount(deciding, actor)
  if (!isAccount(account)) return account
  const { id, invisible, online } = account.view
  if (invisible !== on) deciding.emit({ type: 'account.invisible', account: id, on, online })
  return {}
}
