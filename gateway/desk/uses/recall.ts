import { LIMITS } from '#shared/protocol/limits.ts'
import type { Command } from '#shared/protocol/frames.ts'
import { buyerOfConversation } from '../audience.ts'
import type { Actor } from '../contract.ts'
import {
  actingAccount,
  isAccount,
  refuse,
  type Deciding,
  type Done,
  type Refusal,
} from '../decision.ts'

/** S46: one's own message, a short time long, of a conversation that goes on or is still kept. */
export function recall(
  deciding: Deciding,
  actor: Actor,
  { conversation: id, cseq }: Extract<Command, { type: 'recall' }>,
): Done | Refusal {
  const account = actingAccount(deciding, actor)
  if (!isAccount(account)) return account
  const me = account.view
  const { state, now } = deciding
  const owner = buyerOfConversation(state, id)
  const buyer = owner === null ? undefined : state.buyers.get(owner)?.view
  if (!buyer || (buyer.private && me.role !== 'main'))
    return refuse('not_found', 'no such conversation')
  const conversation = deciding.conversation(id) ?? state.closed.get(id)?.conversation
  const message = conversation?.recallable.find((one) => one.cseq === cseq)
  if (message?.account !== me.id || now - message.at > LIMITS.recallMs)
    return refuse('recall_over', 'no message of this account that can be taken back')
  deciding.emit({ type: 'message.recalled', conversation: id, cseq, by: me.id })
  return { conversation: id }
}
