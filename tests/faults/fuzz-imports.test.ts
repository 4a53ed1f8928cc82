import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { parseGatewayAddress } from '#electron/account/gateway-address.ts'
import { settingsFile } from '#electron/settings.ts'
import { openFile } from '#electron/transcripts/opening.ts'
import { CacheError } from '#electron/transcripts/errors.ts'
import { Failure } from '#electron/failure.ts'
import { readTable, TableError, writeTable } from '#renderer/tables/table.ts'
import { planImport } from '#shared/phrases/table.ts'
import { importWords } from '#shared/words/table.ts'
import { CANARY, rawText, seedOf, spoiled } from '../support/fuzz.ts'

/** Whatever a file holds: a clear error or a right answer, soon, and what was there is not lost. */
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'xiaoer-fuzz-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A right file with some bytes made wrong, cut, or bytes that are no file at all. */
function garbled(files: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  const change = fc.tuple(
    fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    fc.nat(255),
  )
  return fc.oneof(
    fc
      .tuple(fc.constantFrom(...files), fc.array(change, { minLength: 1, maxLength: 30 }))
      .map(([file, changes]) => {
        const bytes = Uint8Array.from(file)
        for (const [where, value] of changes) bytes[Math.floor(where * bytes.length)] = value
        return bytes
      }),
    fc
      .tuple(fc.constantFrom(...files), fc.double({ min: 0, max: 1, noNaN: true }))
      .map(([file, part]) => file.slice(0, Math.floor(file.length * part))),
    fc.uint8Array({ maxLength: 2000 }),
    fc.string({ unit: 'binary', maxLength: 500 }).map((text) => new TextEncoder().encode(text)),
  )
}

test('tables of quick replies, words and orders: read, or refused by a code', async () => {
  const seed = seedOf('tables')
  const rows = [
    ['Group', 'Code', 'Title', 'Text', 'Scope'],
    ['hi', 'a', CANARY, '=HYPERLINK("https://attacker.example")', 'team'],
    ['', 'b', '"x""y"', 'z\nw', 'personal'],
  ]
  const files = [await writeTable(rows, 'csv'), await writeTable(rows, 'xlsx')]
  const until = performance.now() + 8000
  let read = 0
  let refused = 0
  for (const bytes of fc.sample(garbled(files), { seed, numRuns: 3000 })) {
    if (performance.now() > until) break
    const began = performance.now()
    try {
      const table = await readTable(bytes)
      read++
      const plan = planImport(table, [], {
        names: [],
        scope: 'personal',
        mayTeam: true,
        newId: () => crypto.randomUUID(),
        place: 0,
      })
      if (plan) expect(plan.length).toBeLessThan(table.length)
      importWords(table, [], [], 'warn')
    } catch (error) {
      expect(error, `seed ${seed}`).toBeInstanceOf(TableError)
      refused++
    }
    expect(performance.now() - began).toBeLessThan(3000)
  }
  process.stdout.write(`tables: ${read} read, ${refused} refused\n`)
  expect(Math.min(read, refused)).toBeGreaterThan(20)
})

test('invitation codes: an address, or invitation_invalid', () => {
  const seed = seedOf('invitations')
  const valid = [
    { v: 1, urls: ['https://192.168.1.2:8460'], fingerprint: 'a'.repeat(64), shop: 'demoshop' },
  ]
  const code = (value: unknown) =>
    `xiaoer:${Buffer.from(JSON.stringify(value) ?? '').toString('base64url')}`
  const texts = fc.oneof(
    spoiled(valid).map(code),
    rawText(valid),
    fc.string({ maxLength: 200 }).map((text) => `xiaoer:${text}`),
    fc.webUrl(),
  )
  for (const text of fc.sample(texts, { seed, numRuns: 3000 }))
    try {
      const { urls } = parseGatewayAddress(text)
      for (const url of urls)
        expect(url.startsWith('https:') || /^http:\/\/(127|localhost|\[::1)/.test(url), url).toBe(
          true,
        )
    } catch (error) {
      expect(error, `seed ${seed}: ${text.slice(0, 100)}`).toBeInstanceOf(Failure)
      expect((error as Failure).message).not.toContain(CANARY)
    }
})

test('settings of a garbled file: as usual, and the file is set aside, not lost', () => {
  const seed = seedOf('settings')
  const right = Buffer.from(JSON.stringify({ theme: 'dark', language: 'en', zoom: 1.1 }))
  const file = join(folder, 'settings.json')
  for (const bytes of fc.sample(garbled([right]), { seed, numRuns: 300 })) {
    rmSync(`${file}.unreadable`, { force: true })
    writeFileSync(file, bytes)
    const value = settingsFile(folder).get()
    expect(['system', 'light', 'dark'], `seed ${seed}`).toContain(value.theme)
    const aside = `${file}.unreadable`
    expect(readFileSync(existsSync(aside) ? aside : file).equals(bytes)).toBe(true)
    settingsFile(folder).set({ theme: 'light' })
    expect(settingsFile(folder).get().theme).toBe('light')
  }
})

test('the cache of garbled bytes: opened anew or refused, and the bytes are still there', () => {
  const seed = seedOf('cache')
  const key = randomBytes(32)
  const file = join(folder, 'cache.db')
  const { connection } = openFile(file, key)
  connection.write((handle) =>
    handle.run(
      'INSERT INTO drafts (conversation, text, dirty) VALUES (?, ?, 1)',
      'c1',
      'kept draft',
    ),
  )
  connection.pragma('wal_checkpoint(TRUNCATE)')
  connection.close()
  const right = readFileSync(file)
  const keyFiles = readdirSync(folder).filter((name) => name !== 'cache.db')
  const beside = keyFiles.map((name) => [name, readFileSync(join(folder, name))] as const)
  let opened = 0
  const until = performance.now() + 8000
  for (const bytes of fc.sample(garbled([right]), { seed, numRuns: 150 })) {
    if (performance.now() > until) break
    for (const name of readdirSync(folder)) rmSync(join(folder, name), { force: true })
    for (const [name, content] of beside) writeFileSync(join(folder, name), content)
    writeFileSync(file, bytes)
    try {
      const again = openFile(file, key)
      opened++
      again.connection.read.all('SELECT * FROM drafts')
      again.connection.close()
      if (again.setAside) expect(readFileSync(again.setAside.file).equals(bytes)).toBe(true)
    } catch (error) {
      expect(error, `seed ${seed}`).toBeInstanceOf(CacheError)
      expect(readFileSync(file).equals(bytes)).toBe(true)
    }
  }
  process.stdout.write(`cache: ${opened} opened\n`)
  expect(opened).toBeGreaterThan(20)
})
