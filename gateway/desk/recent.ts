import type { Row } from './row.ts'
import type { Recent, State } from './state.ts'

/**
 * Cids remembered per sender: no fewer than can be in flight (a window of 32 for each device), and
 * some more, so that most additions only copy the list, which each message looks through.
 */
const RECENT_OF_ACCOUNT = { kept: 128, most: 256 }
const RECENT_OF_BUYER = { kept: 32, most: 40 }
/** When its conversation is over a buyer's page has few answers outstanding. */
export const RECENT_AT_REST = 8

/** Keeps the answer of the command behind the row (S11). */
export function remember(state: State, row: Row): void {
  const { origin, event } = row
  if (origin === null) return
  // A command's last row may be about another conversation: its consequence, not its answer.
  const message =
    event.type === 'message.sent' && event.message.cid === origin.cid ? event.message : null
  const answer: Recent = {
    cid: origin.cid,
    hash: origin.hash,
    pos: row.pos,
    conversation: message?.conversation ?? origin.about ?? null,
    cseq: message?.cseq ?? null,
  }
  const id = origin.sender.slice(2)
  if (origin.sender.startsWith('a:')) {
    const account = state.accounts.get(id)
    if (account)
      state.accounts.set(id, {
        ...account,
        recent: bounded(account.recent, answer, RECENT_OF_ACCOUNT),
      })
  } else {
    const buyer = state.buyers.get(id)
    if (buyer)
      state.buyers.set(id, { ...buyer, recent: bounded(buyer.recent, answer, RECENT_OF_BUYER) })
  }
}

function bounded(
  list: readonly Recent[],
  item: Recent,
  { kept, most }: { readonly kept: number; readonly most: number },
): readonly Recent[] {
  return list.length < most ? [...list, item] : [...list.slice(-kept), item]
}
