import type { DecisionPage, DecisionRecord, DecisionsQuery } from '#shared/protocol/api.ts'
import type { DoctorInput } from '#shared/dispatch/doctor.ts'
import type { Decision } from '#shared/protocol/events.ts'
import type { AccountId, AccountView } from '#shared/protocol/model.ts'
import { nameOf } from './masking.ts'
import { mayKnow, rowsOf, type OverviewSources } from './overseeing.ts'
import type { Row } from './row.ts'
import { parseConversationId, type State } from './state.ts'

const PAGE = 50
/** Positions looked at together, and at most for one answer: what is left is asked for with `next`. */
const CHUNK = 100
const LOOKED_AT = 4000

const HOUR = 3600_000

interface Found {
  readonly row: Row
  readonly conversation: string
  readonly to: AccountId | null
  readonly decision: Decision
}

/** D14, newest first. Rights: the asking account is main or a supervisor. */
export async function decisionPage(
  sources: OverviewSources,
  reader: AccountView,
  query: DecisionsQuery,
): Promise<DecisionPage> {
  const { views } = sources
  const { conversation, account, outcome, from, to } = query
  const limit = query.limit ?? PAGE
  const records: DecisionRecord[] = []
  let { before } = query
  let looked = 0
  for (;;) {
    const positions = await views.decisions({
      conversation,
      // What it was passed over for went to someone else: that is in the candidates alone.
      account: outcome === 'got' ? account : undefined,
      from,
      to,
      before,
      limit: CHUNK,
    })
    const rows = await sources.rowsAt(positions)
    for (const row of rows) {
      const found = foundIn(row)
      before = row.pos
      if (!found || !isWanted(found, account, outcome)) continue
      const record = recordOf(sources.state(), reader, found)
      if (record === null) continue
      records.push(await withSender(sources, record))
      if (records.length === limit) {
        const more = await views.decisions({ conversation, from, to, before, limit: 1 })
        return { decisions: records, next: more.length > 0 ? row.pos : null }
      }
    }
    if (positions.length < CHUNK) return { decisions: records, next: null }
    before = positions.at(-1)
    looked += positions.length
    if (looked >= LOOKED_AT) return { decisions: records, next: before ?? null }
  }
}

function foundIn(row: Row): Found | null {
  const { event } = row
  if (event.type === 'conversation.assigned')
    return { row, conversation: event.conversation, to: event.to, decision: event.decision }
  return event.type === 'conversation.queued'
    ? { row, conversation: event.conversation, to: null, decision: event.decision }
    : null
}

function isWanted(
  { to, decision }: Found,
  account: AccountId | undefined,
  outcome: DecisionsQuery['outcome'],
): boolean {
  if (account === undefined) return true
  const passed = to !== account && decision.candidates.some((one) => one.account === account)
  if (outcome === 'got') return to === account
  return outcome === 'passed' ? passed : to === account || passed
}

function recordOf(
  state: State,
  reader: AccountView,
  { row, conversation, to, decision }: Found,
): DecisionRecord | null {
  const id = parseConversationId(conversation)?.buyer ?? ''
  const buyer = state.buyers.get(id)?.view
  if (!buyer || !mayKnow(state, reader, id, row.audience.private)) return null
  return {
    pos: row.pos,
    at: row.at,
    conversation,
    buyer: { id, name: nameOf(state, buyer), vip: buyer.vip },
    from: row.event.type === 'conversation.assigned' ? row.event.from : null,
    to,
    decision,
  }
}

/** A row that queues does not say who had it: the decision before it does (D13). */
async function withSender(
  sources: OverviewSources,
  record: DecisionRecord,
): Promise<DecisionRecord> {
  if (record.to !== null || record.decision.rule === 'D9') return record
  const { conversation, pos } = record
  const [before] = await sources.rowsAt(
    await sources.views.decisions({ conversation, before: pos, limit: 1 }),
  )
  const from = before ? (foundIn(before)?.to ?? null) : null
  return { ...record, from }
}

/** Buyers whom dispatch gave or queued in the last hour, by what became of them in the end. */
export async function lastHour(
  sources: OverviewSources,
  account: AccountId,
): Promise<DoctorInput['lastHour']> {
  const positions = await sources.views.decisions({
    from: sources.now() - HOUR,
    limit: LOOKED_AT,
  })
  const seen = new Set<string>()
  const passed: Record<string, number> = {}
  let got = 0
  for await (const rows of rowsOf(sources, positions))
    for (const row of rows) {
      const found = foundIn(row)
      if (!found || found.decision.candidates.length === 0 || isChosenByPeople(found.decision))
        continue
      // Newest first: of a buyer that waited and was then given, the giving counts.
      if (seen.has(found.conversation)) continue
      seen.add(found.conversation)
      if (found.to === account) {
        got++
        continue
      }
      const candidate = found.decision.candidates.find((one) => one.account === account)
      const why = candidate?.excluded ?? 'share'
      if (candidate) passed[why] = (passed[why] ?? 0) + 1
    }
  return { shop: seen.size, got, passed }
}

function isChosenByPeople({ rule }: Decision): boolean {
  return rule === 'claim' || rule === 'D12'
}
