import type { Decision, DecisionCandidate } from '../protocol/events.ts'
import type { AccountId, DispatchRule } from '../protocol/model.ts'

/**
 * Deciding which account gets a buyer (rules D1 to D15 of the product), pure: state in, decision
 * with its reason out. Clocks come in as `now`; ties break the same way every time.
 */
export interface DispatchAccount {
  readonly id: AccountId
  readonly nick: string
  readonly main: boolean
  /** An invisible one is online, too: whether it may get buyers is told by `invisible`. */
  readonly online: boolean
  readonly invisible: boolean
  readonly participates: boolean
  readonly suspended: boolean
  readonly disabled: boolean
  readonly held: number
  readonly limit: number
  /** Set by the main account; 1 is the usual share, 0 none. */
  readonly weight: number
  /** Time online today, ms. */
  readonly onlineMs: number
  /** Buyers got today by dispatch, returning ones (D4) included. */
  readonly taken: number
  readonly groups: readonly string[]
}

export interface DispatchBuyer {
  readonly private: boolean
  readonly vip: boolean
  /** Who served them last, and when that ended (or now, if still open). */
  readonly last: { readonly account: AccountId; readonly at: number } | null
  /** Everyone who ever served them. */
  readonly servedBy: readonly AccountId[]
}

export interface DispatchSettings {
  /** D4: for how long a returning buyer goes to the account that served them last, ms. */
  readonly recentMs: number
  /** D3a: what a suspended account still gets. */
  readonly suspendedGets: 'served_and_addressed' | 'addressed' | 'nothing'
}

export const DEFAULT_DISPATCH: DispatchSettings = {
  recentMs: 7 * 24 * 3600_000,
  suspendedGets: 'served_and_addressed',
}

export interface DispatchInput {
  readonly now: number
  readonly accounts: readonly DispatchAccount[]
  readonly buyer: DispatchBuyer
  /** The account the buyer addressed by name (D3), if it is one of the shop's. */
  readonly addressed: AccountId | null
  /** D10: the group a route named. */
  readonly group: { readonly id: string; readonly name: string } | null
  /** D13: holders that vanished or stayed silent are not chosen again for this buyer. */
  readonly not: readonly AccountId[]
  /** D11. */
  readonly outsideHours: boolean
  readonly settings: DispatchSettings
}

/** `group`: the one that narrowed the choice (D10); null where none did, or another rule spoke first. */
export type Dispatched =
  | {
      readonly kind: 'assign'
      readonly account: AccountId
      /** The account is away and finds the buyer later (D5, D6). */
      readonly waits: boolean
      readonly group: string | null
      readonly decision: Decision
    }
  | { readonly kind: 'queue'; readonly group: string | null; readonly decision: Decision }

/** Under a minute online counts as a minute, so that a newcomer's share is finite. */
const MIN_ONLINE_MS = 60_000

/**
 * D8: the least share is next. Half a buyer is added (the rounding of Sainte-Laguë), so that over a
 * day counts stay within one of each account's exact proportion and a newcomer gets no burst.
 * Unit: buyers per hour online at weight 1.
 */
export function shareOf(account: Pick<DispatchAccount, 'taken' | 'onlineMs' | 'weight'>): number {
  const hours = Math.max(account.onlineMs, MIN_ONLINE_MS) / 3600_000
  return (account.taken + 0.5) / (hours * account.weight)
}

type Exclusion = DecisionCandidate['excluded']

/** Why this account gets no new buyer, whatever the group. */
function excluded(account: DispatchAccount, not: readonly AccountId[]): Exclusion {
  if (account.disabled) return 'disabled'
  if (not.includes(account.id)) return 'had_it'
  if (!account.online) return 'offline'
  if (account.invisible) return 'invisible'
  if (!account.participates || account.weight <= 0) return 'not_participating'
  if (account.suspended) return 'suspended'
  if (account.held >= account.limit) return 'full'
  return null
}

/** Stable: least share, then sub-accounts before main, then the older account. */
function before(a: DispatchAccount, x: number, b: DispatchAccount, y: number): boolean {
  if (x !== y) return x < y
  if (a.main !== b.main) return b.main
  return a.id.length !== b.id.length ? a.id.length < b.id.length : a.id < b.id
}

interface Seen {
  readonly main: DispatchAccount
  /** In the order of the accounts. */
  readonly candidates: readonly DecisionCandidate[]
  /** The group, if anybody of it can be chosen or is just full; null: the whole shop counts. */
  readonly group: DispatchInput['group']
  readonly best: DispatchAccount | null
  /** How many could be chosen. */
  readonly free: number
  /** Of the whole shop, whatever the group: D5 speaks only when no sub-account is there at all. */
  readonly subCanBeChosen: boolean
}

