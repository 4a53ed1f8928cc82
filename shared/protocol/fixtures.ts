import type { AccountView, BuyerView, ConversationView, ShopView } from './model.ts'

export const aShop: ShopView = {
  id: 'demo',
  name: 'Demo',
  main: 'demoshop',
  level: 'standard',
  quota: 30,
}

/** For tests alone: an account and a conversation with nothing remarkable but what is given. */
export function anAccount(id: string, given: Partial<AccountView> = {}): AccountView {
  return {
    id,
    name: id === 'main' ? 'demoshop' : `demoshop:${id}`,
    nick: id,
    role: 'junior',
    online: true,
    since: 0,
    suspended: null,
    participates: true,
    disabled: false,
    limit: 10,
    weight: 1,
    groups: [],
    deleted: false,
    invisible: false,
    ...given,
  }
}

export function aBuyer(id: string, given: Partial<BuyerView> = {}): BuyerView {
  return {
    id,
    name: id,
    vip: false,
    private: false,
    firstSeenAt: 0,
    tags: [],
    blocked: false,
    evidence: false,
    customer: null,
    ...given,
  }
}

export function aConversation(given: Partial<ConversationView> = {}): ConversationView {
  return {
    id: 'b1.1',
    buyer: aBuyer('b1', { name: 'Buyer' }),
    state: 'held',
    holder: 'me',
    holderEpoch: 1,
    openedAt: 0,
    previous: null,
    source: null,
    group: null,
    offer: null,
    asides: [],
    cseq: 0,
    last: null,
    waitingSince: null,
    unread: 0,
    readByShop: 0,
    readByBuyer: 0,
    reason: null,
    ...given,
  }
}
