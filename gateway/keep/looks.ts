import type { Look } from '#shared/protocol/api.ts'
import type { BuyerId } from '#shared/protocol/model.ts'
import type { BesideStore } from '../store/beside/contract.ts'

export interface Looks {
  /** What a buyer looks at now; who watches the buyer is told when it is durable. */
  add(shop: string, buyer: BuyerId, look: Omit<Look, 'at'>): void
  of(shop: string, buyer: BuyerId): Promise<readonly Look[]>
}

export function createLooks(parts: {
  readonly store: Pick<BesideStore, 'look' | 'looks'>
  readonly now: () => number
  readonly changed: (shop: string, what: 'looks', buyer: BuyerId) => void
  readonly fault: (error: unknown) => void
}): Looks {
  const { store, now, changed, fault } = parts
  return {
    add(shop, buyer, look) {
      store
        .look(shop, buyer, { at: now(), ...look })
        .then(() => changed(shop, 'looks', buyer), fault)
    },
    of: (shop, buyer) => store.looks(shop, buyer),
  }
}
