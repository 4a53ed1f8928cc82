import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ShopEvent } from '#shared/protocol/events.ts'
import { aConversation, anAccount } from '#shared/protocol/fixtures.ts'
import type { ConversationView, Message } from '#shared/protocol/model.ts'
import {
  dense,
  healed,
  nothingSkipped,
  okExists,
  onceEach,
  oneHolder,
  snapshotsAgree,
  type Check,
} from '../support/history-checker.ts'
import {
  clocksDontMatter,
  epochResyncs,
  memoryFlat,
  nobodyWaits,
  nothingCrosses,
  nothingPlain,
  outboxEnds,
  slopeOf,
} from '../support/history-checker-rest.ts'
import type { History, Noted, PartyHistory, Seen, TruthRow } from '../support/history.ts'

/** Histories made by hand: each is sound, and each test breaks one thing in it. */
const BUYER = 'b'
const CONVERSATION = 'b.1'

function view(part: Partial<ConversationView> = {}): ConversationView {
  return aConversation({
    id: CONVERSATION,
    holder: null,
    holderEpoch: 0,
    state: 'queued',
    cseq: 0,
    ...part,
  })
}

const at = 1000
function row(pos: number, event: ShopEvent, more: Partial<TruthRow> = {}): TruthRow {
  const audience = { accounts: ['s1'], buyer: BUYER, private: false }
  return { pos, at: at + pos, event, audience, origin: null, ...more }
}

function sent(pos: number, cseq: number, cid: string, sender: Message['sender']): TruthRow {
  return row(pos, {
    type: 'message.sent',
    message: { conversation: CONVERSATION, cseq, sender, cid, body: { kind: 'text', text: cid } },
  })
}

const assigned = (pos: number, to: string, epoch: number, from: string | null = null) =>
  row(pos, {
    type: 'conversation.assigned',
    conversation: CONVERSATION,
    from,
    to,
    note: null,
    waits: false,
    decision: { rule: 'D8', sentence: 'fair', values: {}, candidates: [] },
    view: view({ state: 'held', holder: to, holderEpoch: epoch }),
  })

const fromBuyer = { kind: 'buyer' } as const
const fromHong = { kind: 'account', account: 's1', nick: 'Hong' } as const

/** Opened, given to s1, one message of each side. */
const ROWS: readonly TruthRow[] = [
  row(1, {
    type: 'account.opened',
    account: anAccount('s1', { role: 'senior', online: true }),
  }),
  row(2, { type: 'conversation.opened', view: view() }),
  assigned(3, 's1', 1),
  sent(4, 1, 'c1', fromBuyer),
  sent(5, 2, 'c2', fromHong),
]

const noted = (...seen: readonly Noted[]): Seen[] =>
  seen.map((one, index) => ({ at: index, ...one }))

const send = (cid: string, holderEpoch?: number): Noted => ({
  kind: 'queued',
  cid,
  frame: {
    t: 'send',
    conversation: CONVERSATION,
    body: { kind: 'text', text: cid },
    ...(holderEpoch === undefined ? {} : { holderEpoch }),
  },
})
const ok = (cid: string, pos: number, cseq: number, duplicate = false): Noted => ({
  kind: 'ok',
  cid,
  pos,
  cseq,
  duplicate,
})
const given = (of: TruthRow, prev: number): Noted => ({
  kind: 'event',
  pos: of.pos,
  prev,
  eventAt: of.at,
  event: of.event,
})

function agent(seen: readonly Seen[], more: Partial<PartyHistory> = {}): PartyHistory {
  return {
    party: 'hong',
    shop: 'shop',
    kind: 'agent',
    id: 's1',
    role: 'sub',
    wire: true,
    seen,
    end: { view: null, pos: 5, outbox: [], failed: [], messages: null, convergedMs: 100 },
    ...more,
  }
}

function buyer(seen: readonly Seen[], more: Partial<PartyHistory> = {}): PartyHistory {
  return agent(seen, { party: 'buyer', kind: 'buyer', id: BUYER, role: 'buyer', ...more })
}

const AGENT_SEEN = noted(
  { kind: 'welcome', mode: 'snapshot', epoch: 'e1', head: 2 },
  ...ROWS.slice(2).map((one) => given(one, one.pos - 1)),
  send('c2', 1),
  ok('c2', 5, 2),
)

function history(more: Partial<History> = {}, rows = ROWS): History {
  const head = rows.at(-1)?.pos ?? 0
  return {
    seed: 1,
    parties: [agent(AGENT_SEEN), buyer(noted(send('c1'), ok('c1', 4, 1)))],
    shops: [
      {
        shop: 'shop',
        epoch: 'e1',
        head,
        rows,
        viewers: [
          { party: 'hong', owed: [3, 4, 5], view: null },
          { party: 'buyer', owed: [], view: null },
        ],
      },
    ],
    epochs: ['e1'],
    clockMoved: false,
    interrupted: false,
    memory: [],
    files: [],
    secrets: [],
    ...more,
  }
}

