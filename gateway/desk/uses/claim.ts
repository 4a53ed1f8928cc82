import type { Command } from '#shared/protocol/frames.ts'
import type { Actor } from '../contract.ts'
import { refuse, seesAll, type Deciding, type Done, type Refusal } from '../decision.ts'
import { takeUp, tellPlaces } from '../serve.ts'
import { actingOn, isActing } from './acting.ts'

/** Anyone may take a buyer out of the queue; from a holder only those who see all conversations. */
export function claim(
  deciding: Deciding,
  actor: Actor,
  command: Extract<Command, { type: 'claim' }>,
): Done | Refusal {
  const acting = actingOn(deciding, actor, command)
  if (!isActing(acting)) return acting
  const { account } = acting
  const { view } = acting.conversation
  const me = account.view
  if (view.holder === me.id) {
    if (view.state === 'waiting_main') takeUp(deciding, view.id)
    return { conversation: view.id }
  }
  if (view.state !== 'queued' && !seesAll(account, view.buyer.private))
    return refuse('not_allowed', 'another account holds the conversation')
  const from = view.holder
  deciding.assign(view.id, me.id, {
    rule: 'claim',
    sentence: from === null ? 'claimed' : 'taken_over',
    values: { nick: me.nick, ...(from === null ? {} : { from: deciding.nickOf(from) }) },
    candidates: [],
  })
  const code = from === null ? 'served_by' : 'forwarded'
  deciding.notice(view.id, { code, nick: me.nick })
  // The places behind a claimed one move up.
  tellPlaces(deciding)
  return { conversation: view.id }
}
