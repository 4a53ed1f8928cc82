import type { Command } from '#shared/protocol/frames.ts'
import { refuse, type Deciding, type Done, type Refusal } from '../decision.ts'
import type { OnAny } from '../gate.ts'
import { watchLoad } from '../load.ts'
import { conversationId } from '../state.ts'

/**
 * S49: the same conversation goes on with who reopens it, also above its limit (D9: it was no new
 * buyer that dispatch gave). Who held it then may, and those who see all.
 */
export function reopen(
  deciding: Deciding,
  { account: { view: me }, buyer }: OnAny,
  { conversation: id }: Extract<Command, { type: 'reopen' }>,
): Done | Refusal {
  const { state } = deciding
  const closed = state.closed.get(id)
  const over = refuse('reopen_over', 'it goes on, in a newer one too, or is too long ago')
  if (!closed || buyer.open !== null) return over
  if (id !== conversationId(buyer.view.id, buyer.conversations)) return over
  if (buyer.view.blocked) return refuse('buyer_blocked', 'the buyer is blocked')
  const { view } = closed.conversation
  deciding.emit({
    type: 'conversation.reopened',
    conversation: id,
    by: me.id,
    view: {
      ...view,
      state: 'held',
      holder: me.id,
      holderEpoch: view.holderEpoch + 1,
      offer: null,
      // What was left unanswered was counted when it was closed (M): nobody waits by that clock.
      waitingSince: null,
      reason: { rule: 'claim', sentence: 'reopened', values: { nick: me.nick } },
    },
  })
  deciding.notice(id, { code: 'reopened', nick: me.nick })
  watchLoad(deciding, me.id)
  return { conversation: id }
}
