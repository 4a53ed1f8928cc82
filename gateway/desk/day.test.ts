import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BuyerEvent, ShopEvent } from '#shared/protocol/events.ts'
import {
  applyToAgentView,
  applyToBuyerView,
  type AgentView,
  type BuyerPageView,
} from '#shared/protocol/view.ts'
import { present } from './audience.ts'
import type { DeskCommand } from './contract.ts'
import { comparable, PaperShop } from './desk.fixture.ts'
import { freeze, thaw } from './freeze.ts'
import { agentView, buyerView } from './views.ts'

/** A random day of a small shop: few accounts and buyers, so that everything meets everything. */
const ACCOUNTS = ['main', 's1', 's2', 's3', 's4']
const BUYERS = ['b1', 'b2', 'b3', 'b4', 'b5', 'b6', 'vip', 'private']
const account = fc.constantFrom(...ACCOUNTS)
const buyer = fc.constantFrom(...BUYERS)

type Step = (shop: PaperShop) => void

const conversationOf = (shop: PaperShop, id: string) => shop.state.buyers.get(id)?.open ?? `${id}.1`

/** Mostly with the right epoch and by the holder, sometimes by anyone with an old one. */
const epochOff = fc.oneof(
  { weight: 5, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.constant(1) },
)
const actor = fc.oneof(
  { weight: 4, arbitrary: fc.constant('holder') },
  { weight: 1, arbitrary: account },
)
function who(shop: PaperShop, name: string, conversation: string): string {
  return name === 'holder' ? (shop.holder(conversation) ?? 's1') : name
}

const steps: fc.Arbitrary<Step>[] = [
  fc
    .record({ buyer, address: fc.option(fc.constantFrom('A', 'B'), { freq: 4 }) })
    .map((given): Step => (shop) => {
      shop.buyer(given.buyer, '有货吗', given.address ?? undefined)
    }),
  fc.record({ buyer, actor, off: epochOff }).map((given): Step => (shop) => {
    const id = conversationOf(shop, given.buyer)
    shop.answer(who(shop, given.actor, id), id, shop.epoch(id) - given.off)
  }),
  fc.record({ buyer, actor, to: account, off: epochOff }).map((given): Step => (shop) => {
    const conversation = conversationOf(shop, given.buyer)
    const holderEpoch = Math.max(0, shop.epoch(conversation) - given.off)
    shop.command(who(shop, given.actor, conversation), {
      type: 'forward',
      conversation,
      holderEpoch,
      to: { account: given.to },
      note: 'note',
    })
  }),
  fc.record({ buyer, by: account }).map(
    (given): Step =>
      (shop) =>
        shop.claim(given.by, conversationOf(shop, given.buyer)),
  ),
  fc.record({ buyer, actor }).map((given): Step => (shop) => {
    const id = conversationOf(shop, given.buyer)
    shop.close(who(shop, given.actor, id), id)
  }),
  fc.record({ buyer, actor, upTo: fc.nat(12) }).map((given): Step => (shop) => {
    const conversation = conversationOf(shop, given.buyer)
    const by = who(shop, given.actor, conversation)
    shop.command(by, { type: 'read', conversation, upTo: given.upTo })
  }),
  fc.record({ buyer, upTo: fc.nat(12) }).map(
    (given): Step =>
      (shop) =>
        shop.command(
          { kind: 'buyer', buyer: given.buyer },
          { type: 'read', conversation: conversationOf(shop, given.buyer), upTo: given.upTo },
        ),
  ),
  fc.record({ account, online: fc.boolean() }).map(
    (given): Step =>
      (shop) =>
        shop.presence(given.account, given.online),
  ),
  fc.record({ account, on: fc.boolean() }).map(
    (given): Step =>
      (shop) =>
        shop.command(
          given.account,
          given.on ? { type: 'resume' } : { type: 'suspend', reason: 'lunch' },
        ),
  ),
  fc.record({ account, on: fc.boolean() }).map(
    (given): Step =>
      (shop) =>
        shop.command('main', { type: 'participate', ...given }),
  ),
  fc.record({ account: fc.constantFrom('s1', 's2'), limit: fc.integer({ min: 1, max: 2 }) }).map(
    (given): Step =>
      (shop) =>
        shop.limit(given.account, given.limit),
  ),
  fc.boolean().map((disabled): Step => (shop) => {
    if (disabled) shop.presence('s3', false)
    shop.do({ type: 'account.change', account: 's3', changes: { disabled } })
  }),
  // Clocks jump, hours at a time and both ways.
  fc.integer({ min: -2 * 3600_000, max: 4 * 3600_000 }).map((ms): Step => (shop) => {
    shop.now += ms
  }),
  fc.constant<Step>((shop) => shop.do({ type: 'tick' })),
  // A client that did not hear the answer sends the same again.
  fc.record({ buyer, cid: fc.nat(3) }).map(
    (given): Step =>
      (shop) =>
        shop.do({
          type: 'send',
          by: { kind: 'buyer', buyer: given.buyer },
          cid: `again-${given.cid}`,
          conversation: null,
          body: { kind: 'text', text: `text ${given.cid}` },
          resend: true,
        } satisfies DeskCommand),
  ),
]

