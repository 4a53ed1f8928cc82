import type { AccountView, BuyerView, ConversationView, ShopView } from './model.ts'
import { DEFAULT_LEVEL, DEFAULT_LEVELS } from './levels.ts'
import { DEFAULT_SETTINGS } from './settings-defaults.ts'
import type { ShopSettings } from './settings.ts'

/**
 * What was written by an earlier version lacks what came later; here it gets it. Log rows, snapshots
 * and clients' caches go through these before anyone reads them.
 */
export function completeShop(shop: Pick<ShopView, 'id' | 'name' | 'main'>): ShopView {
  return { level: DEFAULT_LEVEL, quota: DEFAULT_LEVELS[DEFAULT_LEVEL] ?? 0, ...shop }
}

type Later = 'weight' | 'groups' | 'deleted' | 'invisible'
export function completeAccount(
  account: Omit<AccountView, Later> & Partial<Pick<AccountView, Later>>,
): AccountView {
  const { suspended } = account
  return {
    weight: 1,
    groups: [],
    deleted: false,
    invisible: false,
    ...account,
    suspended: suspended && { ...NOT_SAID, ...suspended },
  }
}
const NOT_SAID = { by: 'person', text: null } as const

type LaterBuyer = 'tags' | 'blocked' | 'customer' | 'evidence'
export function completeBuyer(
  buyer: Omit<BuyerView, LaterBuyer> & Partial<Pick<BuyerView, LaterBuyer>>,
): BuyerView {
  return { tags: [], blocked: false, customer: null, evidence: false, ...buyer }
}

type LaterConversation = 'group' | 'offer' | 'asides'
export function completeConversation(
  view: Omit<ConversationView, LaterConversation> &
    Partial<Pick<ConversationView, LaterConversation>>,
): ConversationView {
  return { group: null, offer: null, asides: [], ...view, buyer: completeBuyer(view.buyer) }
}

/** Sections that a later version added get their defaults. */
export function completeSettings(settings: Partial<ShopSettings> | undefined): ShopSettings {
  if (!settings) return DEFAULT_SETTINGS
  return {
    ...DEFAULT_SETTINGS,
    ...settings,
    security: { ...DEFAULT_SETTINGS.security, ...settings.security },
    privacy: { ...DEFAULT_SETTINGS.privacy, ...settings.privacy },
    words: { policy: { ...DEFAULT_SETTINGS.words.policy, ...settings.words?.policy } },
    records: { ...DEFAULT_SETTINGS.records, ...settings.records },
    desk: { ...DEFAULT_SETTINGS.desk, ...settings.desk },
    dispatch: { ...DEFAULT_SETTINGS.dispatch, ...settings.dispatch },
    replies: { ...DEFAULT_SETTINGS.replies, ...settings.replies },
  }
}
