import { statSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Cache } from './cache.ts'
import type { Batch, CachedMessage } from './calls.ts'
import { connect } from './database.ts'
import {
  conversationView,
  openCache,
  testPlace,
  textMessage,
  type TestPlace,
} from './testing/fixtures.ts'

let place: TestPlace
let cache: Cache
beforeEach(() => {
  place = testPlace()
  cache = openCache(place)
})
afterEach(() => {
  cache.answer('close', undefined)
  place.remove()
})

const private1 = { conversation: 'p.1', buyer: 'p' }
const private2 = { conversation: 'p.2', buyer: 'p' }
const other = { conversation: 'o.1', buyer: 'o' }

function put(pos: number, messages: readonly CachedMessage[], more: Partial<Batch> = {}) {
  return cache.answer('applyBatch', { epoch: 'e', pos, conversations: [], messages, ...more })
}

/** A private contact's two conversations and another buyer's, in the index as far as `index` says. */
function fill(index: 'indexed' | 'pending'): void {
  const view = (id: string, buyer: string) => ({
    ...conversationView(id, 1),
    buyer: {
      id: buyer,
      name: '贵客',
      vip: false,
      private: false,
      firstSeenAt: 1,
      tags: [],
      blocked: false,
      evidence: false,
      customer: null,
    },
  })
  put(
    6,
    [
      textMessage(1, '青花瓷茶壶多少钱', private1),
      textMessage(2, '', {
        ...private1,
        sender: { kind: 'shop' },
        body: { kind: 'notice', notice: { code: 'closed' } },
      }),
      textMessage(3, '青花瓷茶壶还有吗龘', { ...private2, cseq: 1 }),
      textMessage(4, '我也要茶壶', { ...other, cseq: 1 }),
    ],
    {
      conversations: [
        { conversation: 'p.2', view: view('p.2', 'p'), updated: 3 },
        { conversation: 'p.3', view: view('p.3', 'p'), updated: 5 },
        { conversation: 'o.1', view: view('o.1', 'o'), updated: 4 },
      ],
    },
  )
  for (const [cid, conversation] of [
    ['cid-p', 'p.2'],
    ['cid-o', 'o.1'],
  ] as const) {
    const payload = { kind: 'send', body: { kind: 'text', text: '不应留下' } } as const
    cache.answer('outboxAdd', { cid, conversation, payload })
  }
  cache.answer('draftSet', { conversation: 'p.3', text: '草稿一' })
  cache.answer('draftSet', { conversation: 'o.1', text: '草稿二' })
  if (index === 'indexed') while (cache.work()) continue
}

/** Of 龘 in UTF-8 without its first, which the index shares with the term before. */
const RARE_BYTES = 'BE98'

const found = (text: string) =>
  cache.answer('search', { text, limit: 50 }).hits.map(({ conversation }) => conversation)
const page = (conversation: string) =>
  cache.answer('page', { conversation, limit: 50 }).map(({ pos }) => pos)

/** What lies in the index's own blocks, tombstones included, and every interned id. */
function raw(): { blocks: string; names: string[] } {
  cache.answer('close', undefined)
  const connection = connect(place.file, place.key)
  const blocks = connection.read.all<{ hex: string }>('SELECT hex(block) AS hex FROM search_data')
  const names = connection.read.all<{ name: string }>('SELECT name FROM names')
  connection.close()
  cache = openCache(place)
  return { blocks: blocks.map(({ hex }) => hex).join(' '), names: names.map(({ name }) => name) }
}

describe.each(['indexed', 'pending'] as const)('[D6] a buyer is withdrawn, %s', (state) => {
  it('with all conversations, words, drafts and what waited to be sent; others stay', () => {
    fill(state)
    const applied = put(7, [], { forgotten: ['p'] })
    expect(applied.pos).toBe(7)
    expect(applied.forgotten?.conversations.toSorted()).toEqual(['p.1', 'p.2', 'p.3'])
    expect(applied.forgotten?.outbox).toEqual(['cid-p'])

    for (const look of ['at once', 'after the index caught up', 'after a restart']) {
      expect([...page('p.1'), ...page('p.2')], look).toEqual([])
      expect(found('青花'), look).toEqual([])
      expect(found('茶壶'), look).toEqual(['o.1'])
      expect(page('o.1'), look).toEqual([4])
      if (look === 'at once') while (cache.work()) continue
      else {
        cache.answer('close', undefined)
        cache = openCache(place)
      }
    }
    expect(
      cache.answer('conversations', undefined).map(({ conversation }) => conversation),
    ).toEqual(['o.1'])
    expect(cache.answer('drafts', undefined)).toEqual({ 'o.1': '草稿二' })
    expect(cache.answer('outboxList', undefined).map(({ cid }) => cid)).toEqual(['cid-o'])
  })

  it('and the file holds neither a piece nor an id of it, nor the WAL its pages', () => {
    fill(state)
    if (state === 'indexed') expect(raw().blocks).toContain(RARE_BYTES)
    put(7, [], { forgotten: ['p'] })
    expect(statSync(`${place.file}-wal`).size).toBe(0)
    while (cache.work()) continue
    const { blocks, names } = raw()
    expect(blocks).not.toContain(RARE_BYTES)
    expect(names.toSorted()).toEqual(['o', 'o.1'])
  })
})

it('[D6] a buyer that comes back is found again, by what comes after', () => {
  fill('indexed')
  const again = textMessage(3, '青花瓷茶壶还有吗', { ...private2, cseq: 1 })
  put(9, [again], { forgotten: ['p'] })
  expect(found('青花')).toEqual(['p.2'])
  while (cache.work()) continue
  expect(found('青花')).toEqual(['p.2'])
  expect(page('p.1')).toEqual([])
})

it('a buyer that nothing is known of changes nothing', () => {
  fill('indexed')
  expect(put(7, [], { forgotten: ['nobody'] }).forgotten).toEqual({ conversations: [], outbox: [] })
  expect(found('茶壶')).toHaveLength(3)
})

it('a refused conversation goes alone', () => {
  fill('indexed')
  expect(cache.answer('forget', { conversation: 'p.2' })).toEqual({
    conversations: ['p.2'],
    outbox: ['cid-p'],
  })
  expect(found('青花')).toEqual(['p.1'])
})

describe.each(['indexed', 'pending'] as const)('[T3] the time limit, %s', (index) => {
  it('[S58] older messages are nowhere any more, newer ones and the rest stay', () => {
    fill(index)
    const { at } = textMessage(4, '')
    put(7, [], { expired: [{ upTo: 6, before: at }] })
    expect(found('茶壶')).toEqual(['o.1'])
    expect(page('p.1')).toEqual([])
    expect(page('o.1')).toEqual([4])
    expect(raw().blocks).not.toContain(RARE_BYTES)
    // Of what came behind it nothing goes, however old its clock says it is.
    put(8, [textMessage(8, '很久以前', { ...other, cseq: 2, at: 5 })], {
      expired: [{ upTo: 6, before: at }],
    })
    expect(page('o.1')).toEqual([4, 8])
  })
})
