import type { AccountView, ClosedView, ConversationView } from '#shared/protocol/model.ts'
import { visibleTo, type AgentView, type BuyerPageView } from '#shared/protocol/view.ts'
import { isWide } from '#shared/rights/reach.ts'
import { RIGHTS } from '#shared/rights/table.ts'
import { openView } from './audience.ts'
import { conversationId, type AccountState, type State } from './state.ts'

/** What an agent's client starts from; with the events behind `state.root.pos` it stays true (I5). */
export function agentView(state: State, me: string): AgentView {
  const { shop } = state.root
  const own = state.accounts.get(me)?.view
  if (!shop || !own) throw new Error('the shop has no such account')
  const accounts: Record<string, AccountView> = {}
  const all = isWide(RIGHTS.parts['decision whole'][own.role])
  const knows = isWide(RIGHTS.parts['colleagues whole'][own.role])
  for (const [id, account] of state.accounts.entries())
    accounts[id] = knows || id === me ? account.view : asColleague(account)
  const conversations: Record<string, ConversationView> = {}
  for (const [id, { view }] of state.conversations.entries())
    if (visibleTo(own, view)) conversations[id] = all ? view : openView(view)
  const closed = closedFor(state, me, all ? (view) => view : openView)
  return { me, shop, settings: state.root.settings, accounts, conversations, closed }
}

function closedFor(
  state: State,
  me: string,
  seen: (view: ConversationView) => ConversationView,
): readonly ClosedView[] {
  const ids = state.accounts.get(me)?.closed ?? []
  return ids.flatMap((id) => {
    const closed = state.closed.get(id)
    if (!closed) return []
    const { conversation, at, summary, rating } = closed
    return [{ view: seen(conversation.view), at, summary, rating }]
  })
}

/** An invisible account is offline to those who may not know. */
function asColleague({ view, hiddenSince }: AccountState): AccountView {
  return view.invisible ? { ...view, online: false, invisible: false, since: hiddenSince } : view
}

export function buyerView(state: State, id: string): BuyerPageView {
  const { shop } = state.root
  const buyer = state.buyers.get(id)
  if (!shop || !buyer) throw new Error('the shop has no such buyer')
  return {
    shop: { id: shop.id, name: shop.name },
    buyer: { id, name: buyer.view.name },
    conversation: newest(state, id),
  }
}

function newest(state: State, id: string): BuyerPageView['conversation'] {
  const buyer = state.buyers.get(id)
  if (!buyer) return null
  const open = buyer.open === null ? undefined : state.conversations.get(buyer.open)
  if (open)
    return {
      id: open.view.id,
      state: open.view.state,
      servedBy: open.servedBy,
      place: open.place,
      cseq: open.view.cseq,
      readByShop: open.view.readByShop,
      asked: false,
      score: null,
    }
  if (buyer.closed === null) return null
  return {
    id: conversationId(id, buyer.conversations),
    state: 'closed',
    servedBy: null,
    place: null,
    cseq: buyer.closed.cseq,
    readByShop: buyer.closed.readByShop,
    asked: buyer.closed.asked,
    score: buyer.closed.score,
  }
}
