import type { AccountId, BuyerId, ConversationId } from '#shared/protocol/model.ts'
import type { ShopEvent } from '#shared/protocol/events.ts'
import type { Actor, Audience, LogRow } from './contract.ts'

/** Whose cid: accounts and buyers have their own (I2). */
export type SenderKey = `a:${AccountId}` | `b:${BuyerId}`

/** The command behind the row that answers it, so that a replay knows the cids again. */
export interface Origin {
  readonly sender: SenderKey
  readonly cid: string
  /** Of the content, by `contentHash`. */
  readonly hash: number
  /** For a command about a conversation; a send's is in its own row. */
  readonly about?: ConversationId
}

/** A row as the log keeps it. */
export interface Row extends LogRow {
  readonly origin: Origin | null
  /** Its words were erased: see `skeleton.ts`. */
  readonly erased?: Erasures
}

/**
 * By which erasures, oldest first: the id of each, and behind all but the newest SHA-256 (hex) of the
 * text that it left. So a row that was reduced again still proves what it was reduced to before.
 */
export type Erasures = readonly string[]

export function senderKey(actor: Actor): SenderKey | null {
  if (actor.kind === 'account') return `a:${actor.account}`
  return actor.kind === 'buyer' ? `b:${actor.buyer}` : null
}

/**
 * A row in the log, short since each byte is encrypted, hashed and flushed. `to`: 'all' accounts or
 * these, the buyer, and 1 for a private contact's. `hash`: of a message that answers its own send;
 * who sent it and its cid are in the message then. `audience` and `origin` written out are what
 * earlier rows have.
 */
interface RowText {
  readonly at: number
  readonly event: ShopEvent
  readonly to?: readonly ['all' | readonly AccountId[], BuyerId | null, 0 | 1]
  readonly audience?: Audience
  readonly origin?: Origin
  readonly hash?: number
  readonly erased?: Erasures
}

/** The log's text of a row; its pos is the log's key. */
export function encodeRow(row: Row): string {
  const { accounts, buyer, private: isPrivate } = row.audience
  const to = JSON.stringify([accounts, buyer, isPrivate ? 1 : 0])
  const erased = row.erased === undefined ? '' : `,"erased":${JSON.stringify(row.erased)}`
  return `{"at":${row.at},"event":${textOfEvent(row)},"to":${to}${textOfOrigin(row)}${erased}}`
}

function textOfOrigin({ event, audience, origin }: Row): string {
  if (origin === null) return ''
  if (
    origin.about === undefined &&
    event.type === 'message.sent' &&
    event.message.cid === origin.cid &&
    senderOf(event.message, audience) === origin.sender
  )
    return `,"hash":${origin.hash}`
  return `,"origin":${JSON.stringify(origin)}`
}

function senderOf(
  { sender }: Extract<ShopEvent, { type: 'message.sent' }>['message'],
  { buyer }: Audience,
): SenderKey | null {
  if (sender.kind === 'account') return `a:${sender.account}`
  return sender.kind === 'buyer' && buyer !== null ? `b:${buyer}` : null
}

export function textOfEvent(row: LogRow): string {
  return (row.eventText ??= JSON.stringify(row.event))
}

export function decodeRow(pos: number, text: string): Row {
  const row = JSON.parse(text) as RowText
  const { at, event, erased } = row
  const audience = audienceIn(row)
  const origin = row.origin ?? originIn(row, audience)
  return erased === undefined
    ? { pos, at, event, audience, origin }
    : { pos, at, event, audience, origin, erased }
}

function audienceIn({ to, audience }: RowText): Audience {
  if (to) return { accounts: to[0], buyer: to[1], private: to[2] === 1 }
  if (audience) return audience
  throw new Error('a row names its audience')
}

function originIn({ event, hash }: RowText, audience: Audience): Origin | null {
  if (hash === undefined || event.type !== 'message.sent') return null
  const sender = senderOf(event.message, audience)
  const { cid } = event.message
  return sender === null || cid === null ? null : { sender, cid, hash }
}

/**
 * 53 bits over the content (cyrb53). It only tells a client's retry from that client's own
 * mistake (S11), so it need not withstand an attacker.
 */
export function contentHash(content: unknown): number {
  // Nearly every content: its first part is always the same.
  const text = plainTextOf(content)
  const hash = text === null ? mixed(START, JSON.stringify(content)) : mixed(OF_TEXT, text)
  return finished(text === null ? hash : mixed(hash, '}'))
}

/** The text of a body that is nothing but a text, as JSON. */
function plainTextOf(content: unknown): string | null {
  if (typeof content !== 'object' || content === null) return null
  let fields = 0
  for (const key in content) {
    if (key !== 'kind' && key !== 'text') return null
    fields++
  }
  const { kind, text } = content as Readonly<Record<string, unknown>>
  return fields === 2 && kind === 'text' && typeof text === 'string' ? JSON.stringify(text) : null
}

interface Mix {
  readonly high: number
  readonly low: number
}
const START: Mix = { high: 0xdeadbeef, low: 0x41c6ce57 }
const OF_TEXT = mixed(START, '{"kind":"text","text":')

function mixed(before: Mix, text: string): Mix {
  let { high, low } = before
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    high = Math.imul(high ^ unit, 2654435761)
    low = Math.imul(low ^ unit, 1597334677)
  }
  return { high, low }
}

function finished(mix: Mix): number {
  let { high, low } = mix
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909)
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909)
  return 4294967296 * (2097151 & low) + (high >>> 0)
}
