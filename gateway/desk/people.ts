import { nameKey } from '#shared/names/names.ts'
import type { AccountId, AccountView, BuyerId, BuyerView } from '#shared/protocol/model.ts'
import { isWide, reaches } from '#shared/rights/reach.ts'
import { RIGHTS } from '#shared/rights/table.ts'
import type { Viewer } from './contract.ts'
import { mayReadBuyer } from './rights.ts'
import type { State } from './state.ts'

/** Those that are deleted, too. */
export function accountsOf(state: State): readonly AccountView[] {
  return Array.from(state.accounts.entries(), ([, account]) => account.view)
}

/** As names are compared at a sign-in; those that are deleted aside. */
export function accountByName(state: State, name: string): AccountView | undefined {
  const key = nameKey(name)
  return accountsOf(state).find((one) => !one.deleted && nameKey(one.name) === key)
}

/** S32: null where there is none, or none that this viewer may read. */
export function readableBuyer(state: State, viewer: Viewer, id: BuyerId): BuyerView | null {
  const buyer = state.buyers.get(id)
  if (!buyer) return null
  if (viewer.kind === 'buyer') return viewer.buyer === id ? buyer.view : null
  const account = state.accounts.get(viewer.account)?.view
  const may = account && !account.disabled && mayReadBuyer(state, account, buyer)
  return may ? buyer.view : null
}

/** D6: null: whether any customer is one. */
export function isPrivateCustomer(state: State, customer: string | null): boolean {
  for (const [, { view }] of state.buyers.entries())
    if (view.private && view.customer && (customer === null || view.customer.id === customer))
      return true
  return false
}

/** The buyer's holder, main, and supervisors unless it is private (D6). */
export function watchersOf(state: State, id: BuyerId): readonly AccountId[] {
  const buyer = state.buyers.get(id)
  if (!buyer) return []
  const holder =
    buyer.open === null ? null : (state.conversations.get(buyer.open)?.view.holder ?? null)
  return accountsOf(state)
    .filter(({ id: account, role, disabled }) => {
      if (disabled) return false
      const reach = RIGHTS.parts.chats[role]
      if (isWide(reach)) return reaches(reach, buyer.view.private)
      return !buyer.view.private && account === holder
    })
    .map((account) => account.id)
}

/** How many conversations each account holds. */
export function heldCounts(
  state: State,
  withPrivate: boolean,
): Readonly<Record<AccountId, number>> {
  const counts: Record<AccountId, number> = {}
  for (const [id, account] of state.accounts.entries()) counts[id] = account.held
  if (withPrivate) return counts
  for (const [, { view }] of state.conversations.entries())
    if (view.holder !== null && view.buyer.private)
      counts[view.holder] = (counts[view.holder] ?? 0) - 1
  return counts
}
