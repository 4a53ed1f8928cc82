import { addressHidden, mask } from '#shared/masking/mask.ts'
import type { Order } from '#shared/orders/model.ts'

/**
 * T4: of a receiver's address what is behind province, city and district; of the buyer's note
 * what is personal; the shop's own note is edited where it is read, and stays whole. The phone is never given whole, whatever the shop sets: `memory.ts` does not keep it.
 */
export function maskOrder(order: Order): Order {
  const { address } = order
  return {
    ...order,
    address: address && { ...address, text: addressHidden(address.text) },
    buyerNote: order.buyerNote && mask(order.buyerNote),
  }
}
