import { expect, test } from 'vitest'
import { command as commandSchema } from '#shared/protocol/frames.ts'
import type { DoctorMend } from '#shared/dispatch/doctor.ts'
import { stepOf } from './mend.ts'

const account = { id: 'a', groups: ['g1'] }
const main = { id: 'm', role: 'main' } as const
const self = { id: 'a', role: 'junior' } as const
const supervisor = { id: 's', role: 'supervisor' } as const

const MENDS: readonly DoctorMend[] = [
  { kind: 'enable' },
  { kind: 'participate' },
  { kind: 'resume' },
  { kind: 'visible' },
  { kind: 'forward_some' },
  { kind: 'raise_limit', to: 8 },
  { kind: 'set_weight', to: 1 },
  { kind: 'join_group', group: 'g2' },
  { kind: 'sign_in' },
  { kind: 'check_network' },
  { kind: 'update_client' },
  { kind: 'set_clock' },
  { kind: 'edit_hours' },
  { kind: 'wait' },
]

test('every command of a mend is one the gateway knows', () => {
  let commands = 0
  for (const mend of MENDS)
    for (const viewer of [main, self, supervisor]) {
      const step = stepOf(mend, account, viewer)
      if (step.kind !== 'command') continue
      commands++
      expect(commandSchema.safeParse(step.command).success, mend.kind).toBe(true)
    }
  expect(commands).toBe(7)
})

test('[A4] only the main account is offered to change settings of an account', () => {
  expect(stepOf({ kind: 'raise_limit', to: 8 }, account, main)).toEqual({
    kind: 'command',
    command: { type: 'account.change', account: 'a', changes: { limit: 8 } },
  })
  for (const viewer of [self, supervisor])
    for (const mend of MENDS.slice(0, 2).concat(MENDS.slice(5, 8)))
      expect(stepOf(mend, account, viewer)).toEqual({ kind: 'say', who: 'main' })
})

test('[D3] nobody is resumed or made visible by another', () => {
  expect(stepOf({ kind: 'resume' }, account, main)).toEqual({ kind: 'say', who: 'other' })
  expect(stepOf({ kind: 'visible' }, account, supervisor)).toEqual({ kind: 'say', who: 'other' })
  expect(stepOf({ kind: 'resume' }, account, self)).toEqual({
    kind: 'command',
    command: { type: 'resume' },
  })
})

test('joining a group keeps the others', () => {
  expect(stepOf({ kind: 'join_group', group: 'g2' }, account, main)).toMatchObject({
    command: { changes: { groups: ['g1', 'g2'] } },
  })
})
