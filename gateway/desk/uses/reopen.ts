import type { Command } from '#shared/protocol/frames.ts'
import { buyerOfConversation } from '../audience.ts'
import type { Actor } from '../contract.ts'
import {
  actingAccount,
  isAccount,
  refuse,
  seesAll,
  type Deciding,
  type Done,
  type Refusal,
} from '../decision.ts'
import { watchLoad } from '../load.ts'
import { conversationId } from '../state.ts'

/**
 * S49: the same conversation goes on with who reopens it, also above its limit (D9: it was no new
 * buyer that dispatch gave). Who held it then may, and those who see all.
 */
export function reopen(
  deciding: Deciding,
  actor: Actor,
  { conversation: id }: Extract<Command, { type: 'reopen' }>,
): Done | Refusal {
  const account = actingAccount(deciding, actor)
  if (!isAccount(account)) return account
  const me = account.view
  const { state } = deciding
  const owner = buyerOfConversation(state, id)
  const buyer = owner === null ? undefined : state.buyers.get(owner)
  // D6: not even that there is one.
  if (!buyer || (buyer.view.private && me.role !== 'main'))
    return refuse('not_found', 'no such conversation')
  const closed = state.closed.get(id)
  const over = refuse('reopen_over', 'it goes on, in a newer one too, or is too long ago')
  if (!seesAll(account, buyer.view.private)) {
    if (!buyer.servedBy.includes(me.id)) return refuse('not_allowed', 'another account held it')
    if (closed && closed.conversation.view.holder !== me.id)
      return refuse('not_allowed', 'another account held it')
  }
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
