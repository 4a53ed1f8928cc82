import type { AccountChange } from '#shared/dispatch/simulate.ts'
import type { Day } from '#shared/dispatch/day.ts'
import type { AccountId, AccountView, Source } from '#shared/protocol/model.ts'
import type { ShopDispatchSettings, ShopSettings } from '#shared/protocol/settings.ts'

export type TrialAccount = Required<Pick<AccountChange, 'weight' | 'limit' | 'participates'>>

/** The settings that can be tried out; what is not here stays as the shop has it. */
export interface Trial {
  readonly recentMs: number
  readonly suspendedGets: ShopDispatchSettings['suspendedGets']
  /** D10: whether routes name groups. */
  readonly routes: boolean
  /** D11: whether there are working hours. */
  readonly hours: boolean
  readonly accounts: Readonly<Record<AccountId, TrialAccount>>
}

/** As the shop is set now; accounts of the day that are gone since stay as they were that day. */
export function presentOf(
  settings: ShopSettings,
  accounts: Readonly<Record<AccountId, AccountView>>,
  day: Pick<Day, 'accounts'> | null,
): Trial {
  const all: Record<AccountId, TrialAccount> = {}
  for (const then of day?.accounts ?? []) {
    const now = accounts[then.id]
    const { weight, limit, participates } = now && !now.deleted ? now : then
    all[then.id] = { weight, limit, participates }
  }
  return {
    recentMs: settings.dispatch.recentMs,
    suspendedGets: settings.dispatch.suspendedGets,
    routes: settings.routes.length > 0,
    hours: settings.hours.on,
    accounts: all,
  }
}

/** Only what differs; so what the shop changes meanwhile is not tried against an old copy of it. */
export type Changes = Partial<Omit<Trial, 'accounts'>> & {
  readonly accounts: Readonly<Record<AccountId, Partial<TrialAccount>>>
}
export const NO_CHANGES: Changes = { accounts: {} }

export function trialOf(present: Trial, changes: Changes): Trial {
  const { accounts, ...rest } = changes
  return {
    ...present,
    ...rest,
    accounts: Object.fromEntries(
      Object.entries(present.accounts).map(([id, account]) => [
        id,
        { ...account, ...accounts[id] },
      ]),
    ),
  }
}

export function settingsOf(settings: ShopSettings, trial: Trial): ShopSettings {
  return {
    ...settings,
    dispatch: {
      ...settings.dispatch,
      recentMs: trial.recentMs,
      suspendedGets: trial.suspendedGets,
    },
    routes: trial.routes ? settings.routes : [],
    hours: { ...settings.hours, on: trial.hours },
  }
}

/** With a value put back to what it is now, it is no change. */
export function withChange<K extends keyof Omit<Trial, 'accounts'>>(
  present: Trial,
  changes: Changes,
  key: K,
  value: Trial[K],
): Changes {
  const { accounts, ...rest } = changes
  const others = Object.fromEntries(Object.entries(rest).filter(([other]) => other !== key))
  return { ...others, ...(present[key] === value ? {} : { [key]: value }), accounts }
}

export function withAccountChange<K extends keyof TrialAccount>(
  present: Trial,
  changes: Changes,
  id: AccountId,
  key: K,
  value: TrialAccount[K],
): Changes {
  const { [key]: _before, ...own } = changes.accounts[id] ?? {}
  const next = present.accounts[id]?.[key] === value ? own : { ...own, [key]: value }
  const { [id]: _account, ...others } = changes.accounts
  return {
    ...changes,
    accounts: Object.keys(next).length === 0 ? others : { ...others, [id]: next },
  }
}

export function countChanges({ accounts, ...rest }: Changes): number {
  return (
    Object.keys(rest).length +
    Object.values(accounts).reduce((sum, account) => sum + Object.keys(account).length, 0)
  )
}

/** Where buyers of a made-up day come from: what the routes name, and as often from nowhere in particular. */
export function sourcesOf(settings: Pick<ShopSettings, 'routes'>): readonly Source[] {
  if (settings.routes.length === 0) return []
  const routed = settings.routes.map(({ by, match }): Source => ({
    [by]: match.replaceAll('*', '') || match,
  }))
  return [...routed, ...routed.map((): Source => ({}))]
}

/** YYYY-MM-DD on the calendar of a time zone; an unknown zone is taken for UTC. */
export function dateIn(zone: string, at: number): string {
  const options = { year: 'numeric', month: '2-digit', day: '2-digit' } as const
  try {
    return new Intl.DateTimeFormat('en-CA', { ...options, timeZone: zone }).format(at)
  } catch {
    return new Intl.DateTimeFormat('en-CA', { ...options, timeZone: 'UTC' }).format(at)
  }
}
