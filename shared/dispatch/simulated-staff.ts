import type { AccountId } from '../protocol/model.ts'
import type { ShopDispatchSettings } from '../protocol/settings.ts'
import type { Day, DayAccount } from './day.ts'
import type { DispatchAccount } from './dispatch.ts'
import { dayOf, startOfToday } from './today.ts'

/** An account in a simulated day. Time online and buyers taken count by D8's own day. */
export interface Staff {
  readonly account: DayAccount
  /** When its state changes, ascending; spans that touch are one step. */
  readonly steps: readonly { readonly at: number; readonly state: Presence }[]
  online: boolean
  suspended: boolean
  /** Suspended by the number it holds, whatever its span says. */
  loaded: boolean
  since: number
  day: number
  onlineMs: number
  taken: number
  held: number
  got: number
  returning: number
  peak: number
}
type Presence = DayAccount['spans'][number]['state'] | 'offline'

export class SimulatedStaff {
  readonly all: readonly Staff[]
  readonly #byId: ReadonlyMap<AccountId, Staff>
  readonly #autoSuspend: ShopDispatchSettings['autoSuspend']

  constructor(
    day: Day,
    changes: Readonly<Record<AccountId, Partial<DayAccount>>>,
    autoSuspend: ShopDispatchSettings['autoSuspend'],
  ) {
    this.all = day.accounts.map((account) => newStaff({ ...account, ...changes[account.id] }))
    this.#byId = new Map(this.all.map((staff) => [staff.account.id, staff]))
    this.#autoSuspend = autoSuspend
  }

  find(id: AccountId): Staff | undefined {
    return this.#byId.get(id)
  }

  get(id: AccountId): Staff {
    const staff = this.#byId.get(id)
    if (!staff) throw new Error('dispatch chose an account that the day has not')
    return staff
  }

  move(staff: Staff, step: number, now: number): void {
    const state = staff.steps[step]?.state ?? 'offline'
    const online = state !== 'offline'
    if (online !== staff.online) {
      Object.assign(staff, today(staff, now))
      staff.online = online
      staff.since = now
    }
    staff.suspended = state === 'suspended'
  }

  take(staff: Staff, now: number, returning: boolean): void {
    const { day, taken } = today(staff, now)
    // Of an account online now only what is before `since` is kept; the rest is counted from it.
    if (staff.day !== day) staff.onlineMs = 0
    staff.day = day
    staff.taken = taken + 1
    staff.got++
    if (returning) staff.returning++
    staff.held++
    staff.peak = Math.max(staff.peak, staff.held)
    if (this.#autoSuspend && staff.held >= this.#autoSuspend.above) staff.loaded = true
  }

  give(staff: Staff): void {
    staff.held--
    if (this.#autoSuspend && staff.held <= this.#autoSuspend.below) staff.loaded = false
  }

  asAccounts(now: number): DispatchAccount[] {
    return this.all.map((staff) => {
      const { account, online, held } = staff
      const { onlineMs, taken } = today(staff, now)
      return {
        id: account.id,
        nick: account.nick,
        main: account.main,
        online,
        invisible: false,
        participates: account.participates,
        suspended: staff.suspended || staff.loaded,
        disabled: false,
        held,
        limit: account.limit,
        weight: account.weight,
        onlineMs,
        taken,
        groups: account.groups,
      }
    })
  }

  onlineWithin({ account }: Staff, from: number, to: number): number {
    let sum = 0
    for (const span of account.spans)
      sum += Math.max(0, Math.min(span.to, to) - Math.max(span.from, from))
    return sum
  }
}

/** As the gateway counts it. */
function today(staff: Staff, now: number): { day: number; onlineMs: number; taken: number } {
  const day = dayOf(now)
  const same = staff.day === day
  const since = Math.max(staff.since, startOfToday(now))
  return {
    day,
    onlineMs: (same ? staff.onlineMs : 0) + (staff.online ? Math.max(0, now - since) : 0),
    taken: same ? staff.taken : 0,
  }
}

function newStaff(account: DayAccount): Staff {
  const steps: { at: number; state: Presence }[] = []
  for (const [index, span] of account.spans.entries()) {
    steps.push({ at: span.from, state: span.state })
    const next = account.spans[index + 1]
    if (!next || next.from > span.to) steps.push({ at: span.to, state: 'offline' })
  }
  return {
    account,
    steps,
    online: false,
    suspended: false,
    loaded: false,
    since: 0,
    day: 0,
    onlineMs: 0,
    taken: 0,
    held: 0,
    got: 0,
    returning: 0,
    peak: 0,
  }
}
