import { statSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Delivered, ShopEvent } from '#shared/protocol/events.ts'
import { stepByEvents } from '../link/view-batch.ts'
import type { Cache } from './cache.ts'
import type { Batch, CachedMessage } from './calls.ts'
import { connect } from './database.ts'
import { openCache, testPlace, textMessage, type TestPlace } from './testing/fixtures.ts'

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

const CANARY = '龘靐齉canary'
/** Of 龘 in UTF-8 without its first byte, which the index shares with the term before. */
const INDEX_BYTES = 'BE98'

function put(pos: number, messages: readonly CachedMessage[], more: Partial<Batch> = {}) {
  return cache.answer('applyBatch', { epoch: 'e', pos, conversations: [], messages, ...more })
}
const found = (text: string) =>
  cache.answer('search', { text, limit: 50 }).hits.map(({ pos }) => pos)
const bodies = () =>
  cache.answer('page', { conversation: 'conversation-1', limit: 50 }).map(({ body }) => body.kind)
const index = () => {
  while (cache.work()) continue
}

/** Everything that the file holds in any table, and the blocks of the index. */
function raw(): { rows: string; blocks: string } {
  cache.answer('close', undefined)
  const connection = connect(place.file, place.key)
  const tables = connection.read.all<{ name: string }>(
    `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'search%'`,
  )
  const rows = JSON.stringify(
    tables.map(({ name }) => connection.read.all(`SELECT * FROM ${name}`)),
  )
  const blocks = connection.read
    .all<{ hex: string }>('SELECT hex(block) AS hex FROM search_data')
    .map(({ hex }) => hex)
    .join(' ')
  connection.close()
  cache = openCache(place)
  return { rows, blocks }
}

function fill(state: 'indexed' | 'pending'): void {
  put(3, [textMessage(1, '你好'), textMessage(2, CANARY), textMessage(3, '茶壶')])
  if (state === 'indexed') index()
}

describe.each(['indexed', 'pending'] as const)('a recalled message, %s', (state) => {
  it('is found by nothing and stands nowhere any more; its neighbours stay', () => {
    fill(state)
    expect(found(CANARY)).toEqual([2])
    if (state === 'indexed') expect(raw().blocks).toContain(INDEX_BYTES)
    put(4, [], { recalled: [{ conversation: 'conversation-1', cseq: 2 }] })
    expect(statSync(`${place.file}-wal`).size).toBe(0)
    for (const look of ['at once', 'after the index caught up']) {
      expect(found(CANARY), look).toEqual([])
      expect(found('茶壶'), look).toEqual([3])
      expect(bodies(), look).toEqual(['text', 'recalled', 'text'])
      index()
    }
    const { rows, blocks } = raw()
    expect(rows).not.toContain('canary')
    expect(blocks).not.toContain(INDEX_BYTES)
    expect(found(CANARY)).toEqual([])
  })

  it('read from the gateway again as recalled goes in the same way', () => {
    fill(state)
    put(3, [textMessage(2, '', { body: { kind: 'recalled' } })])
    index()
    expect(bodies()).toEqual(['text', 'recalled', 'text'])
    const { rows, blocks } = raw()
    expect(rows).not.toContain('canary')
    expect(blocks).not.toContain(INDEX_BYTES)
  })
})

it('a page that was on its way before the recall brings no words back', () => {
  fill('indexed')
  put(4, [], { recalled: [{ conversation: 'conversation-1', cseq: 2 }] })
  put(4, [textMessage(2, CANARY)])
  index()
  expect(found(CANARY)).toEqual([])
  expect(bodies()).toEqual(['text', 'recalled', 'text'])
})

it('said and recalled within one batch of events, the words never reach the disk', () => {
  const said = textMessage(2, CANARY)
  const events: Delivered<ShopEvent>[] = [
    { pos: 2, prev: 0, at: said.at, event: { type: 'message.sent', message: said } },
    {
      pos: 3,
      prev: 2,
      at: said.at + 1,
      event: { type: 'message.recalled', conversation: 'conversation-1', cseq: 2, by: 'a' },
    },
  ]
  const view = { conversations: {}, accounts: {}, closed: [] } as unknown as Parameters<
    typeof stepByEvents
  >[0]
  const { batch } = stepByEvents(view, events, { epoch: 'e', pos: 3 }, () => 'buyer-1')
  cache.answer('applyBatch', batch)
  expect(bodies()).toEqual(['recalled'])
  expect(raw().rows).not.toContain('canary')
})

it('what is not there is passed over', () => {
  fill('indexed')
  put(4, [], { recalled: [{ conversation: 'unknown', cseq: 2 }] })
  expect(bodies()).toEqual(['text', 'text', 'text'])
})

describe('drafts', () => {
  it('dirty ones are told until they are clean; one that is gone is told, too', () => {
    cache.answer('draftSet', { conversation: 'a', text: '你好', dirty: true })
    cache.answer('draftSet', { conversation: 'b', text: '', dirty: true })
    cache.answer('draftSet', { conversation: 'c', text: '在', dirty: false })
    expect(cache.answer('drafts', undefined)).toEqual({ a: '你好', c: '在' })
    expect(cache.answer('dirtyDrafts', undefined)).toEqual(['a', 'b'])
    cache.answer('draftSet', { conversation: 'a', text: '你好' })
    cache.answer('draftSet', { conversation: 'b', text: '' })
    expect(cache.answer('dirtyDrafts', undefined)).toEqual([])
    expect(cache.answer('drafts', undefined)).toEqual({ a: '你好', c: '在' })
  })
})
