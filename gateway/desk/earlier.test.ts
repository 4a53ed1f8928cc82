import { describe, expect, it } from 'vitest'
import { DEFAULT_SETTINGS } from '#shared/protocol/settings.ts'
import type { ShopEvent } from '#shared/protocol/events.ts'
import { applyToAgentView } from '#shared/protocol/view.ts'
import { apply } from './apply.ts'
import { present } from './audience.ts'
import { decide } from './decide.ts'
import { comparable } from './desk.fixture.ts'
import { freeze, SNAPSHOT_FORMAT, thaw } from './freeze.ts'
import { decodeRow } from './row.ts'
import { emptyState, type State } from './state.ts'
import { agentView } from './views.ts'

/** A log as the first version wrote it: no level, weights, groups, offers or asides, no «by». */
const buyer = { id: 'b', name: '#b', vip: false, private: false, firstSeenAt: 2 }
const account = (id: string, name: string, role: string) => ({
  id,
  name,
  nick: id,
  role,
  online: false,
  since: 1,
  suspended: null,
  participates: true,
  disabled: false,
  limit: 20,
})
const conversation = {
  id: 'b.1',
  buyer,
  state: 'queued',
  holder: null,
  holderEpoch: 0,
  openedAt: 4,
  previous: null,
  source: null,
  cseq: 0,
  last: null,
  waitingSince: null,
  unread: 0,
  readByShop: 0,
  readByBuyer: 0,
  reason: null,
}
const reason = { rule: 'D8', sentence: 'share', values: { nick: 's1', free: 1, taken: 0 } }
const all = { accounts: 'all', buyer: null, private: false }
const about = { accounts: ['s1'], buyer: 'b', private: false }
const EARLIER: readonly unknown[] = [
  { event: { type: 'shop.opened', shop: { id: 'x', name: 'X', main: 'demoshop' } }, audience: all },
  {
    event: { type: 'account.opened', account: account('main', 'demoshop', 'main') },
    audience: all,
  },
  {
    event: { type: 'account.opened', account: account('s1', 'demoshop:hong', 'junior') },
    audience: all,
  },
  { event: { type: 'account.presence', account: 's1', online: true }, audience: all },
  { event: { type: 'account.changed', account: 's1', changes: { limit: 5 } }, audience: all },
  { event: { type: 'buyer.seen', buyer }, audience: { ...about, accounts: [], buyer: null } },
  { event: { type: 'conversation.opened', view: conversation }, audience: about },
  {
    event: {
      type: 'conversation.assigned',
      conversation: 'b.1',
      from: null,
      to: 's1',
      note: null,
      waits: false,
      decision: { ...reason, candidates: [] },
      view: { ...conversation, state: 'held', holder: 's1', holderEpoch: 1, reason },
    },
    audience: about,
  },
  { event: { type: 'account.suspended', account: 's1', reason: 'lunch' }, audience: all },
]

function replayed(): State {
  const state = emptyState()
  for (const [index, row] of EARLIER.entries())
    apply(state, decodeRow(index + 1, JSON.stringify({ at: index + 1, ...(row as object) })))
  return state
}

describe('a log that an earlier version wrote', () => {
  it('is replayed, and what came later has its defaults', () => {
    const state = replayed()
    expect(state.root).toMatchObject({
      pos: EARLIER.length,
      settings: DEFAULT_SETTINGS,
      shop: { level: 'standard', quota: 30 },
    })
    expect(state.accounts.get('s1')?.view).toMatchObject({
      limit: 5,
      weight: 1,
      groups: [],
      deleted: false,
      invisible: false,
      suspended: { reason: 'lunch', by: 'person', text: null },
    })
    expect(state.conversations.get('b.1')?.view).toMatchObject({
      holder: 's1',
      group: null,
      offer: null,
      asides: [],
      buyer: { tags: [], blocked: false, customer: null },
    })
    expect(state.buyers.get('b')).toMatchObject({
      view: { tags: [], blocked: false, customer: null },
      notes: [],
      recalled: [],
    })
  })

  it('[I5] who comes back over its rows has the same defaults', () => {
    const state = replayed()
    let view = { ...agentView(state, 'main'), conversations: {} }
    for (const [index, row] of EARLIER.entries()) {
      const { event } = row as { event: ShopEvent }
      view = applyToAgentView(view, { pos: index + 1, prev: index, at: index + 1, event })
    }
    expect(view.conversations).toEqual(agentView(state, 'main').conversations)
    const seen = { type: 'buyer.seen', buyer } as unknown as ShopEvent
    const again = applyToAgentView(view, { pos: 99, prev: 9, at: 99, event: seen })
    expect(again.conversations).toEqual(view.conversations)
  })

  it('goes on: commands are decided and viewers are served', () => {
    const state = replayed()
    expect(agentView(state, 's1').conversations['b.1']?.asides).toEqual([])
    const { outcome, rows } = decide(
      state,
      {
        type: 'command',
        by: { kind: 'account', account: 'main' },
        cid: 'c',
        command: { type: 'buyer.mark', buyer: 'b', private: true },
      },
      { now: 100 },
    )
    expect(outcome).toMatchObject({ ok: true })
    const given = rows.map((row) => present(state, { kind: 'agent', account: 's1' }, row))
    expect(given.filter((event) => event !== null)).toEqual([
      { type: 'buyer.withdrawn', buyer: 'b' },
    ])
  })

  it('a snapshot of another format is none: the log is replayed instead', () => {
    const state = replayed()
    const parts = [...freeze(state).parts]
    expect(comparable(thaw(parts)!)).toEqual(comparable(state))
    const format = `"format":${SNAPSHOT_FORMAT}`
    expect(parts[0]).toContain(format)
    const older = parts.map((part) => part.replace(format, '"format":1'))
    expect(thaw(older)).toBeNull()
  })
})
