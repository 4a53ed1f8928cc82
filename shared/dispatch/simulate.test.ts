import { mulberry32 } from '../chance/mulberry32.ts'
import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { DEFAULT_SETTINGS, type ShopSettings } from '../protocol/settings.ts'
import type { Day, DayAccount, DayBuyer } from './day.ts'
import { madeUpDay } from './made-up-day.ts'
import { simulate } from './simulate.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const from = Date.parse('2026-03-02T00:00:00+08:00')
const to = from + 24 * HOUR
const clock = (hours: number) => from + hours * HOUR

function account(id: string, patch: Partial<DayAccount> = {}): DayAccount {
  return {
    id,
    nick: id,
    main: id === 'main',
    participates: id !== 'main',
    weight: 1,
    limit: 1000,
    groups: [],
    spans: [{ from: clock(9), to: clock(21), state: 'online' }],
    ...patch,
  }
}
const on = (...spans: [number, number][]): Pick<DayAccount, 'spans'> => ({
  spans: spans.map(([a, b]) => ({ from: clock(a), to: clock(b), state: 'online' as const })),
})
let buyers = 0
function buyer(at: number, patch: Partial<DayBuyer> = {}): DayBuyer {
  return {
    buyer: `b${++buyers}`,
    at,
    vip: false,
    private: false,
    source: null,
    addressed: null,
    last: null,
    staysMs: 10 * MINUTE,
    real: null,
    ...patch,
  }
}
const day = (accounts: readonly DayAccount[], list: readonly DayBuyer[]): Day => ({
  from,
  to,
  accounts,
  buyers: list,
})
const settings = (patch: Partial<ShopSettings>): ShopSettings => ({ ...DEFAULT_SETTINGS, ...patch })
const outcome = (
  given: Day,
  set = DEFAULT_SETTINGS,
  changes: Parameters<typeof simulate>[2] = {},
) =>
  simulate(given, set, changes).buyers.map(
    ({ account: who, rule, waitedMs }) => `${who ?? '-'} ${rule} ${waitedMs / MINUTE}`,
  )

