import type { ShopEvent } from '#shared/protocol/events.ts'
import type { Deciding } from './decision.ts'
import { watchAllLoads } from './load.ts'
import { endOffersTo } from './offers.ts'
import { mainArrives, serveQueue } from './serve.ts'
import { canReceive } from './uses/receiver.ts'

/**
 * What follows from what a command did, whichever command it was, in the same append: offers to who
 * is gone end (D12), main finds what waited for it (D5), and whatever freed room serves the queue
 * (D9, D15).
 */
export function settle(deciding: Deciding): void {
  let freed = false
  // What follows may have consequences of its own: rows come while they are looked through.
  for (let index = 0; index < deciding.rows.length; index++) {
    const event = deciding.rows[index]?.event
    if (!event) break
    follow(deciding, event)
    freed ||= mayFree(event)
    if (freed && index === deciding.rows.length - 1) {
      freed = false
      serveQueue(deciding)
    }
  }
}

function follow(deciding: Deciding, event: ShopEvent): void {
  switch (event.type) {
    case 'shop.settings':
      watchAllLoads(deciding)
      return
    case 'account.presence':
    case 'account.invisible':
    case 'account.suspended':
    case 'account.changed': {
      const account = deciding.account(event.account)?.view
      if (!account) return
      if (!canReceive(account)) endOffersTo(deciding, account.id)
      const comes = event.type === 'account.presence' || event.type === 'account.invisible'
      if (comes && account.role === 'main' && account.online && !account.invisible)
        mainArrives(deciding)
      return
    }
    default:
      return
  }
}

/** Whether somebody can be chosen now who could not before. */
function mayFree(event: ShopEvent): boolean {
  switch (event.type) {
    case 'shop.settings':
    case 'account.presence':
    case 'account.invisible':
    // Suspended, too: when it was the last one, what waits goes to main (D5).
    case 'account.suspended':
    case 'account.changed':
    case 'buyer.marked':
    case 'conversation.closed':
      return true
    case 'conversation.assigned':
      return event.from !== null && event.from !== event.to
    default:
      return false
  }
}
