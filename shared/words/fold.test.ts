import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findRanges, fold, searchable } from './fold.ts'
import { snippetOf } from './snippet.ts'

describe('the rule of search', () => {
  it.each([
    ['ＡＢＣ１２３', 'abc123'],
    ['Hello', 'hello'],
    ['ｶﾞ', 'ガ'],
    ['①', '1'],
    ['e\u0301', 'é'],
    ['É', 'É'],
    ['，！', ',!'],
    ['你好', '你好'],
    ['😀', '😀'],
    ['a\ud83d', 'a\ufffd'],
  ])('folds %j to %j', (text, folded) => {
    expect(fold(text)).toBe(folded)
  })

  it('is the same when done twice', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(fold(fold(text))).toBe(fold(text))
      }),
    )
  })

  it('finds words and file names, and nothing in notices', () => {
    const file = { id: 'f', name: '发票.pdf', type: 'application/pdf', size: 1 }
    expect(searchable({ kind: 'text', text: '退款' })).toBe('退款')
    expect(searchable({ kind: 'file', file })).toBe('发票.pdf')
    expect(searchable({ kind: 'image', file })).toBe('发票.pdf')
    expect(searchable({ kind: 'notice', notice: { code: 'closed' } })).toBe('')
  })
})

describe('the places of a match', () => {
  it.each([
    ['您好，您好', '您好', ['您好', '您好']],
    ['订单ＡＢ１２号', 'b12', ['Ｂ１２']],
    ['价格㎏', 'k', ['㎏']],
    ['cafe\u0301s', 'é', ['e\u0301']],
    ['ｶﾞｿﾘﾝ', 'ガソ', ['ｶﾞｿ']],
    ['👩‍👩‍👧 好', '👩', ['👩', '👩']],
    ['aaa', 'aa', ['aa']],
    ['\u1112\u1161\u11ab글', '한', ['\u1112\u1161\u11ab']],
  ])('in %j for %j', (text, query, expected) => {
    expect(findRanges(text, fold(query)).map(([start, end]) => text.slice(start, end))).toEqual(
      expected,
    )
  })

  it('exist exactly when the rule says that it matches, and lie in the snippet', () => {
    const words = fc.string({
      unit: fc.constantFrom(...Array.from('aA１1好ｶﾞ，😀'), 'e\u0301', '\u0301'),
      maxLength: 200,
    })
    fc.assert(
      fc.property(
        words,
        fc.string({
          unit: fc.constantFrom(...Array.from('aA1好ガ,😀')),
          minLength: 1,
          maxLength: 2,
        }),
        (text, query) => {
          const folded = fold(query)
          const ranges = findRanges(text, folded)
          expect(ranges.length > 0).toBe(fold(text).includes(folded))
          for (const [start, end] of ranges) expect(fold(text.slice(start, end))).toContain(folded)
          const snippet = snippetOf(text, folded)
          expect(snippet.ranges.length > 0).toBe(ranges.length > 0)
          for (const [start, end] of snippet.ranges) {
            expect(start).toBeGreaterThanOrEqual(0)
            expect(end).toBeLessThanOrEqual(snippet.text.length)
            expect(start).toBeLessThan(end)
          }
        },
      ),
      { numRuns: 300 },
    )
  })

  it('of a long message are shown around the first match', () => {
    const snippet = snippetOf(`${'前'.repeat(300)}目标${'后'.repeat(300)}`, '目标')
    expect(snippet.text).toMatch(/^…前+目标后+…$/u)
    expect(snippet.ranges.map(([start, end]) => snippet.text.slice(start, end))).toEqual(['目标'])
  })
})