const ALL: readonly Check[] = [
  okExists,
  onceEach,
  dense,
  nothingSkipped,
  snapshotsAgree,
  healed(1000),
  oneHolder,
  nobodyWaits(1500),
  outboxEnds,
  epochResyncs,
  memoryFlat({ grownBytes: 1e6 }),
  nothingCrosses,
  clocksDontMatter,
  nothingPlain,
]

function told(check: Check, given: History): readonly string[] {
  return check(given).map(({ rule, what }) => `${rule} ${what}`)
}

describe('the history checker', () => {
  it('finds nothing in a sound history', () => {
    for (const check of ALL) expect(told(check, history())).toEqual([])
  })

  it('[I1] a message that was ok’d and is not in the log, or lies elsewhere', () => {
    const lost = history({}, ROWS.slice(0, 4))
    expect(told(okExists, lost)).toContainEqual(expect.stringContaining('I1 hong: ok c2 at 5'))
    const parties = [agent(noted(send('c3'), ok('c3', 5, 2)))]
    expect(told(okExists, history({ parties }))).toEqual([
      "I1 hong: ok'd message c3 is not in the log",
    ])
    const moved = [agent(noted(send('c2'), ok('c2', 4, 2)))]
    expect(told(okExists, history({ parties: moved }))).toEqual([
      "I1 hong: ok'd message c2 lies elsewhere",
    ])
  })

  it('[I2] a cid that is twice in the log, or was answered in two ways', () => {
    const twice = history({}, [...ROWS, sent(6, 3, 'c2', fromHong)])
    expect(told(onceEach, twice)).toEqual(['I2 a:s1 c2 is 2 times in the log'])
    const parties = [agent(noted(send('c2'), ok('c2', 5, 2), ok('c2', 6, 3, true)))]
    expect(told(onceEach, history({ parties }))).toHaveLength(1)
    // Another sender's is another message.
    expect(told(onceEach, history({}, [...ROWS, sent(6, 3, 'c2', fromBuyer)]))).toEqual([])
  })

  it('[I3] a hole in cseq or pos, and a client that saw another order', () => {
    expect(told(dense, history({}, [...ROWS, sent(6, 4, 'c3', fromBuyer)]))).toEqual([
      'I3 b.1: cseq 4 follows 2',
    ])
    expect(told(dense, history({}, [...ROWS, sent(7, 3, 'c3', fromBuyer)]))).toEqual([
      'I3 shop: pos 7 follows 5',
    ])
    const backwards = [agent(noted(given(ROWS[4]!, 0), given(ROWS[3]!, 0)))]
    expect(told(dense, history({ parties: backwards }))).toEqual(['I3 hong: pos 4 came behind 5'])
    const other = [agent(noted(given({ ...ROWS[4]!, pos: 4 }, 3)))]
    expect(told(dense, history({ parties: other }))).toEqual(['I3 hong: b.1 2 is not at pos 4'])
  })

  it('[I4] a pos that a reader was owed and never given', () => {
    const parties = [agent(noted(given(ROWS[2]!, 2), given(ROWS[4]!, 3)))]
    expect(told(nothingSkipped, history({ parties }))).toEqual(['I4 hong: pos 4 was skipped'])
    // Also at the end: its cursor says it is behind it.
    const end = { ...agent([]).end, pos: 5 }
    const atEnd = [agent(noted(given(ROWS[2]!, 2), given(ROWS[3]!, 3)), { end })]
    expect(told(nothingSkipped, history({ parties: atEnd }))).toEqual([
      'I4 hong: pos 5 was skipped',
    ])
    // A snapshot in between holds it.
    const snapshot = { kind: 'snapshot', pos: 5, view: VIEW } as const
    const between = [agent(noted(given(ROWS[2]!, 2), snapshot))]
    expect(told(nothingSkipped, history({ parties: between }))).toEqual([])
  })

  it('[I5] a snapshot that is not what its events make', () => {
    const before = { kind: 'snapshot', pos: 2, view: VIEW } as const
    const after = { ...VIEW, conversations: {} }
    const parties = [
      agent(noted(before, given(ROWS[2]!, 2), { kind: 'snapshot', pos: 3, view: after })),
    ]
    expect(told(snapshotsAgree, history({ parties }))[0]).toMatch(
      /^I5 hong: at 3 view\.conversations/,
    )
  })

  it('[I6] a client that never equals the gateway, or late, or has other words', () => {
    const with_ = (end: Partial<PartyHistory['end']>) =>
      history({ parties: [agent(AGENT_SEEN, { end: { ...agent([]).end, ...end } })] })
    expect(told(healed(1000), with_({ convergedMs: null }))).toEqual([
      'I6 hong: never equalled the gateway',
    ])
    expect(told(healed(1000), with_({ convergedMs: 1500 }))).toEqual(['I6 hong: took 1500 ms'])
    const has = (...cids: readonly string[]) =>
      with_({
        messages: cids.map((cid, index) => ({
          conversation: CONVERSATION,
          cseq: index + 1,
          cid,
          body: { kind: 'text', text: cid },
        })),
      })
    expect(told(healed(1000), has('c1', 'c2'))).toEqual([])
    expect(told(healed(1000), has('c1', 'other'))[0]).toContain('other words than the log')
    expect(told(healed(1000), has('c1'))).toEqual(['I6 hong lacks b.1 2'])
  })

  it('[I6] what a desktop lacks is judged from the snapshot it stored, told or not', () => {
    const view = VIEW
    const lacks = (...seen: readonly Noted[]) => {
      const end = { ...agent([]).end, messages: [] }
      const parties = [agent(noted(...seen), { wire: false, end })]
      return told(healed(1000), history({ parties }))
    }
    const first = { kind: 'snapshot', epoch: 'e1', pos: 3, view } as const
    const both = ['I6 hong lacks b.1 1', 'I6 hong lacks b.1 2']
    expect(lacks(first)).toEqual(both)
    // Killed in the same epoch: all behind the snapshot came as events and was stored with the cursor.
    expect(lacks(first, { kind: 'restarted', epoch: 'e1', pos: 5 })).toEqual(both)
    // Another epoch emptied the cache; its snapshot was stored at 4, and the kill came before the telling.
    expect(lacks(first, { kind: 'restarted', epoch: 'e2', pos: 4 })).toEqual([
      'I6 hong lacks b.1 2',
    ])
    // Killed again later: from there on it is owed the same.
    expect(
      lacks(
        first,
        { kind: 'restarted', epoch: 'e2', pos: 4 },
        { kind: 'restarted', epoch: 'e2', pos: 5 },
      ),
    ).toEqual(['I6 hong lacks b.1 2'])
    // Killed when it was emptied only: the snapshot comes yet, and its telling may be lost as well.
    const emptied = { kind: 'restarted', epoch: 'e2', pos: 0 } as const
    expect(lacks(first, emptied, { kind: 'restarted', epoch: 'e2', pos: 5 })).toEqual([])
    expect(lacks(first, emptied, { kind: 'snapshot', epoch: 'e2', pos: 4, view })).toEqual([
      'I6 hong lacks b.1 2',
    ])
    // The very first one was never told of.
    expect(lacks({ kind: 'restarted', epoch: 'e1', pos: 4 })).toEqual(['I6 hong lacks b.1 2'])
  })

  it('[I7] two holders of one epoch, a send under an old one, a send by another', () => {
    expect(told(oneHolder, history({}, [...ROWS, assigned(6, 's2', 1, 's1')]))).toEqual([
      'I7 b.1 1: held by s1 and by s2',
    ])
    const old = [agent(noted(send('c2', 0), ok('c2', 5, 2)))]
    expect(told(oneHolder, history({ parties: old }))).toEqual([
      'I7 b.1 at 5: sent under epoch 0, is 1',
    ])
    const rows = [...ROWS, assigned(6, 's2', 2, 's1'), sent(7, 3, 'c3', fromHong)]
    expect(told(oneHolder, history({}, rows))).toEqual(['I7 b.1 at 7: s1 wrote, s2 holds'])
  })

  it('[I8] a buyer who waits beside a free agent, and one taken from whom did not hold it', () => {
    const waiting = [ROWS[0]!, ROWS[1]!]
    expect(told(nobodyWaits(1500), history({}, waiting))).toEqual([
      'I8 b.1 still waits beside a free agent',
    ])
    const late = [ROWS[0]!, ROWS[1]!, { ...ROWS[2]!, at: 9000 }]
    expect(told(nobodyWaits(1500), history({}, late))[0]).toMatch(/^I8 b\.1 waited 7998 ms/)
    expect(told(nobodyWaits(1500), history({ interrupted: true }, late))).toEqual([])
    const again = [...ROWS, assigned(6, 's2', 2, 's3')]
    expect(told(oneHolder, history({}, again))).toEqual(['I8 b.1 at 6: taken from s3, held by s1'])
  })

  it('[I9] an item that is both sent and failed, neither, or still waits', () => {
    const failed: Noted = { kind: 'failed', cid: 'c2', code: 'holder_changed' }
    const outcome = (seen: Seen[], end: Partial<PartyHistory['end']> = {}) =>
      told(outboxEnds, history({ parties: [agent(seen, { end: { ...agent([]).end, ...end } })] }))
    expect(outcome(noted(send('c2'), failed))).toEqual(['I9 hong: c2 is both sent and failed'])
    expect(outcome(noted(send('c9')))).toEqual(['I9 hong: c9 is neither sent nor failed'])
    expect(outcome(noted(send('c9')), { outbox: ['c9'] })).toEqual(['I9 hong: c9 still waits'])
    expect(outcome(noted(send('c9'), { ...failed, cid: 'c9' }))).toEqual([])
    // D6: what waited for a buyer that became a private contact is forgotten with it.
    const marked = row(6, {
      type: 'buyer.marked',
      buyer: { ...view().buyer, id: BUYER, private: true },
      by: 'main',
    })
    const [one] = [agent(noted(send('c9')), {})]
    expect(told(outboxEnds, history({ parties: [one] }, [...ROWS, marked]))).toEqual([])
    expect(told(outboxEnds, history({ parties: [one] }, ROWS))).not.toEqual([])
  })

  it('[I10] a resume into another epoch, and events of it before its snapshot', () => {
    const welcome = (epoch: string, mode: 'resumed' | 'snapshot'): Noted => ({
      kind: 'welcome',
      mode,
      epoch,
      head: 5,
    })
    const parties = [
      agent(noted(welcome('e1', 'snapshot'), welcome('e2', 'resumed'), given(ROWS[2]!, 2))),
    ]
    expect(told(epochResyncs, history({ parties }))).toEqual([
      'I10 hong: resumed into epoch e2',
      'I10 hong: pos 3 of a new epoch without its snapshot',
    ])
  })

  it('[I11] memory that grows', () => {
    const memory = [0, 1, 2, 3].map((n) => ({ atMs: n * 60_000, rss: 1e8 + n * 5e6 }))
    expect(told(memoryFlat({ grownBytes: 1e7 }), history({ memory }))).toHaveLength(1)
    expect(told(memoryFlat({ grownBytes: 2e7 }), history({ memory }))).toEqual([])
    expect(slopeOf(memory)).toBeCloseTo(5e6)
  })

  it('[I12] events across a shop, a right, a private contact, and after the end of a session', () => {
    const seen = (party: Partial<PartyHistory>, ...notes: readonly Noted[]) =>
      told(nothingCrosses, history({ parties: [agent(noted(...notes), party)] }))
    expect(seen({ id: 's2' }, given(ROWS[3]!, 3))[0]).toContain(
      'neither held it nor was offered it',
    )
    const foreign = sent(9, 1, 'x', fromBuyer)
    expect(seen({ role: 'main' }, given(foreign, 3))[0]).toContain('no such message in its shop')
    expect(seen({ role: 'buyer', id: 'other' }, given(ROWS[3]!, 3))[0]).toContain('another buyer’s')
    const marked = row(4, {
      type: 'buyer.marked',
      by: 'main',
      buyer: { ...view().buyer, id: BUYER, private: true },
    })
    const rows = [...ROWS.slice(0, 3), marked, sent(5, 1, 'c5', fromBuyer)]
    const supervisor = agent(noted(given(rows[4]!, 4)), { role: 'supervisor' })
    expect(told(nothingCrosses, history({ parties: [supervisor] }, rows))[0]).toContain(
      'a private contact’s',
    )
    const late = [
      {
        ...agent([]),
        seen: [{ at: 0, kind: 'revoked' } as Seen, { at: 5000, ...given(ROWS[3]!, 3) } as Seen],
      },
    ]
    expect(told(nothingCrosses, history({ parties: late }))).toEqual([
      'I12 hong: pos 4 after its end',
    ])
  })

  it('[I13] what is broken under a moved clock is told as such', () => {
    const rows = [...ROWS, sent(6, 4, 'c3', fromBuyer)]
    expect(told(clocksDontMatter, history({ clockMoved: true }, rows))).toEqual([
      'I13 b.1: cseq 4 follows 2',
    ])
  })

  it('[I15] a file with a word in the clear', () => {
    const folder = mkdtempSync(join(tmpdir(), 'xiaoer-plain-'))
    const file = join(folder, 'gateway.db')
    writeFileSync(file, Buffer.concat([Buffer.alloc(100), Buffer.from('a secret word')]))
    expect(told(nothingPlain, history({ files: [file], secrets: ['other'] }))).toEqual([])
    expect(told(nothingPlain, history({ files: [file], secrets: ['secret w'] }))).toHaveLength(1)
    rmSync(folder, { recursive: true })
  })
})

const VIEW = {
  me: 's1',
  shop: { id: 'shop', name: 'Shop', main: 'papershop', level: 'basic', quota: 5 },
  settings: {} as never,
  accounts: { s1: anAccount('s1', { role: 'senior' }) },
  conversations: {},
  closed: [],
}
