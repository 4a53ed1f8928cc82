import type { BuyerCard, BuyerPast } from '#shared/protocol/api.ts'
import type { ConversationId } from '#shared/protocol/model.ts'
import { nickIn } from './audience.ts'
import { maskCard } from './masking.ts'
import { rowsOf, type OverviewSources } from './overseeing.ts'
import type { Row } from './row.ts'
import { conversationId, type BuyerState } from './state.ts'

const PAST = 50

/** Rights were asked; `looks` are beside the log and added by who answers. */
export async function buyerCard(sources: OverviewSources, buyer: BuyerState): Promise<BuyerCard> {
  const { id } = buyer.view
  const count = Math.min(buyer.conversations, PAST)
  const conversations = await Promise.all(
    Array.from({ length: count }, (_, back) =>
      pastOf(sources, conversationId(id, buyer.conversations - back)),
    ),
  )
  const scores = conversations.flatMap(({ rating }) => (rating === null ? [] : [rating.score]))
  const masked = sources.state().root.settings.privacy.masking
  const sum = scores.reduce((all, score) => all + score, 0)
  const card: BuyerCard = {
    buyer: buyer.view,
    notes: buyer.notes,
    conversations,
    looks: [],
    satisfaction: {
      count: scores.length,
      average: scores.length === 0 ? null : sum / scores.length,
    },
  }
  return masked ? maskCard(card) : card
}

async function pastOf(sources: OverviewSources, id: ConversationId): Promise<BuyerPast> {
  const { views } = sources
  const [positions, messages] = await Promise.all([views.happeningsOf(id), views.countMessages(id)])
  const past: { -readonly [K in keyof BuyerPast]: BuyerPast[K] } = {
    conversation: id,
    openedAt: 0,
    closedAt: null,
    held: [],
    messages,
    source: null,
    summary: null,
    rating: null,
  }
  for await (const rows of rowsOf(sources, positions)) for (const row of rows) take(past, row)
  return past
}

function take(past: { -readonly [K in keyof BuyerPast]: BuyerPast[K] }, { at, event }: Row): void {
  switch (event.type) {
    case 'conversation.opened':
      past.openedAt = at
      past.source = event.view.source
      return
    case 'conversation.assigned':
      past.held = heldToo(past.held, nickIn(event.decision))
      return
    case 'conversation.closed':
      past.closedAt = at
      // Closed again without a word, what was said of it before still holds.
      past.summary = event.summary ?? past.summary
      return
    case 'conversation.reopened':
      past.closedAt = null
      past.held = heldToo(past.held, nickIn(event.view.reason))
      return
    case 'conversation.rated':
      past.rating = event.rating
      return
    default:
      return
  }
}

/** Nicks as they were then; who got it again and again is told once in a row. */
function heldToo(held: readonly string[], nick: string | null): readonly string[] {
  return nick === null || held.at(-1) === nick ? held : [...held, nick]
}
