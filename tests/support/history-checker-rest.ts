import type { AccountView, BuyerView } from '#shared/protocol/model.ts'
import { statSync } from 'node:fs'
import type { Check } from './history-checker.ts'
import {
  dense,
  healed,
  nothingSkipped,
  okExists,
  onceEach,
  oneHolder,
  seenOf,
  snapshotsAgree,
} from './history-checker.ts'
import type { GatewayTruth, History, PartyHistory, TruthRow, Violation } from './history.ts'
import { HolderFold } from './history-fold.ts'
import { filesHold } from './plain-text.ts'

/** What dispatch goes by of an account, from the log alone. */
interface Agent {
  view: AccountView
  held: number
}

/** I8: no buyer waits beside a free agent for longer than `withinMs` by the gateway's own clock. */
export function nobodyWaits(withinMs: number): Check {
  return (history) =>
    // A moved clock or a stopped gateway tells nothing about waiting.
    history.clockMoved || history.interrupted
      ? history.shops.flatMap((truth) => waitingAtEnd(truth))
      : history.shops.flatMap((truth) => [...waits(truth, withinMs), ...waitingAtEnd(truth)])
}

function* steps(truth: GatewayTruth): Generator<{ row: TruthRow; waiting: string | null }> {
  const agents = new Map<string, Agent>()
  const queued = new Map<string, { private: boolean; group: string | null }>()
  const fold = new HolderFold()
  for (const row of truth.rows) {
    fold.step(row)
    const { event } = row
    const patch = (id: string, part: Partial<AccountView>) => {
      const agent = agents.get(id)
      if (agent) agent.view = { ...agent.view, ...part }
    }
    switch (event.type) {
      case 'account.opened':
        agents.set(event.account.id, { view: event.account, held: 0 })
        break
      case 'account.changed':
        patch(event.account, event.changes)
        break
      case 'account.presence':
        patch(event.account, { online: event.online })
        break
      case 'account.invisible':
        patch(event.account, { invisible: event.on })
        break
      case 'account.suspended':
        patch(event.account, {
          suspended:
            event.reason === null
              ? null
              : { reason: event.reason, since: 0, by: 'person', text: null },
        })
        break
      case 'conversation.opened':
        if (event.view.holder === null)
          queued.set(event.view.id, { private: event.view.buyer.private, group: event.view.group })
        break
      case 'conversation.queued': {
        queued.set(
          event.conversation,
          queued.get(event.conversation) ?? { private: false, group: null },
        )
        break
      }
      case 'conversation.assigned':
      case 'conversation.closed':
        queued.delete(event.conversation)
        break
      default:
    }
    for (const agent of agents.values()) agent.held = 0
    for (const [, { holder }] of fold.entries()) {
      const agent = holder === null ? undefined : agents.get(holder)
      if (agent) agent.held++
    }
    const free = [...agents.values()].some(
      ({ view, held }) =>
        view.online &&
        !view.invisible &&
        view.participates &&
        view.suspended === null &&
        !view.disabled &&
        held < view.limit &&
        view.role !== 'main',
    )
    const first = [...queued].find(([, one]) => !one.private && one.group === null)?.[0] ?? null
    yield { row, waiting: free ? first : null }
  }
}

function waits(truth: GatewayTruth, withinMs: number): Violation[] {
  const found: Violation[] = []
  let since = null as { conversation: string; at: number } | null
  for (const { row, waiting } of steps(truth)) {
    if (since && row.at - since.at > withinMs)
      found.push({
        rule: 'I8',
        what: `${since.conversation} waited ${row.at - since.at} ms beside a free agent`,
      })
    if (waiting === null) since = null
    else if (since?.conversation !== waiting) since = { conversation: waiting, at: row.at }
  }
  return found
}

function waitingAtEnd(truth: GatewayTruth): Violation[] {
  const last = [...steps(truth)].at(-1)
  return last?.waiting
    ? [{ rule: 'I8', what: `${last.waiting} still waits beside a free agent` }]
    : []
}

