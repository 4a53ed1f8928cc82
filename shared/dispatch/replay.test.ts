import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { liveThrough } from '#tests/support/paper-day.ts'
import { DEFAULT_SETTINGS, type ShopSettings } from '../protocol/settings.ts'
import type { Day, DayAccount } from './day.ts'
import { madeUpDay } from './made-up-day.ts'
import { simulate } from './simulate.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const from = Date.parse('2026-03-02T00:00:00+08:00')
const to = from + 24 * HOUR

const settings: ShopSettings = {
  ...DEFAULT_SETTINGS,
  groups: [
    { id: 'after', name: '售后' },
    { id: 'pre', name: '售前' },
  ],
  routes: [
    { id: 'r1', by: 'page', match: '/help', group: 'after' },
    { id: 'r2', by: 'page', match: '/item', group: 'pre' },
  ],
  hours: { ...DEFAULT_SETTINGS.hours, on: true },
}

const SIX = { minLength: 6, maxLength: 6 }
const anyAccount = (id: string): fc.Arbitrary<DayAccount> =>
  fc
    .record({
      // The minutes at which it comes, pauses, goes on and leaves.
      turns: fc.uniqueArray(fc.integer({ min: 1, max: 24 * 60 - 1 }), { maxLength: 6 }),
      states: fc.array(fc.constantFrom('online' as const, 'suspended' as const, null), SIX),
      limit: fc.integer({ min: 1, max: 3 }),
      weight: fc.constantFrom(0.5, 1, 2),
      groups: fc.subarray(['after', 'pre']),
    })
    .map(({ turns, states, limit, weight, groups }) => {
      const sorted = turns.toSorted((a, b) => a - b)
      const spans: DayAccount['spans'][number][] = []
      for (const [index, turn] of sorted.entries()) {
        const next = sorted[index + 1]
        const state = states[index] ?? null
        if (next === undefined || state === null) continue
        const last = spans.at(-1)
        const begin = from + turn * MINUTE
        // Two alike that touch are one span.
        if (last?.to === begin && last.state === state)
          spans[spans.length - 1] = { ...last, to: from + next * MINUTE }
        else spans.push({ from: begin, to: from + next * MINUTE, state })
      }
      const main = id === 'main'
      return { id, nick: id, main, participates: !main, weight, limit, groups, spans }
    })

const EIGHTY = { minLength: 80, maxLength: 80 }
const anyDay: fc.Arbitrary<Day> = fc
  .record({
    accounts: fc.tuple(...['main', 's1', 's2', 's3'].map(anyAccount)),
    seed: fc.integer(),
    buyers: fc.integer({ min: 1, max: 80 }),
    again: fc.array(fc.constantFrom(true, false, false), EIGHTY),
    names: fc.array(fc.constantFrom(null, null, null, 's1', 's2'), EIGHTY),
  })
  .map(({ accounts, seed, buyers, again, names }) => {
    const made = madeUpDay({
      seed,
      buyers,
      accounts,
      from,
      to,
      shape: 'usual',
      returning: 0,
      private: 0.1,
      vip: 0.2,
      staysMs: 40 * MINUTE,
      sources: [{ page: '/help/1' }, { page: '/item/2' }, { page: '/' }, {}],
    })
    // Some come again: as whom they were before, with what is known of them.
    const list = made.buyers.map((buyer, index) => {
      const earlier = made.buyers[Math.floor(index / 2)]
      const addressed = names[index] ?? null
      if (!earlier || again[index] !== true) return { ...buyer, addressed }
      const { buyer: id, vip, private: isPrivate } = earlier
      return { ...buyer, addressed, buyer: id, vip, private: isPrivate }
    })
    return { ...made, buyers: list }
  })

describe('the simulator and the shop', () => {
  it('[D4] [D5] [D6] [D8] [D9] [D10] [D11] [D13] a day replayed is the day as the desk lived it', () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        const replayed = simulate(day, settings).buyers.map(
          ({ account, rule, waitedMs }) => `${account ?? '-'} ${rule} ${waitedMs}`,
        )
        expect(replayed).toEqual(liveThrough(day, settings))
      }),
      { numRuns: 100 },
    )
  })
})
