import { useStore } from 'zustand'
import type { ConversationId, ConversationView } from '#shared/protocol/model.ts'
import type { CardsState } from '../../state/cards.ts'
import type { OrdersState } from '../../state/orders.ts'
import { useWork, useWorkstation } from '../app/context.ts'

export function useOrders<T>(selector: (state: OrdersState) => T): T {
  return useStore(useWorkstation().orders.store, selector)
}
export function useCards<T>(selector: (state: CardsState) => T): T {
  return useStore(useWorkstation().cards.store, selector)
}

/** The chat beside which the panel stands: open, or over and still in a tab. */
export function useChat(id: ConversationId): ConversationView | null {
  return useWork(
    (state) => state.view?.conversations[id] ?? state.departed[id]?.view ?? closedOf(state, id),
  )
}

function closedOf(
  { view }: { view: { closed: readonly { view: ConversationView }[] } | null },
  id: ConversationId,
): ConversationView | null {
  return view?.closed.find((one) => one.view.id === id)?.view ?? null
}
