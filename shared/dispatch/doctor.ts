import type { AccountId, AccountView, Role } from '../protocol/model.ts'
import type { Group, ShopSettings } from '../protocol/settings.ts'
import { isOpen, nextOpening } from './hours.ts'

/**
 * The connection doctor: «why does this account get no messages». Pure: what the gateway (and, for
 * one's own account, the workstation) knows in, findings with their mends out, the surest first.
 */
export type DoctorCause =
  | 'deleted'
  | 'disabled'
  | 'never_signed_in'
  | 'no_network'
  | 'old_client'
  | 'clock_wrong'
  | 'invisible'
  | 'not_participating'
  | 'no_weight'
  | 'suspended'
  | 'full'
  | 'outside_hours'
  | 'no_group'
  | 'routes_elsewhere'
  | 'main_is_last'
  | 'nobody_came'
  | 'fair_share'

export type DoctorMend =
  | { readonly kind: 'enable' | 'participate' | 'resume' | 'visible' | 'forward_some' }
  | { readonly kind: 'raise_limit'; readonly to: number }
  | { readonly kind: 'set_weight'; readonly to: number }
  | { readonly kind: 'join_group'; readonly group: string }
  /** The person's own to do: words only. */
  | {
      readonly kind:
        'sign_in' | 'check_network' | 'update_client' | 'set_clock' | 'edit_hours' | 'wait'
    }

export interface Finding {
  readonly cause: DoctorCause
  /** stops: no new buyer can come while it is so. hinders: fewer come. note: worth knowing. */
  readonly weight: 'stops' | 'hinders' | 'note'
  /** For the sentence (locale `doctor.<cause>`): numbers, names, times as ms. */
  readonly values: Readonly<Record<string, string | number>>
  readonly mend: DoctorMend | null
}

export interface DoctorSession {
  readonly device: string
  readonly app: string
  readonly connectedSince: number
  readonly heardAt: number
  /** The gateway's clock minus the client's at its hello, ms; null: an older client does not say. */
  readonly skew: number | null
}

export interface DoctorInput {
  readonly now: number
  readonly account: AccountView
  readonly settings: ShopSettings
  readonly held: number
  readonly sessions: readonly DoctorSession[]
  /** Unix ms of its last session; null: never signed in. */
  readonly lastSeenAt: number | null
  /** Newest version of the workstation that this gateway knows, such as 0.1.0. */
  readonly appVersion: string
  /** New buyers of the last hour: of the shop, of this account, and by the reason it was passed over. */
  readonly lastHour: {
    readonly shop: number
    readonly got: number
    readonly passed: Readonly<Record<string, number>>
  }
}

export interface DoctorReport {
  readonly at: number
  readonly account: AccountId
  readonly role: Role
  readonly sessions: readonly DoctorSession[]
  readonly findings: readonly Finding[]
}

/** A clock that is wrong by more makes waiting times look wrong; the net's delay stays far below. */
const SKEW_MS = 60_000
/** Of a session that is not heard for longer nothing is known, though its connection stands. */
const UNHEARD_MS = 60_000
const MOST_LIMIT = 1000

/**
 * Why no messages arrive, what stops before what hinders before what is worth knowing, and of one
 * weight the surest first; never empty. Values: `no_network` {lastSeenAt} or {device, heardAt};
 * `suspended` {reason, since, by}; `full` {held, limit}; `outside_hours` {opensAt} when it opens
 * within a year; `old_client` {device, app, newest}; `clock_wrong` {device, skewMs}, positive when
 * the client's is slow; `no_group`, `routes_elsewhere` {passed} and {group} where one can be joined;
 * `nobody_came` {}; `fair_share` {shop, got, passed}. Times that end in At and `since` are Unix ms.
 */
export function diagnose(input: DoctorInput): Finding[] {
  const { account } = input
  if (account.deleted) return [stops('deleted')]
  const found = [
    ...(account.disabled
      ? [stops('disabled', {}, { kind: 'enable' })]
      : [...ofConnection(input), ...ofClient(input)]),
    ...ofAccount(input),
    ...ofLoad(input),
    ...ofHours(input),
    ...ofRoutes(input),
  ]
  if (!found.some(({ weight }) => weight === 'stops')) found.push(ofLastHour(input))
  return found.toSorted((a, b) => WEIGHTS.indexOf(a.weight) - WEIGHTS.indexOf(b.weight))
}

const WEIGHTS: readonly Finding['weight'][] = ['stops', 'hinders', 'note']

function stops(
  cause: DoctorCause,
  values: Finding['values'] = {},
  mend: DoctorMend | null = null,
): Finding {
  return { cause, weight: 'stops', values, mend }
}

function hinders(cause: DoctorCause, values: Finding['values'], mend: DoctorMend | null): Finding {
  return { cause, weight: 'hinders', values, mend }
}

