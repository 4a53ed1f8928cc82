import type { Body, ConversationId, Sender, Message } from '#shared/protocol/model.ts'
import type { Batch, CachedConversation, CachedMessage, Cursor } from './calls.ts'
import { CacheError } from './errors.ts'
import type { ReadHandle, WriteHandle } from './database.ts'
import type { Names } from './names.ts'

/** The record as the gateway told it: messages, conversations, and how far we are. */

export const dayLength = 86_400_000

export interface MessageRow {
  readonly pos: number
  readonly conversation: string
  readonly cseq: number
  readonly buyer: string
  readonly sender_kind: Sender['kind']
  readonly sender: string | null
  readonly sender_nick: string | null
  readonly at: number
  readonly cid: string | null
  readonly body: string
}

/** Of messages `m`. CROSS JOIN: SQLite keeps our order of walking. */
export const messageColumns = `
  m.pos, c.name AS conversation, m.cseq, b.name AS buyer, m.sender_kind, s.name AS sender,
  n.name AS sender_nick, m.at, m.cid, m.body`
export const messageNames = `
  CROSS JOIN names c ON c.key = m.conversation CROSS JOIN names b ON b.key = m.buyer
  LEFT JOIN names s ON s.key = m.sender LEFT JOIN names n ON n.key = m.sender_nick`

/** Newest first, below a cseq: the index holds exactly this order. */
export const pageSql = `
  SELECT ${messageColumns} FROM messages m ${messageNames}
  WHERE m.conversation = ? AND m.cseq < ? ORDER BY m.cseq DESC LIMIT ?`

function senderOf(row: MessageRow): Sender {
  return row.sender_kind === 'account'
    ? { kind: 'account', account: row.sender ?? '', nick: row.sender_nick ?? '' }
    : { kind: row.sender_kind }
}

/** T4: that parts of it are hidden lies beside the words: a row that is read whole later replaces it. */
function textOfBody({ body, masked }: Pick<Message, 'body' | 'masked'>): string {
  return JSON.stringify(masked ? { ...body, masked } : body)
}

function storedOf({ body: text }: Pick<MessageRow, 'body'>): Pick<Message, 'body' | 'masked'> {
  const { masked, ...body } = JSON.parse(text) as Body & Pick<Message, 'masked'>
  return masked ? { body, masked } : { body }
}

export function bodyOf(row: Pick<MessageRow, 'body'>): Body {
  return storedOf(row).body
}

export function messageOf(row: MessageRow): CachedMessage {
  return {
    conversation: row.conversation,
    cseq: row.cseq,
    pos: row.pos,
    at: row.at,
    sender: senderOf(row),
    cid: row.cid,
    ...storedOf(row),
    buyer: row.buyer,
  }
}

export function readCursor(handle: ReadHandle): Cursor | null {
  return handle.get<Cursor>('SELECT epoch, pos FROM cursor') ?? null
}

/** A page of the gateway that was on its way when the words were taken back doesn't bring them again. */
export const RECALLED = JSON.stringify({ kind: 'recalled' } satisfies Body)

/** The messages that are new or have another body now. */
export type Changed = readonly CachedMessage[]

/**
 * Everything of a batch and the cursor in the caller's transaction; the same batch twice changes
 * nothing. History pages come through here too, with the cursor's own pos.
 *
 * @throws CacheError `epoch` when the cursor belongs to another history.
 */
export function applyBatch(handle: WriteHandle, names: Names, batch: Batch): Changed {
  const cursor = readCursor(handle)
  if (cursor && cursor.epoch !== batch.epoch) {
    throw new CacheError('epoch', 'the batch belongs to another history: reset first')
  }
  const changed: CachedMessage[] = []
  for (const message of batch.messages) {
    if (putMessage(handle, names, message)) changed.push(message)
    // It came back in the log: sent, in the same instant as it shows (I9: never both).
    if (message.cid !== null) handle.run('DELETE FROM outbox WHERE cid = ?', message.cid)
  }
  for (const cid of batch.settled ?? []) handle.run('DELETE FROM outbox WHERE cid = ?', cid)
  for (const { conversation, view, updated } of batch.conversations) {
    if (view === null) {
      handle.run(
        'DELETE FROM conversations WHERE conversation = ? AND updated <= ?',
        conversation,
        updated,
      )
    } else {
      handle.run(
        `INSERT INTO conversations (conversation, view, updated) VALUES (?, ?, ?)
         ON CONFLICT (conversation) DO UPDATE SET view = excluded.view, updated = excluded.updated
         WHERE excluded.updated >= updated AND (excluded.view <> view OR excluded.updated > updated)`,
        conversation,
        JSON.stringify(view),
        updated,
      )
    }
  }
  noteDays(handle, changed)
  if (!cursor || batch.pos > cursor.pos) {
    handle.run(
      `INSERT INTO cursor (only, epoch, pos) VALUES (1, ?, ?)
       ON CONFLICT (only) DO UPDATE SET pos = excluded.pos`,
      batch.epoch,
      batch.pos,
    )
  }
  return changed
}

