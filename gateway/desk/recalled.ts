import { LIMITS } from '#shared/protocol/limits.ts'
import { withRecalled } from '#shared/protocol/view.ts'
import type { ShopEvent } from '#shared/protocol/events.ts'
import type { Message } from '#shared/protocol/model.ts'
import { patchBuyer, patchConversation } from './records.ts'
import {
  parseConversationId,
  type ConversationState,
  type Recallable,
  type State,
} from './state.ts'

/** A client further behind gets a snapshot (S5). Rows older than that are given to nobody. */
export const RESUMABLE = 100_000

type Sent = Pick<Message, 'cseq' | 'sender'>

/** What may be taken back after this message, of any account that wrote it. */
export function withRecallable(
  { recallable }: ConversationState,
  { cseq, sender }: Sent,
  { pos, at }: { readonly pos: number; readonly at: number },
): readonly Recallable[] {
  if (sender.kind !== 'account') return recallable
  const young = recallable.filter((one) => at - one.at <= LIMITS.recallMs)
  return [...young, { cseq, pos, at, account: sender.account }]
}

export function applyRecalled(
  state: State,
  { conversation: id, cseq }: Extract<ShopEvent, { type: 'message.recalled' }>,
  pos: number,
): void {
  const conversation = state.conversations.get(id) ?? state.closed.get(id)?.conversation
  const message = conversation?.recallable.find((one) => one.cseq === cseq)
  if (!message) return
  patchConversation(state, id, (known) => without(known, cseq))
  const closed = state.closed.get(id)
  if (closed) state.closed.set(id, { ...closed, conversation: without(closed.conversation, cseq) })
  patchBuyer(state, parseConversationId(id)?.buyer ?? '', (buyer) => ({
    ...buyer,
    recalled: [
      ...buyer.recalled.filter((one) => pos - one.pos <= 2 * RESUMABLE),
      { conversation: id, cseq, pos: message.pos },
    ],
  }))
}

function without(conversation: ConversationState, cseq: number): ConversationState {
  return {
    ...conversation,
    view: withRecalled(conversation.view, cseq),
    recallable: conversation.recallable.filter((one) => one.cseq !== cseq),
  }
}

/** Whether the words of this row are given to nobody any more. */
export function isRecalled(state: State, buyer: string | null, pos: number): boolean {
  if (buyer === null) return false
  return state.buyers.get(buyer)?.recalled.some((one) => one.pos === pos) === true
}
