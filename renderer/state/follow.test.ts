import { expect, test } from 'vitest'
import { aShop } from '#shared/protocol/fixtures.ts'
import type { Message } from '#shared/protocol/model.ts'
import { DEFAULT_SETTINGS } from '#shared/protocol/settings.ts'
import { createStore } from 'zustand/vanilla'
import type { Deps } from './api.ts'
import { initialState, type WorkState } from './model.ts'
import { emptyTimeline, ownSegment, withNewest } from './timeline.ts'
import { timelineActions } from './timeline-actions.ts'

const line = (cseq: number): Message => ({
  conversation: 'c',
  cseq,
  pos: cseq,
  at: 0,
  sender: { kind: 'buyer' },
  cid: null,
  body: { kind: 'text', text: '' },
})
const lines = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => line(from + index))
const page = (from: number, to: number) => ({
  messages: lines(from, to),
  complete: from === 1,
  previous: null,
})
const viewAt = (cseq: number): WorkState['view'] => ({
  me: 'me',
  shop: aShop,
  settings: DEFAULT_SETTINGS,
  closed: [],
  accounts: {},
  conversations: { c: { id: 'c', cseq, buyer: { name: 'b' } } as never },
})

/** A chat in front; each page that is asked for comes when the test says so. */
function make(state: Partial<WorkState>) {
  const store = createStore<WorkState>(() => ({ ...initialState, current: 'c', ...state }))
  const asked: ((value: unknown) => void)[] = []
  const call = (() =>
    new Promise((resolve) =>
      asked.push((value) => resolve({ ok: true, value })),
    )) as unknown as Deps['call']
  const actions = timelineActions({ store, call, now: () => 0 })
  const answer = async (from: number, to: number) => {
    asked.shift()?.(page(from, to))
    await new Promise((resolve) => setTimeout(resolve))
  }
  const loaded = () => {
    const timeline = store.getState().timelines['c']
    return timeline ? ownSegment(timeline).messages.map(({ cseq }) => cseq) : []
  }
  return { store, actions, asked, answer, loaded }
}
const threeLoaded = { c: withNewest(emptyTimeline('c'), page(1, 3)) }

test('a chat in front that was a colleague’s for a while gets what it missed', async () => {
  const { store, actions, asked, answer, loaded } = make({
    view: viewAt(3),
    timelines: threeLoaded,
  })
  const before = store.getState()
  store.setState({ view: viewAt(5) })
  actions.follow(before)
  expect(asked).toHaveLength(1)
  await answer(1, 5)
  expect(loaded()).toEqual([1, 2, 3, 4, 5])
  expect(asked).toHaveLength(0)
})

test('who reads a stretch further up is left there', () => {
  const { store, actions, asked } = make({ view: viewAt(9), timelines: threeLoaded })
  const before = store.getState()
  store.setState({ view: viewAt(10) })
  actions.follow(before)
  expect(asked).toHaveLength(0)
})

test('what comes live behind a page that is on its way is asked for', async () => {
  const { store, actions, asked, answer, loaded } = make({ view: viewAt(3), timelines: {} })
  const done = actions.ensureNewest('c')
  store.setState({ view: viewAt(4) })
  await answer(1, 3)
  expect(asked).toHaveLength(1)
  await answer(1, 4)
  await done
  expect(loaded()).toEqual([1, 2, 3, 4])
})

test('a page that ends short of what is known is not asked for without end', async () => {
  const { actions, asked, answer } = make({ view: viewAt(3), timelines: {} })
  const done = actions.ensureNewest('c')
  await answer(1, 2)
  await done
  expect(asked).toHaveLength(0)
})
