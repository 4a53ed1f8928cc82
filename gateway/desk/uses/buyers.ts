import type { BuyerId } from '#shared/protocol/model.ts'
import type { Deciding, Done } from '../decision.ts'

/** A buyer comes, or its name changed. */
export function seeBuyer(deciding: Deciding, id: BuyerId, name: string): Done {
  const known = deciding.state.buyers.get(id)?.view
  if (known?.name === name) return {}
  deciding.emit({
    type: 'buyer.seen',
    buyer: known
      ? { ...known, name }
      : {
          id,
          name,
          vip: false,
          private: false,
          firstSeenAt: deciding.now,
          tags: [],
          blocked: false,
          customer: null,
        },
  })
  return {}
}
