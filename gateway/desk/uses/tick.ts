import type { Deciding, Done } from '../decision.ts'
import { dispatchAgain, serveQueue } from '../serve.ts'

/** D13: how long a holder may be away before its buyers are dispatched again, ms. */
export const HOLDER_GRACE = 60_000

export function tick(deciding: Deciding): Done {
  for (const [id, conversation] of deciding.state.conversations.entries()) {
    const { view } = conversation
    if (view.holder === null) continue
    const holder = deciding.account(view.holder)?.view
    if (!holder || holder.online) continue
    // D6: a private contact waits for main however long it takes.
    if (view.buyer.private) continue
    const awaySince = Math.max(holder.since, conversation.heldSince)
    if (deciding.now - awaySince >= HOLDER_GRACE) dispatchAgain(deciding, id, 'holder_away')
  }
  serveQueue(deciding)
  return {}
}
