import type { Day, SimulatedAccount, Simulation } from '#shared/dispatch/day.ts'
import type { AccountId, DispatchRule } from '#shared/protocol/model.ts'

export interface Totals {
  readonly waited: number
  readonly longestWaitMs: number
  readonly queuePeak: number
  /** Left as messages for the absent main account (D5, D6). */
  readonly offline: number
  /** Still waiting at the end of the day. */
  readonly unserved: number
}

export interface AccountRow {
  readonly id: AccountId
  readonly nick: string
  /** What it really got that day; null: a made-up day. */
  readonly real: number | null
  readonly now: SimulatedAccount
  readonly tried: SimulatedAccount
}

/** A buyer who would have come to another account. */
export interface Elsewhere {
  readonly index: number
  readonly buyer: string
  readonly at: number
  readonly from: AccountId | null
  readonly fromRule: DispatchRule
  readonly to: AccountId | null
  readonly toRule: DispatchRule
  readonly waitedBefore: number
  readonly waitedAfter: number
}

export interface Comparison {
  readonly buyers: number
  readonly now: Totals
  readonly tried: Totals
  readonly rows: readonly AccountRow[]
  readonly elsewhere: readonly Elsewhere[]
  /** The greatest `got`, for bars of one scale; at least 1. */
  readonly most: number
}

export function totalsOf(simulation: Simulation): Totals {
  let offline = 0
  let unserved = 0
  for (const buyer of simulation.buyers) {
    if (buyer.offline) offline++
    else if (buyer.account === null) unserved++
  }
  const { waited, longestWaitMs, queuePeak } = simulation
  return { waited, longestWaitMs, queuePeak, offline, unserved }
}

/** Both simulations are of this day, so that their buyers stand in its order. */
export function compare(day: Day, now: Simulation, tried: Simulation): Comparison {
  const real = new Map<AccountId, number>()
  let known = false
  for (const { real: truth } of day.buyers) {
    if (truth === null) continue
    known = true
    if (truth.account !== null) real.set(truth.account, (real.get(truth.account) ?? 0) + 1)
  }
  const after = new Map(tried.accounts.map((account) => [account.id, account]))
  const rows: AccountRow[] = []
  let most = 1
  for (const account of now.accounts) {
    const other = after.get(account.id) ?? { ...account, got: 0, returning: 0, peak: 0 }
    most = Math.max(most, account.got, other.got)
    rows.push({
      id: account.id,
      nick: account.nick,
      real: known ? (real.get(account.id) ?? 0) : null,
      now: account,
      tried: other,
    })
  }
  const elsewhere: Elsewhere[] = []
  for (const [index, before] of now.buyers.entries()) {
    const then = tried.buyers[index]
    if (!then || then.account === before.account) continue
    elsewhere.push({
      index,
      buyer: before.buyer,
      at: before.at,
      from: before.account,
      fromRule: before.rule,
      to: then.account,
      toRule: then.rule,
      waitedBefore: before.waitedMs,
      waitedAfter: then.waitedMs,
    })
  }
  return {
    buyers: day.buyers.length,
    now: totalsOf(now),
    tried: totalsOf(tried),
    rows,
    elsewhere,
    most,
  }
}
