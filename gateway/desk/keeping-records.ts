import type { AuditPage, AuditQuery, AuditRecord } from '#shared/audit/model.ts'
import type { ErrorCode } from '#shared/protocol/codes.ts'
import type { AccountId, BuyerId, ConversationId } from '#shared/protocol/model.ts'
import { auditRecord } from './audit-entries.ts'
import { noteAudit } from './audit.ts'
import type { DeskCommand, Outcome, Viewer } from './contract.ts'
import { nameOf } from './masking.ts'
import { rowsOf, type OverviewSources } from './overseeing.ts'
import { parseConversationId } from './state.ts'

const PAGE = 50
const HOUR = 3_600_000
/** Readings that are remembered, so that one hour of reading is one entry. */
const REMEMBERED = 2000

/** T6, newest first. The main account alone. */
export async function auditPage(
  sources: OverviewSources,
  viewer: Viewer,
  query: AuditQuery,
): Promise<AuditPage | ErrorCode> {
  const account =
    viewer.kind === 'agent' ? sources.state().accounts.get(viewer.account)?.view : undefined
  if (account?.role !== 'main' || account.disabled) return 'not_allowed'
  const limit = query.limit ?? PAGE
  try {
    await sources.reach()
    const { alerts, ...rest } = query
    const asked = { ...rest, alerts: alerts === 'true', limit: limit + 1 }
    const positions = await sources.views.audit(asked)
    const records: AuditRecord[] = []
    for await (const rows of rowsOf(sources, positions.slice(0, limit)))
      for (const row of rows) {
        const record = auditRecord(row)
        if (record) records.push(record)
      }
    const buyers: Record<BuyerId, string> = {}
    for (const { about } of records) {
      const view = sources.state().buyers.get(about.buyer ?? '')?.view
      if (view) buyers[view.id] = nameOf(sources.state(), view)
    }
    const last = positions.length > limit ? (positions[limit - 1] ?? null) : null
    return { records, buyers, next: last }
  } catch {
    return 'storage_failed'
  }
}

interface ReadingSources extends Pick<OverviewSources, 'state' | 'now'> {
  readonly submit: (command: DeskCommand) => Promise<Outcome>
}

/**
 * T6: the main account and supervisors read what they neither hold nor served: noted before they are
 * given it, once an hour for each account and conversation.
 */
export class Readings {
  readonly #sources: ReadingSources
  readonly #noted = new Map<string, number>()
  /** The page and its trace come together: one entry, and both wait for it. */
  readonly #noting = new Map<string, Promise<boolean>>()

  constructor(sources: ReadingSources) {
    this.#sources = sources
  }

  /** False: it could not be noted, and so may not be read. */
  async conversation(viewer: Viewer, conversation: ConversationId): Promise<boolean> {
    const buyer = parseConversationId(conversation)?.buyer
    return buyer === undefined || this.#note(viewer, buyer, conversation)
  }

  /** The card: notes, summaries and ratings. */
  async card(viewer: Viewer, buyer: BuyerId): Promise<boolean> {
    return this.#note(viewer, buyer, undefined)
  }

  async #note(
    viewer: Viewer,
    id: BuyerId,
    conversation: ConversationId | undefined,
  ): Promise<boolean> {
    const { now } = this.#sources
    if (viewer.kind !== 'agent' || !this.#isAnothers(viewer.account, id)) return true
    const key = `${viewer.account} ${conversation ?? id}`
    const at = now()
    const before = this.#noted.get(key)
    if (before !== undefined && Math.abs(at - before) < HOUR) return true
    const about = conversation === undefined ? { buyer: id } : { buyer: id, conversation }
    const running = this.#noting.get(key)
    if (running) return running
    const noting = this.#write(key, at, { kind: 'transcript_read', by: viewer.account, about })
    this.#noting.set(key, noting)
    try {
      return await noting
    } finally {
      this.#noting.delete(key)
    }
  }

  async #write(key: string, at: number, entry: Parameters<typeof noteAudit>[1]): Promise<boolean> {
    const { ok } = await noteAudit({ submit: this.#sources.submit }, entry)
    if (!ok) return false
    this.#noted.delete(key)
    this.#noted.set(key, at)
    const [oldest] = this.#noted.keys()
    if (this.#noted.size > REMEMBERED && oldest !== undefined) this.#noted.delete(oldest)
    return true
  }

  #isAnothers(account: AccountId, id: BuyerId): boolean {
    const state = this.#sources.state()
    const role = state.accounts.get(account)?.view.role
    if (role !== 'main' && role !== 'supervisor') return false
    const buyer = state.buyers.get(id)
    if (!buyer || buyer.servedBy.includes(account)) return false
    const open = buyer.open === null ? undefined : state.conversations.get(buyer.open)
    return open?.view.holder !== account
  }
}
