import type { AccountView, ConversationId } from '#shared/protocol/model.ts'
import type { AccountState, BuyerState, ConversationState, State } from './state.ts'

/** Records are replaced, never changed; one that is not there stays so. */
export function patchAccount(state: State, id: string, patch: Partial<AccountView>): void {
  const account = state.accounts.get(id)
  if (account) state.accounts.set(id, { ...account, view: { ...account.view, ...patch } })
}

export function patchAccountState(state: State, id: string, patch: Partial<AccountState>): void {
  const account = state.accounts.get(id)
  if (account) state.accounts.set(id, { ...account, ...patch })
}

export function patchBuyer(
  state: State,
  id: string,
  patch: (buyer: BuyerState) => BuyerState,
): void {
  const buyer = state.buyers.get(id)
  if (buyer) state.buyers.set(id, patch(buyer))
}

export function patchConversation(
  state: State,
  id: string,
  patch: (conversation: ConversationState) => ConversationState,
): void {
  const conversation = state.conversations.get(id)
  if (conversation) state.conversations.set(id, patch(conversation))
}

export function addHeld(state: State, id: string | null, by: number): void {
  const account = id === null ? undefined : state.accounts.get(id)
  if (account) state.accounts.set(account.view.id, { ...account, held: account.held + by })
}

export function leaveQueue(state: State, id: ConversationId): void {
  const { queue } = state.root
  const index = queue.indexOf(id)
  if (index >= 0) state.root = { ...state.root, queue: queue.toSpliced(index, 1) }
}

export function withOnce<T>(list: readonly T[], item: T): readonly T[] {
  return list.includes(item) ? list : [...list, item]
}
