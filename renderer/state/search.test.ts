import type { SearchHit } from '#shared/bridge/contract.ts'
import type { FoundMessage } from '#shared/protocol/api.ts'
import { expect, test } from 'vitest'
import { fromDay, looksLikeNumber, mergedHits, requestOf, type Filter } from './search.ts'

const NOW = new Date(2026, 10, 22, 15).getTime()
const everywhere: Filter = { scope: { kind: 'all' }, days: null, account: null }
const base = { at: NOW, snippet: '退货', ranges: [[0, 1]] as const }
const local = (conversation: string, cseq: number, pos: number, at = NOW): SearchHit => ({
  ...base,
  conversation,
  cseq,
  pos,
  at,
  buyer: `b-${conversation}`,
  buyerName: '王',
})
const shop = (conversation: string, cseq: number, pos: number): FoundMessage => ({
  ...base,
  conversation,
  cseq,
  pos,
  sender: { kind: 'buyer' },
  buyer: { id: `b-${conversation}`, name: '王' },
  account: 'a2',
})
const keys = (lines: readonly { conversation: string; cseq: number }[]) =>
  lines.map(({ conversation, cseq }) => `${conversation}${cseq}`)

test('[T2] local and gateway hits are one list without doubles, newest first by the log', () => {
  const lines = mergedHits(
    [local('c', 1, 10), local('c', 9, 90)],
    [shop('d', 4, 50), shop('c', 9, 90)],
    everywhere,
    NOW,
  )
  expect(keys(lines)).toEqual(['c9', 'd4', 'c1'])
  // The gateway's is the fuller one: it tells who held it.
  expect(lines[0]?.account).toBe('a2')
})

test('[T2] with an account chosen the gateway alone answers; days and scope hold for both', () => {
  const hits = [local('c', 1, 10, NOW - 86_400_000), local('d', 2, 20)]
  expect(keys(mergedHits(hits, [], { ...everywhere, account: 'a2' }, NOW))).toEqual([])
  expect(keys(mergedHits(hits, [], { ...everywhere, days: 1 }, NOW))).toEqual(['d2'])
  const chat: Filter = {
    ...everywhere,
    scope: { kind: 'chat', conversation: 'c', buyer: 'b-c' },
  }
  // The gateway filters by buyer: what is of another conversation of it falls out here.
  expect(keys(mergedHits([local('c', 1, 10)], [shop('e', 3, 30)], chat, NOW))).toEqual(['c1'])
})

test('[T2] what the gateway is asked: filters by name, none where the buyer is not known', () => {
  const page = { now: NOW, limit: 40, before: null }
  expect(requestOf('退', everywhere, page)).toEqual({ text: '退', limit: 40 })
  expect(
    requestOf(
      '退',
      { scope: { kind: 'buyer', buyer: 'b1' }, days: 7, account: 'a2' },
      { ...page, before: 99 },
    ),
  ).toEqual({
    text: '退',
    limit: 40,
    buyer: 'b1',
    account: 'a2',
    from: new Date(2026, 10, 16).getTime(),
    before: 99,
  })
  const unknown: Filter = {
    ...everywhere,
    scope: { kind: 'chat', conversation: 'c', buyer: null },
  }
  expect(requestOf('退', unknown, page)).toBeNull()
  expect(fromDay(1, NOW)).toBe(new Date(2026, 10, 22).getTime())
})

test('what looks like an order number', () => {
  for (const text of ['20261122001000', 'SF-1002', 'wc1234'])
    expect(looksLikeNumber(text)).toBe(true)
  for (const text of ['退货', '12', 'hello', '王123']) expect(looksLikeNumber(text)).toBe(false)
})
