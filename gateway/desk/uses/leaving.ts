import type { AccountId } from '#shared/protocol/model.ts'
import type { Deciding } from '../decision.ts'
import { dispatchAgain } from '../serve.ts'

/** An account that nobody can sign in as any more holds no buyer and gets none (D15). */
export function leaveService(deciding: Deciding, id: AccountId): void {
  const deleted = deciding.account(id)?.view.deleted === true
  for (const [conversation, { view }] of deciding.state.conversations.entries()) {
    if (view.holder !== id) continue
    if (!dispatchAgain(deciding, conversation, deleted ? 'holder_deleted' : 'holder_disabled'))
      giveToMain(deciding, conversation)
  }
}

/** D5: whatever its state. Dispatch leaves a buyer with a holder who may come back; this one won't. */
function giveToMain(deciding: Deciding, conversation: string): void {
  for (const [id, { view }] of deciding.state.accounts.entries()) {
    if (view.role !== 'main') continue
    const { nick, online, invisible } = view
    const waits = !online || invisible
    deciding.assign(
      conversation,
      id,
      {
        rule: 'D5',
        sentence: waits ? 'last_resort_away' : 'last_resort',
        values: { nick },
        candidates: [],
      },
      { waits },
    )
    deciding.notice(conversation, waits ? { code: 'waits_for_main' } : { code: 'forwarded', nick })
    return
  }
}