describe('a simulated day', () => {
  it('[D8] thousands of buyers, equal time online: the counts differ by at most one', () => {
    const accounts = ['main', 's1', 's2', 's3', 's4', 's5', 's6', 's7'].map((id) => account(id))
    for (const shape of ['even', 'usual', 'sale'] as const) {
      const made = madeUpDay({
        seed: 7,
        buyers: 5000,
        accounts,
        from: clock(9),
        to: clock(21),
        shape,
        returning: 0,
      })
      const { accounts: all, waited } = simulate(made, DEFAULT_SETTINGS)
      const counts = all.filter(({ id }) => id !== 'main').map(({ got }) => got)
      expect(counts.reduce((sum, count) => sum + count)).toBe(5000)
      expect(Math.max(...counts) - Math.min(...counts), shape).toBeLessThanOrEqual(1)
      expect(waited).toBe(0)
    }
  })

  it('[D8] returning buyers count in the share: who has many gets fewer new ones', () => {
    const accounts = ['main', 's1', 's2', 's3'].map((id) => account(id))
    const list = Array.from({ length: 900 }, (_, n) =>
      buyer(
        clock(9) + n * (MINUTE / 2),
        n % 6 === 0 ? { last: { account: 's1', at: from - HOUR } } : {},
      ),
    )
    const { accounts: all } = simulate(day(accounts, list), DEFAULT_SETTINGS)
    expect(all.map(({ id, got, returning }) => `${id} ${got} ${returning}`)).toEqual([
      'main 0 0',
      's1 300 150',
      's2 300 0',
      's3 300 0',
    ])
  })

  it('[D8] uneven times online and weights: each in proportion, within one', () => {
    const accounts = [
      account('main', on()),
      account('s1', on([9, 21])),
      account('s2', on([11, 21])),
      account('s3', { ...on([11, 16], [17, 21]), weight: 2 }),
      account('s4', { ...on([15, 21]), weight: 0.5 }),
    ]
    const made = madeUpDay({
      seed: 11,
      buyers: 4000,
      accounts,
      from: clock(9),
      to: clock(21),
      shape: 'even',
      returning: 0,
    })
    const { accounts: all } = simulate(made, DEFAULT_SETTINGS)
    const subs = all.filter(({ id }) => id !== 'main')
    const part = (id: string) =>
      (all.find((one) => one.id === id)?.onlineMs ?? 0) *
      (accounts.find((one) => one.id === id)?.weight ?? 0)
    const whole = subs.reduce((sum, { id }) => sum + part(id), 0)
    // Some more than came: who was with s3 when it left went to others (D13).
    const given = subs.reduce((sum, { got }) => sum + got, 0)
    expect(given).toBeGreaterThan(4000)
    for (const { id, got } of subs)
      expect(Math.abs(got - (given * part(id)) / whole), id).toBeLessThanOrEqual(1)
  })

  it('[D8] at midnight both time online and buyers begin anew', () => {
    const accounts = [
      account('main', on()),
      account('s1', on([9, 15], [16, 28])),
      account('s2', on([23, 28])),
    ]
    const list = Array.from({ length: 60 }, (_, n) => buyer(clock(24.5) + n * MINUTE))
    const { accounts: all } = simulate(
      { from, to: clock(28), accounts, buyers: [buyer(clock(10)), ...list] },
      DEFAULT_SETTINGS,
    )
    expect(all.map(({ got }) => got)).toEqual([0, 31, 30])
  })

  it('the same seed makes the same day and the same outcome; another seed another', () => {
    const make = (seed: number) =>
      madeUpDay({
        seed,
        buyers: 800,
        accounts: ['main', 's1', 's2', 's3'].map((id) => account(id, { limit: 4 })),
        from,
        to,
        shape: 'usual',
        vip: 0.1,
        private: 0.02,
      })
    expect(make(3)).toEqual(make(3))
    expect(simulate(make(3), DEFAULT_SETTINGS)).toEqual(simulate(make(3), DEFAULT_SETTINGS))
    expect(make(4).buyers).not.toEqual(make(3).buyers)
    // The seed's own numbers never change, or old days could not be made again.
    const random = mulberry32(1)
    expect([random(), random()].map((value) => Math.round(value * 1e6))).toEqual([627074, 2736])
  })

  it('the day has the number asked for, in its time, and its peak where the shape has it', () => {
    const made = madeUpDay({ seed: 1, buyers: 3000, accounts: [], from, to, shape: 'usual' })
    expect(made.buyers).toHaveLength(3000)
    const hours = made.buyers.map(({ at }) => Math.floor((at - from) / HOUR))
    const count = (hour: number) => hours.filter((one) => one === hour).length
    expect(count(21)).toBeGreaterThan(5 * count(4))
    for (const { at } of made.buyers) expect(at >= from && at < to).toBe(true)
  })

  it('[D9] all full: they wait in order, VIP first, and the first free account gets the first', () => {
    const accounts = [account('main', on()), account('s1', { limit: 1 })]
    const list = [
      buyer(clock(10)),
      buyer(clock(10) + MINUTE),
      buyer(clock(10) + 2 * MINUTE, { vip: true }),
    ]
    const result = simulate(day(accounts, list), DEFAULT_SETTINGS)
    expect(result.buyers.map(({ waitedMs }) => waitedMs / MINUTE)).toEqual([0, 19, 8])
    expect(result).toMatchObject({ waited: 2, queuePeak: 2, longestWaitMs: 19 * MINUTE })
    expect(result.accounts[1]).toMatchObject({ got: 3, peak: 1 })
  })

  it('[D9] another limit: nobody waits any more', () => {
    const accounts = [account('main', on()), account('s1', { limit: 1 })]
    const given = day(accounts, [buyer(clock(10)), buyer(clock(10))])
    expect(outcome(given)).toEqual(['s1 D8 0', 's1 D8 10'])
    expect(outcome(given, DEFAULT_SETTINGS, { s1: { limit: 2 } })).toEqual(['s1 D8 0', 's1 D8 0'])
  })

  it('[D2] [D8] other participation and weights change who gets whom', () => {
    const accounts = [account('main', on()), account('s1'), account('s2')]
    const given = day(accounts, [buyer(clock(10)), buyer(clock(10)), buyer(clock(10))])
    expect(outcome(given)).toEqual(['s1 D8 0', 's2 D8 0', 's1 D8 0'])
    expect(new Set(outcome(given, undefined, { s1: { participates: false } }))).toEqual(
      new Set(['s2 D8 0']),
    )
    expect(new Set(outcome(given, undefined, { s2: { weight: 0 } }))).toEqual(new Set(['s1 D8 0']))
  })

  it('[D3] [D4] a suspended span keeps new buyers away and lets old ones through', () => {
    const suspended = account('s1', {
      spans: [
        { from: clock(9), to: clock(10), state: 'online' },
        { from: clock(10), to: clock(12), state: 'suspended' },
      ],
    })
    const given = day(
      [account('main', on()), suspended, account('s2')],
      [
        buyer(clock(11), { last: { account: 's1', at: clock(9) } }),
        buyer(clock(11)),
        buyer(clock(11), { addressed: 's1' }),
      ],
    )
    expect(outcome(given)).toEqual(['s1 D4 0', 's2 D8 0', 's1 D3 0'])
    const dispatch = { ...DEFAULT_SETTINGS.dispatch, suspendedGets: 'nothing' as const }
    expect(new Set(outcome(given, settings({ dispatch })))).toEqual(new Set(['s2 D8 0']))
  })

  it('[D4] within the day, too: who comes again goes back', () => {
    const given = day(
      [account('main', on()), account('s1'), account('s2')],
      [
        buyer(clock(10), { buyer: 'again' }),
        buyer(clock(11)),
        buyer(clock(12), { buyer: 'again' }),
      ],
    )
    expect(outcome(given)).toEqual(['s1 D8 0', 's2 D8 0', 's1 D4 0'])
  })

  it('a buyer who comes while its chat is still open gets no second one', () => {
    const accounts = [
      account('main', on()),
      account('s1', { limit: 1 }),
      account('s2', on([9, 10])),
    ]
    const given = day(accounts, [
      buyer(clock(11), { staysMs: HOUR }),
      buyer(clock(11) + MINUTE, { buyer: 'twice' }),
      buyer(clock(11) + 2 * MINUTE, { buyer: 'twice' }),
    ])
    expect(outcome(given)).toEqual(['s1 D8 0', 's1 D8 59', 's1 D8 58'])
    expect(simulate(given, DEFAULT_SETTINGS).accounts[1]?.got).toBe(2)
  })

  it('[D5] [D6] nobody there: main gets them as offline messages and takes them up', () => {
    const accounts = [account('main', on([20, 21])), account('s1', on([10, 11]))]
    const given = day(accounts, [
      buyer(clock(8)),
      buyer(clock(10.5), { private: true }),
      buyer(clock(20.5)),
    ])
    const { buyers: all, accounts: staff } = simulate(given, DEFAULT_SETTINGS)
    expect(all.map(({ account: who, rule, offline }) => [who, rule, offline])).toEqual([
      ['main', 'D5', true],
      ['main', 'D6', true],
      ['main', 'D5', false],
    ])
    // D15: the first of them was main's until s1 came.
    expect(staff).toMatchObject([
      { got: 3, peak: 1 },
      { got: 1, peak: 1 },
    ])
  })

  it('[D10] routes and groups as the shop would have them', () => {
    const accounts = [
      account('main', on()),
      account('s1'),
      account('s2', { groups: ['after'], limit: 1 }),
    ]
    const source = { page: '/help/return' }
    const given = day(accounts, [
      buyer(clock(10), { source }),
      buyer(clock(10), { source }),
      buyer(clock(10)),
    ])
    const grouped = settings({
      groups: [{ id: 'after', name: '售后' }],
      routes: [{ id: 'r', by: 'page', match: '/help', group: 'after' }],
    })
    // The second waits for its group though s1 has room; the third need not wait behind it.
    expect(outcome(given, grouped)).toEqual(['s2 D10 0', 's2 D10 10', 's1 D8 0'])
    expect(outcome(given)).toEqual(['s1 D8 0', 's2 D8 0', 's1 D8 0'])
  })

  it('[D11] outside hours it says so, and main gets who finds nobody', () => {
    const hours = { ...DEFAULT_SETTINGS.hours, on: true }
    const given = day(
      [account('main', on()), account('s1')],
      [buyer(clock(8)), buyer(clock(10)), buyer(clock(23.5))],
    )
    const { buyers: all } = simulate(given, settings({ hours }))
    expect(all.map(({ rule, outsideHours }) => [rule, outsideHours])).toEqual([
      ['D11', true],
      ['D8', false],
      ['D11', true],
    ])
  })

  it('[D13] a holder who stays away: dispatched again after the grace time, else not', () => {
    const given = (s1: Pick<DayAccount, 'spans'>) =>
      day(
        [account('main', on()), account('s1', s1), account('s2', on([9, 21]))],
        [buyer(clock(10), { staysMs: 2 * HOUR })],
      )
    const got = (of: Day) => simulate(of, DEFAULT_SETTINGS).accounts.map(({ got: count }) => count)
    expect(got(given(on([9, 11])))).toEqual([0, 1, 1])
    expect(got(given(on([9, 11], [11 + 0.5 / 60, 21])))).toEqual([0, 1, 0])
    expect(got(given(on([9, 12.1])))).toEqual([0, 1, 0])
    // Back in between: its time runs anew.
    const minute = 1 / 60
    const twice = on([9, 11], [11 + 0.5 * minute, 11 + 0.75 * minute], [11 + 1.5 * minute, 21])
    expect(got(given(twice))).toEqual([0, 1, 0])
  })

  it('[D13] nobody is there to take it: it stays, until somebody comes', () => {
    const given = day(
      [account('main', on()), account('s1', on([9, 11])), account('s2', on([13, 21]))],
      [buyer(clock(10), { staysMs: 2 * HOUR })],
    )
    const { accounts: all, buyers: list } = simulate(given, DEFAULT_SETTINGS)
    expect(all.map(({ got }) => got)).toEqual([0, 1, 1])
    expect(list[0]).toMatchObject({ account: 's1', rule: 'D8' })
  })

  it('suspended by the number it holds, and resumed below', () => {
    const accounts = [account('main', on()), account('s1'), account('s2', on([12, 21]))]
    const list = [0, 1, 2].map((n) => buyer(clock(10) + n * MINUTE, { staysMs: HOUR }))
    const dispatch = { ...DEFAULT_SETTINGS.dispatch, autoSuspend: { above: 2, below: 1 } }
    expect(outcome(day(accounts, list), settings({ dispatch }))).toEqual([
      's1 D8 0',
      's1 D8 0',
      'main D5 0',
    ])
  })

  it('[D9] [D15] whatever the day: every buyer once, nobody over its limit, none left who could be served', () => {
    const span = fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 1, max: 6 }))
    fc.assert(
      fc.property(
        fc.array(fc.record({ span, limit: fc.integer({ min: 1, max: 4 }) }), {
          minLength: 1,
          maxLength: 5,
        }),
        fc.integer(),
        fc.integer({ min: 1, max: 120 }),
        (subs, seed, count) => {
          const accounts = [
            account('main', on()),
            ...subs.map(({ span: [begin, length], limit }, n) =>
              account(`s${n + 1}`, { limit, ...on([begin, Math.min(24, begin + length)]) }),
            ),
          ]
          const made = madeUpDay({
            seed,
            buyers: count,
            accounts,
            from,
            to,
            shape: 'usual',
            returning: 0,
            staysMs: HOUR,
          })
          const result = simulate(made, DEFAULT_SETTINGS)
          expect(result.buyers.map((one) => one.buyer)).toEqual(made.buyers.map((one) => one.buyer))
          for (const staff of result.accounts)
            if (staff.id !== 'main')
              expect(staff.peak).toBeLessThanOrEqual(
                accounts.find(({ id }) => id === staff.id)?.limit ?? 0,
              )
          // With D5 as the last resort nobody waits to the end unless someone is there and full.
          const there = accounts.some(({ id, spans }) => id !== 'main' && spans.at(-1)?.to === to)
          for (const one of result.buyers) if (one.account === null) expect(there).toBe(true)
          const sum = result.accounts.reduce((all, { got }) => all + got, 0)
          expect(sum).toBeGreaterThanOrEqual(result.buyers.filter((one) => one.account).length)
        },
      ),
    )
  })

  it(
    'a day of 200 accounts and 10,000 buyers takes seconds, not minutes',
    { timeout: 30_000 },
    () => {
      const accounts = [account('main', on())]
      for (let n = 1; n <= 200; n++) accounts.push(account(`s${n}`, { limit: 2 }))
      const made = madeUpDay({
        seed: 5,
        buyers: 10_000,
        accounts,
        from: clock(9),
        to: clock(21),
        shape: 'sale',
      })
      expect(simulate(made, DEFAULT_SETTINGS).queuePeak).toBeGreaterThan(100)
    },
  )
})
