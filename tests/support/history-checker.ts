import { isDeepStrictEqual } from 'node:util'
import type { Delivered, BuyerEvent, ShopEvent } from '#shared/protocol/events.ts'
import {
  applyToAgentView,
  applyToBuyerView,
  type AgentView,
  type BuyerPageView,
} from '#shared/protocol/view.ts'
import type { GatewayTruth, History, PartyHistory, Seen, TruthRow, Violation } from './history.ts'
import { HolderFold } from './history-fold.ts'

/** Each reads a whole history and tells what in it can't be. Pure; an empty list is a sound history. */
export type Check = (history: History) => readonly Violation[]

type Of<K extends Seen['kind']> = Extract<Seen, { kind: K }>

export function seenOf<K extends Seen['kind']>(party: PartyHistory, kind: K): Of<K>[] {
  return party.seen.filter((one): one is Of<K> => one.kind === kind)
}

function truthOf(history: History, shop: string): GatewayTruth | undefined {
  return history.shops.find((truth) => truth.shop === shop)
}

type SentRow = TruthRow & { readonly event: Extract<ShopEvent, { type: 'message.sent' }> }

function sentRows(truth: GatewayTruth): SentRow[] {
  return truth.rows.filter((row): row is SentRow => row.event.type === 'message.sent')
}

/** The sender and its cid, as S11 knows a message. */
function sendKey({ event: { message }, audience }: SentRow): string | null {
  const { sender, cid } = message
  if (cid === null) return null
  return sender.kind === 'account' ? `a:${sender.account} ${cid}` : `b:${audience.buyer} ${cid}`
}

function partyKey(party: PartyHistory, cid: string): string {
  return `${party.kind === 'agent' ? 'a' : 'b'}:${party.id} ${cid}`
}

/** Messages of the log by their sender and cid. */
function byKey(truth: GatewayTruth): Map<string, SentRow[]> {
  const found = new Map<string, SentRow[]>()
  for (const row of sentRows(truth)) {
    const key = sendKey(row)
    if (key !== null) found.set(key, [...(found.get(key) ?? []), row])
  }
  return found
}

function perParty(
  history: History,
  look: (party: PartyHistory, truth: GatewayTruth) => readonly Violation[],
): readonly Violation[] {
  return history.parties.flatMap((party) => {
    const truth = truthOf(history, party.shop)
    return truth ? look(party, truth) : []
  })
}

/** I1: what was answered with `ok` is in the log, where the answer said. */
export const okExists: Check = (history) =>
  perParty(history, (party, truth) => {
    const logged = byKey(truth)
    const sends = new Set(
      seenOf(party, 'queued').flatMap(({ cid, frame }) => (frame.t === 'send' ? [cid] : [])),
    )
    return seenOf(party, 'ok').flatMap((ok): Violation[] => {
      if (ok.pos > truth.head)
        return [
          { rule: 'I1', what: `${party.party}: ok ${ok.cid} at ${ok.pos} is behind the head` },
        ]
      if (!sends.has(ok.cid)) return []
      const rows = logged.get(partyKey(party, ok.cid)) ?? []
      if (rows.length === 0)
        return [{ rule: 'I1', what: `${party.party}: ok'd message ${ok.cid} is not in the log` }]
      return rows.some((row) => row.pos === ok.pos && row.event.message.cseq === ok.cseq)
        ? []
        : [{ rule: 'I1', what: `${party.party}: ok'd message ${ok.cid} lies elsewhere` }]
    })
  })

/** I2: one row per cid, one answer per cid. */
export const onceEach: Check = (history) => [
  ...history.shops.flatMap((truth) =>
    [...byKey(truth)].flatMap(([key, rows]): Violation[] =>
      rows.length > 1 ? [{ rule: 'I2', what: `${key} is ${rows.length} times in the log` }] : [],
    ),
  ),
  ...perParty(history, (party) => {
    const answers = new Map<string, string>()
    return seenOf(party, 'ok').flatMap((ok): Violation[] => {
      const answer = `${ok.pos}/${ok.cseq}`
      const first = answers.get(ok.cid) ?? answer
      answers.set(ok.cid, first)
      return first === answer
        ? []
        : [{ rule: 'I2', what: `${party.party}: ${ok.cid} was answered ${first} and ${answer}` }]
    })
  }),
]

