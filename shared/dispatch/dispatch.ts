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
  readonly online: boolean
  readonly participates: boolean
  readonly suspended: boolean
  readonly disabled: boolean
  readonly held: number
  readonly limit: number
  /** Set by the main account; 1 is the usual share. */
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
  /** D10: the group a routing rule chose. */
  readonly group: string | null
  /** D13: holders that vanished or stayed silent are not chosen again for this buyer. */
  readonly not: readonly AccountId[]
  readonly settings: DispatchSettings
}

export type Dispatched =
  | {
      readonly kind: 'assign'
      readonly account: AccountId
      /** The account is away and finds the buyer later (D5, D6). */
      readonly waits: boolean
      readonly decision: Decision
    }
  | { readonly kind: 'queue'; readonly decision: Decision }

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

function excluded(
  account: DispatchAccount,
  group: string | null,
  not: readonly AccountId[],
): DecisionCandidate['excluded'] {
  if (account.disabled) return 'disabled'
  if (!account.online || not.includes(account.id)) return 'offline'
  if (!account.participates || account.weight <= 0) return 'not_participating'
  if (account.suspended) return 'suspended'
  if (group !== null && !account.groups.includes(group)) return 'group'
  if (account.held >= account.limit) return 'full'
  return null
}

/** Stable: least share, then sub-accounts before main, then the older account. */
function before(a: DispatchAccount, b: DispatchAccount): boolean {
  const x = shareOf(a)
  const y = shareOf(b)
  if (x !== y) return x < y
  if (a.main !== b.main) return b.main
  return a.id.length !== b.id.length ? a.id.length < b.id.length : a.id < b.id
}

function candidatesOf(input: DispatchInput, group: string | null): DecisionCandidate[] {
  return input.accounts.map((account) => ({
    account: account.id,
    excluded: excluded(account, group, input.not),
    held: account.held,
    limit: account.limit,
    share: Math.round(shareOf(account) * 1000) / 1000,
    taken: account.taken,
    onlineMin: Math.round(account.onlineMs / 60_000),
    weight: account.weight,
  }))
}

/** D2 and D3 for a buyer who comes to this very account; its limit does not turn them away. */
function reachable(
  input: DispatchInput,
  id: AccountId,
  why: 'served' | 'addressed',
): DispatchAccount | null {
  const account = input.accounts.find((one) => one.id === id)
  if (!account || account.disabled || !account.online || !account.participates) return null
  if (input.not.includes(id)) return null
  if (!account.suspended) return account
  const { suspendedGets } = input.settings
  const allowed =
    suspendedGets === 'served_and_addressed' ||
    (suspendedGets === 'addressed' && why === 'addressed')
  return allowed ? account : null
}

export function dispatch(input: DispatchInput): Dispatched {
  const { accounts, buyer, now, settings } = input
  const main = accounts.find((account) => account.main)
  if (!main) throw new Error('a shop has a main account')

  // A group nobody of which can be chosen falls back to the shop (D10); a full one waits.
  let group = input.group
  let candidates = candidatesOf(input, group)
  const chosenOrFull = (one: DecisionCandidate) => one.excluded === null || one.excluded === 'full'
  if (group !== null && !candidates.some(chosenOrFull)) {
    group = null
    candidates = candidatesOf(input, null)
  }

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
    waits: !account.online,
    decision: decide(rule, sentence, { nick: account.nick, ...values }),
  })

  if (buyer.private) return assign(main, 'D6', main.online ? 'private' : 'private_away')

  if (input.addressed !== null) {
    const account = reachable(input, input.addressed, 'addressed')
    if (account) return assign(account, 'D3', 'addressed')
  }

  if (buyer.last && now - buyer.last.at <= settings.recentMs) {
    const account = reachable(input, buyer.last.account, 'served')
    if (account) return assign(account, 'D4', account.suspended ? 'recent_suspended' : 'recent')
  }

  let best: DispatchAccount | null = null
  let free = 0
  // Asked of the whole shop, whatever the group: D5 speaks only when no sub-account is there at all.
  const subCanBeChosen = accounts.some((account) => {
    const why = excluded(account, null, input.not)
    return !account.main && (why === null || why === 'full')
  })
  for (const [index, account] of accounts.entries()) {
    const candidate = candidates[index]
    if (!candidate || candidate.excluded !== null) continue
    free++
    if (best === null || before(account, best)) best = account
  }
  if (best && (subCanBeChosen || !best.main))
    return assign(best, group === null ? 'D8' : 'D10', group === null ? 'share' : 'share_group', {
      free,
      taken: best.taken,
      ...(group === null ? {} : { group }),
    })

  // Sub-accounts are there but full: the queue. None can be chosen at all: main, whatever its state.
  if (subCanBeChosen) return { kind: 'queue', decision: decide('D9', 'queue', {}) }
  return assign(main, 'D5', main.online ? 'last_resort' : 'last_resort_away')
}
