import type { Day, DayAccount, DayBuyer } from '#shared/dispatch/day.ts'
import { offsetAt } from '#shared/dispatch/hours.ts'
import { completeAccount, completeConversation } from '#shared/protocol/complete.ts'
import type { AccountId, AccountView } from '#shared/protocol/model.ts'
import { mayKnow, rowsOf, type OverviewSources } from './overseeing.ts'
import type { Row } from './row.ts'

/** How long a buyer of whom nothing tells it is taken to stay. */
const STAYS_MS = 10 * 60_000

/** Midnight to midnight of a date (YYYY-MM-DD) in a time zone; null for what is no date. */
export function dayBounds(date: string, timeZone: string): { from: number; to: number } | null {
  const local = Date.parse(`${date}T00:00:00Z`)
  if (!/^\d{4}-\d\d-\d\d$/.test(date) || Number.isNaN(local)) return null
  if (new Date(local).toISOString().slice(0, 10) !== date) return null
  const midnight = (wall: number) => {
    const near = wall - offsetAt(timeZone, wall)
    return wall - offsetAt(timeZone, near)
  }
  return { from: midnight(local), to: midnight(local + 24 * 3600_000) }
}

/** A day of the shop as it was: who was there when, who came, and what became of them. */
export async function readDay(
  sources: OverviewSources,
  reader: AccountView,
  from: number,
  until: number,
): Promise<Day> {
  const to = Math.max(from, Math.min(until, sources.now()))
  const { views } = sources
  const before = await readAll(sources, await views.standing(from))
  const rows = await readAll(sources, await views.happenings(from, to))
  return {
    from,
    to,
    accounts: accountsOf([...before, ...rows], from, to),
    buyers: await buyersOf(sources, reader, rows, to),
  }
}

/** Without the candidates, which are most of a day and tell nothing of who came. */
async function readAll(sources: OverviewSources, positions: readonly number[]): Promise<Row[]> {
  const all: Row[] = []
  for await (const rows of rowsOf(sources, positions))
    for (const row of rows) {
      const { event } = row
      all.push(
        event.type === 'conversation.assigned' || event.type === 'conversation.queued'
          ? { ...row, event: { ...event, decision: { ...event.decision, candidates: [] } } }
          : row,
      )
    }
  return all
}

interface Standing {
  view: AccountView
  online: boolean
  suspended: boolean
  invisible: boolean
  since: number
  readonly spans: DayAccount['spans'][number][]
}

/** Rows before `from` tell how it began; those behind it what happened. */
function accountsOf(rows: readonly Row[], from: number, to: number): DayAccount[] {
  const accounts = new Map<AccountId, Standing>()
  const change = (id: AccountId, at: number, patch: Partial<Standing>): void => {
    const account = accounts.get(id)
    if (!account) return
    endSpan(account, from, at)
    Object.assign(account, patch, { since: at })
  }
  for (const { event, at } of rows)
    switch (event.type) {
      case 'account.opened':
        accounts.set(event.account.id, {
          view: completeAccount(event.account),
          online: false,
          suspended: false,
          invisible: false,
          since: at,
          spans: [],
        })
        break
      case 'account.changed': {
        const account = accounts.get(event.account)
        if (account) account.view = { ...account.view, ...event.changes }
        break
      }
      case 'account.presence':
        change(event.account, at, { online: event.online })
        break
      case 'account.suspended':
        change(event.account, at, { suspended: event.reason !== null })
        break
      case 'account.invisible':
        change(event.account, at, { invisible: event.on })
        break
      default:
    }
  return Array.from(accounts, ([id, account]): DayAccount => {
    endSpan(account, from, to)
    const { view, spans } = account
    const { nick, participates, weight, limit, groups } = view
    return { id, nick, main: view.role === 'main', participates, weight, limit, groups, spans }
  }).filter((account) => account.main || account.spans.length > 0 || isThere(accounts, account.id))
}

/** An account that was disabled or deleted and did not come that day says nothing of it. */
function isThere(accounts: ReadonlyMap<AccountId, Standing>, id: AccountId): boolean {
  return accounts.get(id)?.view.disabled === false
}

function endSpan(account: Standing, from: number, at: number): void {
  const begun = Math.max(account.since, from)
  if (!account.online || account.invisible || at <= begun) return
  const state = account.suspended ? 'suspended' : 'online'
  const last = account.spans.at(-1)
  if (last?.state === state && last.to === begun) account.spans.splice(-1, 1, { ...last, to: at })
  else account.spans.push({ from: begun, to: at, state })
}

type Assigned = Extract<Row['event'], { type: 'conversation.assigned' }>

async function buyersOf(
  sources: OverviewSources,
  reader: AccountView,
  rows: readonly Row[],
  to: number,
): Promise<DayBuyer[]> {
  const state = sources.state()
  const buyers: DayBuyer[] = []
  const lives = byConversation(rows)
  for (const { event, at, audience } of rows) {
    if (event.type !== 'conversation.opened') continue
    const view = completeConversation(event.view)
    const { buyer } = view
    if (!mayKnow(state, reader, buyer.id, audience.private)) continue
    const known = lives.get(view.id) ?? []
    // Where it ended the same day, as most do, all is at hand.
    const whole = known.some((row) => row.event.type === 'conversation.closed')
    const life = whole ? known : await happeningsOf(sources, view.id)
    const got = life.find((row) => row.event.type === 'conversation.assigned')
    const end = life.find((row) => row.event.type === 'conversation.closed')
    const given = got?.event as Assigned | undefined
    buyers.push({
      buyer: buyer.id,
      at,
      vip: buyer.vip,
      private: buyer.private,
      source: view.source,
      addressed: given?.decision.rule === 'D3' ? given.to : null,
      last: view.previous === null ? null : await lastServed(sources, view.previous),
      staysMs: got && end ? end.at - got.at : STAYS_MS,
      real: {
        account: given?.to ?? null,
        rule: given?.decision.rule ?? 'D9',
        waitedMs: (got?.at ?? end?.at ?? to) - at,
      },
    })
  }
  return buyers
}

function byConversation(rows: readonly Row[]): Map<string, Row[]> {
  const lives = new Map<string, Row[]>()
  for (const row of rows) {
    const { event } = row
    if (event.type !== 'conversation.assigned' && event.type !== 'conversation.closed') continue
    const life = lives.get(event.conversation)
    if (life) life.push(row)
    else lives.set(event.conversation, [row])
  }
  return lives
}

async function happeningsOf(
  { views, rowsAt }: OverviewSources,
  conversation: string,
): Promise<readonly Row[]> {
  return rowsAt(await views.happeningsOf(conversation))
}

/** D4: as the shop itself remembers it, the last holder and when that ended. */
async function lastServed(
  sources: OverviewSources,
  conversation: string,
): Promise<DayBuyer['last']> {
  const rows = await happeningsOf(sources, conversation)
  const closed = rows.findLast((row) => row.event.type === 'conversation.closed')
  for (const { event, at } of rows.toReversed()) {
    if (event.type === 'conversation.assigned') return { account: event.to, at: closed?.at ?? at }
    if (event.type === 'conversation.reopened') return { account: event.by, at: closed?.at ?? at }
  }
  return null
}
