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
  if (view.holder === command.to) return { conversation: view.id }
  const to = deciding.account(command.to)?.view
  if (!to) return refuse('not_found', 'no such account')
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
