import type { Command } from '#shared/protocol/frames.ts'
import type { Actor } from '../contract.ts'
import { refuse, type Deciding, type Done, type Refusal } from '../decision.ts'
import { serveQueue } from '../serve.ts'
import { actingOn, isActing, refuseOthers } from './acting.ts'

/** D12, first cut: accepted at once. */
export function forward(
  deciding: Deciding,
  actor: Actor,
  command: Extract<Command, { type: 'forward' }>,
): Done | Refusal {
  const acting = actingOn(deciding, actor, command)
  if (!isActing(acting)) return acting
  const { account } = acting
  const { view } = acting.conversation
  const refusal = refuseOthers(acting)
  if (refusal) return refusal
  if (!('account' in command.to)) return refuse('group_unavailable', 'to be written')
  const to = deciding.account(command.to.account)?.view
  if (!to) return refuse('not_found', 'no such account')
  if (view.holder === to.id) return refuse('same_holder', 'it holds the conversation already')
  if (view.buyer.private && to.role !== 'main')
    return refuse('not_allowed', 'a private contact stays with the main account')
  if (!to.online || to.disabled || to.suspended !== null)
    return refuse('account_unavailable', 'the receiver is offline, suspended or disabled')
  deciding.assign(
    view.id,
    to.id,
    {
      rule: 'D12',
      sentence: 'forwarded',
      values: { nick: to.nick, from: account.view.nick },
      candidates: [],
    },
    { note: command.note ?? null },
  )
  deciding.notice(view.id, { code: 'forwarded', nick: to.nick })
  serveQueue(deciding)
  return { conversation: view.id }
}

export function answerForward(
  _deciding: Deciding,
  _by: Actor,
  _command: Extract<Command, { type: 'forward.answer' }>,
): Done | Refusal {
  return refuse('internal', 'to be written')
}

export function cancelForward(
  _deciding: Deciding,
  _by: Actor,
  _command: Extract<Command, { type: 'forward.cancel' }>,
): Done | Refusal {
  return refuse('internal', 'to be written')
}
