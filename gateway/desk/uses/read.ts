import type { Command } from '#shared/protocol/frames.ts'
import { countUnread, unreadAfter } from '../unread.ts'
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

/** S34: never goes back. Who reads over the holder's shoulder leaves the marks as they are. */
export function read(
  deciding: Deciding,
  actor: Actor,
  command: Extract<Command, { type: 'read' }>,
): Done | Refusal {
  const id = command.conversation
  const conversation = deciding.conversation(id)
  const owner = buyerOfConversation(deciding.state, id)
  if (owner === null) return refuse('not_found', 'no such conversation')
  if (actor.kind === 'buyer') {
    if (owner !== actor.buyer) return refuse('not_found', 'no such conversation')
    // A page that reads the last lines of a conversation that is over: nobody waits for that mark.
    if (!conversation) return { conversation: id }
    const upTo = Math.min(command.upTo, conversation.view.cseq)
    if (upTo > conversation.view.readByBuyer)
      deciding.emit({
        type: 'message.read',
        conversation: id,
        by: 'buyer',
        upTo,
        unread: conversation.view.unread,
      })
    return { conversation: id }
  }
  const account = actingAccount(deciding, actor)
  if (!isAccount(account)) return account
  // D6: not even that there is one.
  if (account.view.role !== 'main' && deciding.state.buyers.get(owner)?.view.private === true)
    return refuse('not_found', 'no such conversation')
  if (!conversation) return { conversation: id }
  const { view } = conversation
  if (view.holder !== account.view.id)
    return seesAll(account, view.buyer.private)
      ? { conversation: id }
      : refuse('not_allowed', 'another account holds the conversation')
  const upTo = Math.min(command.upTo, view.cseq)
  if (upTo > view.readByShop)
    deciding.emit({
      type: 'message.read',
      conversation: id,
      by: 'shop',
      upTo,
      unread: countUnread(unreadAfter(conversation.unread, upTo)),
    })
  return { conversation: id }
}
