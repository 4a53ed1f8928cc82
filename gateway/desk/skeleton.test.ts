import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyToAgentView, type AgentView } from '#shared/protocol/view.ts'
import { day, opened } from '#tests/support/desk-day.ts'
import { apply } from './apply.ts'
import { present } from './audience.ts'
import { comparable, type PaperShop } from './desk.fixture.ts'
import { freeze, thaw } from './freeze.ts'
import { decodeRow, encodeRow, type Row } from './row.ts'
import { buyerOfEvent, skeletonOf } from './skeleton.ts'
import { emptyState, type State } from './state.ts'
import { agentView } from './views.ts'

const MAIN = { kind: 'account', account: 'main' } as const

/** Of a run: what was erased in it, and which rows that reduces. */
function erase(shop: PaperShop, buyer: string | null, before: number | null): Map<number, string> {
  const upTo = shop.state.root.pos
  const reduced = new Map<number, string>()
  const plan = { id: 'abc', buyer, before, upTo }
  for (const row of shop.rows) {
    const of = buyerOfEvent(row.event)
    if (of === null || shop.state.buyers.get(of)?.view.evidence === true) continue
    if (buyer === null ? before !== null && row.at >= before : of !== buyer) continue
    const text = skeletonOf(row, { id: plan.id, person: buyer !== null }, encodeRow(row))
    if (text !== null) reduced.set(row.pos, text)
  }
  const outcome = shop.do({
    type: 'transcript.erase',
    by: buyer === null ? null : 'main',
    plan,
    rows: reduced.size,
    digest: '',
    of: [],
  })
  expect(outcome).toMatchObject({ ok: true })
  return reduced
}

function replay(rows: readonly Row[], reduced: ReadonlyMap<number, string>): State {
  const state = emptyState()
  for (const row of rows) apply(state, decodeRow(row.pos, reduced.get(row.pos) ?? encodeRow(row)))
  return state
}

describe('[T3] rows whose words are erased', () => {
  it('[I5] replayed whole, reduced or some of each, the same state comes of them', () => {
    fc.assert(
      fc.property(day, fc.boolean(), fc.nat(3), fc.nat(), (steps, one, half, pick) => {
        const shop = opened()
        for (const step of steps) step(shop)
        const buyers = [...shop.state.buyers.entries()].map(([id]) => id)
        const buyer = one ? (buyers[pick % Math.max(1, buyers.length)] ?? null) : null
        if (buyer !== null) shop.do({ type: 'transcript.close', by: 'main', buyer })
        const times = shop.rows.map(({ at }) => at)
        const before = buyer === null ? (times[pick % times.length] ?? null) : null
        const held = shop.state.root.pos
        const views = new Map(
          [...shop.state.accounts.entries()].map(([id]) => [id, agentView(shop.state, id)]),
        )
        const reduced = erase(shop, buyer, before)
        const some = new Map([...reduced].filter(([pos]) => pos % 4 <= half))
        const live = comparable(shop.state)
        for (const kept of [new Map<number, string>(), reduced, some])
          expect(comparable(replay(shop.rows, kept))).toEqual(live)
        const thawed = thaw([...freeze(shop.state).parts])
        expect(thawed && comparable(thawed)).toEqual(live)
        // Done twice it is done once.
        for (const [pos, text] of reduced)
          expect(skeletonOf(decodeRow(pos, text), { id: 'z', person: buyer !== null }, text)).toBe(
            null,
          )
        for (const [id, view] of views)
          // Of one that may be given nothing any more there is no client.
          if (shop.state.accounts.get(id)?.view.disabled === false)
            expect(after(shop, id, view, held), id).toEqual(agentView(shop.state, id))
      }),
      { numRuns: 40 },
    )
  })

  it('[T5] nothing is left by which a guess could be tried: cid and content are hashes of chance', () => {
    const shop = opened()
    shop.buyer('lin', '我的卡号')
    erase(shop, null, null)
    const sent = shop.rows.find(({ event }) => event.type === 'message.sent' && event.message.cid)
    const text = sent && skeletonOf(sent, { id: 'abc', person: false }, encodeRow(sent))
    expect(text).not.toContain('cid-')
    expect(text).toContain('"hash":0')
    expect(decodeRow(1, text ?? '').origin).toMatchObject({ sender: 'b:lin', hash: 0 })
  })

  it('[T3] what is held as evidence, or goes on, is not erased', () => {
    const shop = opened()
    shop.buyer('lin', '你好')
    const plan = { id: 'a', buyer: 'lin', before: null, upTo: shop.state.root.pos }
    const erasing = { type: 'transcript.erase', by: 'main', plan, rows: 1, digest: '' } as const
    expect(shop.do({ ...erasing, of: ['lin'] })).toMatchObject({ code: 'overloaded' })
    expect(shop.do({ type: 'transcript.close', by: 'main', buyer: 'lin' })).toMatchObject({
      ok: true,
    })
    expect(shop.state.buyers.get('lin')?.open).toBe(null)
    shop.command(MAIN, { type: 'buyer.mark', buyer: 'lin', evidence: true })
    for (const command of [
      { ...erasing, of: ['lin'] },
      { type: 'transcript.close', by: 'main', buyer: 'lin' } as const,
    ])
      expect(shop.do(command)).toMatchObject({ code: 'held_as_evidence' })
    expect(shop.do({ type: 'transcript.close', by: 'main', buyer: 'no' })).toMatchObject({
      code: 'not_found',
    })
  })
})

/** What a client makes of the events since. */
function after(shop: PaperShop, account: string, view: AgentView, pos: number): AgentView {
  let next = view
  for (const row of shop.rows.slice(pos)) {
    const event = present(shop.state, { kind: 'agent', account }, row)
    if (event !== null)
      next = applyToAgentView(next, { pos: row.pos, prev: 0, at: row.at, event: event as never })
  }
  return next
}
