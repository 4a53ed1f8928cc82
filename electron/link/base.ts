import { completeAccount, completeSettings, completeShop } from '#shared/protocol/complete.ts'
import type { ViewBase } from './view-batch.ts'

/** What an earlier version of the workstation kept lacks what came later. */
type EarlierBase = Omit<ViewBase, 'closed'> & Partial<Pick<ViewBase, 'closed'>>

export function completeBase(base: EarlierBase): ViewBase {
  return {
    me: base.me,
    shop: completeShop(base.shop),
    settings: completeSettings(base.settings),
    accounts: Object.fromEntries(
      Object.entries(base.accounts).map(([id, account]) => [id, completeAccount(account)]),
    ),
    closed: base.closed ?? [],
  }
}
