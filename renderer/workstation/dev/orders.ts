import type { BuyerOrders, Order, Product } from '#shared/orders/model.ts'
import type { BuyerCard } from '#shared/protocol/api.ts'
import type { BuyerView, FileRef, Money } from '#shared/protocol/model.ts'
import { FILE, pick } from './data.ts'
import words from './words.json'

const DAY = 86_400_000
const cny = (amount: number): Money => ({ amount, currency: 'CNY' })
const picture: FileRef = {
  id: FILE,
  name: 'tent.png',
  type: 'image/png',
  size: 81_234,
  width: 800,
  height: 600,
}

function order(index: number, now: number, part: Partial<Order>): Order {
  const price = 12_900 + index * 10_100
  return {
    number: `2026112200${1000 + index}`,
    customer: 'C-20491',
    placedAt: now - index * 9 * DAY - DAY,
    state: 'paid',
    lines: [
      {
        id: 'l1',
        product: 'P1',
        title: pick(words.products, index),
        variant: words.variant,
        count: 1 + (index % 2),
        price: cny(price),
        picture,
      },
    ],
    shipping: cny(1000),
    total: cny(price * (1 + (index % 2)) + 1000),
    refunded: null,
    address: words.address,
    buyerNote: '',
    shopNote: '',
    shipments: [],
    acts: ['note', 'refund', 'return'],
    ...part,
  }
}

/** What the demo buyer has bought: `trouble` as if the order system had died. */
export function ordersOf(now: number, trouble: boolean): BuyerOrders {
  return {
    customer: 'C-20491',
    orders: [
      order(0, now, {
        buyerNote: words.buyerNote,
        acts: ['remind', 'note', 'price', 'address', 'return', 'refund'],
      }),
      order(1, now, {
        state: 'shipped',
        shopNote: words.shopNote,
        shipments: [
          {
            carrier: words.carrier,
            tracking: 'SF1300294857712',
            track: words.track.map((text, index) => ({ at: now - index * 7_200_000, text })),
          },
        ],
      }),
      order(2, now, { state: 'refunded', refunded: cny(34_100), acts: ['note'] }),
      order(3, now, { state: 'unpaid', acts: ['price', 'address', 'note'] }),
    ],
    more: false,
    at: now - 720_000,
    trouble: trouble ? { kind: 'down', retryAt: now + 24_000 } : null,
    none: false,
  }
}

export function productOf(): Product {
  return {
    id: 'P1',
    title: pick(words.products, 0),
    price: cny(45_900),
    picture,
    url: 'https://shop.example/item/1001',
    stock: words.variants.map((variant, index) => ({
      variant,
      count: [12, 0, null][index % 3] ?? null,
    })),
  }
}

export function cardOf(buyer: BuyerView, now: number): BuyerCard {
  const past = (index: number) => ({
    conversation: `p${index * 2}`,
    openedAt: now - (index + 1) * 6 * DAY,
    closedAt: now - (index + 1) * 6 * DAY + 1_800_000,
    held: index === 1 ? [pick(words.nicks, 1), pick(words.nicks, 2)] : [pick(words.nicks, index)],
    messages: 18,
    source: null,
    summary: index === 2 ? null : { topic: words.topic, text: pick(words.answer, index) },
    rating: index === 0 ? { score: 5, text: words.praise, at: now } : null,
  })
  return {
    buyer,
    notes: words.notes.map((text, index) => ({
      id: `n${index}`,
      at: now - index * DAY,
      account: `a${index}`,
      nick: pick(words.nicks, index),
      text,
    })),
    conversations: [0, 1, 2].map(past),
    looks: words.pages.map((page, index) => ({
      at: now - index * 240_000,
      page,
      title: index === 0 ? pick(words.products, 0) : null,
      product: null,
    })),
    satisfaction: { count: 2, average: 4.5 },
  }
}
