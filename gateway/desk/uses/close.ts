import type { Command } from '#shared/protocol/frames.ts'
import type { AccountId, ConversationId, Summary } from '#shared/protocol/model.ts'
import type { Actor } from '../contract.ts'
import type { Deciding, Done, Refusal } from '../decision.ts'
import { watchLoad } from '../load.ts'
import { actingOn, isActing, refuseOthers } from './acting.ts'

type Close = Extract<Command, { type: 'close' }>

/** S47. */
export function close(deciding: Deciding, actor: Actor, command: Close): Done | Refusal {
  const acting = actingOn(deciding, actor, command)
  if (!isActing(acting)) return acting
  const { account, conversation } = acting
  const refusal = refuseOthers(acting)
  if (refusal) return refusal
  const { view, answered, rated } = conversation
  end(deciding, view.id, {
    by: account.view.id,
    summary: summaryIn(command),
    // A buyer whom no human answered has nobody to speak of.
    asked: deciding.settings.desk.evaluation && answered && !rated,
  })
  return { conversation: view.id }
}

/** Nothing said is none. */
function summaryIn({ summary }: Close): Summary | null {
  return summary && (summary.topic !== null || summary.text !== '') ? summary : null
}

export function end(
  deciding: Deciding,
  id: ConversationId,
  how: { readonly by: AccountId; readonly summary: Summary | null; readonly asked: boolean },
): void {
  const holder = deciding.conversation(id)?.view.holder ?? null
  deciding.notice(id, { code: 'closed' })
  deciding.emit({ type: 'conversation.closed', conversation: id, ...how })
  watchLoad(deciding, holder)
}
