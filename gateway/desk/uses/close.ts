import type { Command } from '#shared/protocol/frames.ts'
import type { AccountId, ConversationId, Summary } from '#shared/protocol/model.ts'
import type { Deciding, Done } from '../decision.ts'
import type { OnOpen } from '../gate.ts'
import { watchLoad } from '../load.ts'

type Close = Extract<Command, { type: 'close' }>

/** S47. */
export function close(deciding: Deciding, { account, conversation }: OnOpen, command: Close): Done {
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
