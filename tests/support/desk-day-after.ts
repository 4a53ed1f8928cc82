import fc from 'fast-check'
import type { PaperShop } from '#gateway/desk/desk.fixture.ts'
import { account, actor, buyer, conversationOf, does, mostly, SECRET, who } from './desk-steps.ts'

/** Mostly the newest conversation, over or not; sometimes an earlier one. */
const back = fc.oneof(
  { weight: 4, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.constant(1) },
)
const nth = (shop: PaperShop, id: string, n: number) =>
  `${id}.${Math.max(1, (shop.state.buyers.get(id)?.conversations ?? 1) - n)}`
/** One of several that it can succeed with, named by a number. */
function oneOf<T>(shop: Iterable<[string, T]>, fits: (one: T) => boolean, n: number): string {
  const found = Array.from(shop).filter(([, one]) => fits(one))
  return found[n % found.length]?.[0] ?? 'b1.1'
}
/** Who held it, as far as is known: it is asked of them mostly. */
function whoHeld(shop: PaperShop, name: string, id: string): string {
  if (name !== 'holder') return name
  const over = shop.state.closed.get(id)?.conversation.view.holder
  return shop.holder(id) ?? over ?? 's1'
}

export const after = [
  does('close one', fc.record({ n: fc.nat(9), said: fc.boolean() }), (shop, { n, said }) => {
    const conversation = oneOf(shop.state.conversations.entries(), () => true, n)
    shop.answer(shop.holder(conversation) ?? 's1', conversation)
    shop.command(shop.holder(conversation) ?? 's1', {
      type: 'close',
      conversation,
      holderEpoch: shop.epoch(conversation),
      ...(said ? { summary: { topic: null, text: SECRET } } : {}),
    })
  }),
  does('recall', fc.record({ over: fc.boolean(), by: actor, n: fc.nat(9) }), (shop, given) => {
    const { conversations, closed } = shop.state
    const conversation = given.over
      ? oneOf(closed.entries(), (one) => one.conversation.recallable.length > 0, given.n)
      : oneOf(conversations.entries(), (one) => one.recallable.length > 0, given.n)
    const known = conversations.get(conversation) ?? closed.get(conversation)?.conversation
    const message = known?.recallable[given.n % (known.recallable.length || 1)]
    shop.command(given.by === 'holder' ? (message?.account ?? 's1') : given.by, {
      type: 'recall',
      conversation,
      cseq: message?.cseq ?? given.n,
    })
  }),
  does('reopen', fc.record({ actor, n: fc.nat(9) }), (shop, given) => {
    const newest = (id: string) => nth(shop, id.slice(0, id.lastIndexOf('.')), 0) === id
    const conversation = oneOf(
      shop.state.closed.entries(),
      (one) => newest(one.conversation.view.id) || given.n === 0,
      given.n,
    )
    shop.command(whoHeld(shop, given.actor, conversation), { type: 'reopen', conversation })
  }),
  does(
    'rate',
    fc.record({ buyer, asked: mostly, back, n: fc.nat(9), score: fc.integer({ min: 1, max: 5 }) }),
    (shop, { asked, score, ...given }) => {
      const id = asked
        ? oneOf(shop.state.buyers.entries(), (one) => one.closed?.asked === true, given.n)
        : given.buyer
      const by = { kind: 'buyer', buyer: id } as const
      const conversation = nth(shop, id, asked ? 0 : given.back)
      shop.command(by, { type: 'rate', conversation, score, text: 'fine' })
    },
  ),
  does('card', fc.record({ buyer, actor }), (shop, given) => {
    const conversation = conversationOf(shop, given.buyer)
    shop.do({
      type: 'send',
      by: { kind: 'account', account: who(shop, given.actor, conversation) },
      cid: shop.cid(),
      conversation,
      holderEpoch: shop.epoch(conversation),
      body: {
        kind: 'card',
        card: { kind: 'product', id: 'p', title: 'Cup', price: null, picture: null, url: null },
      },
    })
  }),
  does('order act', fc.record({ buyer, account, back }), (shop, given) =>
    shop.do({
      type: 'order.acted',
      account: given.account,
      conversation: nth(shop, given.buyer, given.back),
      order: { act: 'act', number: '1001', name: 'note', amount: null, outcome: 'done' },
    }),
  ),
]

export const people = [
  does(
    'tag',
    fc.record({ buyer, account, tags: fc.subarray([`${SECRET} 1`, `${SECRET} 2`]) }),
    (shop, given) =>
      shop.command(given.account, { type: 'buyer.tag', buyer: given.buyer, tags: given.tags }),
  ),
  does('note', fc.record({ buyer, account }), (shop, given) =>
    shop.command(given.account, { type: 'buyer.note', buyer: given.buyer, text: SECRET }),
  ),
  does('unnote', fc.record({ buyer, account, n: fc.nat(2) }), (shop, given) =>
    shop.command(given.account, {
      type: 'buyer.unnote',
      buyer: given.buyer,
      note: shop.state.buyers.get(given.buyer)?.notes[given.n]?.id ?? 'none',
    }),
  ),
  does(
    'link',
    fc.record({ buyer, account, customer: fc.constantFrom('c1', 'c2', null) }),
    (shop, given) =>
      shop.command(given.account, {
        type: 'buyer.link',
        buyer: given.buyer,
        customer: given.customer,
      }),
  ),
  does('sign', fc.record({ buyer, customer: fc.constantFrom('c1', 'c3') }), (shop, given) =>
    shop.do({ type: 'buyer.seen', name: 'Signed', ...given }),
  ),
  does('block', fc.record({ buyer, account, on: fc.boolean() }), (shop, given) =>
    shop.command(given.account, { type: 'buyer.block', buyer: given.buyer, on: given.on }),
  ),
]
