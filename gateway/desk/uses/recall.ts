import { LIMITS } from '#shared/protocol/limits.ts'
import type { Command } from '#shared/protocol/frames.ts'
import { refuse, type Deciding, type Done, type Refusal } from '../decision.ts'
import type { OnAny } from '../gate.ts'

/** S46: one's own message, a short time long, of a conversation that goes on or is still kept. */
export function recall(
  deciding: Deciding,
  acting: OnAny,
  { conversation: id, cseq }: Extract<Command, { type: 'recall' }>,
): Done | Refusal {
  const me = acting.account.view
  const { state, now } = deciding
  const conversation = acting.conversation ?? state.closed.get(id)?.conversation
  const message = conversation?.recallable.find((one) => one.cseq === cseq)
  if (message?.account !== me.id || now - message.at > LIMITS.recallMs)
    return refuse('recall_over', 'no message of this account that can be taken back')
  deciding.emit({ type: 'message.recalled', conversation: id, cseq, by: me.id })
  return { conversation: id }
}
