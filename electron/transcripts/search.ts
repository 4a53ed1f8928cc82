import { fold, searchable } from '#shared/words/fold.ts'
import { indexTokens, matchExpression, scopeToken } from '#shared/words/grams.ts'
import { snippetOf } from '#shared/words/snippet.ts'
import type { CachedMessage, SearchHit, SearchQuery, SearchResult } from './calls.ts'
import type { ReadHandle, WriteHandle } from './database.ts'
import type { Names } from './names.ts'
import { bodyOf, dayLength, messageColumns, messageNames, type MessageRow } from './record.ts'

/** Messages put into the index per transaction: some 10 ms, for so long a call may have to wait. */
const indexStep = 250

/** From the index newest first, each with its message. */
export const candidatesSql = `
  SELECT ${messageColumns}
  FROM search CROSS JOIN messages m ON m.pos = search.rowid ${messageNames}
  WHERE search MATCH ? AND search.rowid BETWEEN ? AND ?
  ORDER BY search.rowid DESC`

const oneSql = `SELECT ${messageColumns} FROM messages m ${messageNames} WHERE m.pos = ?`

/** A message as the index needs it, ids interned. */
interface IndexRow {
  readonly pos: number
  readonly conversation: number
  readonly buyer: number
  readonly body: string
}

function gramsOf(row: IndexRow, folded: string): string {
  const { conversation, buyer } = row
  return `${indexTokens(folded)} ${scopeToken('conversation', conversation)} ${scopeToken('buyer', buyer)}`
}

function takeOut(writer: WriteHandle, rows: readonly IndexRow[]): void {
  // Else the words stay in the index's older segments until these are merged.
  writer.run(`INSERT INTO search (search, rank) VALUES ('secure-delete', 1)`)
  for (const row of rows) {
    const waits = writer.run('DELETE FROM search_pending WHERE pos = ?', row.pos) > 0
    const folded = fold(searchable(bodyOf(row)))
    if (waits || folded === '') continue
    // An index without text must be told what it holds.
    writer.run(
      `INSERT INTO search (search, rowid, grams) VALUES ('delete', ?, ?)`,
      row.pos,
      gramsOf(row, folded),
    )
  }
}

/** The messages that the index doesn't hold yet, by their folded words. */
export interface SearchIndex {
  readonly pending: number
  /** After the commit of the transaction that changed them. */
  note(messages: readonly CachedMessage[]): void
  /** One step of catching up: how many messages it took, and what to call after its commit. */
  step(handle: WriteHandle): { readonly taken: number; committed(): void }
  /** Takes a conversation (its interned key) out; its messages must still be there. Their positions. */
  remove(handle: WriteHandle, conversation: number): readonly number[]
  /** Takes single messages out; they must still be there as they were. */
  removeAt(handle: WriteHandle, positions: readonly number[]): void
  /** After the commit of the transaction that removed them. */
  drop(positions: readonly number[]): void
  search(handle: ReadHandle, names: Names, query: SearchQuery): SearchResult
  forget(): void
}

export function createSearchIndex(handle: ReadHandle): SearchIndex {
  const pending = new Map<number, string>()
  for (const row of handle.iterate<Pick<MessageRow, 'pos' | 'body'>>(
    'SELECT m.pos, m.body FROM search_pending p JOIN messages m ON m.pos = p.pos',
  )) {
    pending.set(row.pos, fold(searchable(bodyOf(row))))
  }

  return {
    get pending() {
      return pending.size
    },
    note: (messages) => {
      for (const { pos, body } of messages) pending.set(pos, fold(searchable(body)))
    },
    step: (writer) => {
      const rows = writer.all<IndexRow>(
        `SELECT m.pos, m.conversation, m.buyer, m.body
         FROM search_pending p JOIN messages m ON m.pos = p.pos ORDER BY p.pos LIMIT ?`,
        indexStep,
      )
      for (const row of rows) {
        // A changed message goes in a second time: the index then holds too much for it, which the
        // check sorts out, never too little.
        const folded = pending.get(row.pos) ?? fold(searchable(bodyOf(row)))
        if (folded !== '')
          writer.run(
            'INSERT INTO search (rowid, grams) VALUES (?, ?)',
            row.pos,
            gramsOf(row, folded),
          )
        writer.run('DELETE FROM search_pending WHERE pos = ?', row.pos)
      }
      return {
        taken: rows.length,
        committed: () => {
          for (const row of rows) pending.delete(row.pos)
        },
      }
    },
    remove: (writer, conversation) => {
      const rows = writer.all<IndexRow>(
        'SELECT pos, conversation, buyer, body FROM messages WHERE conversation = ?',
        conversation,
      )
      takeOut(writer, rows)
      return rows.map(({ pos }) => pos)
    },
    removeAt: (writer, positions) => {
      takeOut(
        writer,
        positions.flatMap(
          (pos) =>
            writer.get<IndexRow>(
              'SELECT pos, conversation, buyer, body FROM messages WHERE pos = ?',
              pos,
            ) ?? [],
        ),
      )
    },
    drop: (positions) => {
      for (const pos of positions) pending.delete(pos)
    },
    search: (reader, names, query) => runSearch(reader, names, pending, query),
    forget: () => pending.clear(),
  }
}