function ofConnection({ now, account, sessions, lastSeenAt }: DoctorInput): Finding[] {
  const mend = { kind: 'check_network' } as const
  const [heard] = sessions.toSorted((a, b) => b.heardAt - a.heardAt)
  if (heard) {
    const { device, heardAt } = heard
    return now - heardAt > UNHEARD_MS ? [stops('no_network', { device, heardAt }, mend)] : []
  }
  if (lastSeenAt === null) return [stops('never_signed_in', {}, { kind: 'sign_in' })]
  // Still online without a session: its grace time runs, and it is gone all the same.
  return [stops('no_network', { lastSeenAt: account.online ? now : lastSeenAt }, mend)]
}

function ofClient({ sessions, appVersion }: DoctorInput): Finding[] {
  const found: Finding[] = []
  const old = sessions.find(({ app }) => isOlder(app, appVersion))
  if (old)
    found.push(
      hinders(
        'old_client',
        { device: old.device, app: old.app, newest: appVersion },
        { kind: 'update_client' },
      ),
    )
  const wrong = sessions.find(({ skew }) => skew !== null && Math.abs(skew) > SKEW_MS)
  if (wrong)
    found.push(
      hinders(
        'clock_wrong',
        { device: wrong.device, skewMs: wrong.skew ?? 0 },
        { kind: 'set_clock' },
      ),
    )
  return found
}

/** By the first number with dots in each; what has none is no release and is not judged. */
function isOlder(app: string, newest: string): boolean {
  const [is, wanted] = [app, newest].map((text) => /\d+(?:\.\d+)+/.exec(text)?.[0].split('.'))
  if (!is || !wanted) return false
  const different = wanted.findIndex((part, index) => Number(part) !== Number(is[index] ?? 0))
  return different >= 0 && Number(is[different] ?? 0) < Number(wanted[different])
}

function ofAccount({ account }: DoctorInput): Finding[] {
  const found: Finding[] = []
  if (account.invisible) found.push(stops('invisible', {}, { kind: 'visible' }))
  const main = account.role === 'main'
  if (!account.participates)
    found.push(
      main
        ? // D5: what nobody else can take still comes to it.
          hinders('main_is_last', {}, { kind: 'participate' })
        : stops('not_participating', {}, { kind: 'participate' }),
    )
  if (account.weight <= 0) {
    const mend = { kind: 'set_weight', to: 1 } as const
    found.push(main ? hinders('no_weight', {}, mend) : stops('no_weight', {}, mend))
  }
  return found
}

function ofLoad({ account, held }: DoctorInput): Finding[] {
  const { suspended, limit } = account
  const found: Finding[] = []
  if (suspended) {
    const { reason, since, by } = suspended
    // Suspended by its load, it is resumed by itself once it holds fewer.
    const kind = by === 'load' ? 'forward_some' : 'resume'
    found.push(stops('suspended', { reason, since, by }, { kind }))
  }
  if (held >= limit) {
    const to = Math.min(MOST_LIMIT, Math.max(held + 1, Math.ceil(limit * 1.5)))
    found.push(
      stops(
        'full',
        { held, limit },
        to > held ? { kind: 'raise_limit', to } : { kind: 'forward_some' },
      ),
    )
  }
  return found
}

function ofHours({ now, settings }: DoctorInput): Finding[] {
  if (isOpen(settings.hours, now)) return []
  const opensAt = nextOpening(settings.hours, now)
  return [hinders('outside_hours', opensAt === null ? {} : { opensAt }, { kind: 'edit_hours' })]
}

function ofRoutes({ account, settings, lastHour }: DoctorInput): Finding[] {
  const routed = settings.groups.filter(({ id }) => settings.routes.some((one) => one.group === id))
  if (routed.length === 0) return []
  const passed = lastHour.passed['group'] ?? 0
  const elsewhere = routed.filter(({ id }) => !account.groups.includes(id))
  if (elsewhere.length === routed.length) {
    const inSome = settings.groups.some(({ id }) => account.groups.includes(id))
    return [joins(inSome ? 'routes_elsewhere' : 'no_group', elsewhere[0], passed)]
  }
  // In a group with routes, and yet whoever came lately went by another group's.
  const allPassed = lastHour.got === 0 && passed > 0 && passed === lastHour.shop
  return allPassed ? [joins('routes_elsewhere', elsewhere[0], passed)] : []
}

function joins(cause: DoctorCause, group: Group | undefined, passed: number): Finding {
  return group
    ? hinders(cause, { passed, group: group.name }, { kind: 'join_group', group: group.id })
    : hinders(cause, { passed }, { kind: 'wait' })
}

function ofLastHour({ lastHour }: DoctorInput): Finding {
  const { shop, got, passed } = lastHour
  return shop === 0
    ? { cause: 'nobody_came', weight: 'note', values: {}, mend: { kind: 'wait' } }
    : {
        cause: 'fair_share',
        weight: 'note',
        values: { shop, got, passed: passed['share'] ?? 0 },
        mend: { kind: 'wait' },
      }
}
