import { expect, test } from 'vitest'
import type { DecisionRecord } from '#shared/protocol/api.ts'
import type { DecisionCandidate } from '#shared/protocol/events.ts'
import { inOrder, passedBy, summaryOf, verdictOf } from './why.ts'

const candidate = (
  account: string,
  excluded: DecisionCandidate['excluded'],
  patch: Partial<DecisionCandidate> = {},
): DecisionCandidate => ({
  account,
  excluded,
  held: 0,
  limit: 5,
  share: 1,
  taken: 1,
  onlineMin: 60,
  weight: 1,
  ...patch,
})

const record = (
  pos: number,
  rule: DecisionRecord['decision']['rule'],
  to: string | null,
  candidates: DecisionCandidate[],
): DecisionRecord => ({
  pos,
  at: pos * 1000,
  conversation: `c${pos}`,
  buyer: { id: `b${pos}`, name: 'b', vip: false },
  from: null,
  to,
  decision: { rule, sentence: 'share', values: {}, candidates },
})

test('[D14] a candidate is told its own obstacle, and a higher share where there was none', () => {
  const told = record(1, 'D8', 'a', [])
  expect(verdictOf(told, candidate('a', null))).toBe('got')
  expect(verdictOf(told, candidate('b', 'suspended'))).toBe('suspended')
  expect(verdictOf(told, candidate('b', null))).toBe('higher_share')
  expect(verdictOf(told, candidate('b', 'not_participating'))).toBe('not_participating')
  expect(verdictOf(told, candidate('b', 'not_participating', { weight: 0 }))).toBe('no_weight')
  expect(verdictOf(record(1, 'D4', 'a', []), candidate('b', null))).toBe('returning')
})

test('[D14] «why none» counts a returning buyer as such, whatever the account had set', () => {
  expect(passedBy(record(1, 'D4', 'a', [candidate('b', 'offline')]), 'b')).toBe('returning')
  expect(passedBy(record(1, 'D8', 'a', [candidate('b', 'offline')]), 'b')).toBe('offline')
  expect(passedBy(record(1, 'D5', 'main', [candidate('b', 'suspended')]), 'b')).toBe('suspended')
  expect(passedBy(record(1, 'D9', null, [candidate('b', 'full')]), 'b')).toBe('full')
  expect(passedBy(record(1, 'D8', 'b', [candidate('b', null)]), 'b')).toBe(null)
  expect(passedBy(record(1, 'D8', 'a', [candidate('a', null)]), 'b')).toBe(null)
})

test('the summary counts by reason, the most frequent first', () => {
  const summary = summaryOf(
    [
      record(1, 'D8', 'a', [candidate('b', 'full')]),
      record(2, 'D8', 'b', [candidate('b', null)]),
      record(3, 'D8', 'a', [candidate('b', 'full')]),
      record(4, 'D3', 'a', [candidate('b', 'full')]),
      record(5, 'D8', 'a', [candidate('c', null)]),
    ],
    'b',
  )
  expect(summary).toEqual({
    got: 1,
    passed: 3,
    reasons: [
      { why: 'full', count: 2, newest: 3000 },
      { why: 'addressed', count: 1, newest: 4000 },
    ],
  })
})

test('the chosen stands first, then who could have been by share', () => {
  const ordered = inOrder(
    record(1, 'D8', 'd', [
      candidate('a', 'full'),
      candidate('b', null, { share: 3 }),
      candidate('c', null, { share: 2 }),
      candidate('d', null, { share: 1 }),
    ]),
  )
  expect(ordered.map((one) => one.account)).toEqual(['d', 'c', 'b', 'a'])
})
