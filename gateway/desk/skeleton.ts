import { createHash } from 'node:crypto'
import { completeConversation } from '#shared/protocol/complete.ts'
import { withoutPerson, withoutWords } from '#shared/protocol/erased.ts'
import type { ShopEvent } from '#shared/protocol/events.ts'
import type { Body, BuyerId, ConversationView } from '#shared/protocol/model.ts'
import { encodeRow, type Erasures, type Origin, type Row } from './row.ts'
import { parseConversationId } from './state.ts'

/**
 * T3, T5: what stays of a row whose words are lawfully erased. Everything that a replay needs stays
 * (conversations, cseqs, holders, counts, epochs, times); what people wrote, showed or noted goes, and,
 * where one buyer's transcript is erased (`person`), who the buyer is. With it goes the hash of the
 * content that a resend is compared by, and the cid is there as its hash alone: nobody can try guesses
 * against what remains, since the row's own hash was made with the random cid in it.
 */
export interface Erasing {
  /** Of the erasure. */
  readonly id: string
  readonly person: boolean
}

/** Null: there is nothing in this row that would go. `was`: its text as it is stored. */
export function skeletonOf(row: Row, erasing: Erasing, was: string): string | null {
  const event = reduced(row.event, erasing.person)
  if (event === row.event || JSON.stringify(event) === JSON.stringify(row.event)) return null
  const before = row.erased ?? []
  const erased: Erasures = before.length === 0 ? [erasing.id] : [...before, sha256(was), erasing.id]
  return encodeRow({
    pos: row.pos,
    at: row.at,
    event,
    audience: row.audience,
    origin: hidden(row.origin),
    eventText: undefined,
    erased,
  })
}

/** Whose words are in the row; null: nobody's. */
export function buyerOfEvent(event: ShopEvent): BuyerId | null {
  switch (event.type) {
    case 'message.sent':
      return ownerOf(event.message.conversation)
    case 'buyer.seen':
    case 'buyer.marked':
      return event.buyer.id
    case 'buyer.noted':
    case 'buyer.unnoted':
    case 'order.acted':
      return event.buyer
    case 'conversation.opened':
      return event.view.buyer.id
    case 'conversation.queued':
    case 'conversation.assigned':
    case 'conversation.offered':
    case 'conversation.offer_ended':
    case 'conversation.aside':
    case 'conversation.closed':
    case 'conversation.reopened':
    case 'conversation.rated':
    case 'message.recalled':
    case 'message.read':
      return ownerOf(event.conversation)
    case 'transcript.erased':
      return event.buyer
    default:
      return null
  }
}

function ownerOf(conversation: string): BuyerId | null {
  return parseConversationId(conversation)?.buyer ?? null
}

function reduced(event: ShopEvent, person: boolean): ShopEvent {
  switch (event.type) {
    case 'message.sent': {
      const { message } = event
      return {
        ...event,
        message: { ...message, body: bodyWithout(message.body), cid: hiddenCid(message.cid) },
      }
    }
    case 'buyer.seen':
    case 'buyer.marked':
      return person ? { ...event, buyer: withoutPerson(event.buyer) } : event
    case 'buyer.noted':
      return { ...event, note: { ...event.note, text: '' } }
    case 'conversation.opened':
    case 'conversation.offered':
    case 'conversation.reopened':
      return { ...event, view: viewWithout(event.view, person) }
    case 'conversation.assigned':
      return { ...event, note: null, view: viewWithout(event.view, person) }
    case 'conversation.aside':
      return { ...event, aside: { ...event.aside, text: '' } }
    case 'conversation.closed':
      return event.summary ? { ...event, summary: { ...event.summary, text: '' } } : event
    case 'conversation.rated':
      return { ...event, rating: { ...event.rating, text: '' } }
    default:
      return event
  }
}

/** Rows of earlier versions have shorter views: what is not there stays so. */
function viewWithout(view: ConversationView, person: boolean): ConversationView {
  const less = withoutWords(completeConversation(view), null, person)
  return {
    ...view,
    buyer: person ? less.buyer : view.buyer,
    ...('source' in view ? { source: less.source } : {}),
    ...('offer' in view ? { offer: less.offer } : {}),
    ...('asides' in view ? { asides: less.asides } : {}),
    ...('last' in view ? { last: less.last } : {}),
  }
}

/** The shop's own lines are nobody's words, and its automatic ones are set for everyone. */
function bodyWithout(body: Body): Body {
  return body.kind === 'notice' || body.kind === 'auto' ? body : { kind: 'erased' }
}

function hidden(origin: Origin | null): Origin | null {
  return origin && { ...origin, cid: hiddenCid(origin.cid) ?? '', hash: 0 }
}

const HIDDEN = 'x'

/** As it stands in an erased row; cids of clients are UUIDs and never look like it. */
export function hiddenCid<T extends string | null>(cid: T): T {
  if (cid === null || cid.startsWith(HIDDEN)) return cid
  return (HIDDEN + sha256(cid).slice(0, 32)) as T
}

export function fileOf(body: Body): string | null {
  if (body.kind === 'image' || body.kind === 'file') return body.file.id
  return body.kind === 'card' ? (body.card.picture?.id ?? null) : null
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** Over (pos, hash of the row as it was, hash of what is left of it) of each row, ascending. */
export class ErasureDigest {
  readonly #hash = createHash('sha256')
  rows = 0

  add(pos: number, rowHash: Uint8Array, skeletonHash: string): void {
    this.rows++
    this.#hash.update(`${pos} ${Buffer.from(rowHash).toString('hex')} ${skeletonHash}\n`)
  }

  /** Once. */
  end(): string {
    return this.#hash.digest('hex')
  }
}
