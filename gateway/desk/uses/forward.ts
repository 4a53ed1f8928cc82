import type { Command } from '#shared/protocol/frames.ts'
import type { AccountId, ConversationId, ForwardOffer } from '#shared/protocol/model.ts'
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
import { endOffer } from '../offers.ts'
import { tellPlaces } from '../serve.ts'
import type { ConversationState } from '../state.ts'
import { actingOn, isActing, refuseOthers } from './acting.ts'
import { canReceive, chooseReceiver, isChosen, type Chosen } from './receiver.ts'

/** D12. Accepted at once, or offered where the shop gives the receiver time to choose. */
export function forward(
  deciding: Deciding,
  actor: Actor,
  command: Extract<Command, { type: 'forward' }>,
): Done | Refusal {
  const acting = actingOn(deciding, actor, command)
  if (!isActing(acting)) return acting
  const refusal = refuseOthers(acting)
  if (refusal) return refusal
  const { view } = acting.conversation
  const me = acting.account.view
  if ('account' in command.to && command.to.account === me.id)
    return refuse('same_holder', 'whoever wants it for itself claims it')
  const chosen = chooseReceiver(deciding, command.to, view.holder)
  if (!isChosen(chosen)) return chosen
  if (view.buyer.private && chosen.to.role !== 'main')
    return refuse('not_allowed', 'a private contact stays with the main account')
  const note = command.note || null
  const { forwardAcceptMs } = deciding.settings.dispatch
  // A buyer in the queue has no holder an offer could come back to; who forwards to itself wants it.
  if (forwardAcceptMs === 0 || view.holder === null || chosen.to.id === me.id)
    handOn(deciding, view.id, { by: me.id, note }, chosen)
  else
    offer(deciding, acting.conversation, {
      by: me.id,
      to: chosen.to.id,
      note,
      until: deciding.now + forwardAcceptMs,
    })
  return { conversation: view.id }
}

function offer(deciding: Deciding, { view }: ConversationState, next: ForwardOffer): void {
  // Whoever had the earlier offer is told that it is gone: it is not in the audience of the new one.
  if (view.offer !== null)
    deciding.emit({
      type: 'conversation.offer_ended',
      conversation: view.id,
      why: 'cancelled',
    })
  deciding.emit({
    type: 'conversation.offered',
    conversation: view.id,
    view: { ...view, offer: next },
  })
}

/** The buyer reads one line, and never the note. */
function handOn(
  deciding: Deciding,
  id: ConversationId,
  { by, note }: { readonly by: AccountId; readonly note: string | null },
  { to, group }: Chosen,
): void {
  const from = deciding.nickOf(by)
  deciding.assign(
    id,
    to.id,
    {
      rule: 'D12',
      sentence: group === null ? 'forwarded' : 'forwarded_group',
      values: { nick: to.nick, from, ...(group === null ? {} : { group: group.name }) },
      candidates: [],
    },
    { note },
  )
  if (note !== null) deciding.aside(id, { kind: 'note', account: by, nick: from, text: note })
  deciding.notice(id, { code: 'forwarded', nick: to.nick })
  // It may have been in the queue: those behind it moved up.
  tellPlaces(deciding)
}

export function answerForward(
  deciding: Deciding,
  actor: Actor,
  command: Extract<Command, { type: 'forward.answer' }>,
): Done | Refusal {
  const acting = offered(deciding, actor, command)
  if (!('offer' in acting)) return acting
  const { me, conversation, offer: made } = acting
  const { view } = conversation
  // The tick that ends it may come up to a second late; the time it said is the time it has.
  if (made.to !== me || deciding.now >= made.until)
    return refuse('offer_gone', 'no such offer waits for this account')
  if (!command.accept) {
    endOffer(deciding, view.id, 'declined', me)
    return { conversation: view.id }
  }
  const to = deciding.account(me)?.view
  if (!to || !canReceive(to)) return refuse('account_unavailable', 'the receiver is not there')
  handOn(deciding, view.id, made, { to, group: null })
  return { conversation: view.id }
}

/** By the holder, by who offered it, and by those who see all. */
export function cancelForward(
  deciding: Deciding,
  actor: Actor,
  command: Extract<Command, { type: 'forward.cancel' }>,
): Done | Refusal {
  const acting = offered(deciding, actor, command)
  if (!('offer' in acting)) return acting
  const { me, conversation, offer: made } = acting
  const { view } = conversation
  const account = deciding.account(me)
  if (view.holder !== me && made.by !== me && !(account && seesAll(account, view.buyer.private)))
    return refuse('offer_gone', 'there is no offer of this account')
  endOffer(deciding, view.id, 'cancelled', me)
  return { conversation: view.id }
}

interface Offered {
  readonly me: AccountId
  readonly conversation: ConversationState
  readonly offer: ForwardOffer
}

function offered(
  deciding: Deciding,
  actor: Actor,
  command: { readonly conversation: ConversationId; readonly holderEpoch: number },
): Offered | Refusal {
  const account = actingAccount(deciding, actor)
  if (!isAccount(account)) return account
  const conversation = deciding.conversation(command.conversation)
  // An offer that another's claim or a close ended is gone, whatever the holder epoch became.
  if (
    conversation &&
    conversation.view.offer === null &&
    !isHidden(conversation, account.view.role)
  )
    return refuse('offer_gone', 'there is no offer')
  const acting = actingOn(deciding, actor, command)
  if (!isActing(acting)) return acting
  const { offer: made } = acting.conversation.view
  return made === null
    ? refuse('offer_gone', 'there is no offer')
    : { me: account.view.id, conversation: acting.conversation, offer: made }
}

/** D6: of a private contact nobody but main is told that it is there. */
function isHidden({ view }: ConversationState, role: string): boolean {
  return view.buyer.private && role !== 'main'
}
