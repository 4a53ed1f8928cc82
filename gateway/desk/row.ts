import type { AccountId, BuyerId, ConversationId } from '#shared/protocol/model.ts'
import type { Actor, LogRow } from './contract.ts'

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
}

export function senderKey(actor: Actor): SenderKey | null {
  if (actor.kind === 'account') return `a:${actor.account}`
  return actor.kind === 'buyer' ? `b:${actor.buyer}` : null
}

/** The log's text of a row; its pos is the log's key. */
export function encodeRow(row: Row): string {
  const audience = JSON.stringify(row.audience)
  const origin = row.origin === null ? '' : `,"origin":${JSON.stringify(row.origin)}`
  return `{"at":${row.at},"event":${textOfEvent(row)},"audience":${audience}${origin}}`
}

export function textOfEvent(row: LogRow): string {
  return (row.eventText ??= JSON.stringify(row.event))
}

export function decodeRow(pos: number, text: string): Row {
  const row = JSON.parse(text) as Omit<Row, 'pos' | 'origin'> & { origin?: Row['origin'] }
  return { pos, at: row.at, event: row.event, audience: row.audience, origin: row.origin ?? null }
}

/**
 * 53 bits over the content (cyrb53). It only tells a client's retry from that client's own
 * mistake (S11), so it need not withstand an attacker.
 */
export function contentHash(content: unknown): number {
  const text = JSON.stringify(content)
  let high = 0xdeadbeef
  let low = 0x41c6ce57
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    high = Math.imul(high ^ unit, 2654435761)
    low = Math.imul(low ^ unit, 1597334677)
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909)
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909)
  return 4294967296 * (2097151 & low) + (high >>> 0)
}
