import { expect, it } from 'vitest'
import { Failure } from '../failure.ts'
import type { Json } from '../transcripts/calls.ts'
import { type Trace, Traces } from './traces.ts'

const MAIN = { id: 'main', role: 'main' } as const
const read = (conversation: string): Trace => ({ kind: 'transcript_read', conversation })
const copied = (conversation: string, count: number): Trace => ({
  kind: 'copied',
  conversation,
  count,
})

/** One computer's disk; the gateway refuses what it doesn't know. */
function desk() {
  const disk = new Map<string, Json>()
  const sent: (readonly Trace[])[] = []
  const unknown = new Set<string>()
  const timers: (() => void)[] = []
  const state = { at: 0, answers: true }
  const make = () =>
    new Traces({
      cache: {
        workspaceGet: ({ key }) => Promise.resolve(disk.get(key) ?? null),
        workspaceSet: ({ key, value }) => {
          disk.set(key, value)
          return Promise.resolve(undefined)
        },
      },
      send: (traces) => {
        if (!state.answers) return Promise.reject(new Failure('offline', 'cut'))
        if (traces.some(({ conversation }) => unknown.has(conversation)))
          return Promise.reject(new Failure('not_found', 'refused'))
        sent.push(traces)
        return Promise.resolve()
      },
      monotonic: () => state.at,
      later: (run) => timers.push(run),
    })
  return { make, sent, unknown, timers, state, told: () => sent.flat() }
}

it("[T6] main's look at a colleague's conversation is told once an hour; one's own never", async () => {
  const { make, told, state } = desk()
  const traces = make()
  traces.connected(true)
  traces.looked(MAIN, { id: 'c', holder: 'other' })
  traces.looked(MAIN, { id: 'c', holder: 'other' })
  traces.looked(MAIN, { id: 'own', holder: 'main' })
  traces.looked({ id: 'x', role: 'senior' }, { id: 'c', holder: 'other' })
  traces.looked({ id: 'x', role: 'supervisor' }, { id: 'd', holder: null })
  await traces.add([])
  await traces.flush()
  expect(told()).toEqual([read('c'), read('d')])
  state.at = 3_600_000
  traces.looked(MAIN, { id: 'c', holder: 'other' })
  await traces.add([])
  await traces.flush()
  expect(told()).toEqual([read('c'), read('d'), read('c')])
})

it('[T6] offline it waits on the disk, over a restart, and goes with the next link', async () => {
  const { make, told } = desk()
  const before = make()
  await before.add([copied('c', 2)])
  await before.add([copied('c', 3), read('c')])
  before.end()
  const after = make()
  await after.load()
  await after.flush()
  expect(told()).toEqual([])
  after.connected(true)
  await after.flush()
  expect(told()).toEqual([copied('c', 5), read('c')])
  const next = make()
  await next.load()
  next.connected(true)
  await next.flush()
  expect(told()).toHaveLength(2)
})

it('[T6] what fails on the way is said again; what is refused for good takes no other with it', async () => {
  const { make, told, state, timers, unknown } = desk()
  const traces = make()
  state.answers = false
  traces.connected(true)
  await traces.add([copied('c', 1), read('gone')])
  await traces.flush()
  expect(told()).toEqual([])
  state.answers = true
  unknown.add('gone')
  for (const run of timers.splice(0)) run()
  await traces.flush()
  expect(told()).toEqual([copied('c', 1)])
  await traces.flush()
  expect(told()).toHaveLength(1)
})
