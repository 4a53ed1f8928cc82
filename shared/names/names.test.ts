import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { nameKey, nameUnits, parseSignInName } from './names.ts'

const problem = (text: string) => {
  const parsed = parseSignInName(text)
  return parsed.ok ? null : parsed.problem
}

describe('[A1] sign-in names', () => {
  it('[A1] takes main and main:sub', () => {
    expect(parseSignInName('demoshop')).toEqual({
      ok: true,
      main: 'demoshop',
      sub: null,
      name: 'demoshop',
    })
    expect(parseSignInName('小店铺:小红')).toMatchObject({ ok: true, main: '小店铺', sub: '小红' })
  })

  it('[A1] counts a Chinese character as two units: 5 to 25 for the main part', () => {
    expect(nameUnits('小店a')).toBe(5)
    expect(problem('小店')).toBe('main_too_short')
    expect(problem('小店a')).toBeNull()
    expect(problem('abcd')).toBe('main_too_short')
    expect(problem('a'.repeat(25))).toBeNull()
    expect(problem('a'.repeat(26))).toBe('main_too_long')
    expect(problem('店'.repeat(12) + 'a')).toBeNull()
    expect(problem('店'.repeat(13))).toBe('main_too_long')
  })

  it('[A1] at most 30 units in all, the separator counts one', () => {
    expect(problem('a'.repeat(20) + ':' + 'b'.repeat(9))).toBeNull()
    expect(problem('a'.repeat(20) + ':' + 'b'.repeat(10))).toBe('whole_too_long')
  })

  it('[A1] refuses a sub part of digits alone, an empty one and a second colon', () => {
    expect(problem('demoshop:123')).toBe('sub_digits_only')
    expect(problem('demoshop:a123')).toBeNull()
    expect(problem('demoshop:')).toBe('sub_empty')
    expect(problem('demoshop:a:b')).toBe('too_many_colons')
    expect(problem('')).toBe('empty')
    expect(problem('demo shop')).toBe('characters')
    expect(problem(' demoshop')).toBe('characters')
  })

  it('[A1] explains the full-width colon and offers the mended name', () => {
    expect(parseSignInName('demoshop：小红')).toEqual({
      ok: false,
      problem: 'full_width_colon',
      suggestion: 'demoshop:小红',
    })
    expect(parseSignInName('demoshop：123')).toEqual({ ok: false, problem: 'full_width_colon' })
  })

  it('[A1] whatever is accepted obeys the rule and comes back unchanged', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...Array.from('ab1_:：店铺 -é😀')), maxLength: 34 }),
        (text) => {
          const parsed = parseSignInName(text)
          if (!parsed.ok) return
          expect(parsed.name).toBe(text)
          expect(nameUnits(text)).toBeLessThanOrEqual(30)
          expect(nameUnits(parsed.main)).toBeGreaterThanOrEqual(5)
          expect(text).not.toContain('：')
          expect(parsed.sub === null ? text : `${parsed.main}:${parsed.sub}`).toBe(text)
        },
      ),
    )
  })

  it('[A1] names that differ in case alone are one', () => {
    expect(nameKey('DemoShop:Ann')).toBe(nameKey('demoshop:ann'))
  })
})
