import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { DEFAULT_LEVELS } from '#shared/protocol/levels.ts'
import { readLevels } from './levels.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'xiaoer-levels-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function given(text: string): string {
  const file = join(folder, 'levels.json')
  writeFileSync(file, text)
  return file
}

test('[A3] without a file the usual levels; with one it stands over them', () => {
  expect(readLevels(join(folder, 'none.json'))).toEqual(DEFAULT_LEVELS)
  expect(readLevels(given('{"standard": 12, "pop-up": 1}'))).toEqual({
    ...DEFAULT_LEVELS,
    standard: 12,
    'pop-up': 1,
  })
})

test('[A3] says what is wrong with the file, and where', () => {
  expect(() => readLevels(given('{"standard": 12,'))).toThrow('is not JSON')
  for (const [text, where] of [
    ['{"standard": "many"}', '"standard"'],
    ['{"standard": -1}', '"standard"'],
    ['{"standard": 1.5}', '"standard"'],
    ['{"Big Level": 3}', '"Big Level"'],
    ['[3]', 'levels.json'],
  ] as const)
    expect(() => readLevels(given(text)), text).toThrow(where)
})
