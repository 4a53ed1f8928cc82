import type { Delivered, ShopEvent } from '#shared/protocol/events.ts'
import type { BuyerId, ConversationId } from '#shared/protocol/model.ts'
import { type AgentView, applyToAgentView, type OwnLists } from '#shared/protocol/view.ts'
import type { Cursor } from '#shared/protocol/client.ts'
import type { Batch as CacheBatch, CachedMessage } from '../transcripts/calls.ts'

/** Everything of the view but its conversations, which the cache keeps as rows of their own. */
export type ViewBase = Omit<AgentView, 'conversations'>

export interface Step {
  readonly view: AgentView
  readonly batch: CacheBatch
  /** Shop, its settings or accounts changed: to be kept before the batch, since they are not in its transaction. */
  readonly baseChanged: boolean
}

/** What a stretch of events makes of view and cache. Pure. */
export function stepByEvents(
  before: AgentView,
  events: readonly Delivered<ShopEvent>[],
  cursor: Cursor,
  buyerOf: (conversation: ConversationId) => BuyerId | undefined,
): Step {
  let view = before
  const own: OwnLists = new WeakSet()
  let messages: CachedMessage[] = []
  const forgotten = new Set<BuyerId>()
  const expired: { upTo: number; before: number | null }[] = []
  const recalled: { conversation: ConversationId; cseq: number }[] = []
  for (const delivered of events) {
    const { event } = delivered
    const id = event.type === 'message.sent' ? event.message.conversation : ''
    const known = view.conversations[id]
    view = applyToAgentView(view, delivered, own)
    if (event.type === 'buyer.withdrawn') {
      forgotten.add(event.buyer)
      // The cache forgets first and stores then: what came before must not come back by that.
      messages = messages.filter(({ buyer }) => buyer !== event.buyer)
    }
    if (event.type === 'transcript.erased') {
      const { buyer, before: older, upTo } = event
      // Whole, with drafts and what waits to be sent; pages are asked for again, without the words.
      if (buyer === null) expired.push({ upTo, before: older })
      else forgotten.add(buyer)
      messages = messages.filter((message) =>
        buyer === null ? older !== null && message.at >= older : message.buyer !== buyer,
      )
    }
    if (event.type === 'message.recalled') {
      const { conversation, cseq } = event
      recalled.push({ conversation, cseq })
      // Said and taken back within one batch: its words never reach the disk.
      messages = messages.map((message) =>
        message.conversation === conversation && message.cseq === cseq
          ? { ...message, body: { kind: 'recalled' } }
          : message,
      )
    }
    if (event.type !== 'message.sent') continue
    const buyer = (view.conversations[id] ?? known)?.buyer.id
    // A message of a conversation that this account no longer sees belongs to no list.
    const owner = buyer ?? buyerOf(id)
    if (owner !== undefined)
      messages.push({ ...event.message, pos: delivered.pos, at: delivered.at, buyer: owner })
  }
  return {
    view,
    baseChanged:
      view.accounts !== before.accounts ||
      view.shop !== before.shop ||
      view.closed !== before.closed ||
      view.settings !== before.settings,
    batch: {
      ...cursor,
      conversations: changes(before, view, cursor.pos),
      messages,
      ...(forgotten.size > 0 ? { forgotten: [...forgotten] } : {}),
      ...(expired.length > 0 ? { expired } : {}),
      ...(recalled.length > 0 ? { recalled } : {}),
    },
  }
}

/** A snapshot replaces the list; what the cache has of messages stays. Pure. */
export function stepBySnapshot(
  known: readonly ConversationId[],
  view: AgentView,
  cursor: Cursor,
): Step {
  const gone = known.filter((id) => !view.conversations[id])
  return {
    view,
    baseChanged: true,
    batch: {
      ...cursor,
      conversations: [
        ...Object.values(view.conversations).map((conversation) => ({
          conversation: conversation.id,
          view: conversation,
          updated: cursor.pos,
        })),
        ...gone.map((conversation) => ({ conversation, view: null, updated: cursor.pos })),
      ],
      messages: [],
    },
  }
}

function changes(before: AgentView, after: AgentView, pos: number): CacheBatch['conversations'] {
  if (before.conversations === after.conversations) return []
  const changed: CacheBatch['conversations'][number][] = []
  for (const [id, view] of Object.entries(after.conversations))
    if (before.conversations[id] !== view) changed.push({ conversation: id, view, updated: pos })
  for (const id of Object.keys(before.conversations))
    if (!after.conversations[id]) changed.push({ conversation: id, view: null, updated: pos })
  return changed
}
