import type { AccountId } from '#shared/protocol/model.ts'
import type { Deciding } from './decision.ts'

/**
 * Suspends an account that holds `above` or more, and resumes it at `below` or fewer. Called after
 * each change of what it holds, in the same append, so that nothing is dispatched in between. A
 * suspension by anyone else is left alone, either way.
 */
export function watchLoad(deciding: Deciding, id: AccountId | null): void {
  const { autoSuspend } = deciding.settings.dispatch
  const account = id === null ? undefined : deciding.account(id)
  if (!account) return
  const { view, held } = account
  if (view.suspended === null) {
    if (autoSuspend !== null && held >= autoSuspend.above)
      deciding.emit({
        type: 'account.suspended',
        account: view.id,
        reason: '',
        by: 'load',
        text: null,
      })
  } else if (view.suspended.by === 'load' && (autoSuspend === null || held <= autoSuspend.below))
    deciding.emit({ type: 'account.suspended', account: view.id, reason: null, by: 'load' })
}

/** The main account changed or took back the numbers. */
export function watchAllLoads(deciding: Deciding): void {
  for (const [id] of deciding.state.accounts.entries()) watchLoad(deciding, id)
}
