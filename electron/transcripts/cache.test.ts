import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Cache } from './cache.ts'
import type { Batch, CachedMessage, OutboxItem } from './calls.ts'
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

function batch(pos: number, messages: readonly CachedMessage[], more: Partial<Batch> = {}): Batch {
  return { epoch: 'e', pos, conversations: [], messages, ...more }
}

function page(beforeCseq?: number, limit = 50): number[] {
  return cache
    .answer('page', { conversation: 'conversation-1', beforeCseq, limit })
    .map((message) => message.cseq)
}

function add(cid: string, text = 'text'): OutboxItem {
  const payload = { kind: 'send', body: { kind: 'text', text } } as const
  return cache.answer('outboxAdd', { cid, conversation: 'conversation-1', payload })
}

/** All rows of all tables, to see that nothing changed. */
function dump(): unknown {
  cache.answer('close', undefined)
  const connection = connect(place.file, place.key)
  const tables = connection.read.all<{ name: string }>(
    `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'search_%' OR name = 'search_pending'`,
  )
  const rows = tables
    .filter(({ name }) => name !== 'search')
    .map(({ name }) => [name, connection.read.all(`SELECT * FROM ${name}`)])
  connection.close()
  cache = openCache(place)
  return rows
}

describe('a batch', () => {
  it('gives back every kind of message as it came', () => {
    const messages: CachedMessage[] = [
      textMessage(1, '你好 😀 \0 \ud800'),
      textMessage(4, '', { sender: { kind: 'account', account: 'a', nick: '小红' }, cid: 'c-1' }),
      textMessage(7, '', {
        sender: { kind: 'shop' },
        body: { kind: 'notice', notice: { code: 'queued', place: 2 } },
      }),
      textMessage(8, '', {
        body: {
          kind: 'image',
          file: { id: 'f', name: 'a.png', type: 'image/png', size: 5, width: 1, height: 2 },
        },
      }),
    ]
    cache.answer('applyBatch', batch(9, messages))
    expect(cache.answer('page', { conversation: 'conversation-1', limit: 10 })).toEqual(messages)
    expect(cache.answer('cursor', undefined)).toEqual({ epoch: 'e', pos: 9 })
  })

  it('changes nothing the second time', () => {
    const twice = batch(3, [textMessage(1, 'a'), textMessage(3, 'b')], {
      conversations: [
        { conversation: 'conversation-1', view: conversationView('conversation-1', 3), updated: 3 },
      ],
    })
    cache.answer('applyBatch', twice)
    while (cache.work()) continue
    const before = dump()
    cache.answer('applyBatch', twice)
    expect(cache.pending).toBe(0)
    expect(dump()).toEqual(before)
  })

  it('is taken whole or not at all, and what it named is not remembered', () => {
    cache.answer('applyBatch', batch(1, [textMessage(1, 'a')]))
    const before = dump()
    const other = textMessage(2, 'b', { conversation: 'conversation-2' })
    const wrong = batch(9, [other, textMessage(1, 'a', { cseq: 5 })])
    expect(() => cache.answer('applyBatch', wrong)).toThrow(
      expect.objectContaining({ code: 'conflict' }),
    )
    expect(dump()).toEqual(before)
    cache.answer('applyBatch', batch(2, [other]))
    expect(cache.answer('page', { conversation: 'conversation-2', limit: 5 })).toEqual([other])
  })

  it('of older history does not move the cursor back', () => {
    cache.answer('applyBatch', batch(9, [textMessage(9, 'new')]))
    cache.answer('applyBatch', batch(9, [textMessage(2, 'old')]))
    cache.answer('applyBatch', batch(5, []))
    expect(cache.answer('cursor', undefined)).toEqual({ epoch: 'e', pos: 9 })
    expect(page()).toEqual([2, 9])
  })

  it('settles the outbox in the same transaction [I9]', () => {
    for (const cid of ['back', 'settled', 'waits']) add(cid)
    cache.answer(
      'applyBatch',
      batch(1, [textMessage(1, 'text', { cid: 'back' })], { settled: ['settled'] }),
    )
    expect(cache.answer('outboxList', undefined).map((item) => item.cid)).toEqual(['waits'])
  })

  it('of another epoch is refused until a reset, which keeps outbox, drafts and workspace [I10]', () => {
    cache.answer(
      'applyBatch',
      batch(9, [textMessage(9, 'of old')], {
        conversations: [
          {
            conversation: 'conversation-1',
            view: conversationView('conversation-1', 1),
            updated: 9,
          },
        ],
      }),
    )
    add('kept')
    cache.answer('draftSet', { conversation: 'conversation-1', text: 'draft' })
    cache.answer('workspaceSet', { key: 'tabs', value: ['conversation-1'] })
    const renewed = { ...batch(2, [textMessage(2, 'of new')]), epoch: 'f' }
    expect(() => cache.answer('applyBatch', renewed)).toThrow(
      expect.objectContaining({ code: 'epoch' }),
    )

    cache.answer('reset', { epoch: 'f' })
    expect(cache.answer('cursor', undefined)).toEqual({ epoch: 'f', pos: 0 })
    expect(page()).toEqual([])
    expect(cache.answer('conversations', undefined)).toEqual([])
    expect(cache.answer('search', { text: 'of', limit: 5 })).toEqual({ hits: [], total: 0 })
    expect(cache.answer('outboxList', undefined).map((item) => item.cid)).toEqual(['kept'])
    expect(cache.answer('drafts', undefined)).toEqual({ 'conversation-1': 'draft' })
    expect(cache.answer('workspaceGet', { key: 'tabs' })).toEqual(['conversation-1'])

    cache.answer('applyBatch', renewed)
    expect(cache.answer('search', { text: 'of', limit: 5 }).hits).toHaveLength(1)
    expect(() => cache.answer('applyBatch', batch(10, []))).toThrow(
      expect.objectContaining({ code: 'epoch' }),
    )
  })
})

