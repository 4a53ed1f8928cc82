import { expect, it } from 'vitest'
import { Unmaskings } from './unmaskings.ts'

const HOUR = 3_600_000

it('[T4] the main account hears of who unmasks more than sixty times within an hour', () => {
  let now = 0
  const unmaskings = new Unmaskings(() => now)
  const round = (account: string, times: number) =>
    Array.from({ length: times }, () => unmaskings.isUnusual(account))
  expect(round('a', 60)).not.toContain(true)
  expect(round('b', 60)).not.toContain(true)
  expect(round('a', 1)).toEqual([true])
  // Not with each one from then on.
  expect(round('a', 59)).not.toContain(true)
  expect(round('a', 1)).toEqual([true])
  now += HOUR
  expect(round('a', 60)).not.toContain(true)
  expect(round('b', 1)).toEqual([false])
})
