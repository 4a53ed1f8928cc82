import { expect, test } from 'vitest'
import { pinsOf, withKept } from './kept.ts'

test('pins are a list of buyers; anything else is none', () => {
  expect([...pinsOf('["b1","b2"]')]).toEqual(['b1', 'b2'])
  for (const broken of [undefined, '', '{', '{"a":1}', '7']) expect(pinsOf(broken).size).toBe(0)
  expect([...pinsOf('["b1",3]')]).toEqual(['b1'])
})

test('entries are merged; null takes one away', () => {
  const one = withKept({ kept: { other: 'x' } }, { pins: '["b1"]' })
  expect(one.kept).toEqual({ other: 'x', pins: '["b1"]' })
  expect([...one.pins]).toEqual(['b1'])
  const two = withKept(one, { pins: null })
  expect(two.kept).toEqual({ other: 'x' })
  expect(two.pins.size).toBe(0)
})
