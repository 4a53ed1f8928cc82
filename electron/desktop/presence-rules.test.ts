import { describe, expect, test } from 'vitest'
import type { AutoSuspend } from '#shared/bridge/contract.ts'
import type { Suspension, SuspendedBy } from '#shared/protocol/model.ts'
import { absenceOf, type Memory, type Presence, type Situation, stepOf } from './presence-rules.ts'

const BOTH: AutoSuspend = { lock: true, idleMinutes: 10 }
const OFF: AutoSuspend = { lock: false, idleMinutes: null }
const HERE: Presence = { locked: false, idleMs: 1000 }
const LOCKED: Presence = { locked: true, idleMs: 1000 }
const AWAY: Presence = { locked: false, idleMs: 600_000 }
const by = (who: SuspendedBy): Suspension => ({ reason: 'r', since: 0, by: who, text: null })

function situation(more: Partial<Situation> = {}): Situation {
  return { setting: BOTH, presence: HERE, live: true, suspended: null, ...more }
}

test.each<[string, AutoSuspend, Presence, ReturnType<typeof absenceOf>]>([
  ['here', BOTH, HERE, null],
  ['locked', BOTH, LOCKED, 'lock'],
  ['locked, which the setting does not care for', { ...BOTH, lock: false }, LOCKED, null],
  ['idle for just so long', BOTH, AWAY, 'idle'],
  ['not idle for long enough', BOTH, { ...AWAY, idleMs: 599_999 }, null],
  ['idle, off', { lock: true, idleMinutes: null }, AWAY, null],
])('absence: %s', (_name, setting, presence, expected) => {
  expect(absenceOf(setting, presence)).toBe(expected)
})

describe('[D3] suspended by the workstation', () => {
  test('a locked screen suspends once, the unlocked one resumes what it suspended', () => {
    const locked = stepOf(null, situation({ presence: LOCKED }))
    expect(locked).toEqual({ memory: 'lock', act: { type: 'suspend', by: 'lock' } })
    const still = situation({ presence: LOCKED, suspended: by('lock') })
    expect(stepOf('lock', still).act).toBeNull()
    expect(stepOf('lock', situation({ suspended: by('lock') }))).toEqual({
      memory: null,
      act: { type: 'resume', of: 'lock' },
    })
  })

  test('idle first, locked later: one suspension, resumed by what it was', () => {
    expect(stepOf(null, situation({ presence: AWAY })).act).toEqual({ type: 'suspend', by: 'idle' })
    const locked = situation({ presence: LOCKED, suspended: by('idle') })
    expect(stepOf('idle', locked)).toEqual({ memory: 'idle', act: null })
    expect(stepOf('idle', situation({ suspended: by('idle') })).act).toEqual({
      type: 'resume',
      of: 'idle',
    })
  })

  test.each<SuspendedBy>(['person', 'load'])('what suspended it by %s stays as it is', (who) => {
    const away = situation({ presence: LOCKED, suspended: by(who) })
    expect(stepOf(null, away)).toEqual({ memory: null, act: null })
    expect(stepOf('lock', situation({ suspended: by(who) }))).toEqual({ memory: null, act: null })
  })

  test('resumed by someone else meanwhile: that is the last word of this absence', () => {
    expect(stepOf('lock', situation({ presence: LOCKED })).act).toBeNull()
    expect(stepOf('lock', situation())).toEqual({ memory: null, act: null })
    expect(stepOf(null, situation({ presence: LOCKED })).act).not.toBeNull()
  })

  test('a load that ends while the screen is still locked: now the lock suspends', () => {
    expect(stepOf(null, situation({ presence: LOCKED })).act).toEqual({
      type: 'suspend',
      by: 'lock',
    })
  })

  test('offline nothing is done; live again it is, if it is still so', () => {
    const cut = situation({ live: false, presence: LOCKED })
    expect(stepOf(null, cut)).toEqual({ memory: null, act: null })
    expect(stepOf(null, { ...cut, live: true }).act).not.toBeNull()
    const back = situation({ live: false, suspended: by('lock') })
    expect(stepOf('lock', back)).toEqual({ memory: 'lock', act: null })
    expect(stepOf('lock', { ...back, live: true }).act).not.toBeNull()
  })

  test('after a start: what an earlier run suspended is resumed once the person is here', () => {
    expect(stepOf('new', situation({ suspended: by('lock') })).act).toEqual({
      type: 'resume',
      of: 'lock',
    })
    const locked = situation({ presence: LOCKED, suspended: by('lock') })
    expect(stepOf('new', locked)).toEqual({ memory: 'new', act: null })
    // Another workstation's business, with the setting off here.
    expect(stepOf('new', situation({ setting: OFF, suspended: by('lock') })).act).toBeNull()
  })

  test('another workstation of the account, where the person always was, does not undo it', () => {
    expect(stepOf(null, situation({ suspended: by('idle') })).act).toBeNull()
  })

  test('switched off while suspended by it: resumed', () => {
    const off = situation({ setting: OFF, presence: LOCKED, suspended: by('lock') })
    expect(stepOf('lock', off).act).toEqual({ type: 'resume', of: 'lock' })
  })

  test('off, it never does anything', () => {
    for (const memory of ['new', null] satisfies Memory[])
      for (const presence of [HERE, LOCKED, AWAY])
        expect(stepOf(memory, situation({ setting: OFF, presence })).act).toBeNull()
  })
})
