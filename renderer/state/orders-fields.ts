import type { Order, OrderAct, OrderActName } from '#shared/orders/model.ts'
import type { FormFields } from './orders-acts.ts'
import { refundable } from './orders-acts.ts'
import { amountText, parseAmount } from './money.ts'

/** What is wrong with a form (locale `orders:wrong.<code>`). */
export type Wrong = 'empty' | 'amount' | 'zero' | 'tooMuch' | 'same' | 'lines' | 'person'

export type Filled =
  { readonly ok: true; readonly act: OrderAct } | { readonly ok: false; readonly wrong: Wrong }

const wrong = (code: Wrong): Filled => ({ ok: false, wrong: code })

/** What a form begins with: what the order says now. */
export function fieldsOf(order: Order, name: OrderActName): Partial<FormFields> {
  switch (name) {
    case 'note':
      return { text: order.shopNote }
    case 'price':
      return { amount: amountText(order.total) }
    case 'refund':
      return { amount: amountText(refundable(order)) }
    case 'address':
      // The phone is known with its middle hidden, an address perhaps: they must be given anew.
      return { name: order.address?.name ?? '', phone: '', address: openText(order) }
    case 'return': {
      const [only, ...more] = order.lines
      return only && more.length === 0 ? { counts: { [only.id]: only.count } } : {}
    }
    case 'remind':
      return {}
  }
}

function openText({ address }: Order): string {
  return address === null || address.text.includes('*') ? '' : address.text
}

/** The act that a filled form asks for, or what is wrong with it. */
export function actOf(order: Order, name: OrderActName, fields: FormFields): Filled {
  switch (name) {
    case 'remind':
      return { ok: true, act: { name } }
    case 'note': {
      const text = fields.text.trim()
      return text === order.shopNote ? wrong('same') : { ok: true, act: { name, text } }
    }
    case 'price': {
      const total = parseAmount(fields.amount, order.total.currency)
      if (total === null) return wrong('amount')
      return total === order.total.amount ? wrong('same') : { ok: true, act: { name, total } }
    }
    case 'refund': {
      const amount = parseAmount(fields.amount, order.total.currency)
      if (amount === null) return wrong('amount')
      if (amount === 0) return wrong('zero')
      if (amount > refundable(order).amount) return wrong('tooMuch')
      return { ok: true, act: { name, amount, reason: fields.reason.trim() } }
    }
    case 'address': {
      const to = {
        name: fields.name.trim(),
        phone: fields.phone.trim(),
        text: fields.address.trim(),
      }
      if (to.name === '' || to.text === '') return wrong('empty')
      // At least five digits, and none of them hidden.
      if (to.phone.replaceAll(/\D/g, '').length < 5 || /[*•＊]/.test(to.phone))
        return wrong('person')
      return { ok: true, act: { name, to } }
    }
    case 'return': {
      const lines = order.lines
        .map(({ id, count }) => ({ id, count: Math.min(count, fields.counts[id] ?? 0) }))
        .filter(({ count }) => count > 0)
      if (lines.length === 0) return wrong('lines')
      return { ok: true, act: { name, lines, reason: fields.reason.trim() } }
    }
  }
}
