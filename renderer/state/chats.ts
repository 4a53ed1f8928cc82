import type { Delivered, ShopEvent } from '#shared/protocol/events.ts'
import type { ConversationId, ConversationView, Message } from '#shared/protocol/model.ts'
import { applyToAgentView } from '#shared/protocol/view.ts'
import type { Departed, WorkState } from './model.ts'
import { withoutDelivered } from './outbox.ts'
import { withLive } from './timeline.ts'

type Touched = Pick<WorkState, 'view' | 'timelines' | 'outbox' | 'departed' | 'typing' | 'held'>

/** One frame's worth of events: the view, the loaded timelines and the outbox follow together. */
export function reduceEvents(
  state: Pick<WorkState, keyof Touched | 'tabs' | 'current'>,
  events: readonly Delivered<ShopEvent>[],
): Touched {
  let { view, timelines, outbox, departed, typing } = state
  if (view) {
    const messages: Message[] = []
    for (const delivered of events) {
      const { event } = delivered
      if (event.type === 'message.sent') {
        const message: Message = { ...event.message, pos: delivered.pos, at: delivered.at }
        messages.push(message)
        const timeline = timelines[message.conversation]
        if (timeline) {
          const next = withLive(timeline, message)
          if (next !== timeline) timelines = { ...timelines, [message.conversation]: next }
        }
        // What was being typed has arrived.
        if (message.sender.kind === 'buyer') typing = without(typing, message.conversation)
      }
      const before = conversationOf(view.conversations, event)
      view = applyToAgentView(view, delivered)
      if (before && !view.conversations[before.id]) {
        if (state.tabs.includes(before.id))
          departed = { ...departed, [before.id]: farewell(before, event) }
        typing = without(typing, before.id)
      } else if (before && departed[before.id]) departed = without(departed, before.id)
    }
    outbox = withoutDelivered(outbox, messages)
    for (const id of Object.keys(departed))
      if (view.conversations[id]) departed = without(departed, id)
  }
  return { view, timelines, outbox, departed, typing, held: state.held }
}

function conversationOf(
  conversations: Readonly<Record<ConversationId, ConversationView>>,
  event: ShopEvent,
): ConversationView | null {
  if (!('conversation' in event)) return null
  return conversations[event.conversation] ?? null
}

function farewell(before: ConversationView, event: ShopEvent): Departed {
  return {
    why: event.type === 'conversation.assigned' ? 'forwarded' : 'closed',
    to: event.type === 'conversation.assigned' ? event.to : null,
    buyerName: before.buyer.name,
    view: before,
  }
}

export function without<T>(
  record: Readonly<Record<string, T>>,
  key: string,
): Readonly<Record<string, T>> {
  if (!(key in record)) return record
  const { [key]: _gone, ...rest } = record
  return rest
}

/**
 * The newest message that may be marked read now, or null. Only the holder's eyes count, and only
 * when the chat is in front, the window has the focus and the end of the timeline is to be seen.
 */
export function readableUpTo(
  state: Pick<WorkState, 'view' | 'current' | 'focused' | 'dialog'>,
  conversation: ConversationId,
  atEnd: boolean,
): number | null {
  const chat = state.view?.conversations[conversation]
  if (!chat || !state.focused || state.current !== conversation || !atEnd) return null
  if (state.dialog || chat.holder !== state.view?.me || chat.unread === 0) return null
  return chat.cseq > chat.readByShop ? chat.cseq : null
}

/** Conversations held by each account as this view knows it; the gateway's figures win. */
export function heldBy(state: Pick<WorkState, 'view' | 'held'>, account: string): number {
  const told = state.held[account]
  if (told !== undefined) return told
  let count = 0
  for (const chat of Object.values(state.view?.conversations ?? {}))
    if (chat.holder === account) count++
  return count
}
