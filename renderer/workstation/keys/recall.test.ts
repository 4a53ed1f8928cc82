import { aShop } from '#shared/protocol/fixtures.ts'
import type { Message } from '#shared/protocol/model.ts'
import { DEFAULT_SETTINGS } from '#shared/protocol/settings.ts'
import { expect, test } from 'vitest'
import { createStore } from 'zustand/vanilla'
import { initialState, type OutboxEntry, type WorkState } from '../../state/model.ts'
import type { Workstation } from '../../state/workstation.ts'
import { recallNewest } from './recall.ts'

const said = (cseq: number): Message => ({
  conversation: 'c',
  cseq,
  pos: cseq,
  at: Date.now(),
  sender: { kind: 'account', account: 'me', nick: 'me' },
  cid: `cid-${cseq}`,
  body: { kind: 'text', text: `${cseq}` },
})
const entry = (state: OutboxEntry['state']) => ({ cid: 'cid-3', state }) as OutboxEntry
const loaded = (...messages: Message[]): WorkState['timelines'] => ({
  c: {
    segments: [{ conversation: 'c', messages, complete: true, previous: null }],
    older: 'idle',
    newer: 'idle',
  },
})

/** A chat in front with words 1 and 2 of mine, and what else is told. */
function make(outbox: OutboxEntry[]) {
  const store = createStore<WorkState>(() => ({
    ...initialState,
    current: 'c',
    view: {
      me: 'me',
      shop: aShop,
      settings: DEFAULT_SETTINGS,
      closed: [],
      accounts: {},
      conversations: { c: { id: 'c', holder: 'me', cseq: 2 } as never },
    },
    timelines: loaded(said(1), said(2)),
    outbox: { c: outbox },
  }))
  const recalled: number[] = []
  const told: string[] = []
  const actions = {
    messages: { recall: (_: string, cseq: number) => void recalled.push(cseq) },
    desk: { toast: (_: string, key: string) => void told.push(key) },
  }
  const workstation = { store, actions } as unknown as Workstation
  return { store, recalled, told, recall: () => recallNewest(workstation) }
}

test('what I said last is taken back', () => {
  const { recall, recalled } = make([entry('failed')])
  expect(recall()).toBe(true)
  expect(recalled).toEqual([2])
})

test.each(['handing', 'sending', 'lingering'] as const)(
  'while the last is %s it is waited for, and the words before it stay',
  (state) => {
    const { recall, recalled, store } = make([entry(state)])
    expect(recall()).toBe(true)
    store.setState({ skew: 1 })
    expect(recalled).toEqual([])
    store.setState({ outbox: {}, timelines: loaded(said(1), said(2), said(3)) })
    store.setState({ skew: 2 })
    expect(recalled).toEqual([3])
  },
)

test('refused, or with another chat in front, nothing is taken back', () => {
  const refused = make([entry('sending')])
  refused.recall()
  refused.store.setState({ outbox: { c: [entry('failed')] } })
  expect(refused.recalled).toEqual([])
  const left = make([entry('sending')])
  left.recall()
  left.store.setState({ current: 'd' })
  left.store.setState({ current: 'c', outbox: {}, timelines: loaded(said(3)) })
  expect(left.recalled).toEqual([])
  expect([...refused.told, ...left.told]).toEqual([])
})
