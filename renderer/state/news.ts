import type { ShopEvent } from '#shared/protocol/events.ts'
import type { AccountId, ConversationId } from '#shared/protocol/model.ts'
import type { AgentView } from '#shared/protocol/view.ts'
import type { Toast } from './model.ts'

/** What an event makes worth telling wherever one looks. */
export type News = Pick<Toast, 'tone' | 'key' | 'values'>

/** `view` is the one before the event. */
export function newsOf(view: AgentView, event: ShopEvent): News | null {
  switch (event.type) {
    case 'conversation.offer_ended':
      return offerEnded(view, event.conversation, event.why)
    case 'conversation.assigned': {
      const before = view.conversations[event.conversation]
      const offer = before?.offer
      if (!offer || offer.by !== view.me || offer.to !== event.to) return null
      return {
        tone: 'info',
        key: 'chats:toast.offerAccepted',
        values: { name: before.buyer.name, nick: nickOf(view, event.to) },
      }
    }
    default:
      return null
  }
}

function offerEnded(
  view: AgentView,
  conversation: ConversationId,
  why: Extract<ShopEvent, { type: 'conversation.offer_ended' }>['why'],
): News | null {
  const chat = view.conversations[conversation]
  const offer = chat?.offer
  if (!offer) return null
  const name = chat.buyer.name
  if (offer.by === view.me) {
    // Who takes it back, or declines, knows it.
    if (why === 'cancelled') return null
    return {
      tone: 'info',
      key: `chats:toast.offerEnded.${why}`,
      values: { name, nick: nickOf(view, offer.to) },
    }
  }
  if (offer.to !== view.me || why === 'declined') return null
  return {
    tone: 'info',
    key: `chats:toast.offerLost.${why}`,
    values: { name, nick: nickOf(view, offer.by) },
  }
}

function nickOf(view: AgentView, account: AccountId): string {
  return view.accounts[account]?.nick ?? ''
}
