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
import { day, opened } from '#tests/support/desk-day.ts'
import { ACCOUNTS, SECRET } from '#tests/support/desk-steps.ts'
import { comparable, type PaperShop } from './desk.fixture.ts'
import { freeze, thaw } from './freeze.ts'
import type { Row } from './row.ts'
import { agentView, buyerView } from './views.ts'

/** Of an account that may be given nothing any more there is no client. */
function mayLook(shop: PaperShop, id: string): boolean {
  return shop.state.accounts.get(id)?.view.disabled === false
}

/** Clients that are connected together, each holding what it was given. */
class Clients {
  readonly #agents = new Map<string, AgentView>()
  readonly #buyers = new Map<string, BuyerPageView>()
  #pos: number

  constructor(shop: PaperShop) {
    this.#pos = shop.state.root.pos
    for (const id of ACCOUNTS)
      if (mayLook(shop, id)) this.#agents.set(id, agentView(shop.state, id))
    for (const [id] of shop.state.buyers.entries()) this.#buyers.set(id, buyerView(shop.state, id))
  }

  /** Everything since the last time, by the rights of now: live after each step, or after a long cut. */
  catchUp(shop: PaperShop): void {
    const rows = shop.rows.slice(this.#pos)
    for (const [id, view] of this.#agents)
      if (mayLook(shop, id)) this.#agents.set(id, followed(shop, id, view, rows))
      else this.#agents.delete(id)
    for (const [id, known] of this.#buyers) {
      let view = known
      for (const row of rows) {
        const event = present(shop.state, { kind: 'buyer', buyer: id }, row)
        if (event === null) continue
        // I12: nothing among the shop's own people, and nothing of other buyers.
        expect([
          'message.sent',
          'message.read',
          'message.recalled',
          'buyer.conversation',
        ]).toContain(event.type)
        expect(row.audience.buyer).toBe(id)
        expect(JSON.stringify(event)).not.toContain(SECRET)
        const delivered = { pos: row.pos, prev: 0, at: row.at, event: event as BuyerEvent }
        view = applyToBuyerView(view, delivered)
      }
      this.#buyers.set(id, view)
    }
    this.#pos = shop.state.root.pos
  }

  /** Who comes later, or again, begins with a snapshot. */
  join(shop: PaperShop): void {
    for (const [id] of shop.state.buyers.entries())
      if (!this.#buyers.has(id)) this.#buyers.set(id, buyerView(shop.state, id))
    for (const id of ACCOUNTS)
      if (mayLook(shop, id) && !this.#agents.has(id))
        this.#agents.set(id, agentView(shop.state, id))
  }

  /** I5: what they know is what they would know if they began now. */
  expectFresh(shop: PaperShop): void {
    for (const [id, view] of this.#agents)
      expect([id, view]).toEqual([id, agentView(shop.state, id)])
    // A page knows its name from where it came from: nobody tells it.
    for (const [id, { conversation }] of this.#buyers)
      expect([id, conversation]).toEqual([id, buyerView(shop.state, id).conversation])
  }
}

function followed(shop: PaperShop, id: string, known: AgentView, rows: readonly Row[]): AgentView {
  let view = known
  for (const row of rows) {
    const event = present(shop.state, { kind: 'agent', account: id }, row)
    // S7: a changed right makes its client begin again.
    if (row.event.type === 'account.changed' && row.event.account === id && row.event.changes.role)
      return agentView(shop.state, id)
    if (event === null) continue
    expectDiscreet(shop, id, event as ShopEvent)
    view = applyToAgentView(view, { pos: row.pos, prev: 0, at: row.at, event: event as ShopEvent })
  }
  return view
}

/** D6, I12: of who is a private contact now, others are given nothing but that it is withdrawn. */
function expectDiscreet(shop: PaperShop, id: string, event: ShopEvent): void {
  if (id === 'main' || event.type === 'buyer.withdrawn') return
  const text = JSON.stringify(event)
  for (const [buyer, { view }] of shop.state.buyers.entries())
    if (view.private) expect(text).not.toMatch(new RegExp(`"${buyer}[".]`))
}

function expectInvariants(shop: PaperShop): void {
  const { state } = shop
  const held = new Map<string, number>()
  for (const [id, { view }] of state.conversations.entries()) {
    // Never two holders is a matter of type; that state and holder agree is not (D15).
    expect(view.holder === null).toBe(view.state === 'queued')
    expect(state.root.queue.includes(id)).toBe(view.state === 'queued')
    if (view.buyer.private) expect(view.holder).toBe('main')
    // D15: nobody is left with an account that no one can sign in as.
    if (view.holder !== null) expect(state.accounts.get(view.holder)?.view.disabled).toBe(false)
    if (view.holder !== null) held.set(view.holder, (held.get(view.holder) ?? 0) + 1)
    expect(state.buyers.get(view.buyer.id)?.open).toBe(id)
  }
  for (const [id, one] of state.accounts.entries()) expect(one.held).toBe(held.get(id) ?? 0)
  expectClosed(shop)
  const told = state.root.queue.map((id) => state.conversations.get(id)?.place)
  expect(told).toEqual(told.map((_, index) => index + 1))
  const vips = state.root.queue.map((id) => state.conversations.get(id)?.view.buyer.vip)
  expect(vips).toEqual(vips.toSorted((a, b) => Number(b) - Number(a)))
  for (const id of state.root.queue) expectNobodyFree(shop, id)
}

/** Each kept conversation is in one list, of who held it; it is over, and main's own stay main's (D6). */
function expectClosed({ state }: PaperShop): void {
  const listed = new Set<string>()
  for (const [id, { view, closed }] of state.accounts.entries())
    for (const one of closed) {
      expect(listed.has(one)).toBe(false)
      listed.add(one)
      const kept = state.closed.get(one)?.conversation.view
      expect([kept?.id, kept?.holder, kept?.state]).toEqual([one, id, 'closed'])
      expect(state.conversations.get(one)).toBeUndefined()
      if (kept?.buyer.private) expect(view.role).toBe('main')
    }
  expect(new Set(Array.from(state.closed.entries(), ([id]) => id))).toEqual(listed)
  // S51: of a blocked buyer nothing goes on.
  for (const [, { view, open }] of state.buyers.entries()) if (view.blocked) expect(open).toBeNull()
}

/** S46: what was taken back is given to nobody, by whatever cursor. */
function expectRecalled(shop: PaperShop): void {
  const recalled = new Set<string>()
  for (const { event } of shop.rows)
    if (event.type === 'message.recalled') recalled.add(`${event.conversation} ${event.cseq}`)
  const viewers = [
    ...ACCOUNTS.map((account) => ({ kind: 'agent' as const, account })),
    ...Array.from(shop.state.buyers.entries(), ([buyer]) => ({ kind: 'buyer' as const, buyer })),
  ]
  for (const row of shop.rows) {
    const { event } = row
    if (event.type !== 'message.sent') continue
    if (!recalled.has(`${event.message.conversation} ${event.message.cseq}`)) continue
    for (const viewer of viewers) {
      const told = present(shop.state, viewer, row)
      if (told !== null) expect(told).toMatchObject({ message: { body: { kind: 'recalled' } } })
    }
  }
}

/** I8, D15: nobody waits while someone has room for them, nor while there is nobody to wait for. */
function expectNobodyFree({ state }: PaperShop, conversation: string): void {
  const groupOf = state.conversations.get(conversation)?.view.group ?? null
  const there = Array.from(state.accounts.entries(), ([, one]) => one).filter(
    ({ view }) =>
      view.online &&
      !view.invisible &&
      view.participates &&
      view.weight > 0 &&
      view.suspended === null &&
      !view.disabled,
  )
  expect(there.some(({ view }) => view.role !== 'main')).toBe(true)
  const members = there.filter(({ view }) => groupOf !== null && view.groups.includes(groupOf))
  for (const { view, held } of members.length > 0 ? members : there)
    expect(held).toBeGreaterThanOrEqual(view.limit)
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
        const live = new Clients(shop)
        for (const step of given) {
          step(shop)
          live.catchUp(shop)
          live.join(shop)
          expectInvariants(shop)
          live.expectFresh(shop)
        }
        expectLog(shop)
        expectRecalled(shop)
      }),
      { numRuns: 60 },
    )
  })

  it('[I5][I12] who comes back by a cursor, however old, knows the same and no more', () => {
    fc.assert(
      fc.property(day, fc.array(fc.nat(120), { minLength: 1, maxLength: 4 }), (given, cuts) => {
        const shop = opened()
        const cut: Clients[] = []
        for (const [index, step] of given.entries()) {
          if (cuts.some((one) => one % given.length === index)) cut.push(new Clients(shop))
          step(shop)
        }
        for (const clients of cut) {
          clients.catchUp(shop)
          clients.expectFresh(shop)
        }
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
      { numRuns: 150 },
    )
  })
})
