import { beforeEach, expect, test } from 'vitest'
import { createStore } from 'zustand/vanilla'
import type { PracticeState, RunReply } from '#shared/practice/api.ts'
import { initialState, type WorkState } from '../../state/model.ts'
import type { AskPractice } from '../ask.ts'
import { changedRun, elapsedOf, refreshRun, runState, seenOver, watchRun } from './run-state.ts'

const run = (id: string, state: string) => ({ id, state }) as NonNullable<PracticeState['run']>
let now: PracticeState
let ended: RunReply
/** Answers are held back until they are let go, in any order. */
let waiting: (() => void)[]
const ask = (async (name: string) => {
  const value = name === 'runs.state' ? now : ended
  await new Promise<void>((go) => waiting.push(go))
  return { ok: true, value }
}) as unknown as AskPractice
const settle = async () => {
  for (let turn = 0; turn < 5; turn++) {
    for (const go of waiting.splice(0)) go()
    await new Promise((done) => setImmediate(done))
  }
}
const told = (state: PracticeState['run'], elapsed = 0): PracticeState => ({
  run: state,
  briefing: '',
  elapsed,
  buyers: [],
  live: null,
})

let tell: (what: string) => void
const store = createStore<WorkState>(() => initialState)
const on = ((_name: string, listener: (payload: { what: string }) => void) => {
  tell = (what) => listener({ what })
  return () => undefined
}) as unknown as Parameters<typeof watchRun>[0]['on']

beforeEach(() => {
  waiting = []
  now = told(run('r', 'running'), 5000)
  ended = { run: run('r', 'done'), record: null, score: null }
  return watchRun({ on, store }, ask)
})

test('a run that ends is told of once, however many words of it come', async () => {
  await settle()
  expect(runState.getState().live?.run?.id).toBe('r')
  now = told(null)
  tell('practice')
  tell('practice')
  await settle()
  tell('practice')
  await settle()
  expect(runState.getState()).toMatchObject({ live: { run: null }, over: { run: { id: 'r' } } })
  seenOver()
  tell('practice')
  await settle()
  expect(runState.getState().over).toBeNull()
})

test('one that was given up is not', async () => {
  await settle()
  now = told(null)
  ended = { run: run('r', 'given_up'), record: null, score: null }
  changedRun(ask, run('r', 'given_up'))
  await settle()
  expect(runState.getState()).toMatchObject({ live: { run: null }, over: null })
})

test('the word of an earlier account is dropped, and words of other things ask nothing', async () => {
  await settle()
  tell('orders')
  expect(waiting).toHaveLength(0)
  void refreshRun(ask)
  store.setState({ view: { me: 'other' } as unknown as WorkState['view'] })
  expect(runState.getState().live).toBeNull()
  now = told(null)
  await settle()
  expect(runState.getState()).toMatchObject({ over: null })
  store.setState({ view: null })
})

test('an answer that was overtaken by a newer one is dropped', async () => {
  await settle()
  void refreshRun(ask)
  now = told(run('r', 'paused'))
  void refreshRun(ask)
  const [older, newer] = waiting.splice(0)
  newer?.()
  await settle()
  older?.()
  await settle()
  expect(runState.getState().live?.run?.state).toBe('paused')
})

test('its time runs on by this computer, and stands while it is paused', async () => {
  await settle()
  const state = runState.getState()
  expect(elapsedOf(state, state.at + 2500)).toBe(7500)
  const paused = { ...state, live: told(run('r', 'paused'), 5000) }
  expect(elapsedOf(paused, state.at + 2500)).toBe(5000)
})
