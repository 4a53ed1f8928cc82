import type { AccountId, BuyerId } from '../protocol/model.ts'
import type { ShopSettings } from '../protocol/settings.ts'
import type { Day, DayAccount, DayBuyer, SimulatedBuyer, Simulation } from './day.ts'
import { dispatch, type Dispatched } from './dispatch.ts'
import { Heap } from './heap.ts'
import { isOpen } from './hours.ts'
import { routeOf } from './routes.ts'
import { SimulatedStaff, type Staff } from './simulated-staff.ts'

/** What would be different for an account; what is not named stays as the day had it. */
export type AccountChange = Partial<
  Pick<DayAccount, 'weight' | 'limit' | 'participates' | 'groups'>
>

/**
 * A day again under other settings, by the very function that decides in the shop: who would have
 * got whom, and who would have waited. The same day and settings give the same result. Not replayed:
 * what people did by hand (forwards, taking over), and silent holders, of whom the day says nothing.
 */
export function simulate(
  day: Day,
  settings: ShopSettings,
  changes: Readonly<Record<AccountId, AccountChange>> = {},
): Simulation {
  return new Replay(day, settings, changes).run()
}

/** One arrival on its way through the day. */
interface Visit {
  readonly buyer: DayBuyer
  readonly group: ShopSettings['groups'][number] | null
  state: 'queued' | 'held' | 'waiting_main' | 'closed'
  holder: Staff | null
  heldSince: number
  /** Raised with each holder, so that what was planned for the one before is not done. */
  epoch: number
  first: { readonly account: AccountId; readonly rule: SimulatedBuyer['rule'] } | null
  firstAt: number
  offline: boolean
  /** The holder was away when it would have been closed. */
  due: boolean
}

type Happening =
  | { readonly kind: 'staff'; readonly staff: Staff; readonly step: number }
  | { readonly kind: 'close'; readonly visit: Visit; readonly epoch: number }
  | { readonly kind: 'grace'; readonly visit: Visit; readonly epoch: number }
  | { readonly kind: 'tick' }
  | { readonly kind: 'arrival'; readonly index: number }

interface Planned {
  readonly at: number
  /** At one moment: grace times end, people come and go, chats end, the clock ticks, buyers come. */
  readonly rank: number
  readonly n: number
  readonly what: Happening
}
const RANK = { grace: 0, staff: 1, close: 2, tick: 3, arrival: 4 } as const

