import type { BuyerCard } from '../protocol/api.ts'
import type { Delivered } from '../protocol/events.ts'
import type {
  Aside,
  Body,
  BuyerNote,
  BuyerView,
  ClosedView,
  ConversationView,
  LastLine,
  Message,
} from '../protocol/model.ts'
import type { AgentView } from '../protocol/view.ts'
import { digitRunsHidden, mask } from './mask.ts'

/**
 * T4: what accounts are given of people's words, with what is personal hidden in part: by the gateway,
 * and by workstations of what they were given whole before. Idempotent. Each function gives back the
 * very same object where there is nothing to hide.
 */
export function maskEvent(event: Delivered['event']): Delivered['event'] {
  switch (event.type) {
    case 'message.sent': {
      const message = maskMessage(event.message)
      return message === event.message ? event : { ...event, message }
    }
    case 'conversation.opened':
    case 'conversation.offered':
    case 'conversation.reopened':
      return { ...event, view: maskConversation(event.view) }
    case 'conversation.assigned':
      return {
        ...event,
        note: event.note === null ? null : mask(event.note),
        view: maskConversation(event.view),
      }
    case 'conversation.aside':
      return { ...event, aside: { ...event.aside, text: mask(event.aside.text) } }
    case 'conversation.closed':
      return event.summary ? { ...event, summary: masked(event.summary) } : event
    case 'conversation.rated':
      return { ...event, rating: masked(event.rating) }
    case 'buyer.noted':
      return { ...event, note: masked(event.note) }
    case 'buyer.seen':
    case 'buyer.marked': {
      const buyer = maskBuyer(event.buyer)
      return buyer === event.buyer ? event : { ...event, buyer }
    }
    default:
      return event
  }
}

export function maskMessage<M extends Pick<Message, 'body' | 'masked'>>(message: M): M {
  const body = maskBody(message.body)
  return body === message.body ? message : { ...message, body, masked: true }
}

/** The shop's own automatic words and its notices tell of no person. */
function maskBody(body: Body): Body {
  switch (body.kind) {
    case 'text':
      return masked(body)
    case 'image':
    case 'file': {
      const name = mask(body.file.name)
      return name === body.file.name ? body : { ...body, file: { ...body.file, name } }
    }
    case 'card':
    case 'auto':
    case 'notice':
    case 'recalled':
    case 'erased':
      return body
  }
}

function masked<T extends { readonly text: string }>(worded: T): T {
  const text = mask(worded.text)
  return text === worded.text ? worded : { ...worded, text }
}

/** It was cut off: what was a number then may be a piece of one now. */
const LAST_LINE = 80

function maskLast(last: LastLine): LastLine {
  if (last.text === '') return last
  const whole = mask(last.text)
  const text = last.text.length < LAST_LINE ? whole : digitRunsHidden(whole)
  return text === last.text ? last : { ...last, text }
}

function maskAsides(asides: readonly Aside[]): readonly Aside[] {
  return asides.some(({ text }) => text !== '') ? asides.map(masked) : asides
}

/** Who types its phone as its name is known by it to nobody. */
export function maskBuyer<B extends Pick<BuyerView, 'name'>>(buyer: B): B {
  const name = mask(buyer.name)
  return name === buyer.name ? buyer : { ...buyer, name }
}

export function maskConversation(view: ConversationView): ConversationView {
  const { last, offer, asides } = view
  const buyer = maskBuyer(view.buyer)
  if (last === null && offer === null && asides.length === 0)
    return buyer === view.buyer ? view : { ...view, buyer }
  return {
    ...view,
    buyer,
    last: last && maskLast(last),
    offer: offer?.note ? { ...offer, note: mask(offer.note) } : offer,
    asides: maskAsides(asides),
  }
}

export function maskClosed(closed: ClosedView): ClosedView {
  const { summary, rating } = closed
  return {
    ...closed,
    view: maskConversation(closed.view),
    summary: summary && masked(summary),
    rating: rating && masked(rating),
  }
}

export function maskAgentView(view: AgentView): AgentView {
  const conversations: Record<string, ConversationView> = {}
  for (const [id, one] of Object.entries(view.conversations))
    conversations[id] = maskConversation(one)
  return { ...view, conversations, closed: view.closed.map(maskClosed) }
}

export function maskNotes(notes: readonly BuyerNote[]): readonly BuyerNote[] {
  return notes.map(masked)
}

export function maskCard(card: BuyerCard): BuyerCard {
  return {
    ...card,
    buyer: maskBuyer(card.buyer),
    notes: maskNotes(card.notes),
    conversations: card.conversations.map((past) => ({
      ...past,
      summary: past.summary && masked(past.summary),
      rating: past.rating && masked(past.rating),
    })),
  }
}
