import { emptyFigures } from '#shared/measures/rounds.ts'
import {
  completeAccount,
  completeBuyer,
  completeConversation,
  completeSettings,
  completeShop,
} from '#shared/protocol/complete.ts'
import { LIMITS } from '#shared/protocol/limits.ts'
import {
  asideOfAct,
  reasonOf,
  suspensionOf,
  withAside,
  withMessage,
  withRead,
} from '#shared/protocol/view.ts'
import type { ShopEvent } from '#shared/protocol/events.ts'
import type { BuyerView, ConversationView } from '#shared/protocol/model.ts'
import {
  applyBuyerToClosed,
  applyClosed,
  applyRated,
  applyReopened,
  dropClosedOf,
} from './closing.ts'
import { applyErased } from './erasing.ts'
import { endRound } from './figures.ts'
import { queueAnew, queueWith } from './queueing.ts'
import { applyRecalled, withRecallable } from './recalled.ts'
import { remember } from './recent.ts'
import {
  addHeld,
  leaveQueue,
  patchAccount,
  patchBuyer,
  patchConversation,
  withOnce,
} from './records.ts'
import type { Row } from './row.ts'
import { addUnread, unreadAfter } from './unread.ts'
import { parseConversationId, todayOf, type State } from './state.ts'

/**
 * What a row does to the state: the only way the state ever changes, live and in a replay. Depends on
 * nothing but its two arguments. Writes to `state`, which during a decision is a layer.
 */
export function apply(state: State, row: Row): void {
  state.root = { ...state.root, pos: row.pos, at: row.at }
  applyEvent(state, row.event, row)
  if (row.origin !== null) remember(state, row)
}

function applyEvent(state: State, event: ShopEvent, { at, pos }: Row): void {
  switch (event.type) {
    case 'shop.opened':
      state.root = { ...state.root, shop: completeShop(event.shop) }
      return
    case 'shop.leveled': {
      const { shop } = state.root
      if (shop)
        state.root = { ...state.root, shop: { ...shop, level: event.level, quota: event.quota } }
      return
    }
    case 'shop.settings':
      state.root = { ...state.root, settings: completeSettings(event.settings) }
      return
    case 'account.opened':
      state.accounts.set(event.account.id, {
        view: completeAccount(event.account),
        held: 0,
        day: 0,
        onlineMs: 0,
        taken: 0,
        hiddenSince: 0,
        figures: emptyFigures(0),
        closed: [],
        recent: [],
      })
      if (event.account.role !== 'main') state.root = { ...state.root, subs: state.root.subs + 1 }
      return
    case 'account.changed':
      patchAccount(state, event.account, event.changes)
      if (event.changes.deleted === true) dropClosedOf(state, event.account)
      return
    case 'account.presence': {
      const account = state.accounts.get(event.account)
      if (!account) return
      state.accounts.set(event.account, {
        ...account,
        ...todayOf(account, at),
        view: { ...account.view, online: event.online, since: at },
      })
      return
    }
    case 'account.suspended':
      patchAccount(state, event.account, { suspended: suspensionOf(event, at) })
      return
    case 'account.invisible': {
      const account = state.accounts.get(event.account)
      if (!account) return
      state.accounts.set(event.account, {
        ...account,
        ...todayOf(account, at),
        hiddenSince: event.on ? at : 0,
        view: { ...account.view, invisible: event.on, since: at },
      })
      return
    }
    case 'buyer.seen':
    case 'buyer.marked':
      applyBuyer(state, completeBuyer(event.buyer))
      return
    case 'buyer.withdrawn':
    case 'audit.noted':
      return
    case 'transcript.erased':
      applyErased(state, event)
      return
    case 'buyer.noted':
      patchBuyer(state, event.buyer, (buyer) => ({
        ...buyer,
        notes: [...buyer.notes.slice(1 - LIMITS.buyerNotes), event.note],
      }))
      return
    case 'buyer.unnoted':
      patchBuyer(state, event.buyer, (buyer) => ({
        ...buyer,
        notes: buyer.notes.filter(({ id }) => id !== event.note),
      }))
      return
    case 'conversation.opened':
      applyOpened(state, event)
      return
    case 'conversation.queued':
      applyQueued(state, event)
      return
    case 'conversation.assigned':
      applyAssigned(state, event, at)
      return
    case 'conversation.offered':
      patchConversation(state, event.conversation, (conversation) => ({
        ...conversation,
        view: completeConversation(event.view),
      }))
      applyOffered(state, event.view)
      return
    case 'conversation.offer_ended':
      patchConversation(state, event.conversation, (conversation) => ({
        ...conversation,
        view: { ...conversation.view, offer: null },
      }))
      return
    case 'conversation.aside':
      patchConversation(state, event.conversation, (conversation) => ({
        ...conversation,
        view: withAside(conversation.view, { ...event.aside, pos, at }),
      }))
      return
    case 'conversation.closed':
      applyClosed(state, event, at)
      return
    case 'conversation.reopened':
      applyReopened(state, event, at)
      return
    case 'conversation.rated':
      applyRated(state, event)
      return
    case 'order.acted':
      patchConversation(state, event.conversation, (conversation) => ({
        ...conversation,
        view: withAside(conversation.view, asideOfAct(event, pos, at)),
      }))
      return
    case 'message.recalled':
      applyRecalled(state, event, pos)
      return
    case 'message.sent': {
      const { message } = event
      const before = state.conversations.get(message.conversation)
      if (before && message.sender.kind === 'account') endRound(state, before, at)
      patchConversation(state, message.conversation, (conversation) => ({
        ...conversation,
        view: withMessage(conversation.view, message, at),
        unread:
          message.sender.kind === 'buyer'
            ? addUnread(conversation.unread, message.cseq)
            : conversation.unread,
        again: conversation.again && message.sender.kind !== 'account',
        answered: conversation.answered || message.sender.kind === 'account',
        recallable: withRecallable(conversation, message, { pos, at }),
      }))
      if (message.body.kind === 'auto') rememberReply(state, message, at)
      return
    }
    case 'message.read':
      patchConversation(state, event.conversation, (conversation) => ({
        ...conversation,
        view: withRead(conversation.view, event),
        unread:
          event.by === 'shop' ? unreadAfter(conversation.unread, event.upTo) : conversation.unread,
      }))
  }
}

