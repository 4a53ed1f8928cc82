import { z } from 'zod'
import type { OrderActName, OrderState } from '#shared/orders/model.ts'
import type { Money } from '#shared/protocol/model.ts'
import type { ToldOrder, ToldProduct } from './contract.ts'

const text = z.string().nullish()
const amount = z.number()
const asset = z.object({ preview: z.string() }).nullish()

export const vendureOrder = z.object({
  id: z.string(),
  code: z.string(),
  state: z.string(),
  orderPlacedAt: text,
  createdAt: z.string(),
  currencyCode: z.string(),
  shippingWithTax: amount,
  totalWithTax: amount,
  customer: z.object({ id: z.string(), emailAddress: z.string() }).nullish(),
  shippingAddress: z
    .object({
      fullName: text,
      phoneNumber: text,
      province: text,
      city: text,
      streetLine1: text,
      streetLine2: text,
    })
    .nullish(),
  lines: z.array(
    z.object({
      id: z.string(),
      quantity: z.number(),
      unitPriceWithTax: amount,
      featuredAsset: asset,
      productVariant: z.object({
        name: z.string(),
        sku: text,
        product: z.object({ id: z.string(), name: z.string() }),
        options: z.array(z.object({ name: z.string() })),
      }),
    }),
  ),
  payments: z
    .array(
      z.object({
        id: z.string(),
        state: z.string(),
        amount,
        refunds: z.array(z.object({ id: z.string(), state: z.string(), total: amount })),
      }),
    )
    .nullish(),
  fulfillments: z
    .array(
      z.object({
        state: z.string(),
        method: z.string(),
        trackingCode: text,
        createdAt: z.string(),
        updatedAt: z.string(),
      }),
    )
    .nullish(),
  history: z.object({
    items: z.array(z.object({ id: z.string(), isPublic: z.boolean(), data: z.unknown() })),
  }),
})
export type VendureOrder = z.infer<typeof vendureOrder>

export const vendureProduct = z.object({
  id: z.string(),
  name: z.string(),
  slug: z.string(),
  featuredAsset: asset,
  variants: z.array(
    z.object({
      name: z.string(),
      priceWithTax: amount,
      currencyCode: z.string(),
      trackInventory: z.string(),
      stockLevels: z.array(z.object({ stockOnHand: z.number(), stockAllocated: z.number() })),
    }),
  ),
})
export type VendureProduct = z.infer<typeof vendureProduct>

/** `customer`: under which name it is told. */
export function toldOrder(order: VendureOrder, customer: string): ToldOrder {
  const money = (value: number): Money => ({ amount: value, currency: order.currencyCode })
  const { given } = refundsOf(order)
  const state = stateOf(order)
  const address = order.shippingAddress
  return {
    number: order.code,
    customer,
    placedAt: Date.parse(order.orderPlacedAt ?? order.createdAt),
    state,
    // What was taken back altogether stays as a line of none: it is left out.
    lines: order.lines
      .filter(({ quantity }) => quantity > 0)
      .map(({ id, quantity, unitPriceWithTax, featuredAsset, productVariant }) => ({
        id,
        product: productVariant.product.id,
        title: productVariant.product.name,
        variant: productVariant.options.map(({ name }) => name).join(' '),
        count: quantity,
        price: money(unitPriceWithTax),
        picture: featuredAsset?.preview ?? null,
      })),
    shipping: money(order.shippingWithTax),
    total: money(order.totalWithTax),
    refunded: given > 0 ? money(given) : null,
    address:
      address?.streetLine1 == null
        ? null
        : {
            name: address.fullName ?? '',
            phone: address.phoneNumber ?? '',
            text: [address.province, address.city, address.streetLine1, address.streetLine2]
              .filter((part) => part)
              .join(' '),
          },
    buyerNote: '',
    shopNote: noteOf(order)?.text ?? '',
    shipments: (order.fulfillments ?? []).map((one) => ({
      carrier: one.method,
      tracking: one.trackingCode ?? '',
      track: trackOf(one),
    })),
    acts: actsOf(order, state),
  }
}

function trackOf(one: NonNullable<VendureOrder['fulfillments']>[number]) {
  const first = { at: Date.parse(one.createdAt), text: 'Pending' }
  return one.state === first.text
    ? [first]
    : [{ at: Date.parse(one.updatedAt), text: one.state }, first]
}

/** What a reminder writes, for the warehouse to read in Vendure's own screens. */
export const REMINDER = 'Customer service asks to ship this order soon.'

/** The shop's own note, the newest. */
export function noteOf({ history }: VendureOrder): { id: string; text: string } | null {
  for (const { id, isPublic, data } of history.items) {
    const note = z.object({ note: z.string() }).safeParse(data)
    if (!isPublic && note.success && note.data.note !== REMINDER)
      return { id, text: note.data.note }
  }
  return null
}

function refundsOf({ payments }: VendureOrder): { paid: number; given: number; pending: number } {
  let [paid, given, pending] = [0, 0, 0]
  for (const { state, amount: sum, refunds } of payments ?? []) {
    if (state === 'Settled') paid += sum
    for (const { state: refund, total } of refunds)
      if (refund === 'Settled') given += total
      else if (refund === 'Pending') pending += total
  }
  return { paid, given, pending }
}

function stateOf(order: VendureOrder): OrderState {
  const { paid, given, pending } = refundsOf(order)
  if (pending > 0) return 'refunding'
  if (given > 0 && given >= paid) return 'refunded'
  switch (order.state) {
    case 'PaymentAuthorized':
    case 'PaymentSettled':
    case 'Modifying':
      return 'paid'
    case 'PartiallyShipped':
    case 'Shipped':
    case 'PartiallyDelivered':
      return 'shipped'
    case 'Delivered':
      return 'delivered'
    case 'Cancelled':
      return 'cancelled'
    default:
      return 'unpaid'
  }
}

/** Vendure changes no price of a placed order without asking for more money; so `price` is not among them. */
function actsOf(order: VendureOrder, state: OrderState): OrderActName[] {
  const { paid, given, pending } = refundsOf(order)
  const acts: OrderActName[] = ['note']
  if (state === 'paid') acts.push('remind', 'address')
  if (['paid', 'shipped', 'delivered'].includes(state) && order.state !== 'Modifying')
    acts.push('return')
  if (paid - given - pending > 0) acts.push('refund')
  return acts
}

/** The payment that a refund of so much can come from, the one with most left first. */
export function payableFrom({ payments }: VendureOrder, sum: number): string | null {
  const left = (payments ?? [])
    .filter(({ state }) => state === 'Settled')
    .map(({ id, amount: paid, refunds }) => ({
      id,
      left: refunds.reduce((rest, one) => (one.state === 'Failed' ? rest : rest - one.total), paid),
    }))
    .sort((a, b) => b.left - a.left)[0]
  return left && left.left >= sum ? left.id : null
}

export function toldProduct({ id, name, featuredAsset, variants }: VendureProduct): ToldProduct {
  const [first] = variants.toSorted((a, b) => a.priceWithTax - b.priceWithTax)
  return {
    id,
    title: name,
    price: { amount: first?.priceWithTax ?? 0, currency: first?.currencyCode ?? 'CNY' },
    picture: featuredAsset?.preview ?? null,
    url: null,
    stock: variants.map((variant) => ({
      variant: variant.name,
      count:
        variant.trackInventory === 'FALSE'
          ? null
          : Math.max(
              0,
              variant.stockLevels.reduce(
                (sum, one) => sum + one.stockOnHand - one.stockAllocated,
                0,
              ),
            ),
    })),
  }
}
