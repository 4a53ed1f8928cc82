import type { Delivered, ShopEvent } from '#shared/protocol/events.ts'
import type { ConversationId } from '#shared/protocol/model.ts'
import type { AgentView } from '#shared/protocol/view.ts'

export type NotificationKind = 'new_buyer' | 'forward' | 'waiting'

/** What might be told, found in the events alone. */
export interface Candidate {
  readonly kind: NotificationKind
  readonly conversation: ConversationId
  readonly buyerName: string
  /** Who forwarded it. */
  readonly from: string | null
}

/** Where the person is. */
export interface Attention {
  /** The conversation that the page shows. */
  readonly inFront: ConversationId | null
  /** The window is focused, visible and not minimised. */
  readonly focused: boolean
  readonly locked: boolean
  readonly doNotDisturb: boolean
}

export type NotSent = 'in_front' | 'do_not_disturb'

/**
 * At most one per conversation and batch, the weightiest: a new buyer or a forward says more than
 * that someone waits. What this account did itself is no news to it. Pure.
 */
export function candidatesOf(
  events: readonly Delivered<ShopEvent>[],
  before: AgentView,
  after: AgentView,
): Candidate[] {
  const found = new Map<ConversationId, Candidate>()
  const { me } = after
  for (const { event } of events) {
    if (event.type === 'conversation.assigned' && event.to === me && event.from !== me) {
      if (event.decision.rule === 'claim') continue
      const sender = event.from === null ? undefined : after.accounts[event.from]
      found.set(event.conversation, {
        kind: event.decision.rule === 'D12' ? 'forward' : 'new_buyer',
        conversation: event.conversation,
        buyerName: event.view.buyer.name,
        from: sender?.nick ?? null,
      })
    } else if (event.type === 'message.sent' && event.message.sender.kind === 'buyer') {
      const { conversation } = event.message
      const now = after.conversations[conversation]
      const wasWaiting = before.conversations[conversation]?.waitingSince ?? null
      // Told once per wait, when it begins; the timer on the screen tells the rest.
      if (now?.holder !== me || wasWaiting !== null || found.has(conversation)) continue
      found.set(conversation, {
        kind: 'waiting',
        conversation,
        buyerName: now.buyer.name,
        from: null,
      })
    }
  }
  // Closed, answered or handed on since, within what just arrived.
  return [...found.values()].filter(({ conversation, kind }) => {
    const now = after.conversations[conversation]
    return now?.holder === me && (kind !== 'waiting' || now.waitingSince !== null)
  })
}

/** null: it is told. The person looks at this conversation only when it is in front of a focused window. */
export function whyNot(conversation: ConversationId, attention: Attention): NotSent | null {
  if (attention.focused && !attention.locked && attention.inFront === conversation)
    return 'in_front'
  return attention.doNotDisturb ? 'do_not_disturb' : null
}
