import { useEffect, useMemo, useState } from 'react'
import type { BridgeFailure } from '#shared/bridge/contract.ts'
import type { Day } from '#shared/dispatch/day.ts'
import { madeUpDay, type DayShape } from '#shared/dispatch/made-up-day.ts'
import type { AccountId, AccountView } from '#shared/protocol/model.ts'
import type { ShopSettings } from '#shared/protocol/settings.ts'
import { useWork, useWorkstation } from '../../workstation/app/context.ts'
import { sourcesOf } from './trial.ts'

/** What is replayed: a day of the shop, or one made up from a seed. */
export type DaySource =
  | { readonly kind: 'date'; readonly date: string }
  | {
      readonly kind: 'made-up'
      /** The same numbers make the same day. */
      readonly seed: number
      readonly buyers: number
      readonly shape: DayShape
      /** Whole hours of this computer's clock; `to` may be 24. */
      readonly from: number
      readonly to: number
      readonly staysMinutes: number
      /** Null: everyone who is not disabled. */
      readonly accounts: readonly AccountId[] | null
    }

export type LoadedDay =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly code: BridgeFailure['code'] }
  | { readonly kind: 'ready'; readonly day: Day }

const LOADING = { kind: 'loading' } as const

export function useDay(source: DaySource, token: number): LoadedDay {
  const { call } = useWorkstation()
  const accounts = useWork((state) => state.view?.accounts)
  const settings = useWork((state) => state.view?.settings)
  const date = source.kind === 'date' ? source.date : null
  const [read, setRead] = useState<{ readonly of: string; readonly loaded: LoadedDay } | null>(null)
  useEffect(() => {
    let over = false
    const stop = () => {
      over = true
    }
    if (date === null) return stop
    setRead(null)
    void call('manage.day', { date }).then((result) => {
      if (over) return
      setRead({
        of: date,
        loaded: result.ok
          ? { kind: 'ready', day: result.value }
          : { kind: 'failed', code: result.error.code },
      })
    })
    return stop
  }, [call, date, token])
  // Presence and the like must not make the day anew: only who is part of it.
  const team = useTeamKey(accounts)
  const madeUp = useMemo(
    () =>
      source.kind === 'made-up' && settings
        ? madeUpFrom(source, JSON.parse(team) as Member[], settings)
        : null,
    [source, team, settings],
  )
  if (source.kind === 'made-up') return madeUp ? { kind: 'ready', day: madeUp } : LOADING
  return read && read.of === date ? read.loaded : LOADING
}

type Member = Pick<AccountView, 'id' | 'nick' | 'role' | 'participates' | 'weight' | 'limit'> & {
  readonly groups: readonly string[]
}

function useTeamKey(accounts: Readonly<Record<AccountId, AccountView>> | undefined): string {
  return useMemo(
    () =>
      JSON.stringify(
        Object.values(accounts ?? {})
          .filter(({ disabled, deleted }) => !disabled && !deleted)
          .map(({ id, nick, role, participates, weight, limit, groups }) => ({
            id,
            nick,
            role,
            participates,
            weight,
            limit,
            groups,
          })),
      ),
    [accounts],
  )
}

const HOUR = 3_600_000

function madeUpFrom(
  source: Extract<DaySource, { kind: 'made-up' }>,
  team: readonly Member[],
  settings: ShopSettings,
): Day {
  const midnight = new Date()
  midnight.setHours(0, 0, 0, 0)
  const there = team.filter(
    ({ id, role }) => role === 'main' || source.accounts === null || source.accounts.includes(id),
  )
  return madeUpDay({
    seed: source.seed,
    buyers: source.buyers,
    shape: source.shape,
    from: midnight.getTime() + source.from * HOUR,
    to: midnight.getTime() + source.to * HOUR,
    staysMs: source.staysMinutes * 60_000,
    sources: sourcesOf(settings),
    accounts: there.map(({ role, ...account }) => ({
      ...account,
      main: role === 'main',
      // The main account is always part of a shop; left out, it is away.
      ...(source.accounts !== null && !source.accounts.includes(account.id) ? { spans: [] } : {}),
    })),
  })
}
