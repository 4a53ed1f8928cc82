import { isWide, reaches } from '../rights/reach.ts'
import { RIGHTS } from '../rights/table.ts'
import type { BuyerEvent, Delivered, ShopEvent } from './events.ts'
import type {
  AccountId,
  AccountView,
  Aside,
  ClosedView,
  ConversationId,
  ConversationState,
  ConversationView,
  DecisionReason,
  LastLine,
  Message,
  ShopView,
  Suspension,
} from './model.ts'
import {
  completeAccount,
  completeBuyer,
  completeConversation,
  completeSettings,
  completeShop,
} from './complete.ts'
import { withoutWords } from './erased.ts'
import type { ShopSettings } from './settings.ts'

/**
 * What an agent's client knows: the shop, the accounts, and the conversations it may see that are
 * not over. The gateway makes its snapshots with the same functions, so that
 * snapshot(a) + events(a..b) = snapshot(b) (I5).
 */
export interface AgentView {
  readonly me: AccountId
  readonly shop: ShopView
  readonly settings: ShopSettings
  readonly accounts: Readonly<Record<AccountId, AccountView>>
  readonly conversations: Readonly<Record<ConversationId, ConversationView>>
  /** What this account held when it was closed: the newest `CLOSED_KEPT`, ascending by time. */
  readonly closed: readonly ClosedView[]
}

export const CLOSED_KEPT = 50

/** What a buyer's page knows. */
export interface BuyerPageView {
  readonly shop: { readonly id: string; readonly name: string }
  readonly buyer: { readonly id: string; readonly name: string }
  readonly conversation: {
    readonly id: ConversationId
    readonly state: ConversationState
    readonly servedBy: string | null
    readonly place: number | null
    /** The newest cseq, and the newest of the buyer's messages that the shop has read. */
    readonly cseq: number
    readonly readByShop: number
    /** Of one that is over: the buyer is asked for its word, and what it said. */
    readonly asked: boolean
    readonly score: number | null
  } | null
}

const PREVIEW = 80

export function lastLine(message: Pick<Message, 'cseq' | 'sender' | 'body'>, at: number): LastLine {
  const { body } = message
  const text =
    body.kind === 'text' || body.kind === 'auto'
      ? body.text
      : body.kind === 'notice'
        ? body.notice.code
        : body.kind === 'card'
          ? body.card.kind === 'product'
            ? body.card.title
            : body.card.number
          : body.kind === 'recalled' || body.kind === 'erased'
            ? ''
            : body.file.name
  return {
    cseq: message.cseq,
    at,
    from: message.sender.kind,
    kind: body.kind,
    // A cut through a surrogate pair would show a broken sign.
    text: text.length <= PREVIEW ? text : Array.from(text).slice(0, PREVIEW).join(''),
  }
}

/** What a message changes in its conversation. The shop's own lines neither wait nor count as unread nor as an answer. */
export function withMessage(
  view: ConversationView,
  message: Pick<Message, 'cseq' | 'sender' | 'body'>,
  at: number,
): ConversationView {
  const fromBuyer = message.sender.kind === 'buyer'
  const fromHuman = message.sender.kind === 'account'
  const own = message.body.kind === 'notice' || message.body.kind === 'auto'
  return {
    ...view,
    cseq: message.cseq,
    last: own && view.last ? view.last : lastLine(message, at),
    waitingSince: fromBuyer ? (view.waitingSince ?? at) : fromHuman ? null : view.waitingSince,
    unread: fromBuyer ? view.unread + 1 : view.unread,
  }
}

/**
 * A sub-account sees what it holds or is offered (D12); main account and supervisors see all (T1),
 * private contacts main only (D6).
 */
export function visibleTo(
  me: Pick<AccountView, 'id' | 'role'>,
  conversation: Pick<ConversationView, 'holder' | 'buyer' | 'state' | 'offer'>,
): boolean {
  if (conversation.state === 'closed') return false
  const reach = RIGHTS.parts.chats[me.role]
  if (isWide(reach)) return reaches(reach, conversation.buyer.private)
  if (conversation.buyer.private) return false
  return conversation.holder === me.id || conversation.offer?.to === me.id
}

/** Asides that a conversation carries; older ones are in the log. */
const ASIDES = 30

export function withAside(view: ConversationView, aside: Aside): ConversationView {
  return { ...view, asides: [...view.asides.slice(1 - ASIDES), aside] }
}

function patchAccount(view: AgentView, id: AccountId, patch: Partial<AccountView>): AgentView {
  const account = view.accounts[id]
  if (!account) return view
  return { ...view, accounts: { ...view.accounts, [id]: { ...account, ...patch } } }
}

/**
 * Lists of conversations that were made while a batch of events is applied, and that nobody else has
 * seen yet: they are changed in place. With a thousand open chats a copy for each event would be
 * most of the work of a busy desk.
 */
export type OwnLists = WeakSet<AgentView['conversations']>

