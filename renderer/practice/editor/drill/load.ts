import type { BridgeErrorCode } from '#shared/bridge/contract.ts'
import type { Order } from '#shared/orders/model.ts'
import type { Known, Line } from '#shared/practice/drill/model.ts'
import type { BuyerView, ConversationId, Message } from '#shared/protocol/model.ts'
import type { Workstation } from '../../../state/workstation.ts'

export interface Loaded {
  readonly lines: readonly Line[]
  /** Lines in which the gateway hid something from this account (T4). */
  readonly masked: ReadonlySet<number>
  /** Pictures, files and cards: a drill has none of them. */
  readonly dropped: number
  readonly known: Known
  readonly products: readonly { id: string; title: string; priceFen: number }[]
}

const PAGE = 200
const MOST_PAGES = 50

/**
 * The whole conversation as this account is given it, and what the shop knows of the buyer. Nothing is
 * unmasked for it: what is hidden stays hidden, in the drill, too.
 */
export async function load(
  { call, store }: Pick<Workstation, 'call' | 'store'>,
  conversation: ConversationId,
): Promise<Loaded | BridgeErrorCode> {
  const messages: Message[] = []
  let before: number | undefined
  for (let page = 0; page < MOST_PAGES; page++) {
    const result = await call('chats.page', { conversation, before, limit: PAGE })
    if (!result.ok) return result.error.code
    messages.unshift(...result.value.messages)
    before = result.value.messages[0]?.cseq
    if (result.value.complete || before === undefined || before <= 1) break
  }
  const { view } = store.getState()
  const buyer = buyerOf(store.getState(), conversation)
  const [card, orders] = buyer
    ? await Promise.all([
        call('buyers.card', { buyer: buyer.id }),
        call('orders.of', { buyer: buyer.id }),
      ])
    : [null, null]
  // Whom nobody may look up has no card; an order system that is down knows nothing.
  const known = orders?.ok === true ? orders.value.orders : []
  const names = [buyer?.name, card?.ok === true ? card.value.buyer.name : '']
  const nicks = Object.values(view?.accounts ?? {}).map(({ nick }) => nick)
  return { ...linesOf(messages), ...about(conversation, names, nicks, messages, known) }
}

function buyerOf(
  state: ReturnType<Workstation['store']['getState']>,
  conversation: ConversationId,
): BuyerView | null {
  const view =
    state.view?.conversations[conversation] ??
    state.departed[conversation]?.view ??
    state.view?.closed.find((one) => one.view.id === conversation)?.view
  return view?.buyer ?? null
}

export function linesOf(
  messages: readonly Message[],
): Pick<Loaded, 'lines' | 'masked' | 'dropped'> {
  const lines: Line[] = []
  const masked = new Set<number>()
  let dropped = 0
  for (const { body, sender, at, masked: hidden } of messages) {
    if (body.kind === 'image' || body.kind === 'file' || body.kind === 'card') dropped++
    if ((body.kind !== 'text' && body.kind !== 'auto') || body.text.trim() === '') continue
    const from =
      body.kind === 'auto' || sender.kind === 'shop'
        ? 'shop'
        : sender.kind === 'buyer'
          ? 'buyer'
          : 'agent'
    if (hidden === true) masked.add(lines.length)
    lines.push({ at, from, text: body.text })
  }
  return { lines, masked, dropped }
}

/** A value that is hidden in part is none that could be looked for. */
const whole = (values: readonly (string | null | undefined)[]): string[] => [
  ...new Set(
    values.filter(
      (value): value is string => typeof value === 'string' && value !== '' && !value.includes('*'),
    ),
  ),
]

function about(
  conversation: ConversationId,
  names: readonly (string | undefined)[],
  nicks: readonly string[],
  messages: readonly Message[],
  orders: readonly Order[],
): Pick<Loaded, 'known' | 'products'> {
  const lines = orders.flatMap((order) => order.lines)
  const cards = messages.flatMap(({ body }) => (body.kind === 'card' ? [body.card] : []))
  const shown = cards.flatMap((card) => (card.kind === 'product' ? [card] : []))
  const products = new Map([
    ...shown.map(
      ({ id, title, price }) => [id, { id, title, priceFen: price?.amount ?? 9900 }] as const,
    ),
    ...lines.map(
      ({ product, title, price }) =>
        [product, { id: product, title, priceFen: price.amount }] as const,
    ),
  ])
  return {
    known: {
      seed: seedOf(conversation),
      people: whole([...names, ...orders.map(({ address }) => address?.name)]),
      agents: whole([
        ...nicks,
        ...messages.flatMap(({ sender }) => (sender.kind === 'account' ? [sender.nick] : [])),
      ]),
      orders: whole([
        ...orders.map(({ number }) => number),
        ...cards.flatMap((card) => (card.kind === 'order' ? [card.number] : [])),
      ]),
      trackings: whole(
        orders.flatMap(({ shipments }) => shipments.map(({ tracking }) => tracking)),
      ),
      phones: whole(orders.map(({ address }) => address?.phone)),
      addresses: whole(orders.map(({ address }) => address?.text)),
      products: whole([...products.values()].flatMap(({ id, title }) => [id, title])),
    },
    products: [...products.values()].slice(0, 5),
  }
}

/** The same conversation, the same invented values. */
function seedOf(id: string): number {
  let seed = 0
  for (const sign of id) seed = (seed * 31 + (sign.codePointAt(0) ?? 0)) >>> 0
  return seed
}
