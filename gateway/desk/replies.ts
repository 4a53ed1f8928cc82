import { isOpen } from '#shared/dispatch/hours.ts'
import type { ConversationId } from '#shared/protocol/model.ts'
import type { AutoReplyKind } from '#shared/protocol/settings.ts'
import type { Deciding } from './decision.ts'
import type { ConversationState, State } from './state.ts'

/**
 * The shop's automatic words. They are the shop's, never an account's: a buyer who got one waits as
 * long as before, for the timers of D13 and for the measures.
 */

/** A buyer who opened a conversation gets at most one, behind its own first words. */
export function replyToOpening(deciding: Deciding, id: ConversationId): void {
  const conversation = deciding.conversation(id)
  if (!conversation) return
  const kind = kindForOpening(deciding, conversation)
  if (kind !== null) sayOnce(deciding, id, kind)
}

function kindForOpening(deciding: Deciding, conversation: ConversationState): AutoReplyKind | null {
  // D11: whoever serves then, or nobody.
  if (!isOpen(deciding.settings.hours, deciding.now)) return 'off_hours'
  switch (conversation.view.state) {
    case 'queued':
      return 'queue'
    case 'held':
      return isAway(deciding, conversation) ? 'suspended' : 'welcome'
    default:
      return null
  }
}

/** A buyer who goes on writing to an account that was suspended meanwhile. */
export function replyToMore(deciding: Deciding, id: ConversationId): void {
  const conversation = deciding.conversation(id)
  if (conversation?.view.state === 'held' && isAway(deciding, conversation))
    sayOnce(deciding, id, 'suspended')
}

/** Suspended by too many buyers it is still at work, and answers those it has. */
function isAway(deciding: Deciding, { view }: ConversationState): boolean {
  const holder = view.holder === null ? undefined : deciding.account(view.holder)?.view
  return holder !== undefined && holder.suspended !== null && holder.suspended.by !== 'load'
}

/** By the tick: who has waited long for a person is told that all are busy. */
export function replyBusy(deciding: Deciding): void {
  const { busy, busyAfterMs } = deciding.settings.replies
  // Outside the hours nobody is busy: the off-hours words were said, if they are on.
  if (!busy.on || !isOpen(deciding.settings.hours, deciding.now)) return
  for (const [id, conversation] of deciding.state.conversations.entries()) {
    const { state, waitingSince } = conversation.view
    if (waitingSince === null || deciding.now - waitingSince < busyAfterMs) continue
    if (state === 'queued' || (state === 'held' && !isAway(deciding, conversation)))
      sayOnce(deciding, id, 'busy')
  }
}

/** If it is on, and this buyer was not told the same within the window. */
export function sayOnce(deciding: Deciding, id: ConversationId, kind: AutoReplyKind): void {
  const conversation = deciding.conversation(id)
  if (!conversation || !isDue(deciding.state, conversation, kind, deciding.now)) return
  deciding.autoReply(id, kind, textOf(deciding, conversation, kind))
}

function isDue(
  { root, buyers }: State,
  { view }: ConversationState,
  kind: AutoReplyKind,
  now: number,
): boolean {
  const { replies } = root.settings
  if (!replies[kind].on) return false
  const said = buyers.get(view.buyer.id)?.replied[kind]
  return said === undefined || now - said >= replies.windowMs
}

/**
 * The holder's own words, else the group's, else the shop's; empty ones are the client's. Those that the
 * shop's policy on sensitive words stops are passed over: lists and policy change after a text was saved.
 */
function textOf(deciding: Deciding, { view }: ConversationState, kind: AutoReplyKind): string {
  const holder = view.holder === null ? undefined : deciding.account(view.holder)?.view
  const own = kind === 'suspended' ? holder?.suspended?.text : null
  const { text, byGroup } = deciding.settings.replies[kind]
  const ofGroup = view.group === null ? undefined : byGroup[view.group]
  return [own, ofGroup, text].find((words) => words && !deciding.stops(words)) ?? ''
}
