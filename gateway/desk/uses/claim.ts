import type { Command } from '#shared/protocol/frames.ts'
import type { Actor } from '../contract.ts'
import { refuse, seesAll, type Deciding, type Done, type Refusal } from '../decision.ts'
import { serveQueue, takeUp, tellPlaces } from '../serve.ts'
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
  const taken = view.holder !== null
  deciding.assign(view.id, me.id, {
    rule: 'claim',
    sentence: taken ? 'taken_over' : 'claimed',
    values: { nick: me.nick },
    candidates: [],
  })
  deciding.notice(view.id, { code: taken ? 'forwarded' : 'served_by', nick: me.nick })
  // Whoever lost it has room now; the places behind a claimed one move up.
  if (taken) serveQueue(deciding)
  else tellPlaces(deciding)
  return { conversation: view.id }
}
