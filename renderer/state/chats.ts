import type { Delivered, ShopEvent } from '#shared/protocol/events.ts'
import type { ConversationId, ConversationView, Message } from '#shared/protocol/model.ts'
import { applyToAgentView, type AgentView, type OwnLists } from '#shared/protocol/view.ts'
import { RIGHTS } from '#shared/rights/table.ts'
import type { Departed, Timeline, WorkState } from './model.ts'
import { withoutDelivered } from './outbox.ts'
import { without } from './record.ts'
import { newsOf, type News } from './news.ts'
import { withLive, withoutWords, withRecalled } from './timeline.ts'
import { withoutBuyer, type Forgettable } from './withdrawn.ts'

type Touched = Forgettable & Pick<WorkState, 'held' | 'answered'>

/** One frame's worth of events: the view, the loaded timelines and the outbox follow together. */
export function reduceEvents(
  state: Touched,
  events: readonly Delivered<ShopEvent>[],
): { readonly state: Touched; readonly news: readonly News[] } {
  if (!state.view) return { state, news: [] }
  const news: News[] = []
  let next = state
  const own: OwnLists = new WeakSet()
  for (const delivered of events) next = reduceOne(next, delivered, news, own)
  return { state: next, news }
}

function reduceOne(
  state: Touched,
  delivered: Delivered<ShopEvent>,
  news: News[],
  own: OwnLists,
): Touched {
  const { event } = delivered
  const { view: before } = state
  if (!before) return state
  const told = newsOf(before, event)
  if (told) news.push(told)
  let next = state
  if (event.type === 'buyer.withdrawn') {
    const forgotten = withoutBuyer(state, event.buyer)
    if (forgotten.had) news.push({ tone: 'info', key: 'chats:toast.withdrawn', values: {} })
    return { ...state, ...forgotten.state, view: applyToAgentView(before, delivered, own) }
  }
  let { timelines, outbox, departed, typing, answered } = next
  if (event.type === 'message.sent') {
    const message: Message = { ...event.message, pos: delivered.pos, at: delivered.at }
    const timeline = timelines[message.conversation]
    if (timeline) {
      const live = withLive(timeline, message)
      if (live !== timeline) timelines = { ...timelines, [message.conversation]: live }
    }
    // What was being typed has arrived.
    if (message.sender.kind === 'buyer') typing = without(typing, message.conversation)
    outbox = withoutDelivered(outbox, [message])
    const { sender, conversation: id } = message
    const forwardedToMe = before.conversations[id]?.reason?.rule === 'D12'
    if (forwardedToMe && sender.kind === 'account' && sender.account === before.me)
      if (!answered.includes(id)) answered = [...answered, id]
  }
  if (event.type === 'message.recalled') {
    const { conversation, cseq } = event
    const timeline = timelines[conversation]
    if (timeline)
      timelines = { ...timelines, [conversation]: withRecalled(timeline, conversation, cseq) }
  }
  if (event.type === 'transcript.erased') timelines = withErased(timelines, event, before)
  const chat = conversationOf(before.conversations, event)
  const view = applyToAgentView(before, delivered, own)
  let { picked } = next
  if (chat && !view.conversations[chat.id]) {
    if (state.tabs.includes(chat.id)) departed = { ...departed, [chat.id]: farewell(chat, event) }
    // Nothing shows it any more; over a day they would be hundreds.
    else timelines = without(timelines, chat.id)
    typing = without(typing, chat.id)
    // Forwarded to me another time it is among the forwarded again.
    if (answered.includes(chat.id)) answered = answered.filter((id) => id !== chat.id)
    if (picked?.includes(chat.id)) picked = picked.filter((id) => id !== chat.id)
  }
  if (
    'conversation' in event &&
    departed[event.conversation] &&
    view.conversations[event.conversation]
  )
    departed = without(departed, event.conversation)
  next = { ...next, view, timelines, outbox, departed, typing, picked, answered }
  return next
}

/** T3: what is open on the screen; of those held as evidence nothing went. */
function withErased(
  timelines: Readonly<Record<ConversationId, Timeline>>,
  { buyer, before, upTo }: Extract<ShopEvent, { type: 'transcript.erased' }>,
  view: AgentView,
): Readonly<Record<ConversationId, Timeline>> {
  const next: Record<ConversationId, Timeline> = { ...timelines }
  for (const [id, timeline] of Object.entries(timelines)) {
    const owner = id.slice(0, id.lastIndexOf('.'))
    const held = view.conversations[id]?.buyer.evidence === true
    if (buyer === null ? held : owner !== buyer) continue
    next[id] = withoutWords(
      timeline,
      ({ pos, at }) => pos <= upTo && (before === null || at < before),
    )
  }
  return next
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
    why:
      event.type === 'conversation.assigned'
        ? 'forwarded'
        : event.type === 'conversation.offer_ended'
          ? 'offer_over'
          : 'closed',
    to: event.type === 'conversation.assigned' ? event.to : null,
    buyerName: before.buyer.name,
    view: before,
  }
}

/**
 * The newest message that may be marked read now, or null. Only the holder's eyes count, and only
 * when the chat is in front, the window has the focus and the end of the timeline is to be seen.
 */
export function readableUpTo(
  state: Pick<WorkState, 'view' | 'current' | 'focused' | 'screen' | 'dialog'>,
  conversation: ConversationId,
  atEnd: boolean,
): number | null {
  const chat = state.view?.conversations[conversation]
  if (!chat || !state.focused || state.current !== conversation || !atEnd) return null
  if (state.screen !== 'chats') return null
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

/** Drills are made of real conversations, by whoever may read them all. */
export function mayDrill(state: Pick<WorkState, 'view' | 'app'>): boolean {
  return state.app?.practice === false && mayManage(state)
}

/** Who may see the shop's management: its main account and its supervisors (A4, A5). */
export function mayManage(state: Pick<WorkState, 'view'>): boolean {
  const role = state.view?.accounts[state.view.me]?.role
  return role !== undefined && RIGHTS.parts.management[role] !== 'no'
}
