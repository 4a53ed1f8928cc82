import { expect, test } from 'vitest'
import { aBuyer, aConversation } from '#shared/protocol/fixtures.ts'
import type { ConversationView } from '#shared/protocol/model.ts'
import {
  asUsual,
  closedToday,
  groupChats,
  holdRows,
  lateOnes,
  longestWaiting,
  movedByHand,
  type Arrangement,
  type ChatGroup,
} from './order.ts'

function chat(id: string, patch: Partial<ConversationView> = {}): ConversationView {
  return aConversation({
    id,
    buyer: {
      id: `b-${id}`,
      name: id,
      vip: false,
      private: false,
      firstSeenAt: 0,
      tags: [],
      blocked: false,
      evidence: false,
      customer: null,
    },
    openedAt: 1,
    cseq: 1,
    ...patch,
  })
}
const record = (...all: ConversationView[]) => Object.fromEntries(all.map((c) => [c.id, c]))

test('who waits longest is first, then the newest talk', () => {
  const groups = groupChats(
    record(
      chat('quiet-old', { openedAt: 10 }),
      chat('quiet-new', { openedAt: 20 }),
      chat('waits-5', { waitingSince: 5 }),
      chat('waits-3', { waitingSince: 3 }),
    ),
    'me',
  )
  expect(groups).toEqual([{ key: 'mine', ids: ['waits-3', 'waits-5', 'quiet-new', 'quiet-old'] }])
})

test('[D9] the queue shows VIP first, then in order; others after mine', () => {
  const groups = groupChats(
    record(
      chat('q2', { state: 'queued', holder: null, openedAt: 2 }),
      chat('q1', { state: 'queued', holder: null, openedAt: 1 }),
      chat('vip', {
        state: 'queued',
        holder: null,
        openedAt: 3,
        buyer: {
          id: 'v',
          name: 'v',
          vip: true,
          private: false,
          firstSeenAt: 0,
          tags: [],
          blocked: false,
          evidence: false,
          customer: null,
        },
      }),
      chat('mine'),
      chat('hers', { holder: 'her' }),
    ),
    'me',
  )
  expect(groups).toEqual([
    { key: 'waiting', ids: ['vip', 'q1', 'q2'] },
    { key: 'mine', ids: ['mine'] },
    { key: 'others', ids: ['hers'] },
  ])
})

const mine = (...ids: string[]): ChatGroup[] => [{ key: 'mine', ids }]

test('a held row keeps its place while others move around it', () => {
  const before = mine('a', 'b', 'c', 'd')
  expect(holdRows(before, mine('d', 'c', 'b', 'a'), new Set(['b']))).toEqual(
    mine('d', 'b', 'c', 'a'),
  )
  expect(holdRows(before, mine('b', 'c', 'd', 'a'), new Set(['a', 'c']))).toEqual(
    mine('a', 'b', 'c', 'd'),
  )
})

test('a held row does not come back when it is gone, and moves with its group', () => {
  expect(holdRows(mine('a', 'b'), mine('b'), new Set(['a']))).toEqual(mine('b'))
  expect(holdRows([{ key: 'waiting', ids: ['a', 'b'] }], mine('z', 'a'), new Set(['a']))).toEqual(
    mine('z', 'a'),
  )
  expect(holdRows(mine('a', 'b', 'c'), mine('c'), new Set(['c']))).toEqual(mine('c'))
})

test('Ctrl+J goes to my longest waiting, else to the queue, else nowhere', () => {
  expect(
    longestWaiting(record(chat('x', { waitingSince: 9 }), chat('y', { waitingSince: 4 })), 'me'),
  ).toBe('y')
  expect(
    longestWaiting(record(chat('x'), chat('q', { state: 'queued', holder: null })), 'me'),
  ).toBe('q')
  expect(longestWaiting(record(chat('x')), 'me')).toBeNull()
})

test('[D12] what is offered to me stands above all, the least time left first', () => {
  const offer = (until: number) => ({ by: 'her', to: 'me', note: null, until })
  const groups = groupChats(
    record(
      chat('mine'),
      chat('later', { holder: 'her', offer: offer(20) }),
      chat('sooner', { holder: 'her', offer: offer(10) }),
      chat('to-other', { offer: { ...offer(5), by: 'me', to: 'her' } }),
    ),
    'me',
  )
  expect(groups).toEqual([
    { key: 'offered', ids: ['sooner', 'later'] },
    { key: 'mine', ids: ['mine', 'to-other'] },
  ])
})