/** The view with a list of conversations that may be changed. */
function withOwnList(
  view: AgentView,
  own: OwnLists,
): { view: AgentView; list: Record<ConversationId, ConversationView> } {
  if (own.has(view.conversations)) return { view, list: view.conversations }
  const list = { ...view.conversations }
  own.add(list)
  return { view: { ...view, conversations: list }, list }
}

function without(view: AgentView, id: ConversationId, own: OwnLists): AgentView {
  if (!view.conversations[id]) return view
  const made = withOwnList(view, own)
  delete made.list[id]
  return made.view
}

function put(view: AgentView, conversation: ConversationView, own: OwnLists): AgentView {
  const me = view.accounts[view.me]
  if (!me || !visibleTo(me, conversation)) return without(view, conversation.id, own)
  const made = withOwnList(view, own)
  made.list[conversation.id] = conversation
  return made.view
}

function patchConversation(
  view: AgentView,
  id: ConversationId,
  own: OwnLists,
  patch: (conversation: ConversationView) => ConversationView,
): AgentView {
  const conversation = view.conversations[id]
  return conversation ? put(view, patch(conversation), own) : view
}

/**
 * Returns the same object when nothing changes for this viewer. Pure without `own`; with it, given
 * for all events of one batch, lists of this batch's own are changed in place: what a caller wants
 * to know of the view before an event, it reads before.
 */
export function applyToAgentView(
  view: AgentView,
  delivered: Delivered<ShopEvent>,
  own: OwnLists = new WeakSet(),
): AgentView {
  const { event, at } = delivered
  switch (event.type) {
    case 'shop.opened':
      return { ...view, shop: completeShop(event.shop) }
    case 'shop.leveled':
      return { ...view, shop: { ...view.shop, level: event.level, quota: event.quota } }
    case 'shop.settings':
      return { ...view, settings: completeSettings(event.settings) }
    case 'account.opened':
      return {
        ...view,
        accounts: { ...view.accounts, [event.account.id]: completeAccount(event.account) },
      }
    case 'account.changed':
      return patchAccount(view, event.account, event.changes)
    case 'account.presence':
      return patchAccount(view, event.account, { online: event.online, since: at })
    case 'account.invisible':
      return patchAccount(view, event.account, { invisible: event.on, since: at })
    case 'account.suspended':
      return patchAccount(view, event.account, { suspended: suspensionOf(event, at) })
    case 'buyer.withdrawn': {
      let next = view
      for (const conversation of Object.values(view.conversations))
        if (conversation.buyer.id === event.buyer) next = without(next, conversation.id, own)
      const closed = next.closed.filter((one) => one.view.buyer.id !== event.buyer)
      return closed.length === next.closed.length ? next : { ...next, closed }
    }
    // Notes are read with the buyer's card.
    case 'buyer.noted':
    case 'buyer.unnoted':
    case 'audit.noted':
      return view
    case 'buyer.seen':
    case 'buyer.marked': {
      let next = view
      const buyer = completeBuyer(event.buyer)
      for (const conversation of Object.values(view.conversations))
        if (conversation.buyer.id === buyer.id) next = put(next, { ...conversation, buyer }, own)
      return patchClosed(
        next,
        (one) => one.view.buyer.id === buyer.id,
        (one) => ({ ...one, view: { ...one.view, buyer } }),
      )
    }
    case 'conversation.opened':
      return put(view, completeConversation(event.view), own)
    case 'conversation.offered':
      return put(view, completeConversation(event.view), own)
    case 'conversation.offer_ended':
      return patchConversation(view, event.conversation, own, (c) => ({ ...c, offer: null }))
    case 'conversation.aside':
      return patchConversation(view, event.conversation, own, (c) =>
        withAside(c, { ...event.aside, pos: delivered.pos, at }),
      )
    case 'conversation.queued':
      return patchConversation(view, event.conversation, own, (c) => ({
        ...c,
        state: 'queued',
        holder: null,
        offer: null,
        reason: reasonOf(event.decision),
      }))
    case 'conversation.assigned':
      return put(view, completeConversation(event.view), own)
    case 'conversation.closed': {
      // Read first: a list of this batch's own is changed in place.
      const closing = view.conversations[event.conversation]
      return withClosed(without(view, event.conversation, own), closing, event, at)
    }
    case 'conversation.reopened':
      return withoutClosed(put(view, completeConversation(event.view), own), event.conversation)
    case 'conversation.rated':
      return patchClosed(
        view,
        (one) => one.view.id === event.conversation,
        (one) => ({ ...one, rating: event.rating }),
      )
    case 'order.acted':
      return patchConversation(view, event.conversation, own, (c) =>
        withAside(c, asideOfAct(event, delivered.pos, at)),
      )
    case 'transcript.erased':
      return withErased(view, event, own)
    case 'message.recalled':
      return patchClosed(
        patchConversation(view, event.conversation, own, (c) => withRecalled(c, event.cseq)),
        (one) => one.view.id === event.conversation,
        (one) => ({ ...one, view: withRecalled(one.view, event.cseq) }),
      )
    case 'message.sent':
      return patchConversation(view, event.message.conversation, own, (c) =>
        withMessage(c, event.message, at),
      )
    case 'message.read':
      return patchConversation(view, event.conversation, own, (c) => withRead(c, event))
  }
}

