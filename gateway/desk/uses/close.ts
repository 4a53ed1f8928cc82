import type { Command } from '#shared/protocol/frames.ts'
import type { Actor } from '../contract.ts'
import type { Deciding, Done, Refusal } from '../decision.ts'
import { watchLoad } from '../load.ts'
import { actingOn, isActing, refuseOthers } from './acting.ts'

export function close(
  deciding: Deciding,
  actor: Actor,
  command: Extract<Command, { type: 'close' }>,
): Done | Refusal {
  const acting = actingOn(deciding, actor, command)
  if (!isActing(acting)) return acting
  const { account } = acting
  const { view } = acting.conversation
  const refusal = refuseOthers(acting)
  if (refusal) return refusal
  deciding.notice(view.id, { code: 'closed' })
  deciding.emit({ type: 'conversation.closed', conversation: view.id, by: account.view.id })
  watchLoad(deciding, view.holder)
  return { conversation: view.id }
}
