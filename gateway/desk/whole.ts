import type { Beside } from '#shared/protocol/api.ts'
import type { ErrorCode } from '#shared/protocol/codes.ts'
import type { ConversationId } from '#shared/protocol/model.ts'
import { isWide } from '#shared/rights/reach.ts'
import { RIGHTS } from '#shared/rights/table.ts'
import { present } from './audience.ts'
import type { Viewer } from './contract.ts'
import { rowsOf, type OverviewSources } from './overseeing.ts'
import { mayReadBuyer } from './rights.ts'
import { parseConversationId, type BuyerState } from './state.ts'

/**
 * T4: words that lie beside the messages, unmasked: a note, a line among colleagues, a
 * summary, a buyer's word on it, what goes with an offer. Who may not read them masked may not so.
 */
export async function wholeBeside(
  sources: OverviewSources,
  viewer: Viewer,
  asked: Beside,
): Promise<string | { readonly code: ErrorCode }> {
  const id = 'buyer' in asked ? asked.buyer : (parseConversationId(asked.conversation)?.buyer ?? '')
  const buyer = readable(sources, viewer, id)
  if (buyer === null) return { code: 'not_found' }
  try {
    const text = await textOf(sources, viewer, buyer, asked)
    // It may have become a private contact while it was read (D6).
    return text && readable(sources, viewer, id) ? text : { code: 'not_found' }
  } catch {
    return { code: 'storage_failed' }
  }
}

function readable({ state }: OverviewSources, viewer: Viewer, id: string): BuyerState | null {
  if (viewer.kind !== 'agent') return null
  const account = state().accounts.get(viewer.account)?.view
  const buyer = state().buyers.get(id)
  if (!account || account.disabled || !buyer) return null
  return mayReadBuyer(state(), account, buyer) ? buyer : null
}

async function textOf(
  sources: OverviewSources,
  viewer: Viewer,
  buyer: BuyerState,
  asked: Beside,
): Promise<string | undefined> {
  if ('note' in asked) return buyer.notes.find(({ id }) => id === asked.note)?.text
  const { conversation } = asked
  if ('aside' in asked) {
    const [row] = await sources.rowsAt([asked.aside])
    const event = row && present(sources.state(), viewer, row)
    const isIt = event?.type === 'conversation.aside' && event.conversation === conversation
    return isIt ? event.aside.text : undefined
  }
  if ('offer' in asked) return offerOf(sources, viewer, conversation)
  return endOf(sources, conversation, 'rating' in asked ? 'rating' : 'summary')
}

/** What goes with it is for those between whom it stands, and for who oversees them. */
function offerOf(
  { state }: OverviewSources,
  viewer: Viewer,
  conversation: ConversationId,
): string | undefined {
  const offer = state().conversations.get(conversation)?.view.offer
  const account = viewer.kind === 'agent' ? state().accounts.get(viewer.account)?.view : undefined
  if (!offer || !account) return undefined
  const between = [offer.by, offer.to].includes(account.id)
  return between || isWide(RIGHTS.parts.chats[account.role]) ? (offer.note ?? undefined) : undefined
}

/** The newest: closed again without a word, what was said of it before still holds. */
async function endOf(
  sources: OverviewSources,
  conversation: ConversationId,
  part: 'summary' | 'rating',
): Promise<string | undefined> {
  await sources.reach()
  let text: string | undefined
  const positions = await sources.views.happeningsOf(conversation)
  for await (const rows of rowsOf(sources, positions))
    for (const { event } of rows)
      if (part === 'summary' && event.type === 'conversation.closed')
        text = event.summary?.text ?? text
      else if (part === 'rating' && event.type === 'conversation.rated') text = event.rating.text
  return text
}
