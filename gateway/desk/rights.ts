import type { AccountView, BuyerView } from '#shared/protocol/model.ts'
import { isWide, type Row } from '#shared/rights/reach.ts'
import { RIGHTS } from '#shared/rights/table.ts'
import type { BuyerState, State } from './state.ts'

/** D6: of a private contact nobody but main learns that there is one. */
export function knowsOf(
  { role }: Pick<AccountView, 'role'>,
  buyer: Pick<BuyerView, 'private'>,
): boolean {
  return !buyer.private || RIGHTS.parts['private contacts'][role] === 'shop'
}

/** S32, D12: it serves or served the buyer, or is asked to take it over. Private contacts aside. */
export function isServing(state: State, { id }: AccountView, buyer: BuyerState): boolean {
  if (buyer.servedBy.includes(id)) return true
  const open = buyer.open === null ? undefined : state.conversations.get(buyer.open)
  return open?.view.offer?.to === id
}

/** S32, T1: by the table's row of what is asked for; transcripts where none is named. */
export function mayReadBuyer(
  state: State,
  account: AccountView,
  buyer: BuyerState,
  row: Row = RIGHTS.frames.history,
): boolean {
  const reach = row[account.role]
  if (reach === 'no' || !knowsOf(account, buyer.view)) return false
  return isWide(reach) || isServing(state, account, buyer)
}
