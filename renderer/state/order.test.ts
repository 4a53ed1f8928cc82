import { expect, test } from 'vitest'
import { aConversation } from '#shared/protocol/fixtures.ts'
import type { ConversationView } from '#shared/protocol/model.ts'
import { groupChats, holdRows, longestWaiting, type ChatGroup } from './order.ts'

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
