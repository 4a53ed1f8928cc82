import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import type { Source } from '../protocol/model.ts'
import type { Route } from '../protocol/settings.ts'
import { routeOf } from './routes.ts'

const groups = [
  { id: 'pre', name: 'Pre-sale' },
  { id: 'after', name: 'After-sale' },
]
function to(source: Source | null, ...routes: [Route['by'], string, string][]): string | null {
  const made = routes.map(([by, match, group], index) => ({ id: `r${index}`, by, match, group }))
  return routeOf(source, { routes: made, groups })?.id ?? null
}

describe('routes', () => {
  it('[D10] the first that fits names the group; none: the whole shop', () => {
    const routes: [Route['by'], string, string][] = [
      ['choice', 'refund', 'after'],
      ['page', '/item/', 'pre'],
      ['page', '/item/77', 'after'],
    ]
    expect(to({ choice: 'refund', page: 'https://shop/item/77' }, ...routes)).toBe('after')
    expect(to({ page: 'https://shop/item/77' }, ...routes)).toBe('pre')
    expect(to({ page: 'https://shop/cart' }, ...routes)).toBeNull()
    expect(to({}, ...routes)).toBeNull()
    expect(to(null, ...routes)).toBeNull()
  })

  it('[D10] pages and products by a piece of the text, categories and choices as a whole', () => {
    expect(to({ product: 'Wool coat, long' }, ['product', 'COAT', 'pre'])).toBe('pre')
    expect(to({ category: 'coats' }, ['category', 'coat', 'pre'])).toBeNull()
    expect(to({ category: 'Coats' }, ['category', 'coats', 'pre'])).toBe('pre')
    expect(to({ choice: 'Refund' }, ['choice', 'refund', 'after'])).toBe('after')
    expect(to({ choice: 'refund2' }, ['choice', 'refund', 'after'])).toBeNull()
  })

  it('[D10] a star stands for anything; other signs for themselves', () => {
    const page = 'https://shop/help/return?from=item.html'
    expect(to({ page }, ['page', '/help/*item', 'after'])).toBe('after')
    expect(to({ page }, ['page', 'item*/help/', 'after'])).toBeNull()
    expect(to({ page }, ['page', 'return*return', 'after'])).toBeNull()
    expect(to({ page }, ['page', '*', 'after'])).toBe('after')
    expect(to({ page }, ['page', 'return?from', 'after'])).toBe('after')
    expect(to({ page }, ['page', 'item-html', 'after'])).toBeNull()
  })

  it('[D10] letters of an address are found encoded or not', () => {
    expect(to({ page: 'https://shop/%E9%80%80%E8%B4%A7' }, ['page', '退货', 'after'])).toBe('after')
    expect(to({ page: 'https://shop/退货' }, ['page', '退货', 'after'])).toBe('after')
    expect(to({ page: 'https://shop/100%' }, ['page', '100%', 'after'])).toBe('after')
  })

  it('[D10] a route to a group that is gone is passed over', () => {
    expect(to({ page: '/a' }, ['page', '/a', 'gone'], ['page', '/a', 'pre'])).toBe('pre')
  })

  it('[D10] whatever stands between the pieces, a pattern made from a text fits it', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1, maxLength: 5 }), (pieces) => {
        const plain = pieces.map((piece) => piece.replaceAll('*', ''))
        expect(to({ page: plain.join('…') }, ['page', plain.join('*'), 'pre'])).toBe('pre')
      }),
    )
  })
})