/** Twice over the accounts: whether the group counts must be known before anyone is judged by it. */
function look({ accounts, not, ...input }: DispatchInput): Seen {
  let main: DispatchAccount | null = null
  let subCanBeChosen = false
  let group: DispatchInput['group'] = null
  const whys: Exclusion[] = []
  for (const account of accounts) {
    const why = excluded(account, not)
    whys.push(why)
    if (account.main) main = account
    if (why !== null && why !== 'full') continue
    if (!account.main) subCanBeChosen = true
    if (input.group !== null && account.groups.includes(input.group.id)) group = input.group
  }
  if (!main) throw new Error('a shop has a main account')

  const candidates: DecisionCandidate[] = []
  let best: DispatchAccount | null = null
  let least = Infinity
  let free = 0
  for (const [index, account] of accounts.entries()) {
    let why = whys[index] ?? null
    if ((why === null || why === 'full') && group !== null && !account.groups.includes(group.id))
      why = 'group'
    const share = shareOf(account)
    candidates.push({
      account: account.id,
      excluded: why,
      held: account.held,
      limit: account.limit,
      share: account.weight > 0 ? Math.round(share * 1000) / 1000 : 0,
      taken: account.taken,
      onlineMin: Math.round(account.onlineMs / 60_000),
      weight: account.weight,
    })
    if (why !== null) continue
    free++
    if (best === null || before(account, share, best, least)) {
      best = account
      least = share
    }
  }
  return { main, candidates, group, best, free, subCanBeChosen }
}

/** An invisible main account is found by nobody, so what comes to it waits as if it were offline. */
function isAway(account: DispatchAccount): boolean {
  return !account.online || account.invisible
}

/** D2 and D3 for a buyer who comes to this very account; its limit does not turn them away. */
function reachable(
  input: DispatchInput,
  id: AccountId,
  why: 'served' | 'addressed',
): DispatchAccount | null {
  const account = input.accounts.find((one) => one.id === id)
  if (!account || account.disabled || isAway(account)) return null
  if (!account.participates || input.not.includes(id)) return null
  if (!account.suspended) return account
  const { suspendedGets } = input.settings
  const allowed =
    suspendedGets === 'served_and_addressed' ||
    (suspendedGets === 'addressed' && why === 'addressed')
  return allowed ? account : null
}

export function dispatch(input: DispatchInput): Dispatched {
  const { buyer, now, settings } = input
  const { main, candidates, group, best, free, subCanBeChosen } = look(input)

  const decide = (
    rule: DispatchRule,
    sentence: string,
    values: Readonly<Record<string, string | number>>,
  ): Decision => ({ rule, sentence, values, candidates })
  const assign = (
    account: DispatchAccount,
    rule: DispatchRule,
    sentence: string,
    values: Readonly<Record<string, string | number>> = {},
  ): Dispatched => ({
    kind: 'assign',
    account: account.id,
    waits: isAway(account),
    group: rule === 'D10' ? (group?.id ?? null) : null,
    decision: decide(rule, sentence, { nick: account.nick, ...values }),
  })

  if (buyer.private) return assign(main, 'D6', isAway(main) ? 'private_away' : 'private')

  if (input.addressed !== null) {
    const account = reachable(input, input.addressed, 'addressed')
    if (account) return assign(account, 'D3', 'addressed')
  }

  if (buyer.last && now - buyer.last.at <= settings.recentMs) {
    const account = reachable(input, buyer.last.account, 'served')
    if (account) return assign(account, 'D4', account.suspended ? 'recent_suspended' : 'recent')
  }

  if (best && (subCanBeChosen || !best.main)) {
    const figures = { free, taken: best.taken }
    if (group) return assign(best, 'D10', 'share_group', { ...figures, group: group.name })
    // D10: nobody of the group is there, so the shop serves; who asks why is told of the group.
    if (input.group)
      return assign(best, 'D8', 'share_no_group', { ...figures, group: input.group.name })
    return assign(best, 'D8', 'share', figures)
  }

  // Sub-accounts are there but full: the queue. None can be chosen at all: main, whatever its state.
  if (subCanBeChosen)
    return {
      kind: 'queue',
      group: group?.id ?? null,
      decision: group
        ? decide('D9', 'queue_group', { group: group.name })
        : decide('D9', 'queue', {}),
    }
  return input.outsideHours
    ? assign(main, 'D11', isAway(main) ? 'off_hours_away' : 'off_hours')
    : assign(main, 'D5', isAway(main) ? 'last_resort_away' : 'last_resort')
}

/**
 * D12: who of a group gets what is forwarded to it, or of the whole shop where `group` is null (D13a
 * spreads so). Whoever is there and not suspended, participating or not, with room first and by least
 * share; when all are full, the one that is so by the least part of its limit. Null: nobody is there.
 */
export function fairestOf(
  accounts: readonly DispatchAccount[],
  group: string | null,
  not: readonly AccountId[] = [],
): AccountId | null {
  let best: DispatchAccount | null = null
  let least = Infinity
  let bestHasRoom = false
  for (const account of accounts) {
    if (isAway(account) || account.suspended || account.disabled) continue
    if (not.includes(account.id)) continue
    if (group !== null && !account.groups.includes(group)) continue
    const hasRoom = account.held < account.limit
    if (bestHasRoom && !hasRoom) continue
    const rank = hasRoom ? shareOf(account) : account.held / account.limit
    if (best && hasRoom === bestHasRoom && !before(account, rank, best, least)) continue
    best = account
    least = rank
    bestHasRoom = hasRoom
  }
  return best?.id ?? null
}