/** I3: positions and cseqs without holes, and everyone sees a conversation in the same order. */
export const dense: Check = (history) => [
  ...history.shops.flatMap((truth) => denseLog(truth)),
  ...perParty(history, (party, truth) => sameOrder(party, truth)),
]

function denseLog(truth: GatewayTruth): Violation[] {
  const found: Violation[] = []
  let last = (truth.rows[0]?.pos ?? 1) - 1
  const cseqs = new Map<string, number>()
  for (const row of truth.rows) {
    if (row.pos !== last + 1)
      found.push({ rule: 'I3', what: `${truth.shop}: pos ${row.pos} follows ${last}` })
    last = row.pos
    if (row.event.type !== 'message.sent') continue
    const { conversation, cseq } = row.event.message
    const before = cseqs.get(conversation) ?? 0
    if (cseq !== before + 1)
      found.push({ rule: 'I3', what: `${conversation}: cseq ${cseq} follows ${before}` })
    cseqs.set(conversation, cseq)
  }
  if (last !== truth.head)
    found.push({ rule: 'I3', what: `${truth.shop}: the head ${truth.head} is not the last row` })
  return found
}

function sameOrder(party: PartyHistory, truth: GatewayTruth): Violation[] {
  const logged = new Map(sentRows(truth).map((row) => [row.pos, row.event.message]))
  let last = 0
  return party.seen.flatMap((one): Violation[] => {
    if (one.kind === 'snapshot' || one.kind === 'restarted') last = one.pos
    if (one.kind !== 'event') return []
    if (one.pos <= last)
      return [{ rule: 'I3', what: `${party.party}: pos ${one.pos} came behind ${last}` }]
    last = one.pos
    if (one.event.type !== 'message.sent') return []
    const there = logged.get(one.pos)
    const { conversation, cseq } = one.event.message
    return there?.conversation === conversation && there.cseq === cseq
      ? []
      : [{ rule: 'I3', what: `${party.party}: ${conversation} ${cseq} is not at pos ${one.pos}` }]
  })
}

/** I4: between where it began and where it is, a reader was given all that it is owed. */
export const nothingSkipped: Check = (history) =>
  perParty(history, (party, truth) => {
    if (!party.wire) return []
    const owed = truth.viewers.find((viewer) => viewer.party === party.party)?.owed ?? []
    const got = new Set<number>()
    // Stretches that were read by events: from a snapshot (or a restart) up to the next one.
    const stretches: { from: number; to: number }[] = []
    let current: { from: number; to: number } | null = null
    for (const one of party.seen) {
      if (one.kind === 'snapshot' || one.kind === 'restarted') {
        if (one.kind === 'restarted' && current !== null && one.pos >= current.from) {
          current.to = Math.min(current.to, one.pos)
          continue
        }
        if (current) stretches.push(current)
        current = { from: one.pos, to: one.pos }
      } else if (one.kind === 'event') {
        got.add(one.pos)
        current ??= { from: one.prev, to: one.prev }
        current.to = Math.max(current.to, one.pos)
      }
    }
    if (current) stretches.push({ ...current, to: Math.max(current.to, party.end.pos) })
    return owed.flatMap((pos): Violation[] =>
      !got.has(pos) && stretches.some(({ from, to }) => pos > from && pos <= to)
        ? [{ rule: 'I4', what: `${party.party}: pos ${pos} was skipped` }]
        : [],
    )
  })

/** Compared as JSON has it: `undefined` and absent are one. */
export function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value ?? null)) as T
}