/** I9: what was promised ends sent or visibly failed, never both and never lost. */
export const outboxEnds: Check = (history) =>
  history.parties.flatMap((party): Violation[] => {
    const truth = history.shops.find(({ shop }) => shop === party.shop)
    if (!truth) return []
    const mine = new Set(
      truth.rows.flatMap(({ event, audience }) =>
        event.type === 'message.sent' &&
        event.message.cid !== null &&
        (event.message.sender.kind === 'account'
          ? event.message.sender.account === party.id
          : audience.buyer === party.id)
          ? [event.message.cid]
          : [],
      ),
    )
    const failed = new Set([...seenOf(party, 'failed').map(({ cid }) => cid), ...party.end.failed])
    const waiting = new Set(party.end.outbox)
    const over = seenOf(party, 'revoked').length > 0
    // D6: an account that may know nothing of a buyer any more forgets what waited for it, too.
    const hidden = new Set(
      party.role === 'sub' || party.role === 'supervisor'
        ? truth.rows.flatMap(({ event }) =>
            event.type === 'buyer.marked' && event.buyer.private ? [event.buyer.id] : [],
          )
        : [],
    )
    const isHidden = (conversation: string | null) =>
      conversation !== null && hidden.has(conversation.slice(0, conversation.lastIndexOf('.')))
    return seenOf(party, 'queued').flatMap(({ cid, frame }): Violation[] => {
      if (frame.t !== 'send') return []
      const tell = (what: string) => [{ rule: 'I9', what: `${party.party}: ${cid} ${what}` }]
      if (mine.has(cid) && failed.has(cid)) return tell('is both sent and failed')
      if (waiting.has(cid)) return mine.has(cid) || !over ? tell('still waits') : []
      return mine.has(cid) || failed.has(cid) || over || isHidden(frame.conversation)
        ? []
        : tell('is neither sent nor failed')
    })
  })

/** I10: another epoch is answered by a whole snapshot before any event of it. */
export const epochResyncs: Check = (history) =>
  history.parties.flatMap((party): Violation[] => {
    if (!party.wire) return []
    let known: string | null = null
    let owes: string | null = null
    const found: Violation[] = []
    for (const one of party.seen) {
      if (one.kind === 'welcome') {
        if (known !== null && one.epoch !== known) owes = one.epoch
        if (owes !== null && one.mode !== 'snapshot')
          found.push({ rule: 'I10', what: `${party.party}: resumed into epoch ${one.epoch}` })
        known = one.epoch
      } else if (one.kind === 'snapshot') owes = null
      else if (one.kind === 'event' && owes !== null)
        found.push({
          rule: 'I10',
          what: `${party.party}: pos ${one.pos} of a new epoch without its snapshot`,
        })
    }
    return found
  })

/** I11: by least squares over the samples behind the warm-up, bytes a minute. */
export function slopeOf(samples: History['memory']): number {
  const n = samples.length
  if (n < 2) return 0
  const meanX = samples.reduce((sum, { atMs }) => sum + atMs, 0) / n
  const meanY = samples.reduce((sum, { rss }) => sum + rss, 0) / n
  let over = 0
  let under = 0
  for (const { atMs, rss } of samples) {
    over += (atMs - meanX) * (rss - meanY)
    under += (atMs - meanX) ** 2
  }
  return under === 0 ? 0 : (over / under) * 60_000
}

export function memoryFlat(limits: { grownBytes: number }): Check {
  return ({ memory }) => {
    const first = memory[0]
    const most = Math.max(0, ...memory.map(({ rss }) => rss))
    return first && most - first.rss > limits.grownBytes
      ? [{ rule: 'I11', what: `grew by ${Math.round((most - first.rss) / 2 ** 20)} MiB` }]
      : []
  }
}

/** I12: nobody is given what belongs to another shop, another's conversation or a private contact. */
export const nothingCrosses: Check = (history) =>
  history.parties.flatMap((party) => {
    const truth = history.shops.find(({ shop }) => shop === party.shop)
    return truth ? crossings(party, truth) : []
  })