class Replay {
  readonly #day: Day
  readonly #settings: ShopSettings
  readonly #staff: SimulatedStaff
  readonly #plan = new Heap<Planned>((a, b) =>
    a.at !== b.at ? a.at < b.at : a.rank !== b.rank ? a.rank < b.rank : a.n < b.n,
  )
  #planned = 0
  /** By arrival; two arrivals of a buyer whose chat is still open share one. */
  readonly #visits = new Map<number, Visit>()
  readonly #open = new Map<BuyerId, Visit>()
  readonly #last = new Map<BuyerId, { account: AccountId; at: number }>()
  #queue: Visit[] = []
  #waited = new Set<Visit>()
  #queuePeak = 0
  /** D13: the holder is gone for too long, but nobody was there to take it. */
  readonly #overdue = new Set<Visit>()
  #now = 0

  constructor(day: Day, settings: ShopSettings, changes: Readonly<Record<string, AccountChange>>) {
    this.#day = day
    this.#settings = settings
    this.#staff = new SimulatedStaff(day, changes, settings.dispatch.autoSuspend)
    for (const staff of this.#staff.all)
      for (const [step, { at }] of staff.steps.entries())
        this.#expect(at, { kind: 'staff', staff, step })
    for (const [index, { at }] of day.buyers.entries()) this.#expect(at, { kind: 'arrival', index })
  }

  #expect(at: number, what: Happening): void {
    this.#plan.push({ at, rank: RANK[what.kind], n: this.#planned++, what })
  }

  run(): Simulation {
    for (let next = this.#plan.pop(); next && next.at <= this.#day.to; next = this.#plan.pop()) {
      this.#now = next.at
      this.#happen(next.what)
    }
    const buyers = this.#day.buyers.map((buyer, index) => this.#told(buyer, index))
    return {
      buyers,
      accounts: this.#staff.all.map((staff) => ({
        id: staff.account.id,
        nick: staff.account.nick,
        got: staff.got,
        returning: staff.returning,
        peak: staff.peak,
        onlineMs: this.#staff.onlineWithin(staff, this.#day.from, this.#day.to),
      })),
      waited: this.#waited.size,
      longestWaitMs: buyers.reduce((most, { waitedMs }) => Math.max(most, waitedMs), 0),
      queuePeak: this.#queuePeak,
    }
  }

  #told(buyer: DayBuyer, index: number): SimulatedBuyer {
    const visit = this.#visits.get(index)
    const until = visit?.first ? visit.firstAt : this.#day.to
    return {
      buyer: buyer.buyer,
      at: buyer.at,
      account: visit?.first?.account ?? null,
      rule: visit?.first?.rule ?? 'D9',
      waitedMs: Math.max(0, until - buyer.at),
      offline: visit?.offline ?? false,
      outsideHours: !isOpen(this.#settings.hours, buyer.at),
    }
  }

  #happen(what: Happening): void {
    switch (what.kind) {
      case 'staff':
        this.#staffMoves(what.staff, what.step)
        break
      case 'close':
        if (what.visit.epoch !== what.epoch) return
        if (!what.visit.holder?.online) {
          what.visit.due = true
          return
        }
        this.#close(what.visit)
        break
      case 'grace':
        if (what.visit.epoch !== what.epoch || !this.#isGone(what.visit)) return
        this.#overdue.add(what.visit)
        this.#expect(this.#now, { kind: 'tick' })
        return
      case 'tick':
        break
      case 'arrival':
        this.#arrive(what.index)
        return
    }
    this.#settle()
  }

  /** What a second of the shop's clock would do: D13, then the queue. */
  #settle(): void {
    // In the order in which they were opened, as the shop goes through them.
    if (this.#overdue.size > 0)
      for (const visit of this.#open.values()) {
        if (!this.#overdue.has(visit)) continue
        if (visit.holder?.online !== false || this.#dispatchAgain(visit, visit.holder))
          this.#overdue.delete(visit)
      }
    this.#serveQueue()
  }

  #staffMoves(staff: Staff, step: number): void {
    const wasOnline = staff.online
    this.#staff.move(staff, step, this.#now)
    if (staff.online === wasOnline) return
    for (const visit of this.#open.values()) {
      if (visit.holder !== staff) continue
      if (!staff.online) {
        // D6: a private contact waits for main however long it takes.
        if (!visit.buyer.private) this.#expectGrace(visit)
      } else if (visit.state === 'waiting_main') {
        visit.state = 'held'
        this.#expectClose(visit)
      } else if (visit.due) this.#close(visit)
    }
  }

  #arrive(index: number): void {
    const buyer = this.#day.buyers[index]
    if (!buyer) return
    const open = this.#open.get(buyer.buyer)
    if (open) {
      this.#visits.set(index, open)
      return
    }
    const visit: Visit = {
      buyer,
      group: routeOf(buyer.source, this.#settings),
      state: 'queued',
      holder: null,
      heldSince: 0,
      epoch: 0,
      first: null,
      firstAt: 0,
      offline: false,
      due: false,
    }
    this.#visits.set(index, visit)
    this.#open.set(buyer.buyer, visit)
    const result = this.#decide(visit, { addressed: buyer.addressed })
    if (result.kind === 'queue') this.#enqueue(visit)
    else this.#assign(visit, result)
  }

  #decide(
    visit: Visit,
    options: { readonly addressed?: AccountId | null; readonly not?: readonly AccountId[] } = {},
  ): Dispatched {
    const { private: isPrivate, vip } = visit.buyer
    return dispatch({
      now: this.#now,
      accounts: this.#staff.asAccounts(this.#now),
      buyer: { private: isPrivate, vip, last: this.#lastOf(visit), servedBy: [] },
      addressed: options.addressed ?? null,
      group: visit.group,
      not: options.not ?? [],
      outsideHours: !isOpen(this.#settings.hours, this.#now),
      settings: this.#settings.dispatch,
    })
  }

  #lastOf({ buyer }: Visit): DayBuyer['last'] {
    return this.#last.get(buyer.buyer) ?? buyer.last
  }

  #enqueue(visit: Visit): void {
    this.#release(visit)
    visit.state = 'queued'
    const index = visit.buyer.vip ? this.#queue.findIndex((one) => !one.buyer.vip) : -1
    if (index < 0) this.#queue.push(visit)
    else this.#queue.splice(index, 0, visit)
    this.#waited.add(visit)
    this.#queuePeak = Math.max(this.#queuePeak, this.#queue.length)
  }

  #assign(
    visit: Visit,
    { account, waits, decision }: Extract<Dispatched, { kind: 'assign' }>,
  ): void {
    this.#release(visit)
    const staff = this.#staff.get(account)
    visit.holder = staff
    visit.heldSince = this.#now
    visit.state = waits ? 'waiting_main' : 'held'
    visit.due = false
    if (!visit.first) {
      visit.first = { account, rule: decision.rule }
      visit.firstAt = this.#now
      visit.offline = waits
    }
    this.#last.set(visit.buyer.buyer, { account, at: this.#now })
    this.#staff.take(staff, this.#now, decision.rule === 'D4')
    if (!waits) this.#expectClose(visit)
    // D15: what waits for main goes to whoever comes first, once main has been away long enough.
    else if (!visit.buyer.private) this.#expectGrace(visit)
  }

  #expectClose(visit: Visit): void {
    const { epoch } = visit
    this.#expect(this.#now + visit.buyer.staysMs, { kind: 'close', visit, epoch })
  }

  #expectGrace(visit: Visit): void {
    const { epoch } = visit
    const at = this.#now + this.#settings.dispatch.holderGraceMs
    this.#expect(at, { kind: 'grace', visit, epoch })
  }

  /** Not one who was back in between: its time runs anew. */
  #isGone({ holder, heldSince }: Visit): boolean {
    const grace = this.#settings.dispatch.holderGraceMs
    return (
      holder !== null && !holder.online && this.#now - Math.max(holder.since, heldSince) >= grace
    )
  }

  #close(visit: Visit): void {
    const { holder } = visit
    if (holder) this.#last.set(visit.buyer.buyer, { account: holder.account.id, at: this.#now })
    this.#release(visit)
    visit.state = 'closed'
    this.#open.delete(visit.buyer.buyer)
    this.#overdue.delete(visit)
  }

  #release(visit: Visit): void {
    if (visit.holder) this.#staff.give(visit.holder)
    visit.holder = null
    visit.epoch++
  }

  /** D13: it stays where it is while nobody is there to take it. */
  #dispatchAgain(visit: Visit, holder: Staff): boolean {
    const result = this.#decide(visit, { not: [holder.account.id] })
    if (result.kind === 'queue') {
      this.#enqueue(visit)
      return true
    }
    if (result.account === holder.account.id || result.waits) return false
    this.#assign(visit, result)
    return true
  }

  /** D9: as the shop does it, and no buyer is asked about of whom the answer is known. */
  #serveQueue(): void {
    if (this.#queue.length === 0) return
    let everyoneFull = false
    const fullGroups = new Set<string>()
    const left: Visit[] = []
    for (const visit of this.#queue) {
      const full = everyoneFull || (visit.group !== null && fullGroups.has(visit.group.id))
      if (full && !this.#mayReturn(visit)) {
        left.push(visit)
        continue
      }
      const result = this.#decide(visit)
      if (result.kind === 'assign') {
        this.#assign(visit, result)
        continue
      }
      left.push(visit)
      if (result.group === null) everyoneFull = true
      else fullGroups.add(result.group)
    }
    this.#queue = left
  }

  /** Only D4 takes a buyer past the limit. */
  #mayReturn(visit: Visit): boolean {
    const last = this.#lastOf(visit)
    return last !== null && this.#staff.find(last.account)?.online === true
  }
}
