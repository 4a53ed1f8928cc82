import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { crashFiles, crashFolder, KEPT, noteCrash, noteError, openCrashes } from './crashes.ts'
import { classOf, framesOf } from './frames.ts'
import { clearCrashes, listCrashes } from './list.ts'

const SECRET = '收货人李雷 13800138000'
let home: string

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'xiaoer-crash-'))
  openCrashes(home, '0.1.0')
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

function everything(): string {
  const folder = crashFolder(home)
  return crashFiles(folder)
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n')
}

test('an error is kept by its class and its places, never by its words', () => {
  noteError('main', new TypeError(`cannot send ${SECRET}`))
  const [crash] = listCrashes(crashFolder(home))
  expect(crash).toMatchObject({ kind: 'main', reason: 'TypeError', version: '0.1.0' })
  expect(crash?.frames[0]).toMatch(/\(crashes\.test\.ts:\d+:\d+\)$/)
  expect(everything()).not.toMatch(/李雷|13800138000|xiaoer-crash-/)
  expect(statSync(crashFolder(home)).mode & 0o777).toBe(0o700)
})

test('words that pose as frames are no frames', () => {
  const message = `a\n    at ${SECRET} (x.js:1:2)\n    at secret (secret.js:3:4)`
  expect(framesOf(`Error: ${message}\n    at real (/home/李雷/app/main.cjs:5:6)`, message)).toEqual(
    ['real (main.cjs:5:6)'],
  )
  // Where the message is not known its own shape must not carry it through.
  expect(framesOf(`Error: x\n    at ${SECRET} (${SECRET}.js:1:2)`)).toEqual([])
})

test('of any stack only plain names, files and numbers come through', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), fc.string(), (stack, more) => {
      for (const frame of framesOf(`${stack}\n    at ${more} (${more}:1:2)`))
        expect(frame).toMatch(/^(?:(?:async |new )?[\w$.#<>]{1,60} )?\([\w.-]{1,60}:\d+:\d+\)$/)
    }),
  )
  expect(classOf('TypeError')).toBe('TypeError')
  expect(classOf(SECRET)).toBe('Error')
})

test('the newest twenty are kept, a storm of the same does not push them out, and all can go', () => {
  const folder = crashFolder(home)
  for (let index = 0; index < KEPT + 5; index++) {
    openCrashes(home, '0.1.0')
    noteCrash({ kind: 'page', reason: `r${index}`, exitCode: index })
  }
  expect(listCrashes(folder)).toHaveLength(KEPT)
  openCrashes(home, '0.1.0')
  for (let index = 0; index < 50; index++) noteCrash({ kind: 'gateway', reason: 'crashed' })
  expect(listCrashes(folder).filter(({ kind }) => kind === 'gateway')).toHaveLength(6)
  writeFileSync(join(folder, `${Date.now()}-00000000.json`), '{"id":')
  expect(listCrashes(folder).length).toBeLessThan(KEPT)
  clearCrashes(folder)
  expect(listCrashes(folder)).toEqual([])
})