function crossings(party: PartyHistory, truth: GatewayTruth): Violation[] {
  const allowed = allowedFor(party, truth)
  const found: Violation[] = []
  let over: number | null = null
  for (const one of party.seen) {
    if (one.kind === 'revoked') over = one.at
    if (one.kind !== 'event') continue
    if (over !== null && one.at - over > REVOKED_WITHIN)
      found.push({ rule: 'I12', what: `${party.party}: pos ${one.pos} after its end` })
    if (one.event.type !== 'message.sent') continue
    const { conversation, cseq } = one.event.message
    const why = allowed(conversation, one.pos)
    if (why !== null)
      found.push({ rule: 'I12', what: `${party.party} was given ${conversation} ${cseq}: ${why}` })
  }
  return found
}

const REVOKED_WITHIN = 3000

/** From the log alone, without the gateway's own table of rights. */
function allowedFor(party: PartyHistory, truth: GatewayTruth) {
  const fold = new HolderFold()
  const at = new Map<number, { conversation: string; buyer: string | null; may: Set<string> }>()
  const offered = new Map<string, string>()
  const privateAt = new Map<string, number>()
  for (const row of truth.rows) {
    const { event } = row
    if (event.type === 'buyer.marked') markPrivate(privateAt, event.buyer, row.pos)
    if (event.type === 'conversation.offered' && event.view.offer)
      offered.set(event.conversation, event.view.offer.to)
    if (event.type === 'conversation.offer_ended') offered.delete(event.conversation)
    if (event.type === 'message.sent') {
      const { conversation } = event.message
      const may = new Set<string>()
      const holder = fold.of(conversation)?.holder
      if (holder) may.add(holder)
      const to = offered.get(conversation)
      if (to) may.add(to)
      at.set(row.pos, { conversation, buyer: row.audience.buyer, may })
    }
    if (event.type === 'conversation.assigned') offered.delete(event.conversation)
    fold.step(row)
  }
  return (conversation: string, pos: number): string | null => {
    const row = at.get(pos)
    if (row?.conversation !== conversation) return 'no such message in its shop'
    if (party.role === 'buyer') return row.buyer === party.id ? null : 'another buyer’s'
    if (party.role === 'main') return null
    const since = privateAt.get(row.buyer ?? '')
    if (since !== undefined && pos > since) return 'a private contact’s'
    return party.role === 'supervisor' || row.may.has(party.id)
      ? null
      : 'it neither held it nor was offered it'
  }
}

function markPrivate(known: Map<string, number>, buyer: BuyerView, pos: number): void {
  if (!buyer.private) known.delete(buyer.id)
  else if (!known.has(buyer.id)) known.set(buyer.id, pos)
}

/** I13: under moved clocks order and dedupe are what they are without. */
export const clocksDontMatter: Check = (history) =>
  history.clockMoved
    ? [...dense(history), ...onceEach(history)].map(({ what }) => ({ rule: 'I13', what }))
    : []

/** I15: no file holds what was written, a password or a key as plain text. */
export const nothingPlain: Check = ({ files, secrets }) =>
  files.flatMap((file): Violation[] =>
    statSync(file, { throwIfNoEntry: false })?.isFile() === true &&
    filesHold(file, secrets) !== null
      ? [{ rule: 'I15', what: `${file} holds plain text` }]
      : [],
  )

export interface Limits {
  readonly healMs: number
  readonly waitMs: number
  readonly grownBytes: number
}

/** All of them, in the order of the invariants; I14 (a lossy bus) is I6 under it. */
export function checkHistory(history: History, limits: Limits): readonly Violation[] {
  const checks: readonly Check[] = [
    okExists,
    onceEach,
    dense,
    nothingSkipped,
    snapshotsAgree,
    healed(limits.healMs),
    oneHolder,
    nobodyWaits(limits.waitMs),
    outboxEnds,
    epochResyncs,
    memoryFlat(limits),
    nothingCrosses,
    clocksDontMatter,
    nothingPlain,
  ]
  return checks.flatMap((check) => check(history))
}
