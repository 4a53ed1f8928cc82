import type { BuyerEntry, BuyerList, BuyersQuery } from '#shared/protocol/api.ts'
import type { AccountView } from '#shared/protocol/model.ts'
import { conversationId, type BuyerState, type State } from './state.ts'

const LIMIT = 50

/** The shop's buyers, the newest first; private contacts for main alone (D6). */
export function listBuyers(state: State, reader: AccountView, query: BuyersQuery): BuyerList {
  const limit = query.limit ?? LIMIT
  const text = query.text?.trim().toLowerCase() ?? ''
  const found: BuyerState[] = []
  for (const [, buyer] of state.buyers.entries()) {
    const { view } = buyer
    if (view.private && reader.role !== 'main') continue
    if (query.mark !== undefined && !view[query.mark]) continue
    if (
      text !== '' &&
      !view.name.toLowerCase().includes(text) &&
      !view.id.toLowerCase().includes(text)
    )
      continue
    found.push(buyer)
  }
  found.sort(
    (a, b) =>
      lastAtOf(state, b) - lastAtOf(state, a) ||
      Number(b.open !== null) - Number(a.open !== null) ||
      (a.view.id < b.view.id ? -1 : 1),
  )
  return {
    buyers: found.slice(0, limit).map((buyer) => entryOf(state, buyer)),
    more: found.length > limit,
  }
}

/** When it wrote or was served last, as far as memory tells; else when it came first. */
function lastAtOf(state: State, buyer: BuyerState): number {
  const open = buyer.open === null ? undefined : state.conversations.get(buyer.open)?.view
  return Math.max(
    open?.last?.at ?? 0,
    open?.openedAt ?? 0,
    buyer.last?.at ?? 0,
    buyer.view.firstSeenAt,
  )
}

function entryOf(state: State, buyer: BuyerState): BuyerEntry {
  return {
    buyer: buyer.view,
    conversation:
      buyer.conversations > 0 ? conversationId(buyer.view.id, buyer.conversations) : null,
    open: buyer.open !== null,
    lastServedBy: buyer.last?.account ?? null,
    lastAt: buyer.conversations > 0 ? lastAtOf(state, buyer) : null,
  }
}
