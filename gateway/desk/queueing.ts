import type { ConversationId } from '#shared/protocol/model.ts'
import { leaveQueue } from './records.ts'
import type { ConversationState, State } from './state.ts'

/** D9: VIP first, else in order. */
export function queueWith(
  state: State,
  conversation: ConversationState,
): readonly ConversationId[] {
  const { queue } = state.root
  const { view } = conversation
  if (!view.buyer.vip) return [...queue, view.id]
  const index = queue.findIndex((id) => !state.conversations.get(id)?.view.buyer.vip)
  return index < 0 ? [...queue, view.id] : queue.toSpliced(index, 0, view.id)
}

/** D9: who became a VIP goes behind the other VIPs; who is none any more, where it would have been. */
export function queueAnew(state: State, id: ConversationId): void {
  const conversation = state.conversations.get(id)
  if (!conversation || !state.root.queue.includes(id)) return
  leaveQueue(state, id)
  if (conversation.view.buyer.vip) {
    state.root = { ...state.root, queue: queueWith(state, conversation) }
    return
  }
  const { queue } = state.root
  const index = queue.findIndex((other) => {
    const view = state.conversations.get(other)?.view
    return view && !view.buyer.vip && view.openedAt > conversation.view.openedAt
  })
  state.root = {
    ...state.root,
    queue: queue.toSpliced(index < 0 ? queue.length : index, 0, id),
  }
}
