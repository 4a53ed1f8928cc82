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

/** From those who see all to the holder, who may answer the same way. No buyer is ever given an aside. */
export function whisper(
  deciding: Deciding,
  actor: Actor,
  { conversation: id, text }: Extract<Command, { type: 'whisper' }>,
): Done | Refusal {
  const account = actingAccount(deciding, actor)
  if (!isAccount(account)) return account
  const owner = buyerOfConversation(deciding.state, id)
  const buyer = owner === null ? undefined : deciding.state.buyers.get(owner)?.view
  const me = account.view
  if (!buyer || (buyer.private && me.role !== 'main'))
    return refuse('not_found', 'no such conversation')
  const conversation = deciding.conversation(id)
  if (!conversation) return refuse('conversation_closed', 'the conversation is over')
  if (conversation.view.holder !== me.id && !seesAll(account, buyer.private))
    return refuse('not_allowed', 'another account holds the conversation')
  deciding.aside(id, { kind: 'whisper', account: me.id, nick: me.nick, text })
  return { conversation: id }
}
