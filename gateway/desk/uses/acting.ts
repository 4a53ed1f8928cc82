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
  type Refusal,
} from '../decision.ts'
import type { AccountState, ConversationState } from '../state.ts'

/** Who acts, and the conversation the command names, under the holderEpoch it names (S14). */
export interface Acting {
  readonly account: AccountState
  readonly conversation: ConversationState
}

export function actingOn(
  deciding: Deciding,
  actor: Actor,
  command: { readonly conversation: string; readonly holderEpoch: number },
): Acting | Refusal {
  const account = actingAccount(deciding, actor)
  if (!isAccount(account)) return account
  const conversation = conversationFor(
    deciding,
    account,
    command.conversation,
    command.holderEpoch,
    (id) => buyerOfConversation(deciding.state, id),
  )
  return isConversation(conversation) ? { account, conversation } : conversation
}

export function isActing(result: Acting | Refusal): result is Acting {
  return 'account' in result
}

/** The holder, or one who sees all conversations (T1). */
export function refuseOthers({ account, conversation: { view } }: Acting): Refusal | null {
  return view.holder === account.view.id || seesAll(account, view.buyer.private)
    ? null
    : refuse('not_allowed', 'another account holds the conversation')
}