/**
 * Kept where this account held it; the gateway keeps the same (I5). A workstation that died between
 * keeping this list and keeping its cursor is given the close once more: it stands here once.
 */
function withClosed(
  view: AgentView,
  closing: ConversationView | undefined,
  event: Extract<ShopEvent, { type: 'conversation.closed' }>,
  at: number,
): AgentView {
  if (closing?.holder !== view.me) return view
  const one = closedView(closing, event, at)
  const others = view.closed.filter((kept) => kept.view.id !== one.view.id)
  return { ...view, closed: [...others.slice(1 - CLOSED_KEPT), one] }
}

export function closedView(
  view: ConversationView,
  event: Extract<ShopEvent, { type: 'conversation.closed' }>,
  at: number,
): ClosedView {
  return {
    view: { ...view, state: 'closed', offer: null },
    at,
    summary: event.summary ?? null,
    rating: null,
  }
}

function withoutClosed(view: AgentView, id: ConversationId): AgentView {
  const closed = view.closed.filter((one) => one.view.id !== id)
  return closed.length === view.closed.length ? view : { ...view, closed }
}

function patchClosed(
  view: AgentView,
  which: (one: ClosedView) => boolean,
  patch: (one: ClosedView) => ClosedView,
): AgentView {
  if (!view.closed.some(which)) return view
  return { ...view, closed: view.closed.map((one) => (which(one) ? patch(one) : one)) }
}

/** T5: what a view has of the erased words; of a private contact nobody but main had any. */
function withErased(
  view: AgentView,
  { buyer, before }: Extract<ShopEvent, { type: 'transcript.erased' }>,
  own: OwnLists,
): AgentView {
  const concerns = (one: ConversationView) =>
    buyer === null ? !one.buyer.evidence : one.buyer.id === buyer
  const reduced = (one: ConversationView) =>
    concerns(one) ? withoutWords(one, before, buyer !== null) : one
  let next = view
  for (const one of Object.values(view.conversations)) {
    const less = reduced(one)
    if (less !== one) next = put(next, less, own)
  }
  const closed = next.closed
    .filter((one) => !concerns(one.view) || !(before === null || one.at < before))
    .map((one) => {
      const less = reduced(one.view)
      return less === one.view ? one : { ...one, view: less }
    })
  const same =
    closed.length === next.closed.length && closed.every((one, at) => one === next.closed[at])
  return same ? next : { ...next, closed }
}

/** The list tells that there was something, not what. */
export function withRecalled(view: ConversationView, cseq: number): ConversationView {
  return view.last?.cseq === cseq
    ? { ...view, last: { ...view.last, kind: 'recalled', text: '' } }
    : view
}

export function asideOfAct(
  event: Extract<ShopEvent, { type: 'order.acted' }>,
  pos: number,
  at: number,
): Aside {
  const { account, nick, order } = event
  return { pos, at, kind: 'order', account, nick, text: '', order }
}

export function suspensionOf(
  event: Extract<ShopEvent, { type: 'account.suspended' }>,
  at: number,
): Suspension | null {
  const { reason, by = 'person', text = null } = event
  return reason === null ? null : { reason, since: at, by, text }
}

export function reasonOf(decision: DecisionReason): DecisionReason {
  return { rule: decision.rule, sentence: decision.sentence, values: decision.values }
}

export function withRead(
  view: ConversationView,
  event: Extract<ShopEvent, { type: 'message.read' }>,
): ConversationView {
  return event.by === 'shop'
    ? { ...view, readByShop: Math.max(view.readByShop, event.upTo), unread: event.unread }
    : { ...view, readByBuyer: Math.max(view.readByBuyer, event.upTo) }
}

/** Pure, for the buyer's page. */
export function applyToBuyerView(
  view: BuyerPageView,
  delivered: Delivered<BuyerEvent>,
): BuyerPageView {
  const { event } = delivered
  const current = view.conversation
  switch (event.type) {
    case 'buyer.conversation': {
      const same = current?.id === event.conversation
      return {
        ...view,
        conversation: {
          id: event.conversation,
          state: event.state,
          servedBy: event.servedBy,
          place: event.place,
          asked: event.asked === true,
          score: event.score ?? null,
          cseq: same ? current.cseq : 0,
          readByShop: same ? current.readByShop : 0,
        },
      }
    }
    case 'message.sent':
      return current?.id === event.message.conversation
        ? { ...view, conversation: { ...current, cseq: event.message.cseq } }
        : view
    case 'message.recalled':
    case 'buyer.erased':
      return view
    case 'message.read':
      return current?.id === event.conversation && event.by === 'shop'
        ? {
            ...view,
            conversation: { ...current, readByShop: Math.max(current.readByShop, event.upTo) },
          }
        : view
  }
}