interface Filter {
  readonly folded: string
  readonly scopes: readonly string[]
  readonly firstPos: number
  readonly lastPos: number
  readonly accepts: (row: MessageRow) => boolean
}

/** null: nothing can match. */
function filterOf(handle: ReadHandle, names: Names, query: SearchQuery): Filter | null {
  const folded = fold(query.text)
  if (folded === '') return null
  const scopes: string[] = []
  for (const scope of ['conversation', 'buyer'] as const) {
    const name = query[scope]
    if (name === undefined) continue
    const key = names.find(handle, name)
    if (key === undefined) return null
    scopes.push(scopeToken(scope, key))
  }
  const from = query.from ?? -Infinity
  const to = query.to ?? Infinity
  let bounds: { first: number | null; last: number | null } = {
    first: 0,
    last: Number.MAX_SAFE_INTEGER,
  }
  if (query.from !== undefined || query.to !== undefined) {
    const day = (at: number): number =>
      Math.max(
        -Number.MAX_SAFE_INTEGER,
        Math.min(Number.MAX_SAFE_INTEGER, Math.floor(at / dayLength)),
      )
    bounds = handle.get<{ first: number | null; last: number | null }>(
      'SELECT min(first) AS first, max(last) AS last FROM days WHERE day BETWEEN ? AND ?',
      day(from),
      day(to),
    ) ?? { first: null, last: null }
  }
  if (bounds.first === null || bounds.last === null) return null
  return {
    folded,
    scopes,
    firstPos: bounds.first,
    lastPos: bounds.last,
    accepts: (row) =>
      row.at >= from &&
      row.at <= to &&
      (query.buyer === undefined || row.buyer === query.buyer) &&
      (query.conversation === undefined || row.conversation === query.conversation) &&
      fold(searchable(bodyOf(row))).includes(folded),
  }
}

/** Both sources newest first, merged; a pending message is answered by the scan alone. */
function* matches(
  handle: ReadHandle,
  pending: ReadonlyMap<number, string>,
  filter: Filter,
): Generator<MessageRow> {
  const { folded, firstPos, lastPos, accepts } = filter
  const fresh: MessageRow[] = []
  for (const [pos, text] of pending) {
    if (pos < firstPos || pos > lastPos || !text.includes(folded)) continue
    const row = handle.get<MessageRow>(oneSql, pos)
    if (row && accepts(row)) fresh.push(row)
  }
  fresh.sort((a, b) => a.pos - b.pos)

  const expression = matchExpression(folded, filter.scopes)
  for (const row of handle.iterate<MessageRow>(candidatesSql, expression, firstPos, lastPos)) {
    if (pending.has(row.pos) || !accepts(row)) continue
    for (let next = fresh.at(-1); next && next.pos > row.pos; next = fresh.at(-1)) {
      fresh.pop()
      yield next
    }
    yield row
  }
  yield* fresh.reverse()
}

function runSearch(
  handle: ReadHandle,
  names: Names,
  pending: ReadonlyMap<number, string>,
  query: SearchQuery,
): SearchResult {
  const filter = filterOf(handle, names, query)
  if (!filter) return { hits: [], total: 0 }
  const offset = query.offset ?? 0
  const hits: SearchHit[] = []
  let seen = 0
  for (const row of matches(handle, pending, filter)) {
    // One more than asked for was found: there are more, and how many would cost a full walk.
    if (seen === offset + query.limit) return { hits }
    seen++
    if (seen > offset) hits.push(hitOf(row, filter.folded))
  }
  return { hits, total: seen }
}

function hitOf(row: MessageRow, folded: string): SearchHit {
  return {
    conversation: row.conversation,
    cseq: row.cseq,
    pos: row.pos,
    at: row.at,
    buyer: row.buyer,
    snippet: snippetOf(searchable(bodyOf(row)), folded),
  }
}
