import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Cache } from './cache.ts'
import type { CachedMessage, SearchQuery } from './calls.ts'
import { connect } from './database.ts'
import { fold, searchable } from '#shared/words/fold.ts'
import { indexTokens, matchExpression } from '#shared/words/grams.ts'
import { candidatesSql } from './search.ts'
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

function put(messages: readonly CachedMessage[]): void {
  const pos = Math.max(...messages.map((message) => message.pos))
  cache.answer('applyBatch', { epoch: 'e', pos, conversations: [], messages })
}

function indexAll(): void {
  while (cache.work()) continue
  expect(cache.pending).toBe(0)
}

function found(query: Partial<SearchQuery> & { text: string }): number[] {
  return cache.answer('search', { limit: 10_000, ...query }).hits.map((hit) => hit.pos)
}

/** What search must give, by looking at everything. */
function scan(messages: readonly CachedMessage[], query: Omit<SearchQuery, 'limit'>): number[] {
  const folded = fold(query.text)
  if (folded === '') return []
  return messages
    .filter(
      (message) =>
        fold(searchable(message.body)).includes(folded) &&
        (query.buyer === undefined || message.buyer === query.buyer) &&
        (query.conversation === undefined || message.conversation === query.conversation) &&
        message.at >= (query.from ?? -Infinity) &&
        message.at <= (query.to ?? Infinity),
    )
    .map((message) => message.pos)
    .sort((a, b) => b - a)
}

/** Few different characters, so that queries meet texts; each kind that could go wrong is there. */
const character = fc.constantFrom(
  ...Array.from('你好退款，aAａb1１2 "*-\0😀𠮷𠮸ｶﾞe\u0301㎏ß\ue020\u{f0000}c'),
  '\ud842',
  '\udfb7',
  '👍🏽',
)
const words = fc.string({ unit: character, maxLength: 24 })
const name = fc.constantFrom('one', 'two', 'three')
const day = 86_400_000

const drawn = fc.array(
  fc.record({
    text: words,
    buyer: name,
    conversation: name,
    // Clocks that jump: order must not come from them.
    at: fc.integer({ min: 0, max: 6 * day }),
    index: fc.boolean(),
    /** When it comes: older history comes later. */
    turn: fc.nat(100),
  }),
  { minLength: 1, maxLength: 40 },
)
const asked = fc.array(
  fc.record(
    {
      text: fc.oneof(
        fc.string({ unit: character, minLength: 1, maxLength: 4 }),
        fc.tuple(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 12 })),
      ),
      buyer: name,
      conversation: name,
      from: fc.integer({ min: 0, max: 6 * day }),
      to: fc.integer({ min: 0, max: 6 * day }),
    },
    { requiredKeys: ['text'] },
  ),
  { minLength: 1, maxLength: 12 },
)

describe('search', () => {
  it('finds what an exact scan finds, no more and no less, indexed or not yet', () => {
    fc.assert(
      fc.property(drawn, asked, (texts, queries) => {
        cache.answer('reset', { epoch: 'e' })
        const messages = texts.map(({ text, buyer, conversation, at }, index) =>
          textMessage(index + 1, text, { buyer, conversation, at }),
        )
        const turns = messages.map((message, index) => ({ message, text: texts[index] }))
        for (const { message, text } of turns.sort(
          (a, b) => (a.text?.turn ?? 0) - (b.text?.turn ?? 0),
        )) {
          put([message])
          if (text?.index === true) indexAll()
        }
        for (const query of queries) {
          const source = messages[Array.isArray(query.text) ? query.text[0] % messages.length : 0]
          const text =
            typeof query.text === 'string'
              ? query.text
              : Array.from(source ? searchable(source.body) : '')
                  .slice(query.text[1] % 24, (query.text[1] % 24) + query.text[2])
                  .join('')
          const whole = { ...query, text }
          expect(found(whole)).toEqual(scan(messages, whole))
        }
      }),
      { numRuns: 150 },
    )
  })

  it('pages from the newest, and tells the total with the last page', () => {
    put(Array.from({ length: 7 }, (_, index) => textMessage(index + 1, `第${index}条`)))
    indexAll()
    put(Array.from({ length: 3 }, (_, index) => textMessage(index + 8, `新${index}条`)))
    const ask = { text: '条', limit: 4 }
    const pages = [0, 4, 8].map((offset) => cache.answer('search', { ...ask, offset }))
    expect(pages.map((page) => page.hits.map((hit) => hit.pos))).toEqual([
      [10, 9, 8, 7],
      [6, 5, 4, 3],
      [2, 1],
    ])
    expect(pages.map((page) => page.total)).toEqual([undefined, undefined, 10])
  })

  it('finds a changed message by its new words only', () => {
    put([textMessage(1, '旧的话'), textMessage(2, '别的话')])
    indexAll()
    put([textMessage(1, '新的词')])
    const asked = (): number[][] => ['旧', '新的', '的'].map((text) => found({ text }))
    expect(asked()).toEqual([[], [1], [2, 1]])
    indexAll()
    expect(asked()).toEqual([[], [1], [2, 1]])
  })

  it('finds older pages that came later in the order of the shop', () => {
    put([textMessage(10, '问'), textMessage(11, '问')])
    indexAll()
    put([textMessage(2, '问'), textMessage(3, '问')])
    indexAll()
    expect(found({ text: '问' })).toEqual([11, 10, 3, 2])
  })

  it('goes on after a restart with what was not indexed', () => {
    put([textMessage(1, '等着')])
    cache.answer('close', undefined)
    cache = openCache(place)
    expect(cache.pending).toBe(1)
    expect(found({ text: '等着' })).toEqual([1])
    indexAll()
    expect(found({ text: '等着' })).toEqual([1])
  })

  it('finds nothing for nothing, for unknown names and outside the dates', () => {
    put([textMessage(1, '有')])
    expect(cache.answer('search', { text: '', limit: 5 })).toEqual({ hits: [], total: 0 })
    expect(found({ text: '有', buyer: 'nobody' })).toEqual([])
    expect(found({ text: '有', to: 0 })).toEqual([])
    expect(found({ text: '有', from: 0, to: Number.MAX_VALUE })).toEqual([1])
  })

  it('walks the index from the newest and sorts nothing', () => {
    cache.answer('close', undefined)
    const own = connect(place.file, place.key)
    const plan = own.read
      .all<{ detail: string }>(`EXPLAIN QUERY PLAN ${candidatesSql}`, '"a"', 0, 9)
      .map((row) => row.detail)
    own.close()
    cache = openCache(place)
    expect(plan[0]).toMatch(/^SCAN search VIRTUAL TABLE INDEX \d+:.*M/)
    expect(plan.slice(1).every((step) => step.startsWith('SEARCH '))).toBe(true)
    expect(plan.join()).not.toContain('TEMP B-TREE')
  })
})

describe('grams', () => {
  it('of a text hold every list that a part of it asks for', () => {
    fc.assert(
      fc.property(words, fc.nat(24), fc.integer({ min: 1, max: 24 }), (text, start, length) => {
        const folded = fold(text)
        const part = Array.from(folded)
          .slice(start, start + length)
          .join('')
        fc.pre(part !== '')
        const tokens = new Set(indexTokens(folded).split(' '))
        const wanted = matchExpression(part, []).split(' AND ')
        for (const list of wanted) expect(tokens).toContain(list.slice(1, -1))
      }),
    )
  })
})