function putMessage(handle: WriteHandle, names: Names, message: CachedMessage): boolean {
  const { sender } = message
  const conversation = names.keep(handle, message.conversation)
  const changes = handle.run(
    `INSERT INTO messages
       (pos, conversation, cseq, buyer, sender_kind, sender, sender_nick, at, cid, body)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (pos) DO UPDATE SET body = excluded.body
     WHERE excluded.body <> body AND excluded.conversation = conversation AND excluded.cseq = cseq
       AND body <> '${RECALLED}'`,
    message.pos,
    conversation,
    message.cseq,
    names.keep(handle, message.buyer),
    sender.kind,
    sender.kind === 'account' ? names.keep(handle, sender.account) : null,
    sender.kind === 'account' ? names.keep(handle, sender.nick) : null,
    message.at,
    message.cid,
    textOfBody(message),
  )
  if (changes > 0) {
    handle.run('INSERT OR IGNORE INTO search_pending (pos) VALUES (?)', message.pos)
    return true
  }
  const held = handle.get<{ conversation: number; cseq: number }>(
    'SELECT conversation, cseq FROM messages WHERE pos = ?',
    message.pos,
  )
  if (held?.conversation !== conversation || held.cseq !== message.cseq) {
    throw new CacheError('conflict', `another message is stored at pos ${message.pos}`)
  }
  return false
}

/** Something stands there that was not taken back. */
export function holdsWords(handle: ReadHandle, pos: number): boolean {
  const row = handle.get<{ body: string }>('SELECT body FROM messages WHERE pos = ?', pos)
  return row !== undefined && row.body !== RECALLED
}

/** A message's pos within the bounds of its day: what lets a search between dates skip the rest. */
function noteDays(handle: WriteHandle, messages: Changed): void {
  const bounds = new Map<number, { first: number; last: number }>()
  for (const { at, pos } of messages) {
    const day = Math.floor(at / dayLength)
    const bound = bounds.get(day)
    if (!bound) bounds.set(day, { first: pos, last: pos })
    else {
      bound.first = Math.min(bound.first, pos)
      bound.last = Math.max(bound.last, pos)
    }
  }
  for (const [day, { first, last }] of bounds) {
    handle.run(
      `INSERT INTO days (day, first, last) VALUES (?, ?, ?)
       ON CONFLICT (day) DO UPDATE SET first = min(first, excluded.first), last = max(last, excluded.last)`,
      day,
      first,
      last,
    )
  }
}

/** I10: another history begins. Outbox, drafts and workspace stay as they are. */
export function reset(handle: WriteHandle, names: Names, epoch: string): void {
  handle.script(`
    DELETE FROM messages;
    DELETE FROM conversations;
    DELETE FROM names;
    DELETE FROM days;
    DELETE FROM search_pending;
    INSERT INTO search (search) VALUES ('delete-all');
    DELETE FROM cursor;
  `)
  handle.run('INSERT INTO cursor (only, epoch, pos) VALUES (1, ?, 0)', epoch)
  names.forget()
}

/** The newest `limit` messages below `beforeCseq` (absent: of all), ascending by cseq. */
export function page(
  handle: ReadHandle,
  names: Names,
  ask: { conversation: string; beforeCseq?: number | undefined; limit: number },
): CachedMessage[] {
  const conversation = names.find(handle, ask.conversation)
  if (conversation === undefined) return []
  const before = ask.beforeCseq ?? Number.MAX_SAFE_INTEGER
  const rows = handle.all<MessageRow>(pageSql, conversation, before, ask.limit)
  return rows.map(messageOf).reverse()
}

/** Those on the list, last changed first. */
export function conversations(handle: ReadHandle): CachedConversation[] {
  const rows = handle.all<{ conversation: string; view: string; updated: number }>(
    'SELECT conversation, view, updated FROM conversations ORDER BY updated DESC, conversation',
  )
  return rows.map((row) => ({ ...row, view: JSON.parse(row.view) as CachedConversation['view'] }))
}

/** Conversations with messages, by one look into the index each. */
export function known(handle: ReadHandle): ConversationId[] {
  const rows = handle.all<{ name: string }>(
    'SELECT name FROM names n WHERE EXISTS (SELECT 1 FROM messages WHERE conversation = n.key)',
  )
  return rows.map(({ name }) => name)
}
