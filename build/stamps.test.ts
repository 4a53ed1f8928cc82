import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ContentHashes, inputFiles, Stamps } from './stamps.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'xiaoer-stamps-'))
  write('shared/a.ts', 'a')
  write('shared/deep/b.ts', 'b')
  write('package.json', '{}')
})
afterEach(() => {
  rmSync(root, { recursive: true })
})

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

const inputs = ['shared', 'package.json', 'not-there']
const hash = (): string => new ContentHashes(root).ofAll(inputs)

test('inputs are all files below, without tests, notes and packages', () => {
  write('shared/a.test.ts', '')
  write('shared/README.md', '')
  write('shared/.hidden', '')
  write('shared/node_modules/x.js', '')
  expect(inputFiles(root, inputs)).toEqual(['package.json', 'shared/a.ts', 'shared/deep/b.ts'])
})

test('the hash follows contents and names, and nothing else', () => {
  const before = hash()
  write('shared/a.ts', 'a')
  write('shared/a.test.ts', 'new')
  expect(hash()).toBe(before)
  write('shared/a.ts', 'changed')
  expect(hash()).not.toBe(before)
  write('shared/a.ts', 'a')
  expect(hash()).toBe(before)
  write('shared/c.ts', '')
  expect(hash()).not.toBe(before)
  rmSync(join(root, 'shared/c.ts'))
  write('not-there/x', '')
  expect(hash()).not.toBe(before)
})

test('a target is fresh only with the same hash and its outputs in place', () => {
  const stamps = new Stamps(join(root, 'out/.stamps'))
  const output = join(root, 'out/main.js')
  expect(stamps.isFresh('main', 'h1', [output])).toBe(false)
  stamps.write('main', 'h1')
  expect(stamps.isFresh('main', 'h1', [output])).toBe(false)
  write('out/main.js', '')
  expect(stamps.isFresh('main', 'h1', [output])).toBe(true)
  expect(stamps.isFresh('main', 'h2', [output])).toBe(false)
  expect(stamps.isFresh('preload', 'h1', [output])).toBe(false)
})
