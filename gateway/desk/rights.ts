import type { AccountView } from '#shared/protocol/model.ts'
import type { BuyerState, State } from './state.ts'

/**
 * S32, T1, D6, D12: main; supervisors but for private contacts; a sub-account the buyers it serves or
 * served, or is asked to take over.
 */
export function mayReadBuyer(state: State, account: AccountView, buyer: BuyerState): boolean {
  if (account.role === 'main') return true
  if (buyer.view.private) return false
  if (account.role === 'supervisor' || buyer.servedBy.includes(account.id)) return true
  const open = buyer.open === null ? undefined : state.conversations.get(buyer.open)
  return open?.view.offer?.to === account.id
}