const reason = { rule: 'D12', sentence: 'forward', values: {} } as const

test('forwarded to me until I write in it, here or at another workstation', () => {
  const told = (last: ConversationView['last'], cseq: number) =>
    chat('f', { reason, last, cseq, waitingSince: 1 })
  const line = { at: 1, kind: 'text', text: '' } as const
  const keyOf = (one: ConversationView, answered: string[] = []) =>
    groupChats(record(one), 'me', { ...asUsual, answered })[0]?.key
  // The colleague's own line stands before the notice of the forward.
  expect(keyOf(told({ ...line, cseq: 3, from: 'account' }, 4))).toBe('forwarded')
  expect(keyOf(told({ ...line, cseq: 5, from: 'account' }, 5))).toBe('mine')
  expect(keyOf(told({ ...line, cseq: 6, from: 'buyer' }, 6))).toBe('forwarded')
  expect(keyOf(told({ ...line, cseq: 6, from: 'buyer' }, 6), ['f'])).toBe('mine')
})

test('pinned buyers stand first within their group, in the order that is chosen', () => {
  const all = record(
    chat('a', { waitingSince: 1 }),
    chat('b', { openedAt: 9 }),
    chat('c', { openedAt: 5 }),
  )
  const pins = new Set(['b-c'])
  const ids = (how: Partial<Arrangement>) => groupChats(all, 'me', { ...asUsual, ...how })[0]?.ids
  expect(ids({ pins })).toEqual(['c', 'a', 'b'])
  expect(ids({ sort: 'newest' })).toEqual(['b', 'c', 'a'])
  expect(ids({ sort: 'hand', hand: ['c', 'b', 'a'] })).toEqual(['c', 'b', 'a'])
  // A new one has no place by hand yet: it comes first.
  expect(ids({ sort: 'hand', hand: ['c', 'b'] })).toEqual(['a', 'c', 'b'])
  expect(ids({ hidden: new Set(['a']) })).toEqual(['b', 'c'])
})

test('only those of a tag, only VIPs', () => {
  const all = record(
    chat('a', { buyer: aBuyer('x', { tags: ['big'] }) }),
    chat('b', { buyer: aBuyer('y', { vip: true }) }),
  )
  const ids = (only: Arrangement['only']) => groupChats(all, 'me', { ...asUsual, only })[0]?.ids
  expect(ids({ kind: 'tag', tag: 'big' })).toEqual(['a'])
  expect(ids({ kind: 'vip' })).toEqual(['b'])
})

test('a row moves by one, or to where another stands', () => {
  expect(movedByHand(['a', 'b', 'c'], [], 'c', -1)).toEqual(['a', 'c', 'b'])
  expect(movedByHand(['a', 'b', 'c'], ['x'], 'a', 'c')).toEqual(['b', 'c', 'a', 'x'])
  const hand = ['a', 'b']
  expect(movedByHand(['a', 'b'], hand, 'a', -1)).toBe(hand)
})

test('closed today, newest first', () => {
  const now = new Date(2025, 5, 2, 10).getTime()
  const at = (id: string, time: number) => ({
    view: chat(id, { state: 'closed' }),
    at: time,
    summary: null,
    rating: null,
  })
  const closed = [at('old', now - 11 * 3_600_000), at('one', now - 3000), at('two', now - 1000)]
  expect(closedToday(closed, now).map(({ view }) => view.id)).toEqual(['two', 'one'])
})

test('[M] late are mine that wait as long as the shop allows, the longest first', () => {
  const all = record(
    chat('two', { waitingSince: 2000 }),
    chat('one', { waitingSince: 1000 }),
    chat('soon', { waitingSince: 50_000 }),
    chat('other', { waitingSince: 0, holder: 'her' }),
  )
  expect(lateOnes(all, 'me', 100_000, 102_000)).toEqual(['one', 'two'])
  expect(lateOnes(all, 'me', 100_000, 101_999)).toEqual(['one'])
  expect(lateOnes(all, 'me', 100_000, 102_000, new Set(['one']))).toEqual(['two'])
  // The same list where there is none: nothing is drawn for it.
  expect(lateOnes(all, 'me', 100_000, 0)).toBe(lateOnes({}, 'me', 100_000, 0))
})