function applyBuyer(state: State, view: BuyerView): void {
  const buyer = state.buyers.get(view.id)
  state.buyers.set(
    view.id,
    buyer
      ? { ...buyer, view }
      : {
          view,
          conversations: 0,
          open: null,
          last: null,
          servedBy: [],
          offeredTo: [],
          closed: null,
          notes: [],
          recalled: [],
          replied: {},
          recent: [],
        },
  )
  if (!buyer) return
  applyBuyerToClosed(state, view)
  if (buyer.open === null) return
  patchConversation(state, buyer.open, (conversation) => ({
    ...conversation,
    view: { ...conversation.view, buyer: view },
  }))
  if (buyer.view.vip !== view.vip) queueAnew(state, buyer.open)
}

function applyOffered(state: State, { buyer: { id }, offer }: ConversationView): void {
  if (offer === null) return
  patchBuyer(state, id, (buyer) => ({
    ...buyer,
    offeredTo: withOnce(buyer.offeredTo, offer.to),
  }))
}

function applyOpened(
  state: State,
  event: Extract<ShopEvent, { type: 'conversation.opened' }>,
): void {
  const view = completeConversation(event.view)
  state.conversations.set(view.id, {
    view,
    servedBy: null,
    place: null,
    holders: [],
    heldSince: 0,
    unread: [],
    again: false,
    answered: false,
    recallable: [],
    rated: false,
  })
  patchBuyer(state, view.buyer.id, (buyer) => ({
    ...buyer,
    conversations: parseConversationId(view.id)?.n ?? buyer.conversations + 1,
    open: view.id,
    closed: null,
  }))
}

function applyQueued(
  state: State,
  event: Extract<ShopEvent, { type: 'conversation.queued' }>,
): void {
  const conversation = state.conversations.get(event.conversation)
  if (!conversation) return
  const { view } = conversation
  endRound(state, conversation, null)
  addHeld(state, view.holder, -1)
  const place = event.decision.values['place']
  state.conversations.set(view.id, {
    ...conversation,
    servedBy: null,
    again:
      conversation.again || (event.decision.rule === 'D13' && event.decision.sentence === SILENT),
    place: typeof place === 'number' ? place : null,
    view: { ...view, state: 'queued', holder: null, offer: null, reason: reasonOf(event.decision) },
  })
  if (!state.root.queue.includes(view.id))
    state.root = { ...state.root, queue: queueWith(state, conversation) }
}

function applyAssigned(
  state: State,
  event: Extract<ShopEvent, { type: 'conversation.assigned' }>,
  at: number,
): void {
  const conversation = state.conversations.get(event.conversation)
  if (!conversation) return
  if (conversation.view.holder !== event.to) endRound(state, conversation, null)
  addHeld(state, conversation.view.holder, -1)
  addHeld(state, event.to, 1)
  leaveQueue(state, event.conversation)
  const nick = event.decision.values['nick']
  state.conversations.set(event.conversation, {
    ...conversation,
    view: completeConversation(event.view),
    again:
      conversation.again || (event.decision.rule === 'D13' && event.decision.sentence === SILENT),
    servedBy: !event.waits && typeof nick === 'string' ? nick : null,
    place: null,
    // Told again for those who may see it again: no change.
    heldSince:
      conversation.view.holder === event.to && conversation.view.state === event.view.state
        ? conversation.heldSince
        : at,
    holders: withOnce(conversation.holders, event.to),
  })
  patchBuyer(state, event.view.buyer.id, (buyer) => ({
    ...buyer,
    last: { account: event.to, at },
    servedBy: withOnce(buyer.servedBy, event.to),
  }))
  if (countsAsTaken(event)) {
    const account = state.accounts.get(event.to)
    if (!account) return
    const today = todayOf(account, at)
    state.accounts.set(event.to, {
      ...account,
      day: today.day,
      // Of an account online now only what is before `since` is kept; the rest is counted from it.
      onlineMs: account.day === today.day ? account.onlineMs : 0,
      taken: today.taken + 1,
    })
  }
}

/** The sentence of D13 for a holder who was there and did not answer. */
export const SILENT = 'holder_silent'

/** Forwards whose receiver the gateway chose. */
const CHOSEN = new Set(['forwarded_group', 'handed_over_spread'])

/** D8 counts what dispatch gave, not what people chose, and main's arrival gives nothing new. */
function countsAsTaken({
  decision: { rule, sentence },
  from,
  to,
}: Extract<ShopEvent, { type: 'conversation.assigned' }>): boolean {
  return rule !== 'claim' && (rule !== 'D12' || CHOSEN.has(sentence)) && from !== to
}

function rememberReply(
  state: State,
  message: Extract<ShopEvent, { type: 'message.sent' }>['message'],
  at: number,
): void {
  const { body } = message
  const buyer = state.conversations.get(message.conversation)?.view.buyer.id
  if (body.kind !== 'auto' || buyer === undefined) return
  patchBuyer(state, buyer, (known) => ({
    ...known,
    replied: { ...known.replied, [body.reply]: at },
  }))
}
