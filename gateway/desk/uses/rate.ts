import type { Command } from '#shared/protocol/frames.ts'
import { refuse, type Deciding, type Done, type Refusal } from '../decision.ts'
import { conversationId, type BuyerState } from '../state.ts'

/** S48: the buyer's word on its newest conversation, once, when it was asked for it. */
export function rate(
  deciding: Deciding,
  buyer: BuyerState,
  { conversation: id, score, text }: Extract<Command, { type: 'rate' }>,
): Done | Refusal {
  if (buyer.view.blocked) return refuse('buyer_blocked', 'the buyer is blocked')
  if (id !== conversationId(buyer.view.id, buyer.conversations))
    return refuse('conversation_closed', 'a newer conversation was begun')
  if (buyer.closed?.asked !== true || buyer.closed.score !== null)
    return refuse('not_allowed', 'not asked, or answered already')
  const rating = { score, text, at: deciding.now }
  deciding.emit({ type: 'conversation.rated', conversation: id, rating })
  return { conversation: id }
}
