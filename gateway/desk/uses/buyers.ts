import type { BuyerId, BuyerView } from '#shared/protocol/model.ts'
import type { Deciding, Done } from '../decision.ts'

/**
 * A buyer comes, or its name changed; `customer`: the shop's own site signed who it is, which stands
 * above what an account said.
 */
export function seeBuyer(deciding: Deciding, id: BuyerId, name: string, customer?: string): Done {
  const known = deciding.state.buyers.get(id)?.view ?? null
  const before: BuyerView = known ?? {
    id,
    name,
    vip: false,
    private: false,
    firstSeenAt: deciding.now,
    tags: [],
    blocked: false,
    customer: null,
    evidence: false,
  }
  const signed =
    customer !== undefined &&
    (before.customer?.by !== 'identity' || before.customer.id !== customer)
  if (known?.name === name && !signed) return {}
  deciding.emit({
    type: 'buyer.seen',
    buyer: {
      ...before,
      name,
      customer: signed ? { id: customer, by: 'identity' } : before.customer,
    },
  })
  return {}
}
