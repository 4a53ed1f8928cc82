import { buyerOfConversation } from '../audience.ts'
import type { DeskCommand } from '../contract.ts'
import { refuse, type Deciding, type Done, type Refusal } from '../decision.ts'

/** T6: what an account did to an order, for the audit; who may do it was asked by the gateway. */
export function orderActed(
  deciding: Deciding,
  { account, conversation, order }: Extract<DeskCommand, { type: 'order.acted' }>,
): Done | Refusal {
  const buyer = buyerOfConversation(deciding.state, conversation)
  if (buyer === null) return refuse('not_found', 'no such conversation')
  if (!deciding.account(account)) return refuse('not_found', 'no such account')
  const nick = deciding.nickOf(account)
  deciding.emit({ type: 'order.acted', conversation, buyer, account, nick, order })
  return { conversation }
}
