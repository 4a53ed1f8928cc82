import {
  emptyState,
  type AccountState,
  type BuyerState,
  type ClosedState,
  type ConversationState,
  type Root,
  type State,
} from './state.ts'

/**
 * A state as text, in parts of bounded size so that a big shop is written without a long pause:
 * records are never changed, so a list of them taken in one moment stays that moment's state.
 */
export const SNAPSHOT_FORMAT = 4

type Part =
  | { readonly kind: 'root'; readonly format: number; readonly root: Root }
  | { readonly kind: 'accounts'; readonly records: readonly AccountState[] }
  | { readonly kind: 'buyers'; readonly records: readonly BuyerState[] }
  | { readonly kind: 'conversations'; readonly records: readonly ConversationState[] }
  | { readonly kind: 'closed'; readonly records: readonly ClosedState[] }

const RECORDS_PER_PART = 500

export interface Frozen {
  readonly pos: number
  /** Made one at a time, when asked for. */
  readonly parts: Iterable<string>
}

export function freeze(state: State): Frozen {
  const { root } = state
  const tables = [
    ['accounts', values(state.accounts.entries())],
    ['buyers', values(state.buyers.entries())],
    ['conversations', values(state.conversations.entries())],
    ['closed', values(state.closed.entries())],
  ] as const
  function* parts(): Generator<string> {
    yield JSON.stringify({ kind: 'root', format: SNAPSHOT_FORMAT, root } satisfies Part)
    for (const [kind, records] of tables)
      for (let from = 0; from < records.length; from += RECORDS_PER_PART)
        yield JSON.stringify({ kind, records: records.slice(from, from + RECORDS_PER_PART) })
  }
  return { pos: root.pos, parts: { [Symbol.iterator]: parts } }
}

function values<V>(entries: Iterable<[string, V]>): V[] {
  return Array.from(entries, ([, value]) => value)
}

/** Null for a snapshot of another format: the log is replayed instead. */
export function thaw(parts: readonly string[]): State | null {
  const state = emptyState()
  for (const text of parts) {
    const part = JSON.parse(text) as Part
    switch (part.kind) {
      case 'root':
        if (part.format !== SNAPSHOT_FORMAT) return null
        state.root = part.root
        break
      case 'accounts':
        for (const record of part.records) state.accounts.set(record.view.id, record)
        break
      case 'buyers':
        for (const record of part.records) state.buyers.set(record.view.id, record)
        break
      case 'conversations':
        for (const record of part.records) state.conversations.set(record.view.id, record)
        break
      case 'closed':
        for (const record of part.records) state.closed.set(record.conversation.view.id, record)
        break
    }
  }
  return state
}
