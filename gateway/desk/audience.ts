import type { Decision, Delivered, ShopEvent } from '#shared/protocol/events.ts'
import type {
  AccountId,
  BuyerId,
  ConversationId,
  ConversationView,
  DecisionReason,
} from '#shared/protocol/model.ts'
import type { Audience, LogRow, Viewer } from './contract.ts'
import { parseConversationId, type State } from './state.ts'

const EVERY_ACCOUNT: Audience = { accounts: 'all', buyer: null, private: false }

/**
 * S30 at the time of writing; `state` is before the event. The main account and supervisors are
 * given rows by their role; listed are the holders, whoever they are, and the one who loses it.
 */
export function audienceOf(state: State, event: ShopEvent): Audience {
  switch (event.type) {
    case 'shop.opened':
    case 'account.opened':
    case 'account.changed':
    case 'account.presence':
    case 'account.suspended':
      return EVERY_ACCOUNT
    case 'buyer.seen': {
      const open = state.buyers.get(event.buyer.id)?.open
      const holder = open ? (state.conversations.get(open)?.view.holder ?? null) : null
      return {
        accounts: holder === null || event.buyer.private ? [] : [holder],
        buyer: null,
        private: event.buyer.private,
      }
    }
    case 'conversation.opened':
      return about(event.view, [])
    case 'conversation.assigned':
      return about(event.view, [event.from, event.to])
    case 'conversation.queued':
    case 'conversation.closed':
    case 'message.read':
      return aboutOpen(state, event.conversation)
    case 'message.sent':
      return aboutOpen(state, event.message.conversation)
  }
}

function about(view: ConversationView, accounts: readonly (AccountId | null)[]): Audience {
  return {
    accounts: [...new Set(accounts)].filter((id) => id !== null),
    buyer: view.buyer.id,
    private: view.buyer.private,
  }
}

function aboutOpen(state: State, id: ConversationId): Audience {
  const view = state.conversations.get(id)?.view
  return view ? about(view, [view.holder]) : { accounts: [], buyer: null, private: true }
}

/** The row as the viewer may have it by the rights at its time and those of `state` (S30, I12). */
export function present(state: State, viewer: Viewer, row: LogRow): Delivered['event'] | null {
  const { audience, event } = row
  if (viewer.kind === 'buyer') return audience.buyer === viewer.buyer ? forBuyer(event) : null
  const account = state.accounts.get(viewer.account)?.view
  if (!account || account.disabled) return null
  if (account.role === 'main' || audience.accounts === 'all') return event
  if (audience.private || isPrivateNow(state, buyerOf(row))) return null
  if (account.role === 'supervisor') return event
  return audience.accounts.includes(account.id) ? forSubAccount(event) : null
}

function buyerOf({ audience, event }: LogRow): BuyerId | null {
  return event.type === 'buyer.seen' ? event.buyer.id : audience.buyer
}

function isPrivateNow(state: State, buyer: BuyerId | null): boolean {
  return buyer !== null && state.buyers.get(buyer)?.view.private === true
}

/** A buyer is told its own messages and who serves, and nothing else of the shop. */
function forBuyer(event: ShopEvent): Delivered['event'] | null {
  switch (event.type) {
    case 'message.sent':
    case 'message.read':
      return event
    case 'conversation.opened':
      return pageEvent(event.view.id, event.view.state, null, null)
    case 'conversation.queued':
      return pageEvent(event.conversation, 'queued', null, placeOf(event.decision))
    case 'conversation.assigned':
      return pageEvent(event.conversation, event.view.state, nickTold(event), null)
    case 'conversation.closed':
      return pageEvent(event.conversation, 'closed', null, null)
    default:
      return null
  }
}

function pageEvent(
  conversation: ConversationId,
  state: ConversationView['state'],
  servedBy: string | null,
  place: number | null,
): Delivered['event'] {
  return { type: 'buyer.conversation', conversation, state, servedBy, place }
}

export function placeOf(decision: DecisionReason): number | null {
  const { place } = decision.values
  return typeof place === 'number' ? place : null
}

/** Under which name the buyer knows its holder; nobody while main is away. */
export function nickTold(
  event: Extract<ShopEvent, { type: 'conversation.assigned' }>,
): string | null {
  const { nick } = event.decision.values
  return event.waits || typeof nick !== 'string' ? null : nick
}

/** The values a sub-account may read: nothing that tells of colleagues' load or counts. */
const OPEN_VALUES = new Set(['nick', 'place', 'group', 'from'])

export function openReason(reason: DecisionReason): DecisionReason {
  const values = Object.entries(reason.values).filter(([key]) => OPEN_VALUES.has(key))
  return { rule: reason.rule, sentence: reason.sentence, values: Object.fromEntries(values) }
}

export function openView(view: ConversationView): ConversationView {
  // The way to earlier conversations is the same for all: whether they may be read is asked there.
  return view.reason === null ? view : { ...view, reason: openReason(view.reason) }
}

function openDecision(decision: Decision): Decision {
  return { ...openReason(decision), candidates: [] }
}

function forSubAccount(event: ShopEvent): ShopEvent {
  switch (event.type) {
    case 'conversation.assigned':
      return { ...event, decision: openDecision(event.decision), view: openView(event.view) }
    case 'conversation.queued':
      return { ...event, decision: openDecision(event.decision) }
    default:
      return event
  }
}

/** Whose conversation an id is; null for what is none. */
export function buyerOfConversation(state: State, id: ConversationId): BuyerId | null {
  const parsed = parseConversationId(id)
  if (!parsed) return null
  const buyer = state.buyers.get(parsed.buyer)
  return buyer && parsed.n <= buyer.conversations ? parsed.buyer : null
}
