import type { Command } from '#shared/protocol/frames.ts'
import type { AccountId, ConversationId, ForwardOffer } from '#shared/protocol/model.ts'
import { refuse, type Deciding, type Done, type Refusal } from '../decision.ts'
import type { OnOpen } from '../gate.ts'
import { endOffer } from '../offers.ts'
import { knowsOf } from '../rights.ts'
import { tellPlaces } from '../serve.ts'
import type { ConversationState } from '../state.ts'
import { canReceive, chooseReceiver, isChosen, type Chosen } from './receiver.ts'

/** D12. Accepted at once, or offered where the shop gives the receiver time to choose. */
export function forward(
  deciding: Deciding,
  acting: OnOpen,
  command: Extract<Command, { type: 'forward' }>,
): Done | Refusal {
  const { view } = acting.conversation
  const me = acting.account.view
  if ('account' in command.to && command.to.account === me.id)
    return refuse('same_holder', 'whoever wants it for itself claims it')
  const chosen = chooseReceiver(deciding, command.to, view.holder)
  if (!isChosen(chosen)) return chosen
  if (!knowsOf(chosen.to, view.buyer))
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
  { account: { view: to }, conversation: { view } }: OnOpen,
  command: Extract<Command, { type: 'forward.answer' }>,
): Done | Refusal {
  const made = view.offer
  // The tick that ends it may come up to a second late; the time it said is the time it has.
  if (made === null || deciding.now >= made.until)
    return refuse('offer_gone', 'the time of the offer is over')
  if (!command.accept) {
    endOffer(deciding, view.id, 'declined', to.id)
    return { conversation: view.id }
  }
  if (!canReceive(to)) return refuse('account_unavailable', 'the receiver is not there')
  handOn(deciding, view.id, made, { to, group: null })
  return { conversation: view.id }
}

export function cancelForward(
  deciding: Deciding,
  { account, conversation: { view } }: OnOpen,
): Done {
  endOffer(deciding, view.id, 'cancelled', account.view.id)
  return { conversation: view.id }
}