/** I5: a snapshot and the events behind it make the snapshot of later. */
export const snapshotsAgree: Check = (history) =>
  perParty(history, (party, truth) => {
    if (!party.wire) return []
    const found: Violation[] = []
    let view: AgentView | BuyerPageView | null = null
    let pos = 0
    for (const one of party.seen) {
      if (one.kind === 'snapshot') {
        if (view !== null && pos === one.pos && !isDeepStrictEqual(plain(view), plain(one.view)))
          found.push({
            rule: 'I5',
            what: `${party.party}: at ${pos} ${firstDifference(view, one.view)}`,
          })
        view = one.view
        pos = one.pos
      } else if (one.kind === 'event') {
        if (view !== null) view = stepped(party, view, one)
        pos = one.pos
      }
    }
    const last = truth.viewers.find((viewer) => viewer.party === party.party)
    const owedUpTo = last?.owed.at(-1) ?? 0
    if (view !== null && last?.view && pos >= owedUpTo)
      if (!isDeepStrictEqual(plain(view), plain(last.view)))
        found.push({ rule: 'I5', what: `${party.party}: ${firstDifference(view, last.view)}` })
    return found
  })

function stepped(
  party: PartyHistory,
  view: AgentView | BuyerPageView,
  { pos, prev, eventAt, event }: Of<'event'>,
): AgentView | BuyerPageView {
  const delivered = { pos, prev, at: eventAt, event }
  return party.kind === 'agent'
    ? applyToAgentView(view as AgentView, delivered as Delivered<ShopEvent>)
    : applyToBuyerView(view as BuyerPageView, delivered as Delivered<BuyerEvent>)
}

/** The path of the first difference, for people who look into a failed round. */
export function firstDifference(left: unknown, right: unknown, path = 'view'): string {
  const a: unknown = plain(left)
  const b: unknown = plain(right)
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null)
    return `${path}: ${JSON.stringify(a)} is not ${JSON.stringify(b)}`.slice(0, 400)
  const keys = new Set([...Object.keys(a), ...Object.keys(b)])
  for (const key of keys) {
    const [x, y] = [(a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]]
    if (!isDeepStrictEqual(x, y)) return firstDifference(x, y, `${path}.${key}`)
  }
  return `${path}: equal`
}

/** I6: after the healing every client equals the gateway, and soon. */
export function healed(withinMs: number): Check {
  return (history) =>
    perParty(history, (party, truth) => {
      const found: Violation[] = []
      const tell = (what: string) => found.push({ rule: 'I6', what: `${party.party}: ${what}` })
      if (seenOf(party, 'revoked').length > 0) return []
      const { end } = party
      const there = truth.viewers.find((viewer) => viewer.party === party.party)
      if (end.convergedMs === null) tell('never equalled the gateway')
      else if (end.convergedMs > withinMs) tell(`took ${Math.round(end.convergedMs)} ms`)
      if (there && end.view && !isDeepStrictEqual(plain(end.view), plain(there.view)))
        tell(firstDifference(end.view, there.view))
      if (end.messages !== null && there) found.push(...messagesDiffer(party, truth, there.owed))
      return found
    })
}

/** What a client keeps of conversations is what the log says, at its places, once each. */
function messagesDiffer(
  party: PartyHistory,
  truth: GatewayTruth,
  owed: readonly number[],
): Violation[] {
  const found: Violation[] = []
  const may = new Set(owed)
  const recalled = new Set(
    truth.rows.flatMap(({ event }) =>
      event.type === 'message.recalled' ? [`${event.conversation} ${event.cseq}`] : [],
    ),
  )
  const logged = new Map<string, SentRow>(
    sentRows(truth).map((row) => {
      const { message } = row.event
      return [`${message.conversation} ${message.cseq}`, row] as const
    }),
  )
  const has = new Set<string>()
  for (const message of party.end.messages ?? []) {
    const key = `${message.conversation} ${message.cseq}`
    const there = logged.get(key)
    const body = recalled.has(key) ? { kind: 'recalled' } : there?.event.message.body
    if (has.has(key)) found.push({ rule: 'I6', what: `${party.party} has ${key} twice` })
    has.add(key)
    if (!isDeepStrictEqual(plain(message.body), plain(body)))
      found.push({ rule: 'I6', what: `${party.party}: ${key} has other words than the log` })
  }
  for (const [key, row] of logged)
    if (may.has(row.pos) && row.pos > firstRead(party) && !has.has(key))
      found.push({ rule: 'I6', what: `${party.party} lacks ${key}` })
  return found
}

