import { useEffect, useState } from 'react'
import type { Day } from '#shared/dispatch/day.ts'
import { simulate } from '#shared/dispatch/simulate.ts'
import type { ShopSettings } from '#shared/protocol/settings.ts'
import { compare, type Comparison } from './compare.ts'
import { settingsOf, type Trial } from './trial.ts'

/** So long nothing more must change before it runs: each key in a number field is a change. */
const REST = 120

/**
 * Both runs, here in the page: a usual day (2,000 buyers, 20 accounts) takes some 20 ms. They run in
 * tasks of their own, so that a great day does not hold up the keys between them.
 */
export function useComparison(
  day: Day | null,
  settings: ShopSettings | undefined,
  present: Trial | null,
  trial: Trial | null,
): { readonly comparison: Comparison | null; readonly running: boolean } {
  const [made, setMade] = useState<{
    readonly of: readonly unknown[]
    readonly comparison: Comparison
  } | null>(null)
  useEffect(() => {
    if (!day || !settings || !present || !trial) return undefined
    let timer = setTimeout(() => {
      const now = simulate(day, settingsOf(settings, present), present.accounts)
      timer = setTimeout(() => {
        const tried = simulate(day, settingsOf(settings, trial), trial.accounts)
        setMade({ of: [day, settings, present, trial], comparison: compare(day, now, tried) })
      })
    }, REST)
    return () => clearTimeout(timer)
  }, [day, settings, present, trial])
  const inputs = [day, settings, present, trial]
  const current = made !== null && made.of.every((input, index) => input === inputs[index])
  return {
    // Of another day the figures would be read wrongly; of other settings they are soon replaced.
    comparison: made !== null && made.of[0] === day ? made.comparison : null,
    running: day !== null && !current,
  }
}
