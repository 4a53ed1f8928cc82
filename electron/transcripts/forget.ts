import type { BuyerId, ConversationId } from '#shared/protocol/model.ts'
import type { Batch, Forgotten } from './calls.ts'
import type { WriteHandle } from './database.ts'
import type { Names } from './names.ts'
import { RECALLED } from './record.ts'
import type { SearchIndex } from './search.ts'

/**
 * What this account may not know any more leaves the cache with every word: D6, a buyer who became a
 * private contact, and conversations that the gateway refuses. In the caller's transaction.
 */
export interface Taken extends Forgotten {
  /** Positions of the messages that are gone. */
  readonly positions: readonly number[]
}

export function forget(
  handle: WriteHandle,
  names: Names,
  index: SearchIndex,
  what: {
    readonly buyers?: readonly BuyerId[] | undefined
    readonly conversations?: readonly ConversationId[] | undefined
  },
): Taken {
  const conversations = new Set(what.conversations)
  for (const buyer of what.buyers ?? [])
    for (const id of conversationsOf(handle, names, buyer)) conversations.add(id)
  const positions: number[] = []
  const outbox: string[] = []
  for (const conversation of conversations) {
    const key = names.find(handle, conversation)
    if (key !== undefined) {
      positions.push(...index.remove(handle, key))
      handle.run('DELETE FROM messages WHERE conversation = ?', key)
      handle.run('DELETE FROM names WHERE key = ?', key)
    }
    handle.run('DELETE FROM conversations WHERE conversation = ?', conversation)
    handle.run('DELETE FROM drafts WHERE conversation = ?', conversation)
    const items = handle.all<{ cid: string }>(
      'SELECT cid FROM outbox WHERE conversation = ?',
      conversation,
    )
    handle.run('DELETE FROM outbox WHERE conversation = ?', conversation)
    outbox.push(...items.map(({ cid }) => cid))
  }
  for (const buyer of what.buyers ?? []) handle.run('DELETE FROM names WHERE name = ?', buyer)
  names.forget()
  return { conversations: [...conversations], outbox, positions }
}

/** Walks all messages: it is seldom asked, and an index for it would cost at every message. */
function conversationsOf(handle: WriteHandle, names: Names, buyer: BuyerId): ConversationId[] {
  const listed = handle.all<{ conversation: string }>(
    `SELECT conversation FROM conversations WHERE json_extract(view, '$.buyer.id') = ?`,
    buyer,
  )
  const key = names.find(handle, buyer)
  const said =
    key === undefined
      ? []
      : handle.all<{ conversation: string }>(
          `SELECT DISTINCT c.name AS conversation
           FROM messages m CROSS JOIN names c ON c.key = m.conversation WHERE m.buyer = ?`,
          key,
        )
  return [...listed, ...said].map(({ conversation }) => conversation)
}

/** T3: erased at the gateway by the shop's time limit. In the caller's transaction. */
export function expire(
  handle: WriteHandle,
  index: SearchIndex,
  which: NonNullable<Batch['expired']>,
): number[] {
  const positions = which.flatMap(({ upTo, before }) =>
    handle
      .all<{ pos: number }>(
        'SELECT pos FROM messages WHERE pos <= ? AND at < ?',
        upTo,
        before ?? Number.MAX_SAFE_INTEGER,
      )
      .map(({ pos }) => pos),
  )
  index.removeAt(handle, positions)
  for (const pos of positions) handle.run('DELETE FROM messages WHERE pos = ?', pos)
  return positions
}

/**
 * Messages that were taken back: `{kind: 'recalled'}` stands in the place of their words, and nothing
 * finds these any more. What is not there, or recalled already, is passed over. In the caller's
 * transaction.
 */
export function recall(
  handle: WriteHandle,
  names: Names,
  index: SearchIndex,
  which: readonly { readonly conversation: ConversationId; readonly cseq: number }[],
): number[] {
  const positions: number[] = []
  for (const { conversation, cseq } of which) {
    const row = handle.get<{ pos: number }>(
      'SELECT pos FROM messages WHERE conversation = ? AND cseq = ? AND body <> ?',
      names.find(handle, conversation) ?? -1,
      cseq,
      RECALLED,
    )
    if (row) positions.push(row.pos)
  }
  index.removeAt(handle, positions)
  for (const pos of positions)
    handle.run('UPDATE messages SET body = ? WHERE pos = ?', RECALLED, pos)
  return positions
}
