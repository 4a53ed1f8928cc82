import { completeConversation } from '#shared/protocol/complete.ts'
import { CLOSED_KEPT, closedView } from '#shared/protocol/view.ts'
import type { ShopEvent } from '#shared/protocol/events.ts'
import type { AccountId, BuyerView, ConversationId } from '#shared/protocol/model.ts'
import { nickIn } from './audience.ts'
import { endRound } from './figures.ts'
import { RECENT_AT_REST } from './recent.ts'
import { addHeld, leaveQueue, patchAccountState, patchBuyer, withOnce } from './records.ts'
import { parseConversationId, type ClosedState, type State } from './state.ts'

type Closed = Extract<ShopEvent, { type: 'conversation.closed' }>
type Reopened = Extract<ShopEvent, { type: 'conversation.reopened' }>
type Rated = Extract<ShopEvent, { type: 'conversation.rated' }>

export function applyClosed(state: State, event: Closed, at: number): void {
  const conversation = state.conversations.get(event.conversation)
  if (!conversation) return
  const { view } = conversation
  endRound(state, conversation, null)
  addHeld(state, view.holder, -1)
  leaveQueue(state, view.id)
  state.conversations.delete(view.id)
  patchBuyer(state, view.buyer.id, (buyer) => ({
    ...buyer,
    open: null,
    last: view.holder === null ? buyer.last : { account: view.holder, at },
    closed: {
      cseq: view.cseq,
      readByShop: view.readByShop,
      holder: view.holder,
      asked: event.asked === true,
      score: null,
    },
    recent: buyer.recent.slice(-RECENT_AT_REST),
  }))
  if (view.holder === null) return
  const kept = closedView(view, event, at)
  keep(state, view.holder, {
    conversation: { ...conversation, view: kept.view },
    at,
    summary: kept.summary,
    rating: null,
  })
}

/** The holder's list is bounded as its clients bound it (I5): the oldest goes. */
function keep(state: State, holder: AccountId, closed: ClosedState): void {
  const account = state.accounts.get(holder)
  if (!account) return
  const { id } = closed.conversation.view
  for (const dropped of account.closed.slice(0, 1 - CLOSED_KEPT)) state.closed.delete(dropped)
  state.closed.set(id, closed)
  patchAccountState(state, holder, { closed: [...account.closed.slice(1 - CLOSED_KEPT), id] })
}

/** It leaves the list of who held it, whoever that was. */
export function unkeep(state: State, id: ConversationId): void {
  const holder = state.closed.get(id)?.conversation.view.holder ?? null
  state.closed.delete(id)
  const account = holder === null ? undefined : state.accounts.get(holder)
  if (account)
    patchAccountState(state, account.view.id, {
      closed: account.closed.filter((one) => one !== id),
    })
}

export function applyReopened(state: State, event: Reopened, at: number): void {
  const closed = state.closed.get(event.conversation)
  if (!closed) return
  unkeep(state, event.conversation)
  const view = completeConversation(event.view)
  state.conversations.set(event.conversation, {
    ...closed.conversation,
    view,
    servedBy: nickIn(event.view.reason),
    place: null,
    heldSince: at,
    holders: withOnce(closed.conversation.holders, event.by),
    again: false,
  })
  addHeld(state, event.by, 1)
  patchBuyer(state, view.buyer.id, (buyer) => ({
    ...buyer,
    open: event.conversation,
    closed: null,
    last: { account: event.by, at },
    servedBy: withOnce(buyer.servedBy, event.by),
  }))
}

export function applyRated(state: State, { conversation: id, rating }: Rated): void {
  const owner = parseConversationId(id)?.buyer ?? ''
  patchBuyer(state, owner, (buyer) =>
    buyer.closed === null ? buyer : { ...buyer, closed: { ...buyer.closed, score: rating.score } },
  )
  const kept = state.closed.get(id)
  if (kept)
    state.closed.set(id, {
      ...kept,
      rating,
      conversation: { ...kept.conversation, rated: true },
    })
}

/** What is over shows the buyer as it is; a private contact's stays in main's list alone (D6). */
export function applyBuyerToClosed(state: State, buyer: BuyerView): void {
  for (const id of closedOf(state, buyer.id)) {
    const closed = state.closed.get(id)
    if (!closed) continue
    const { conversation } = closed
    const holder = conversation.view.holder ?? ''
    if (buyer.private && state.accounts.get(holder)?.view.role !== 'main') unkeep(state, id)
    else
      state.closed.set(id, {
        ...closed,
        conversation: { ...conversation, view: { ...conversation.view, buyer } },
      })
  }
}

/** Who held one is among those who served the buyer. */
export function closedOf(state: State, buyer: string): readonly ConversationId[] {
  const served = state.buyers.get(buyer)?.servedBy ?? []
  return served
    .flatMap((account) => state.accounts.get(account)?.closed ?? [])
    .filter((id) => parseConversationId(id)?.buyer === buyer)
}

/** An account that is gone for good has no list any more. */
export function dropClosedOf(state: State, id: AccountId): void {
  for (const one of state.accounts.get(id)?.closed ?? []) state.closed.delete(one)
  patchAccountState(state, id, { closed: [] })
}
