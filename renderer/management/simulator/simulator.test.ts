import { expect, test } from 'vitest'
import { madeUpDay } from '#shared/dispatch/made-up-day.ts'
import { simulate } from '#shared/dispatch/simulate.ts'
import { DEFAULT_SETTINGS } from '#shared/protocol/settings-defaults.ts'
import { command as commandSchema } from '#shared/protocol/frames.ts'
import { compare } from './compare.ts'
import { commandsOf, newWarnings } from './take-over.ts'
import {
  countChanges,
  dateIn,
  NO_CHANGES,
  presentOf,
  settingsOf,
  trialOf,
  withAccountChange,
  withChange,
} from './trial.ts'

const from = Date.parse('2026-11-20T09:00:00+08:00')
const accounts = ['main', 'a', 'b'].map((id) => ({
  id,
  nick: id,
  main: id === 'main',
  participates: id !== 'main',
  weight: 1,
  limit: 4,
  groups: [],
}))
const day = madeUpDay({
  seed: 7,
  buyers: 300,
  accounts,
  from,
  to: from + 8 * 3_600_000,
  shape: 'usual',
})
const present = presentOf(DEFAULT_SETTINGS, {}, day)
const run = (changes: typeof NO_CHANGES) => {
  const trial = trialOf(present, changes)
  return simulate(day, settingsOf(DEFAULT_SETTINGS, trial), trial.accounts)
}

test('[D14] the same settings send nobody elsewhere', () => {
  const comparison = compare(day, run(NO_CHANGES), run(NO_CHANGES))
  expect(comparison.elsewhere).toEqual([])
  expect(comparison.now).toEqual(comparison.tried)
  expect(comparison.buyers).toBe(300)
})

test('[D8] a trebled weight shows as more for that account, and names whom it would have got', () => {
  const changes = withAccountChange(present, NO_CHANGES, 'a', 'weight', 3)
  const comparison = compare(day, run(NO_CHANGES), run(changes))
  const row = comparison.rows.find((one) => one.id === 'a')
  expect(row?.tried.got).toBeGreaterThan(row?.now.got ?? Infinity)
  expect(comparison.elsewhere.length).toBeGreaterThan(0)
  const toA = comparison.elsewhere.filter((one) => one.to === 'a').length
  const fromA = comparison.elsewhere.filter((one) => one.from === 'a').length
  expect((row?.tried.got ?? 0) - (row?.now.got ?? 0)).toBe(toA - fromA)
})

test('a value put back is no change any more', () => {
  let changes = withChange(present, NO_CHANGES, 'suspendedGets', 'nothing')
  changes = withAccountChange(present, changes, 'a', 'limit', 9)
  changes = withAccountChange(present, changes, 'a', 'participates', false)
  expect(countChanges(changes)).toBe(3)
  changes = withChange(present, changes, 'suspendedGets', present.suspendedGets)
  changes = withAccountChange(present, changes, 'a', 'limit', 4)
  expect(changes).toEqual({ accounts: { a: { participates: false } } })
  changes = withAccountChange(present, changes, 'a', 'participates', true)
  expect(changes).toEqual(NO_CHANGES)
})

test('dates are those of the shop’s time zone, and an unknown one does no harm', () => {
  const at = Date.parse('2026-11-21T20:00:00Z')
  expect(dateIn('Asia/Shanghai', at)).toBe('2026-11-22')
  expect(dateIn('America/New_York', at)).toBe('2026-11-21')
  expect(dateIn('Nowhere/At_All', at)).toBe('2026-11-21')
})

test('taking over makes commands the gateway knows, and warns of what it would shut out', () => {
  let changes = withChange(present, NO_CHANGES, 'recentMs', 3_600_000)
  changes = withChange(present, changes, 'hours', true)
  changes = withAccountChange(present, changes, 'a', 'participates', false)
  changes = withAccountChange(present, changes, 'b', 'weight', 0)
  const commands = commandsOf(DEFAULT_SETTINGS, changes)
  expect(commands.map(({ type }) => type)).toEqual([
    'settings.set',
    'account.change',
    'account.change',
  ])
  for (const one of commands) expect(commandSchema.safeParse(one).success).toBe(true)

  const team = Object.fromEntries(
    accounts.map(({ id, nick, participates }) => [
      id,
      {
        ...{ id, nick, participates, name: id, online: true, since: 0, suspended: null },
        ...{ disabled: false, deleted: false, invisible: false, limit: 4, weight: 1, groups: [] },
        role: id === 'main' ? ('main' as const) : ('junior' as const),
      },
    ]),
  )
  expect(newWarnings(DEFAULT_SETTINGS, team, trialOf(present, NO_CHANGES))).toEqual([])
  const warned = newWarnings(DEFAULT_SETTINGS, team, trialOf(present, changes))
  expect(warned.map(({ code }) => code)).toContain('no_weight')
})

test('switching routes off for a trial throws none of them away', () => {
  const settings = {
    ...DEFAULT_SETTINGS,
    groups: [{ id: 'g', name: 'G' }],
    routes: [{ id: 'r', by: 'page' as const, match: 'x', group: 'g' }],
  }
  const routed = presentOf(settings, {}, day)
  const changes = withChange(routed, NO_CHANGES, 'routes', false)
  expect(settingsOf(settings, trialOf(routed, changes)).routes).toEqual([])
  expect(commandsOf(settings, changes)).toEqual([])
})
