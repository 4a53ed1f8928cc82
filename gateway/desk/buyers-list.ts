import type { BuyerEntry, BuyerList, BuyersQuery } from '#shared/protocol/api.ts'
import type { AccountView } from '#shared/protocol/model.ts'
import { reaches } from '#shared/rights/reach.ts'
import { RIGHTS } from '#shared/rights/table.ts'
import { nameOf } from './masking.ts'
import { conversationId, type BuyerState, type State } from './state.ts'

const LIMIT = 50

/** The shop's buyers, the newest first; private contacts for main alone (D6). */
export function listBuyers(state: State, reader: AccountView, query: BuyersQuery): BuyerList {
  const limit = query.limit ?? LIMIT
  const text = query.text?.trim().toLowerCase() ?? ''
  let found: Found[] = []
  let count = 0
  for (const [, buyer] of state.buyers.entries()) {
    const { view } = buyer
    if (!reaches(RIGHTS.routes['GET /api/buyers'][reader.role], view.private)) continue
    if (query.mark !== undefined && !view[query.mark]) continue
    if (
      text !== '' &&
      // A number in a name is found by who has all of it (T4).
      view.name.toLowerCase() !== text &&
      !nameOf(state, view).toLowerCase().includes(text) &&
      !view.id.toLowerCase().includes(text)
    )
      continue
    count++
    found.push({ buyer, at: lastAtOf(state, buyer) })
    // A shop has many buyers and shows few: only the newest are kept and sorted.
    if (found.length > 4 * limit) found = newest(found, limit)
  }
  return {
    buyers: newest(found, limit).map(({ buyer, at }) => entryOf(state, buyer, at)),
    more: count > limit,
  }
}

interface Found {
  readonly buyer: BuyerState
  readonly at: number
}

function newest(found: readonly Found[], limit: number): Found[] {
  return found
    .toSorted(
      (a, b) =>
        b.at - a.at ||
        Number(b.buyer.open !== null) - Number(a.buyer.open !== null) ||
        (a.buyer.view.id < b.buyer.view.id ? -1 : 1),
    )
    .slice(0, limit)
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

function entryOf(state: State, buyer: BuyerState, at: number): BuyerEntry {
  return {
    buyer: { ...buyer.view, name: nameOf(state, buyer.view) },
    conversation:
      buyer.conversations > 0 ? conversationId(buyer.view.id, buyer.conversations) : null,
    open: buyer.open !== null,
    lastServedBy: buyer.last?.account ?? null,
    lastAt: buyer.conversations > 0 ? at : null,
  }
}
