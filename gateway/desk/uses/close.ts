import type { Command } from '#shared/protocol/frames.ts'
import { buyerOfConversation } from '../audience.ts'
import type { Actor } from '../contract.ts'
import {
  actingAccount,
  conversationFor,
  isAccount,
  isConversation,
  refuse,
  seesAll,
  type Deciding,
  type Done,
  type Refusal,
} from '../decision.ts'
import { serveQueue } from '../serve.ts'

export function close(
  deciding: Deciding,
  actor: Actor,
  command: Extract<Command, { type: 'close' }>,
): Done | Refusal {
  const account = actingAccount(deciding, actor)
  if (!isAccount(account)) return account
  const conversation = conversationFor(
    deciding,
    account,
    command.conversation,
    command.holderEpoch,
    (id) => buyerOfConversation(deciding.state, id),
  )
  if (!isConversation(conversation)) return conversation
  const { view } = conversation
  if (view.holder !== account.view.id && !seesAll(account, view.buyer.private))
    return refuse('not_allowed', 'another account holds the conversation')
  deciding.notice(view.id, { code: 'closed' })
  deciding.emit({ type: 'conversation.closed', conversation: view.id, by: account.view.id })
  serveQueue(deciding)
  return { conversation: view.id }
}
