import { routeOf } from '#shared/dispatch/routes.ts'
import type { DeskCommand } from '../contract.ts'
import type { BuyerId, ConversationId, Sender } from '#shared/protocol/model.ts'
import { buyerOfConversation } from '../audience.ts'
import { refuse, type Deciding, type Done, type Refusal } from '../decision.ts'
import { hasPart, onOpen, passes } from '../gate.ts'
import { replyToMore, replyToOpening } from '../replies.ts'
import { place, takeUp } from '../serve.ts'
import { conversationId, previousOf } from '../state.ts'
import { seeBuyer } from './buyers.ts'
import { wordsEntry } from '../audit.ts'

type Send = Extract<DeskCommand, { type: 'send' }>

export function send(deciding: Deciding, command: Send): Done | Refusal {
  switch (command.by.kind) {
    case 'buyer':
      return sendAsBuyer(deciding, command, command.by.buyer)
    case 'account':
      return sendAsAccount(deciding, command)
    case 'gateway':
      return refuse('not_allowed', 'the gateway itself sends no messages')
  }
}

function sendAsBuyer(deciding: Deciding, command: Send, buyer: BuyerId): Done | Refusal {
  const known = deciding.state.buyers.get(buyer)
  if (known?.view.blocked) return refuse('buyer_blocked', 'the buyer is blocked')
  if (command.body.kind === 'card') return refuse('not_allowed', 'accounts alone send cards')
  const named = command.conversation
  if (named !== null && named !== known?.open)
    return buyerOfConversation(deciding.state, named) === buyer
      ? refuse('conversation_closed', 'the conversation is over')
      : refuse('not_found', 'no such conversation')
  // A new conversation has nothing yet that could be quoted.
  if (quotesNothing(command, known?.open ? deciding.conversation(known.open)?.view.cseq : 0))
    return refuse('not_found', 'no such message to quote')
  if (!known) seeBuyer(deciding, buyer, `#${buyer.slice(-4)}`)
  const id = known?.open ?? open(deciding, buyer, command)
  write(deciding, id, { kind: 'buyer' }, command)
  if (known?.open) replyToMore(deciding, id)
  else replyToOpening(deciding, id)
  return { conversation: id }
}

/** D1: a buyer who writes while no conversation is open begins one, which is dispatched at once. */
function open(deciding: Deciding, buyer: BuyerId, command: Send): ConversationId {
  const state = deciding.state.buyers.get(buyer)
  if (!state) throw new Error('the buyer was just seen')
  const id = conversationId(buyer, state.conversations + 1)
  deciding.emit({
    type: 'conversation.opened',
    view: {
      id,
      buyer: state.view,
      state: 'queued',
      holder: null,
      holderEpoch: 0,
      openedAt: deciding.now,
      previous: previousOf(id),
      source: command.source ?? null,
      group: routeOf(command.source ?? null, deciding.settings)?.id ?? null,
      offer: null,
      asides: [],
      cseq: 0,
      last: null,
      waitingSince: null,
      unread: 0,
      readByShop: 0,
      readByBuyer: 0,
      reason: null,
    },
  })
  place(deciding, id, command.address)
  return id
}

function sendAsAccount(deciding: Deciding, command: Send): Done | Refusal {
  if (command.conversation === null)
    return refuse('not_found', 'an account names the conversation it writes to')
  const { by, holderEpoch } = command
  const acting = onOpen(deciding, by, 'send', command.conversation, holderEpoch)
  if (!passes(acting)) return acting
  if (command.body.kind === 'card' && !hasPart(acting, 'send card'))
    return refuse('not_allowed', 'the role does not allow it: cards')
  const { account, conversation } = acting
  const { view } = conversation
  if (quotesNothing(command, view.cseq)) return refuse('not_found', 'no such message to quote')
  if (command.words?.verdict === 'block')
    return refuse('words_blocked', 'the policy of the shop stops words in it')
  if (view.state === 'waiting_main') takeUp(deciding, view.id)
  write(
    deciding,
    view.id,
    { kind: 'account', account: account.view.id, nick: account.view.nick },
    command,
  )
  // T6, in one commit with the message; without a word of it.
  if (command.words) {
    const entry = wordsEntry(account.view.id, command.words, {
      conversation: view.id,
      buyer: view.buyer.id,
      cseq: view.cseq + 1,
    })
    deciding.emit({ type: 'audit.noted', entry })
  }
  return { conversation: view.id }
}

/** S46: what is quoted stands in the same conversation, before it. */
function quotesNothing({ body }: Send, cseq: number | undefined): boolean {
  if (body.kind !== 'text' || body.quote === undefined) return false
  return body.quote < 1 || body.quote > (cseq ?? 0)
}

function write(
  deciding: Deciding,
  conversation: ConversationId,
  sender: Sender,
  command: Send,
): void {
  const view = deciding.conversation(conversation)?.view
  if (!view) throw new Error('messages go to open conversations')
  deciding.emit({
    type: 'message.sent',
    message: {
      conversation,
      cseq: view.cseq + 1,
      sender,
      cid: command.cid,
      body: command.body,
    },
  })
}
