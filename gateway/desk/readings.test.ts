import { expect, it } from 'vitest'
import { Readings } from './keeping-records.ts'
import { emptyState } from './state.ts'

it('[T6] a page and its trace that come together are one entry, and both wait for it', async () => {
  const state = emptyState()
  const base = { online: true, disabled: false, suspended: false }
  state.accounts.set('main', { view: { ...base, id: 'main', role: 'main' } } as never)
  state.buyers.set('b', { servedBy: [], open: null } as never)
  const { promise: durable, resolve } = Promise.withResolvers<{ ok: true }>()
  let entries = 0
  const readings = new Readings({
    state: () => state,
    now: () => 0,
    submit: () => {
      entries++
      return durable as never
    },
  })
  const viewer = { kind: 'agent', account: 'main' } as const
  let told = 0
  const both = ['b.1', 'b.1'].map((id) => readings.conversation(viewer, id).then(() => told++))
  await Promise.resolve()
  expect({ entries, told }).toEqual({ entries: 1, told: 0 })
  resolve({ ok: true })
  await Promise.all(both)
  expect(await readings.conversation(viewer, 'b.1')).toBe(true)
  expect({ entries, told }).toEqual({ entries: 1, told: 2 })
})
