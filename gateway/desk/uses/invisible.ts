import type { Deciding, Done } from '../decision.ts'
import type { Passed } from '../gate.ts'

/** At work and not to be seen: the account keeps what it holds and gets nothing by dispatch. */
export function setInvisible(deciding: Deciding, { account }: Passed, on: boolean): Done {
  const { id, invisible, online } = account.view
  if (invisible !== on) deciding.emit({ type: 'account.invisible', account: id, on, online })
  return {}
}