describe('reading', () => {
  it('pages backwards by cseq, whatever the clocks say [I13]', () => {
    const messages = Array.from({ length: 9 }, (_, index) =>
      textMessage(index + 1, 'x', { at: 1_000_000 - index * 7_200_000 }),
    )
    cache.answer('applyBatch', batch(9, messages))
    expect(page(undefined, 4)).toEqual([6, 7, 8, 9])
    expect(page(6, 4)).toEqual([2, 3, 4, 5])
    expect(page(2, 4)).toEqual([1])
    expect(cache.answer('page', { conversation: 'unknown', limit: 4 })).toEqual([])
  })

  it('lists conversations by their last change; an older one never wins', () => {
    const put = (id: string, updated: number, cseq: number | null): void => {
      const view = cseq === null ? null : conversationView(id, cseq)
      cache.answer(
        'applyBatch',
        batch(updated, [], { conversations: [{ conversation: id, view, updated }] }),
      )
    }
    put('a', 5, 5)
    put('b', 7, 1)
    put('a', 3, 3)
    put('c', 8, 1)
    put('c', 9, null)
    put('b', 6, null)
    const listed = cache.answer('conversations', undefined)
    expect(
      listed.map(({ conversation, view, updated }) => [conversation, view.cseq, updated]),
    ).toEqual([
      ['b', 1, 7],
      ['a', 5, 5],
    ])
  })
})

describe('the outbox', () => {
  it('keeps the order of creation and counts the tries', () => {
    for (const cid of ['z', 'a', 'm']) add(cid)
    cache.answer('outboxMark', { cid: 'a', state: 'sending' })
    cache.answer('outboxMark', { cid: 'a', state: 'failed', error: 'rights' })
    cache.answer('outboxRemove', { cid: 'z' })
    expect(cache.answer('outboxList', undefined)).toMatchObject([
      { cid: 'a', state: 'failed', error: 'rights', attempts: 1 },
      { cid: 'm', state: 'queued', error: null, attempts: 0 },
    ])
    expect(cache.answer('outboxMark', { cid: 'z', state: 'failed' })).toBe(false)
    expect(cache.answer('outboxRemove', { cid: 'z' })).toBe(false)
  })

  it('takes the same item again as one, another under its cid never', () => {
    const first = add('one')
    expect(add('one')).toEqual(first)
    expect(() => add('one', 'other')).toThrow(expect.objectContaining({ code: 'conflict' }))
    expect(cache.answer('outboxList', undefined)).toEqual([first])
  })

  it('has nothing on its way after a start, but remembers the try', () => {
    add('one')
    cache.answer('outboxMark', { cid: 'one', state: 'sending' })
    cache.answer('close', undefined)
    cache = openCache(place)
    expect(cache.answer('outboxList', undefined)).toMatchObject([{ state: 'queued', attempts: 1 }])
  })
})

describe('drafts and workspace', () => {
  it('survive a restart; empty takes them away', () => {
    cache.answer('draftSet', { conversation: 'a', text: '写到一半' })
    cache.answer('draftSet', { conversation: 'b', text: 'x' })
    cache.answer('draftSet', { conversation: 'b', text: '' })
    cache.answer('workspaceSet', { key: 'window', value: { x: 1, on: null } })
    cache.answer('workspaceSet', { key: 'gone', value: 1 })
    cache.answer('workspaceSet', { key: 'gone', value: null })
    cache.answer('close', undefined)
    cache = openCache(place)
    expect(cache.answer('drafts', undefined)).toEqual({ a: '写到一半' })
    expect(cache.answer('workspaceGet', { key: 'window' })).toEqual({ x: 1, on: null })
    expect(cache.answer('workspaceGet', { key: 'gone' })).toBeNull()
  })
})
