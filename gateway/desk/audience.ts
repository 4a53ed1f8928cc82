import type { Decision, Delivered, ShopEvent } from '#shared/protocol/events.ts'
import type {
  AccountId,
  AccountView,
  BuyerId,
  ConversationId,
  ConversationView,
  DecisionReason,
} from '#shared/protocol/model.ts'
import { completeConversation } from '#shared/protocol/complete.ts'
import { isWide, type Reach } from '#shared/rights/reach.ts'
import { RIGHTS } from '#shared/rights/table.ts'
import type { Audience, LogRow, Viewer } from './contract.ts'
import { isRecalled } from './recalled.ts'
import { parseConversationId, type BuyerState, type State } from './state.ts'

const { events, parts } = RIGHTS

const EVERY_ACCOUNT: Audience = { accounts: 'all', buyer: null, private: false }

/**
 * S30 at the time of writing; `state` is before the event. The main account and supervisors are
 * given rows by their role; listed are the holders, whoever they are, and the one who loses it.
 */
export function audienceOf(state: State, event: ShopEvent): Audience {
  switch (event.type) {
    case 'shop.opened':
    case 'shop.leveled':
    case 'shop.settings':
    case 'account.opened':
    case 'account.changed':
    case 'account.suspended':
    case 'account.invisible':
      return EVERY_ACCOUNT
    case 'account.presence':
      // To colleagues it is offline all the time; supervisors and main are given it by their role.
      return state.accounts.get(event.account)?.view.invisible === true
        ? { accounts: [event.account], buyer: null, private: false }
        : EVERY_ACCOUNT
    // Never in the log: it is what others are given for `buyer.marked`.
    case 'buyer.withdrawn':
      return { accounts: [], buyer: null, private: true }
    case 'buyer.marked': {
      const known = state.buyers.get(event.buyer.id)
      return {
        accounts: acquainted(state, event.buyer.id),
        buyer: null,
        // That it became one is told, as a withdrawal; what happens to one that is, is not.
        private: event.buyer.private && known?.view.private === true,
      }
    }
    case 'buyer.seen':
      return {
        accounts: acquainted(state, event.buyer.id),
        buyer: null,
        private: event.buyer.private,
      }
    // T6: main's alone.
    case 'audit.noted':
      return { accounts: [], buyer: null, private: true }
    case 'transcript.erased':
      return event.buyer === null
        ? EVERY_ACCOUNT
        : {
            accounts: acquainted(state, event.buyer),
            buyer: event.buyer,
            private: isPrivateNow(state, event.buyer),
          }
    case 'buyer.noted':
    case 'buyer.unnoted':
      return {
        accounts: acquainted(state, event.buyer),
        buyer: null,
        private: isPrivateNow(state, event.buyer),
      }
    case 'conversation.opened':
      return about(completeConversation(event.view), [])
    case 'conversation.assigned':
      return about(completeConversation(event.view), [
        event.from,
        event.to,
        // Whose offer ends with it.
        state.conversations.get(event.conversation)?.view.offer?.to ?? null,
      ])
    case 'conversation.offered':
      return about(event.view, [event.view.holder])
    case 'conversation.reopened':
      return about(completeConversation(event.view), [
        event.by,
        // Out of whose list it goes.
        state.closed.get(event.conversation)?.conversation.view.holder ?? null,
      ])
    case 'conversation.rated':
      return aboutClosed(state, event.conversation, (buyer) => [buyer.closed?.holder ?? null])
    // Whoever may have the words in its cache.
    case 'message.recalled':
      return aboutClosed(state, event.conversation, (buyer) => acquainted(state, buyer.view.id))
    case 'order.acted':
      return state.conversations.get(event.conversation)
        ? aboutOpen(state, event.conversation)
        : aboutClosed(state, event.conversation, () => [])
    case 'conversation.offer_ended':
    case 'conversation.aside':
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
    accounts: [...new Set([...accounts, view.offer?.to ?? null])].filter((id) => id !== null),
    buyer: view.buyer.id,
    private: view.buyer.private,
  }
}

function aboutOpen(state: State, id: ConversationId): Audience {
  const view = state.conversations.get(id)?.view
  return view ? about(view, [view.holder]) : { accounts: [], buyer: null, private: true }
}

/** Open or over, by its buyer. */
function aboutClosed(
  state: State,
  id: ConversationId,
  accounts: (buyer: BuyerState) => readonly (AccountId | null)[],
): Audience {
  const buyer = state.buyers.get(parseConversationId(id)?.buyer ?? '')
  if (!buyer) return { accounts: [], buyer: null, private: true }
  return {
    accounts: [...new Set(accounts(buyer))].filter((one) => one !== null),
    buyer: buyer.view.id,
    private: buyer.view.private,
  }
}

/** Whoever may have words of this buyer in its cache: all who served it or were offered it. */
function acquainted(state: State, id: BuyerId): readonly AccountId[] {
  const known = state.buyers.get(id)
  const open = known?.open ? state.conversations.get(known.open)?.view : undefined
  const accounts = new Set([...(known?.servedBy ?? []), ...(known?.offeredTo ?? []), open?.holder])
  return [...accounts].filter((one) => one !== undefined && one !== null)
}

