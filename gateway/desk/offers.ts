import type { ShopEvent } from '#shared/protocol/events.ts'
import type { AccountId, ConversationId } from '#shared/protocol/model.ts'
import type { Deciding } from './decision.ts'

type Why = Extract<ShopEvent, { type: 'conversation.offer_ended' }>['why']

/**
 * D12: the offer is over and the conversation stays with its holder, who reads why. `by`: who ended
 * it; null: it ended by itself, and the line names the receiver.
 */
export function endOffer(
  deciding: Deciding,
  id: ConversationId,
  why: Why,
  by: AccountId | null,
): void {
  const to = deciding.conversation(id)?.view.offer?.to
  if (to === undefined) return
  deciding.emit({ type: 'conversation.offer_ended', conversation: id, why })
  deciding.aside(id, { kind: why, account: by, nick: deciding.nickOf(by ?? to), text: '' })
}

/** The receiver went away, or may not receive any more. */
export function endOffersTo(deciding: Deciding, account: AccountId): void {
  for (const [id, { view }] of deciding.state.conversations.entries())
    if (view.offer?.to === account) endOffer(deciding, id, 'gone', null)
}

/** Nobody answered in the time that the shop gives. */
export function endOffersInTime(deciding: Deciding): void {
  for (const [id, { view }] of deciding.state.conversations.entries())
    if (view.offer !== null && view.offer.until <= deciding.now)
      endOffer(deciding, id, 'unanswered', null)
}
