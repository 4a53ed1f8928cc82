import type { Ask, Json, OutboxItem, OutboxPayload, OutboxState } from './calls.ts'
import { CacheError } from './errors.ts'
import type { ReadHandle, WriteHandle } from './database.ts'

/** What exists nowhere else but here: outbox, drafts and the workspace. */

export interface OutboxRow {
  readonly seq: number
  readonly cid: string
  readonly conversation: string | null
  readonly payload: string
  readonly state: OutboxState
  readonly error: string | null
  readonly attempts: number
}

function itemOf(row: OutboxRow): OutboxItem {
  return { ...row, payload: JSON.parse(row.payload) as OutboxPayload }
}

/**
 * The same cid with the same content gives the item that is there.
 *
 * @throws CacheError `conflict` for the same cid with another content.
 */
export function outboxAdd(handle: WriteHandle, ask: Ask<'outboxAdd'>): OutboxItem {
  const payload = JSON.stringify(ask.payload)
  handle.run(
    `INSERT INTO outbox (cid, conversation, payload, state, error, attempts)
     VALUES (?, ?, ?, 'queued', NULL, 0) ON CONFLICT (cid) DO NOTHING`,
    ask.cid,
    ask.conversation,
    payload,
  )
  const row = handle.get<OutboxRow>('SELECT * FROM outbox WHERE cid = ?', ask.cid)
  if (!row || row.payload !== payload || row.conversation !== ask.conversation) {
    throw new CacheError('conflict', 'this cid stands for another item of the outbox')
  }
  return itemOf(row)
}

export function outboxList(handle: ReadHandle): OutboxItem[] {
  return handle.all<OutboxRow>('SELECT * FROM outbox ORDER BY seq').map(itemOf)
}

/** False: no such item (it was settled meanwhile). */
export function outboxMark(handle: WriteHandle, ask: Ask<'outboxMark'>): boolean {
  const changes = handle.run(
    'UPDATE outbox SET state = ?, error = ?, attempts = attempts + ? WHERE cid = ?',
    ask.state,
    ask.error ?? null,
    ask.state === 'sending' ? 1 : 0,
    ask.cid,
  )
  return changes > 0
}

export function outboxRemove(handle: WriteHandle, cid: string): boolean {
  return handle.run('DELETE FROM outbox WHERE cid = ?', cid) > 0
}

/** After a start nothing is on its way any more; `attempts` tells that it may have arrived. */
export function outboxRequeue(handle: WriteHandle): void {
  handle.run(`UPDATE outbox SET state = 'queued' WHERE state = 'sending'`)
}

/** An empty text is no draft; a dirty one stays, to be told that it is gone. */
export function draftSet(handle: WriteHandle, ask: Ask<'draftSet'>): void {
  const dirty = ask.dirty === true
  if (ask.text === '' && !dirty) {
    handle.run('DELETE FROM drafts WHERE conversation = ?', ask.conversation)
    return
  }
  handle.run(
    `INSERT INTO drafts (conversation, text, dirty) VALUES (?, ?, ?)
     ON CONFLICT (conversation) DO UPDATE SET text = excluded.text, dirty = excluded.dirty`,
    ask.conversation,
    ask.text,
    Number(dirty),
  )
}

export function drafts(handle: ReadHandle): Record<string, string> {
  const rows = handle.all<{ conversation: string; text: string }>(
    `SELECT conversation, text FROM drafts WHERE text <> ''`,
  )
  return Object.fromEntries(rows.map((row) => [row.conversation, row.text]))
}

/** Those that the gateway does not have yet. */
export function dirtyDrafts(handle: ReadHandle): string[] {
  return handle
    .all<{ conversation: string }>('SELECT conversation FROM drafts WHERE dirty = 1')
    .map(({ conversation }) => conversation)
}

/** null takes the key away. */
export function workspaceSet(handle: WriteHandle, ask: Ask<'workspaceSet'>): void {
  if (ask.value === null) {
    handle.run('DELETE FROM workspace WHERE key = ?', ask.key)
    return
  }
  handle.run(
    `INSERT INTO workspace (key, value) VALUES (?, ?)
     ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
    ask.key,
    JSON.stringify(ask.value),
  )
}

/** null: nothing is kept under this key. */
export function workspaceGet(handle: ReadHandle, key: string): Json {
  const row = handle.get<{ value: string }>('SELECT value FROM workspace WHERE key = ?', key)
  return row ? (JSON.parse(row.value) as Json) : null
}
