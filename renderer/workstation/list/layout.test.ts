import { expect, test } from 'vitest'
import { anchored, HEAD, layoutOf, ROW, visibleRange } from './layout.ts'

const groups = [
  { key: 'waiting', ids: ['q1', 'q2'] },
  { key: 'mine', ids: Array.from({ length: 1000 }, (_, index) => `m${index}`) },
] as const

test('heights add up; a folded group keeps its head', () => {
  const layout = layoutOf(groups, [])
  expect(layout.tops.get('q2')).toBe(HEAD + ROW)
  expect(layout.tops.get('m0')).toBe(HEAD + 2 * ROW + HEAD)
  expect(layout.height).toBe(2 * HEAD + 1002 * ROW)
  const folded = layoutOf(groups, ['waiting'])
  expect(folded.tops.has('q1')).toBe(false)
  expect(folded.tops.get('m0')).toBe(2 * HEAD)
})

test('of a thousand chats only those in sight are drawn', () => {
  const mine = layoutOf(groups, []).sections[1]!
  const { from, to } = visibleRange(mine, 30_000, 800)
  expect(to - from).toBeLessThan(30)
  expect(mine.top + from * ROW).toBeLessThanOrEqual(30_000)
  expect(mine.top + to * ROW).toBeGreaterThanOrEqual(30_800)
})

test('a row that moved stays under the pointer, also where there is nothing to scroll', () => {
  // A row came in above a scrolled list.
  expect(anchored({ scrollTop: 500, spacerTop: 0 }, ROW, 5000, 800)).toEqual({
    scrollTop: 556,
    top: 0,
    bottom: 0,
  })
  // At the top of a short list one above went away: the space stands in for it.
  expect(anchored({ scrollTop: 0, spacerTop: 0 }, -ROW, 400, 800)).toEqual({
    scrollTop: 0,
    top: ROW,
    bottom: 344,
  })
  // A short list that grew above scrolls into space at the end.
  expect(anchored({ scrollTop: 0, spacerTop: 0 }, ROW, 400, 800)).toEqual({
    scrollTop: ROW,
    top: 0,
    bottom: 456,
  })
})
