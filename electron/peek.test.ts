import fc from 'fast-check'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { cacheFile } from './account/cache-file.ts'
import { peekNeedsCache, peekRemembered, peekSettings } from './peek.ts'
import { settingsFile } from './settings.ts'
import { headStartPath } from './transcripts/head-start-path.ts'

const folder = mkdtempSync(join(tmpdir(), 'xiaoer-peek-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const write = (text: string) => writeFileSync(join(folder, 'settings.json'), text)

test('says the same as the schema of what the schema lets pass', () => {
  const window = { x: -20, y: 40, width: 1500, height: 900, maximized: true }
  const noGraphics = { electron: '45.4.1', until: 1_795_000_000_000 }
  settingsFile(folder).set({ theme: 'dark', window, noGraphics, zoom: 1.5 })
  expect(peekSettings(folder)).toEqual({ theme: 'dark', window, noGraphics })
  const { theme } = settingsFile(folder).get()
  expect(theme).toBe('dark')
})

test('is as usual where there is no file, or one that is none', () => {
  rmSync(join(folder, 'settings.json'), { force: true })
  expect(peekSettings(folder)).toEqual({ theme: 'system' })
  for (const text of ['', '{', '[]', 'null', '7', '{"theme":"pink","window":{"width":"wide"}}']) {
    write(text)
    expect(peekSettings(folder), text).toEqual({ theme: 'system' })
  }
})

test('who is remembered and was last goes straight to work', () => {
  const file = join(folder, 'accounts.json')
  const book = (current: unknown, remembered: unknown) =>
    writeFileSync(
      file,
      JSON.stringify({ v: 1, accounts: [null, { id: 'a', remembered }], current }),
    )
  expect(peekRemembered(folder)).toBeNull()
  book('a', true)
  expect(peekRemembered(folder)).toBe('a')
  for (const [current, remembered] of [
    ['a', false],
    ['b', true],
    [null, true],
    ['a', 'yes'],
  ]) {
    book(current, remembered)
    expect(peekRemembered(folder)).toBeNull()
  }
  writeFileSync(file, '{"current":"a","accounts":{}}')
  expect(peekRemembered(folder)).toBeNull()
})

test('the cache is needed at once where it left no head start', () => {
  expect(peekNeedsCache(folder, 'a')).toBe(true)
  const start = headStartPath(cacheFile(folder, 'a'))
  mkdirSync(dirname(start))
  writeFileSync(start, '')
  expect(peekNeedsCache(folder, 'a')).toBe(false)
  expect(peekNeedsCache(folder, 'b')).toBe(true)
})

test('never throws, and gives a place only of whole numbers', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      write(`{"window":${text},"noGraphics":${text},"theme":${text}}`)
      const { window } = peekSettings(folder)
      if (window) expect([window.width, window.height].every(Number.isSafeInteger)).toBe(true)
    }),
  )
})