/** The row as the viewer may have it by the rights at its time and those of `state` (S30, I12). */
export function present(state: State, viewer: Viewer, row: LogRow): Delivered['event'] | null {
  const { audience } = row
  const event = toldNow(state, row)
  if (viewer.kind === 'buyer')
    return audience.buyer === viewer.buyer && isForBuyers(event) ? forBuyer(event) : null
  const account = state.accounts.get(viewer.account)?.view
  if (!account || account.disabled) return null
  const reach = reachOf(event, audience, account)
  if (reach === 'no') return null
  if (audience.accounts === 'all') return aboutColleague(account, event)
  if (reach === 'shop') return event
  if (audience.private) return null
  const privateNow = isPrivateNow(state, buyerOf(row))
  if (reach !== 'public' && !audience.accounts.includes(account.id)) return null
  if (event.type === 'buyer.marked') return forMarked(event, privateNow)
  if (privateNow) return null
  return isWide(parts['decision whole'][account.role]) ? event : forSubAccount(event)
}

/** The table's word; a row of those who may know that a colleague is invisible is by that right (S38). */
function reachOf({ type }: ShopEvent, { accounts }: Audience, { role }: AccountView): Reach {
  // It is in no log.
  if (type === 'buyer.withdrawn') return 'no'
  if (type === 'account.presence' && accounts !== 'all') return parts['colleagues whole'][role]
  return events[type][role]
}

/** A message that was taken back since is there without its words. */
function toldNow(state: State, { audience, event, pos }: LogRow): ShopEvent {
  if (event.type !== 'message.sent' || !isRecalled(state, audience.buyer, pos)) return event
  return { ...event, message: { ...event.message, body: { kind: 'recalled' } } }
}

/** Who may not know that a colleague is invisible takes it for offline. */
function aboutColleague(viewer: AccountView, event: ShopEvent): ShopEvent {
  if (event.type !== 'account.invisible') return event
  if (events[event.type][viewer.role] === 'shop' || viewer.id === event.account) return event
  return { type: 'account.presence', account: event.account, online: !event.on && event.online }
}

/** D6: that a buyer became private is told as a withdrawal, even when it is private no more. */
function forMarked(
  event: Extract<ShopEvent, { type: 'buyer.marked' }>,
  privateNow: boolean,
): ShopEvent | null {
  if (event.buyer.private) return { type: 'buyer.withdrawn', buyer: event.buyer.id }
  return privateNow ? null : event
}

function buyerOf({ audience, event }: LogRow): BuyerId | null {
  switch (event.type) {
    case 'buyer.seen':
    case 'buyer.marked':
      return event.buyer.id
    case 'buyer.noted':
    case 'buyer.unnoted':
      return event.buyer
    default:
      return audience.buyer
  }
}

function isPrivateNow(state: State, buyer: BuyerId | null): boolean {
  return buyer !== null && state.buyers.get(buyer)?.view.private === true
}

function isForBuyers({ type }: ShopEvent): boolean {
  return type !== 'buyer.withdrawn' && events[type].buyer === 'self'
}

/** A buyer is told its own messages and who serves, and nothing else of the shop. */
function forBuyer(event: ShopEvent): Delivered['event'] | null {
  switch (event.type) {
    case 'message.sent':
    case 'message.read':
    case 'message.recalled':
      return event
    case 'transcript.erased':
      return { type: 'buyer.erased', upTo: event.upTo }
    case 'conversation.opened':
      return pageEvent(event.view.id, event.view.state, null, null)
    case 'conversation.queued':
      return pageEvent(event.conversation, 'queued', null, placeOf(event.decision))
    case 'conversation.assigned':
      return pageEvent(event.conversation, event.view.state, nickTold(event), null)
    case 'conversation.closed':
      return closedPage(event.conversation, event.asked === true, null)
    case 'conversation.rated':
      return closedPage(event.conversation, true, event.rating.score)
    case 'conversation.reopened':
      return pageEvent(event.conversation, event.view.state, nickIn(event.view.reason), null)
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

function closedPage(
  conversation: ConversationId,
  asked: boolean,
  score: number | null,
): Delivered['event'] {
  const page = { conversation, state: 'closed', servedBy: null, place: null } as const
  return { type: 'buyer.conversation', ...page, asked, score }
}

export function placeOf(decision: DecisionReason): number | null {
  const { place } = decision.values
  return typeof place === 'number' ? place : null
}

/** Under which name the buyer knows its holder; nobody while main is away. */
export function nickTold(
  event: Extract<ShopEvent, { type: 'conversation.assigned' }>,
): string | null {
  return event.waits ? null : nickIn(event.decision)
}

export function nickIn(reason: DecisionReason | null): string | null {
  const nick = reason?.values['nick']
  return typeof nick === 'string' ? nick : null
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
    case 'conversation.offered':
    case 'conversation.reopened':
      return { ...event, view: openView(event.view) }
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