/**
 * From its last snapshot on a client was given the messages themselves. A desktop that was killed
 * between storing a snapshot and telling of it begins again inside an epoch of which it told none:
 * its snapshot lies at the stored pos or before it. At pos 0 the cache is empty and gets one yet.
 */
function firstRead(party: PartyHistory): number {
  let from = party.wire ? 0 : Infinity
  let epoch: string | undefined
  for (const one of party.seen) {
    if (one.kind === 'snapshot') from = one.pos
    else if (one.kind !== 'restarted') continue
    else if (one.epoch === undefined || one.epoch === epoch || one.pos === 0) continue
    else from = one.pos
    epoch = one.epoch
  }
  return from
}

/** I7: one holder per epoch, and nothing accepted under an older one. */
export const oneHolder: Check = (history) => [
  ...history.shops.flatMap((truth) => holdersOf(truth)),
  ...history.shops.flatMap((truth) => fencedSends(history, truth)),
]

function holdersOf(truth: GatewayTruth): Violation[] {
  const found: Violation[] = []
  const holders = new Map<string, string>()
  const fold = new HolderFold()
  for (const row of truth.rows) {
    const { event } = row
    if (event.type === 'conversation.assigned') {
      const before = fold.of(event.conversation)
      // Dispatched again exactly once (I8): from whom it was taken, it was held by.
      if (before && before.holder !== event.from)
        found.push({
          rule: 'I8',
          what: `${event.conversation} at ${row.pos}: taken from ${event.from}, held by ${before.holder}`,
        })
    }
    fold.step(row)
    if (
      event.type !== 'conversation.assigned' &&
      event.type !== 'conversation.reopened' &&
      event.type !== 'conversation.opened'
    )
      continue
    const { id, holder, holderEpoch } = event.view
    if (holder === null) continue
    const key = `${id} ${holderEpoch}`
    const known = holders.get(key) ?? holder
    holders.set(key, known)
    if (known !== holder)
      found.push({ rule: 'I7', what: `${key}: held by ${known} and by ${holder}` })
  }
  return found
}

function fencedSends(history: History, truth: GatewayTruth): Violation[] {
  const epochs = new Map<string, number>()
  for (const party of history.parties)
    if (party.shop === truth.shop && party.kind === 'agent')
      for (const { cid, frame } of seenOf(party, 'queued'))
        if (frame.t === 'send' && frame.holderEpoch !== undefined)
          epochs.set(partyKey(party, cid), frame.holderEpoch)
  const fold = new HolderFold()
  const found: Violation[] = []
  for (const row of truth.rows) {
    if (row.event.type === 'message.sent' && row.event.message.sender.kind === 'account') {
      const { conversation, sender } = row.event.message
      const now = fold.of(conversation)
      const key = sendKey(row as SentRow)
      const under = key === null ? undefined : epochs.get(key)
      if (now && now.holder !== sender.account)
        found.push({
          rule: 'I7',
          what: `${conversation} at ${row.pos}: ${sender.account} wrote, ${now.holder} holds`,
        })
      else if (now && under !== undefined && under !== now.epoch)
        found.push({
          rule: 'I7',
          what: `${conversation} at ${row.pos}: sent under epoch ${under}, is ${now.epoch}`,
        })
    }
    fold.step(row)
  }
  return found
}
