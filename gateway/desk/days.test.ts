import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Day } from '#shared/dispatch/day.ts'
import type { Desk, DeskCommand, GatewayStore, Shop } from './contract.ts'
import { openGatewayStore } from '../store/open.ts'
import { newKey, tempFolder, writeAs } from '../store/store.fixture.ts'
import { dayBounds } from './days.ts'

const HOUR = 3600_000

test('a day is from midnight to midnight where the shop is, also when clocks change', () => {
  expect(dayBounds('2026-03-02', 'Asia/Shanghai')).toEqual({
    from: Date.UTC(2026, 2, 1, 16),
    to: Date.UTC(2026, 2, 2, 16),
  })
  const length = (date: string) => {
    const day = dayBounds(date, 'America/New_York')
    return ((day?.to ?? 0) - (day?.from ?? 0)) / HOUR
  }
  expect(length('2026-03-07')).toBe(24)
  expect(length('2026-03-08')).toBe(23)
  expect(length('2026-11-01')).toBe(25)
  for (const date of ['', '2026-13-01', '2026-02-29', '26-01-01', '2026-01-01T00:00'])
    expect(dayBounds(date, 'Asia/Shanghai'), date).toBeNull()
})

/** Midnight in Shanghai. */
const MIDNIGHT = Date.UTC(2026, 2, 1, 16)
let now = 0
let store: GatewayStore
let desk: Desk
let shop: Shop
let folder: ReturnType<typeof tempFolder>
beforeEach(async () => {
  now = MIDNIGHT - 5 * HOUR
  folder = tempFolder()
  store = await openGatewayStore({ file: join(folder.path, 'gateway.db'), key: newKey() })
  // Idle: time passes by the test alone.
  desk = await store.openDesk({ now: () => now, idle: true })
  shop = await desk.createShop({ id: 'shop', name: 'Shop', main: 'papershop', nick: 'Main' })
})
afterEach(async () => {
  await desk.close()
  await store.close()
  folder.remove()
})

async function at(hour: number, command: DeskCommand) {
  now = MIDNIGHT + hour * HOUR
  const outcome = await shop.submit(command)
  if (!outcome.ok) throw new Error(outcome.code)
  return outcome
}
const by = { kind: 'account', account: 's1' } as const
let cids = 0
const act = (hour: number, command: Extract<DeskCommand, { type: 'command' }>['command']) =>
  at(hour, { type: 'command', by, cid: `c${++cids}`, command })
const presence = (hour: number, online: boolean) =>
  at(hour, { type: 'presence', account: 's1', online })

async function day(date: string): Promise<Day> {
  const read = await shop.overview.day({ kind: 'agent', account: 'main' }, date)
  if (typeof read === 'string') throw new Error(read)
  return read
}

test('spans over midnight, suspended and invisible, each from its moment', async () => {
  await at(-5, { type: 'account.open', sub: 'hong', nick: 'Hong', role: 'junior', weight: 3 })
  await presence(-3, true)
  await act(-1, { type: 'suspend', reason: 'late' })
  await act(2, { type: 'resume' })
  await act(3, { type: 'invisible', on: true })
  await act(4, { type: 'suspend', reason: 'unseen' })
  await act(5, { type: 'invisible', on: false })
  await presence(6, false)
  await act(7, { type: 'resume' })
  await presence(8, true)
  await at(9, { type: 'account.change', account: 's1', changes: { weight: 5 } })
  now = MIDNIGHT + 30 * HOUR
  const spans = (read: Day) =>
    read.accounts
      .find(({ id }) => id === 's1')
      ?.spans.map(({ from, to, state }) => [
        (from - MIDNIGHT) / HOUR,
        (to - MIDNIGHT) / HOUR,
        state,
      ])
  const yesterday = await day('2026-03-02')
  expect(spans(yesterday)).toEqual([
    [0, 2, 'suspended'],
    [2, 3, 'online'],
    [5, 6, 'suspended'],
    [8, 24, 'online'],
  ])
  expect(yesterday.accounts.find(({ id }) => id === 's1')?.weight).toBe(5)
  const before = await day('2026-03-01')
  expect(spans(before)).toEqual([
    [-3, -1, 'online'],
    [-1, 0, 'suspended'],
  ])
  // As it was set then.
  expect(before.accounts.find(({ id }) => id === 's1')?.weight).toBe(3)
  expect(spans(await day('2026-03-03'))).toEqual([[24, 30, 'online']])
})

test('[D4] a returning buyer comes with who served it last, and when that ended', async () => {
  await at(-5, { type: 'account.open', sub: 'hong', nick: 'Hong', role: 'junior' })
  await presence(-3, true)
  await writeAs(shop, 'b', 'first', 'hello')
  const close = (conversation: string): Parameters<typeof act>[1] => ({
    type: 'close',
    conversation,
    holderEpoch: 1,
  })
  await act(-2, close('b.1'))
  now = MIDNIGHT + HOUR
  await writeAs(shop, 'b', 'second', 'again')
  await act(1.5, close('b.2'))
  const { buyers } = await day('2026-03-02')
  expect(buyers).toEqual([
    {
      buyer: 'b',
      at: MIDNIGHT + HOUR,
      vip: false,
      private: false,
      source: null,
      addressed: null,
      last: { account: 's1', at: MIDNIGHT - 2 * HOUR },
      staysMs: HOUR / 2,
      real: { account: 's1', rule: 'D4', waitedMs: 0 },
    },
  ])
})
