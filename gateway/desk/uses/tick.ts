import { SILENT } from '../apply.ts'
import type { Deciding, Done } from '../decision.ts'
import { endOffersInTime } from '../offers.ts'
import { replyBusy } from '../replies.ts'
import { dispatchAgain, serveQueue } from '../serve.ts'
import type { ConversationState, State } from '../state.ts'

/** What becomes due with time alone: it is the same whether a second or a night lies between two ticks. */
export function tick(deciding: Deciding): Done {
  endOffersInTime(deciding)
  // Holders and groups for whose buyers nobody else is there: a night's thousands are not asked anew.
  const stuck = new Set<string>()
  for (const [id, conversation] of deciding.state.conversations.entries()) {
    const { holder, group, buyer } = conversation.view
    // D6: a private contact waits for main however long it takes.
    if (holder === null || buyer.private) continue
    const vanished = isVanished(deciding, conversation)
    if (!vanished && !isSilent(deciding, conversation)) continue
    const key = JSON.stringify([holder, group])
    if (stuck.has(key)) continue
    const moved = vanished
      ? dispatchAgain(deciding, id, 'holder_away')
      : dispatchAgain(deciding, id, SILENT)
    if (moved) stuck.clear()
    else stuck.add(key)
  }
  replyBusy(deciding)
  serveQueue(deciding)
  return {}
}

/** D13: an invisible holder is at work. */
function isVanished({ settings, state, now }: Deciding, conversation: ConversationState): boolean {
  const holder = holderIn(state, conversation)
  if (!holder || holder.online) return false
  return now - Math.max(holder.since, conversation.heldSince) >= settings.dispatch.holderGraceMs
}

/** D13: each holder has the whole time; and it is taken from one only, until a human has answered. */
function isSilent({ settings, state, now }: Deciding, conversation: ConversationState): boolean {
  const { silentMs } = settings.dispatch
  const { waitingSince } = conversation.view
  if (silentMs === null || waitingSince === null || conversation.again) return false
  if (holderIn(state, conversation)?.online !== true) return false
  return now - Math.max(waitingSince, conversation.heldSince) >= silentMs
}

function holderIn(state: State, { view }: ConversationState) {
  return view.holder === null ? undefined : state.accounts.get(view.holder)?.view
}

/** Whether time alone may change anything: else there is no tick. */
export function waitsForTime({ root, accounts, conversations }: State): boolean {
  if (root.queue.length > 0) return true
  for (const [, account] of accounts.entries())
    if (account.held > 0 && !account.view.online) return true
  const { dispatch, replies } = root.settings
  const waiting = dispatch.silentMs !== null || replies.busy.on
  // An offer made before the shop went back to none still ends.
  for (const [, { view }] of conversations.entries())
    if (view.offer !== null || (waiting && view.waitingSince !== null)) return true
  return false
}
