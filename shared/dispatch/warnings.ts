import type { AccountView } from '../protocol/model.ts'
import type { Route, ShopSettings } from '../protocol/settings.ts'
import { isTimeZone } from './hours.ts'

/** In the order in which they are told, the worst first; locale `reason:warning.<code>`. */
export const WARNING_CODES = [
  'no_participant',
  'no_weight',
  'only_main',
  'never_open',
  'unknown_time_zone',
  'auto_suspend_before_limit',
  'auto_suspend_never',
  'silent_short',
  'route_unknown_group',
  'route_unknown_choice',
  'route_hidden',
  'group_empty',
  'group_disabled',
  'group_not_participating',
  'group_same_name',
  'choice_unused',
] as const
export type WarningCode = (typeof WARNING_CODES)[number]

export interface Warning {
  readonly code: WarningCode
  readonly values: Readonly<Record<string, string | number>>
}

type Account = Pick<
  AccountView,
  'role' | 'participates' | 'disabled' | 'deleted' | 'weight' | 'limit' | 'groups'
>

const SILENT_SHORT_MS = 60_000

/**
 * What is allowed and yet shuts people out or cannot work, told before it is saved. Nothing here is
 * an error: each may be meant so for an hour.
 */
export function warningsOf(settings: ShopSettings, accounts: readonly Account[]): Warning[] {
  const present = accounts.filter(({ disabled, deleted }) => !disabled && !deleted)
  const found = [
    ...ofAccounts(present),
    ...ofHours(settings),
    ...ofDispatch(settings, present.filter(serves)),
    ...ofRoutes(settings),
    ...ofGroups(settings, accounts),
    ...ofChoices(settings),
  ]
  // Stable: those of one code stay in the order of the settings.
  return found.toSorted((a, b) => WARNING_CODES.indexOf(a.code) - WARNING_CODES.indexOf(b.code))
}

function warning(code: WarningCode, values: Warning['values'] = {}): Warning {
  return { code, values }
}

function serves({ participates, weight }: Account): boolean {
  return participates && weight > 0
}

function ofAccounts(present: readonly Account[]): Warning[] {
  const participating = present.filter(({ participates }) => participates)
  if (participating.length === 0) return [warning('no_participant')]
  if (participating.every(({ weight }) => weight <= 0)) return [warning('no_weight')]
  const subs = present.filter(({ role }) => role !== 'main')
  return subs.length > 0 && !subs.some(serves) ? [warning('only_main')] : []
}

function ofHours({ hours }: ShopSettings): Warning[] {
  if (!hours.on) return []
  const found: Warning[] = []
  if (hours.week.every((day) => day.length === 0)) found.push(warning('never_open'))
  if (!isTimeZone(hours.timeZone))
    found.push(warning('unknown_time_zone', { zone: hours.timeZone }))
  return found
}

function ofDispatch({ dispatch }: ShopSettings, serving: readonly Account[]): Warning[] {
  const found: Warning[] = []
  const { autoSuspend, silentMs } = dispatch
  const limits = serving.filter(({ role }) => role !== 'main').map(({ limit }) => limit)
  if (autoSuspend && limits.length > 0) {
    const { above } = autoSuspend
    const least = Math.min(...limits)
    const most = Math.max(...limits)
    // When all are suspended D5 speaks and main gets everyone: nobody waits in the queue any more.
    if (above <= least) found.push(warning('auto_suspend_before_limit', { above, limit: least }))
    else if (above > most) found.push(warning('auto_suspend_never', { above, limit: most }))
  }
  if (silentMs !== null && silentMs < SILENT_SHORT_MS)
    found.push(warning('silent_short', { seconds: Math.round(silentMs / 1000) }))
  return found
}

function ofRoutes({ routes, groups, choices }: ShopSettings): Warning[] {
  const found: Warning[] = []
  const working: Route[] = []
  for (const route of routes) {
    const { match } = route
    if (!groups.some(({ id }) => id === route.group))
      found.push(warning('route_unknown_group', { match }))
    else {
      const earlier = working.find((one) => hides(one, route))
      if (earlier) found.push(warning('route_hidden', { match, earlier: earlier.match }))
      working.push(route)
    }
    if (route.by === 'choice' && !choices.some(({ id }) => same(id, match)))
      found.push(warning('route_unknown_choice', { match }))
  }
  return found
}

/** Whether whatever fits `later` fits `earlier` as well. */
function hides(earlier: Route, later: Route): boolean {
  if (earlier.by !== later.by) return false
  if (earlier.by === 'category' || earlier.by === 'choice') return same(earlier.match, later.match)
  let at = 0
  const pattern = later.match.toLowerCase()
  for (const piece of earlier.match.toLowerCase().split('*')) {
    // No piece holds a `*`, so none is found across one of the later pattern.
    const index = pattern.indexOf(piece, at)
    if (index < 0) return false
    at = index + piece.length
  }
  return true
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}

function ofGroups({ groups }: ShopSettings, accounts: readonly Account[]): Warning[] {
  const found: Warning[] = []
  for (const [index, { id, name }] of groups.entries()) {
    const members = accounts.filter((one) => !one.deleted && one.groups.includes(id))
    const present = members.filter(({ disabled }) => !disabled)
    if (members.length === 0) found.push(warning('group_empty', { group: name }))
    else if (present.length === 0) found.push(warning('group_disabled', { group: name }))
    else if (!present.some(serves)) found.push(warning('group_not_participating', { group: name }))
    if (groups.slice(0, index).some((earlier) => same(earlier.name, name)))
      found.push(warning('group_same_name', { group: name }))
  }
  return found
}

function ofChoices({ choices, routes, groups }: ShopSettings): Warning[] {
  const routed = routes.filter(
    ({ by, group }) => by === 'choice' && groups.some(({ id }) => id === group),
  )
  return choices
    .filter(({ id }) => !routed.some(({ match }) => same(match, id)))
    .map(({ label }) => warning('choice_unused', { choice: label }))
}
