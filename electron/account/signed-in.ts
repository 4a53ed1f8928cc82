import type { ViewBase } from '../link/view-batch.ts'
import { completeAccount, completeShop } from '#shared/protocol/complete.ts'
import { DEFAULT_SETTINGS } from '#shared/protocol/settings-defaults.ts'
import type { CacheWithHeadStart } from '../transcripts/head-start.ts'
import type { KnownAccount } from './saved-accounts.ts'
import type { Session } from './session.ts'

/** What a sign-in opened, and closes again. */
export interface SignedIn {
  readonly known: KnownAccount
  readonly session: Session
  readonly cache: CacheWithHeadStart
  readonly key: Uint8Array
  readonly fallback: ViewBase
}

export function buyerPage({ known, session }: SignedIn): string {
  return `${session.http.url}/s/${known.shop}`
}

/** Until the first snapshot of a saved account whose cache was lost. */
export function fallbackOf(known: KnownAccount): ViewBase {
  const main = known.name.split(':')[0] ?? known.name
  return {
    me: known.account,
    shop: completeShop({ id: known.shop, name: known.shopName, main }),
    settings: DEFAULT_SETTINGS,
    accounts: {
      [known.account]: completeAccount({
        id: known.account,
        name: known.name,
        nick: known.nick,
        role: known.role,
        online: false,
        since: known.lastUsedAt,
        suspended: null,
        participates: true,
        disabled: false,
        limit: 0,
      }),
    },
    closed: [],
  }
}