const day = fc.array(fc.oneof({ weight: 6, arbitrary: steps[0]! }, ...steps), {
  minLength: 1,
  maxLength: 120,
  // Without it nine of ten days end after ten steps.
  size: 'max',
})

function opened(): PaperShop {
  const shop = new PaperShop()
  shop.sub('A')
  shop.sub('B')
  shop.sub('C', { online: false })
  shop.sub('D', { role: 'supervisor', online: false })
  // So few that buyers queue every other minute.
  for (const id of ['s1', 's2', 's3', 's4']) shop.limit(id, 1)
  shop.mark('vip', { vip: true })
  shop.mark('private', { private: true })
  return shop
}

/** Clients that are connected all day, each holding what it was given. */
class Clients {
  readonly #agents = new Map<string, AgentView>()
  readonly #buyers = new Map<string, BuyerPageView>()
  #pos: number

  constructor(shop: PaperShop) {
    this.#pos = shop.state.root.pos
    for (const id of ACCOUNTS) this.#agents.set(id, agentView(shop.state, id))
    for (const id of ['vip', 'private']) this.#buyers.set(id, buyerView(shop.state, id))
  }

  follow(shop: PaperShop): void {
    for (const row of shop.rows.slice(this.#pos)) {
      for (const [id, view] of this.#agents) {
        const event = present(shop.state, { kind: 'agent', account: id }, row)
        if (event === null || shop.state.accounts.get(id)?.view.disabled) continue
        const delivered = { pos: row.pos, prev: 0, at: row.at, event: event as ShopEvent }
        this.#agents.set(id, applyToAgentView(view, delivered))
      }
      for (const [id, view] of this.#buyers) {
        const event = present(shop.state, { kind: 'buyer', buyer: id }, row)
        if (event === null) continue
        const delivered = { pos: row.pos, prev: 0, at: row.at, event: event as BuyerEvent }
        this.#buyers.set(id, applyToBuyerView(view, delivered))
      }
    }
    this.#pos = shop.state.root.pos
    // Pages that come later begin with a snapshot, too.
    for (const [id] of shop.state.buyers.entries())
      if (!this.#buyers.has(id)) this.#buyers.set(id, buyerView(shop.state, id))
    for (const id of ACCOUNTS)
      if (shop.state.accounts.get(id)?.view.disabled) this.#agents.delete(id)
      else if (!this.#agents.has(id)) this.#agents.set(id, agentView(shop.state, id))
  }

  known(): unknown {
    return [Object.fromEntries(this.#agents), Object.fromEntries(this.#buyers)]
  }

  /** What the same clients would know if they began now. */
  fresh(shop: PaperShop): unknown {
    const agents = [...this.#agents.keys()].map((id) => [id, agentView(shop.state, id)])
    const buyers = [...this.#buyers.keys()].map((id) => [id, buyerView(shop.state, id)])
    return [Object.fromEntries(agents), Object.fromEntries(buyers)]
  }
}

function expectInvariants(shop: PaperShop): void {
  const { state } = shop
  const held = new Map<string, number>()
  for (const [id, { view }] of state.conversations.entries()) {
    // Never two holders is a matter of type; that state and holder agree is not (D15).
    expect(view.holder === null).toBe(view.state === 'queued')
    expect(state.root.queue.includes(id)).toBe(view.state === 'queued')
    if (view.buyer.private) expect(view.holder).toBe('main')
    if (view.holder !== null) held.set(view.holder, (held.get(view.holder) ?? 0) + 1)
    expect(state.buyers.get(view.buyer.id)?.open).toBe(id)
  }
  for (const [id, one] of state.accounts.entries()) expect(one.held).toBe(held.get(id) ?? 0)
  const told = state.root.queue.map((id) => state.conversations.get(id)?.place)
  expect(told).toEqual(told.map((_, index) => index + 1))
  // I8: nobody waits in the queue while someone has room.
  if (state.root.queue.length > 0)
    for (const [, { view, held: count }] of state.accounts.entries())
      if (view.online && view.participates && !view.suspended && !view.disabled)
        expect(count).toBeGreaterThanOrEqual(view.limit)
}

/** I3, I7: cseqs without holes, each epoch one holder. */
function expectLog(shop: PaperShop): void {
  const cseqs = new Map<string, number>()
  const holders = new Map<string, string>()
  const cids = new Set<string>()
  for (const [index, row] of shop.rows.entries()) {
    expect(row.pos).toBe(index + 1)
    const { event } = row
    if (event.type === 'message.sent') {
      const { conversation, cseq, cid, sender } = event.message
      expect(cseq).toBe((cseqs.get(conversation) ?? 0) + 1)
      cseqs.set(conversation, cseq)
      if (cid !== null) {
        const key = `${sender.kind === 'account' ? sender.account : conversation.split('.')[0]} ${cid}`
        expect(cids.has(key)).toBe(false)
        cids.add(key)
      }
    } else if (event.type === 'conversation.assigned') {
      const key = `${event.conversation} ${event.view.holderEpoch}`
      expect(holders.get(key) ?? event.to).toBe(event.to)
      holders.set(key, event.to)
    }
  }
}

describe('a random day', () => {
  it('[I5][D15] every viewer follows, nobody is held twice, no cseq is missing', () => {
    fc.assert(
      fc.property(day, (given) => {
        const shop = opened()
        const clients = new Clients(shop)
        for (const step of given) {
          step(shop)
          clients.follow(shop)
          expectInvariants(shop)
        }
        expect(clients.known()).toEqual(clients.fresh(shop))
        expectLog(shop)
      }),
      { numRuns: 150 },
    )
  })

  it('replaying the log gives the same state; so does a snapshot with the rows behind it', () => {
    fc.assert(
      fc.property(day, fc.nat(100), (given, cut) => {
        const shop = opened()
        let frozen: readonly string[] = [...freeze(shop.state).parts]
        let at = shop.rows.length
        for (const [index, step] of given.entries()) {
          step(shop)
          if (index !== cut % given.length) continue
          frozen = [...freeze(shop.state).parts]
          at = shop.rows.length
        }
        expect(comparable(shop.replayed())).toEqual(comparable(shop.state))
        const thawed = thaw(frozen)!
        shop.applyRows(thawed, at)
        expect(comparable(thawed)).toEqual(comparable(shop.state))
      }),
      { numRuns: 100 },
    )
  })
})
