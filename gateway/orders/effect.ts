import type { OrderAct } from '#shared/orders/model.ts'
import type { Money } from '#shared/protocol/model.ts'
import type { ToldOrder } from '../adapters/orders/contract.ts'
import type { Before } from './store.ts'

/** What must be so before an act is sent; null: it may be. */
export function unfit(order: ToldOrder, act: OrderAct): 'order_changed' | 'act_refused' | null {
  if (!order.acts.includes(act.name)) return 'order_changed'
  switch (act.name) {
    case 'refund': {
      const left = order.total.amount - (order.refunded?.amount ?? 0)
      return act.amount <= left ? null : 'act_refused'
    }
    case 'return': {
      const counts = new Map(order.lines.map(({ id, count }) => [id, count]))
      const once = new Set(act.lines.map(({ id }) => id)).size === act.lines.length
      return once && act.lines.every(({ id, count }) => count <= (counts.get(id) ?? 0))
        ? null
        : 'act_refused'
    }
    default:
      return null
  }
}

export function beforeOf({ state, total, refunded }: ToldOrder): Omit<Before, 'customer'> {
  return {
    state,
    total: total.amount,
    refunded: refunded?.amount ?? 0,
    currency: total.currency,
  }
}

export function amountOf(act: OrderAct, { currency }: Pick<Before, 'currency'>): Money | null {
  if (act.name === 'price') return { amount: act.total, currency }
  if (act.name === 'refund') return { amount: act.amount, currency }
  return null
}

/** Whether an act whose answer was lost is to be seen in the order now; null: it leaves no sign. */
export function isDone(order: ToldOrder, act: OrderAct, before: Before): boolean | null {
  switch (act.name) {
    case 'remind':
      return null
    case 'note':
      return order.shopNote.trim() === act.text
    case 'price':
      return order.total.amount === act.total
    case 'address': {
      const { address } = order
      if (address === null) return false
      const digits = (phone: string) => phone.replace(/\D/g, '')
      return (
        address.name.trim() === act.to.name &&
        digits(address.phone) === digits(act.to.phone) &&
        address.text.includes(act.to.text)
      )
    }
    case 'return':
      return order.state !== before.state && ['refunding', 'refunded'].includes(order.state)
    case 'refund':
      return (order.refunded?.amount ?? 0) >= before.refunded + act.amount
  }
}
