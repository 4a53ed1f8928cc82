import { withRound } from '#shared/measures/rounds.ts'
import { patchAccountState } from './records.ts'
import type { ConversationState, State } from './state.ts'

/**
 * M: the holder's round of this conversation is over: answered by a human at `endedAt`, or (null) it
 * leaves the holder unanswered. A round begins when the holder could answer, not before it got it.
 */
export function endRound(
  state: State,
  { view, heldSince }: ConversationState,
  endedAt: number | null,
): void {
  // Of who waits for main to come, nobody is late yet; blocked buyers are left out.
  if (view.waitingSince === null || view.holder === null || view.state !== 'held') return
  if (view.buyer.blocked) return
  const account = state.accounts.get(view.holder)
  if (!account) return
  const { timeZone } = state.root.settings.hours
  const startedAt = Math.max(view.waitingSince, heldSince)
  const figures = withRound(account.figures, startedAt, endedAt, timeZone)
  if (figures !== account.figures) patchAccountState(state, view.holder, { figures })
}
