import { useEffect } from 'react'
import { useStore } from 'zustand'
import type { PhraseValues } from '#shared/phrases/fill.ts'
import type { Order } from '#shared/orders/model.ts'
import type { ConversationId } from '#shared/protocol/model.ts'
import type { WorkState } from '../../state/model.ts'
import type { Workstation } from '../../state/workstation.ts'
import { useWork, useWorkstation } from '../app/context.ts'

const none: readonly Order[] = []

function valuesFrom(state: WorkState, id: ConversationId, orders: readonly Order[]): PhraseValues {
  const { view } = state
  const shipped = orders.find(({ shipments }) => shipments.length > 0)
  return {
    buyer: view?.conversations[id]?.buyer.name,
    order: orders[0]?.number,
    // Of the newest that is on its way: a fresh order has none yet.
    tracking: shipped?.shipments[0]?.tracking,
    agent: view?.accounts[view.me]?.nick,
    shop: view?.shop.name,
  }
}

/** What the variables of a quick reply mean in this chat, as far as it is known now. */
export function valuesOf({ store, orders }: Workstation, id: ConversationId): PhraseValues {
  const state = store.getState()
  const buyer = state.view?.conversations[id]?.buyer.id ?? ''
  return valuesFrom(state, id, orders.store.getState().of[buyer]?.known?.orders ?? none)
}

/** The same for what is drawn; the orders are asked for where they are not known. */
export function useValues(id: ConversationId): PhraseValues {
  const { store, orders } = useWorkstation()
  const buyer = useWork((state) => state.view?.conversations[id]?.buyer.id ?? '')
  const known = useStore(orders.store, (state) => state.of[buyer]?.known?.orders) ?? none
  useEffect(() => {
    if (buyer !== '') orders.ensure(buyer)
  }, [orders, buyer])
  return valuesFrom(store.getState(), id, known)
}
