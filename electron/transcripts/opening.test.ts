import { randomBytes } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  openSync,
  closeSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createCache, type Cache } from './cache.ts'
import type { CacheErrorCode } from './errors.ts'
import { connect } from './database.ts'
import { newestVersion } from './migrations/index.ts'
import { openCache, testPlace, textMessage, type TestPlace } from './testing/fixtures.ts'

let place: TestPlace
beforeEach(() => {
  place = testPlace()
})
afterEach(() => place.remove())

const pageSize = 4096

/** Enough messages that most pages of the file are theirs; closed, so without a WAL. */
function fill(messages = 3000): void {
  const cache = openCache(place)
  for (let start = 0; start < messages; start += 500) {
    cache.answer('applyBatch', {
      epoch: 'e',
      pos: start + 500,
      conversations: [],
      messages: Array.from({ length: 500 }, (_, index) =>
        textMessage(start + index + 1, `第${index}句话`),
      ),
    })
  }
  while (cache.work()) continue
  for (const cid of ['c-1', 'c-2', 'c-3']) {
    const payload = { kind: 'send', body: { kind: 'text', text: `payload of ${cid}` } } as const
    cache.answer('outboxAdd', { cid, conversation: 'conversation-1', payload })
  }
  cache.answer('outboxMark', { cid: 'c-2', state: 'failed', error: 'rights' })
  cache.answer('outboxRemove', { cid: 'c-1' })
  cache.answer('draftSet', { conversation: 'conversation-1', text: '写到一半' })
  cache.answer('workspaceSet', { key: 'tabs', value: ['a'] })
  cache.answer('close', undefined)
}

function failure(action: () => unknown): { code: CacheErrorCode; message: string } {
  try {
    action()
  } catch (error) {
    return error as { code: CacheErrorCode; message: string }
  }
  throw new Error('did not fail')
}

function open(cache: Cache, key: Uint8Array = place.key): ReturnType<typeof cache.answer<'open'>> {
  return cache.answer('open', { file: place.file, key })
}

function contents(): Record<string, string> {
  return Object.fromEntries(
    readdirSync(place.folder).map((name) => [
      name,
      readFileSync(join(place.folder, name)).toString('base64'),
    ]),
  )
}

function overwrite(page: number, bytes = pageSize): void {
  const handle = openSync(place.file, 'r+')
  writeSync(handle, randomBytes(bytes), 0, bytes, page * pageSize)
  closeSync(handle)
}

describe('the key', () => {
  it('is the raw key of SQLCipher: the same by pragma', () => {
    fill(500)
    const hex = Buffer.from(place.key).toString('hex')
    const other = connect(place.file, place.key)
    expect(other.pragma('cipher')).toBe('sqlcipher')
    other.pragma(`rekey = "x'${hex}'"`)
    other.close()
    const again = connect(place.file, place.key)
    expect(again.read.get('SELECT count(*) AS n FROM messages')).toEqual({ n: 500 })
    again.close()
  })

  it('that is wrong is refused, the file and a WAL not written back are untouched', () => {
    fill(500)
    // As after a kill: a copy made while it is open, with its WAL.
    const cache = openCache(place)
    cache.answer('draftSet', { conversation: 'conversation-2', text: 'only in the WAL' })
    const copy = { ...place, file: join(place.folder, 'copy.db') }
    for (const suffix of ['', '-wal', '.check'])
      copyFileSync(place.file + suffix, copy.file + suffix)
    cache.answer('close', undefined)
    place = copy

    const wrong = Uint8Array.from(randomBytes(32))
    for (const withCheck of [true, false]) {
      if (!withCheck) rmSync(`${place.file}.check`)
      const before = contents()
      const error = failure(() => open(createCache(), wrong))
      expect(error.code).toBe('wrong_key')
      for (const key of [wrong, place.key])
        expect(error.message).not.toContain(Buffer.from(key).toString('hex').slice(0, 8))
      expect(contents()).toEqual(before)
    }
    const right = createCache()
    expect(open(right)).toMatchObject({ fresh: false, setAside: null })
    expect(right.answer('drafts', undefined)).toMatchObject({ 'conversation-2': 'only in the WAL' })
    right.answer('close', undefined)
  })

  it('may be another one once the file is gone', () => {
    fill(500)
    rmSync(place.file)
    const other = Uint8Array.from(randomBytes(32))
    for (const fresh of [true, false]) {
      const cache = createCache()
      expect(open(cache, other)).toMatchObject({ fresh, setAside: null })
      cache.answer('close', undefined)
    }
  })

  it('has 32 bytes', () => {
    expect(failure(() => open(createCache(), new Uint8Array(16))).code).toBe('invalid')
  })
})

describe('a newer version', () => {
  it('is refused and left as it is', () => {
    fill(500)
    const connection = connect(place.file, place.key)
    connection.write((handle) => handle.script(`PRAGMA user_version = ${newestVersion + 1}`))
    connection.close()
    const before = contents()
    const cache = createCache()
    expect(failure(() => open(cache)).code).toBe('newer_version')
    expect(contents()).toEqual(before)
    expect(failure(() => cache.answer('drafts', undefined)).code).toBe('closed')
  })
})

describe('a damaged file', () => {
  const keptItems = [
    { cid: 'c-2', state: 'failed', error: 'rights', attempts: 0, seq: 2 },
    { cid: 'c-3', state: 'queued', payload: { body: { text: 'payload of c-3' } }, seq: 3 },
  ]

  function expectKept(cache: Cache): void {
    expect(cache.answer('outboxList', undefined)).toMatchObject(keptItems)
    expect(cache.answer('drafts', undefined)).toEqual({ 'conversation-1': '写到一半' })
    expect(cache.answer('workspaceGet', { key: 'tabs' })).toEqual(['a'])
  }

  it('cut off at its end is set aside, and what exists nowhere else is saved', () => {
    fill()
    const size = statSync(place.file).size
    truncateSync(place.file, size - Math.floor(size / pageSize / 4) * pageSize)
    const cache = createCache()
    const opened = open(cache)
    expect(opened).toMatchObject({
      cursor: null,
      fresh: true,
      setAside: { outbox: 2, drafts: 1, workspace: 1, complete: true },
    })
    expect(existsSync(opened.setAside?.file ?? '')).toBe(true)
    expectKept(cache)
    cache.answer('close', undefined)
    expect(open(cache)).toMatchObject({ fresh: false, setAside: null })
    cache.answer('close', undefined)
  })

  it('found while reading stops all until it is opened again', () => {
    fill()
    const connection = connect(place.file, place.key)
    const leaves = connection.read.all<{ pageno: number }>(
      `SELECT pageno FROM dbstat WHERE name = 'messages' AND pagetype = 'leaf'`,
    )
    connection.close()
    expect(leaves.length).toBeGreaterThan(20)
    for (const { pageno } of leaves.slice(5, 10)) overwrite(pageno - 1)
    const cache = createCache()
    expect(open(cache)).toMatchObject({ setAside: null })
    const ask = { conversation: 'conversation-1', limit: 3000 }
    expect(failure(() => cache.answer('page', ask))).toMatchObject({
      code: 'corrupt',
      message: expect.stringContaining('damaged') as string,
    })
    expect(failure(() => cache.answer('drafts', undefined)).code).toBe('corrupt')

    const later = createCache()
    expect(open(later)).toMatchObject({ cursor: null, setAside: { complete: true } })
    expectKept(later)
    // An item made after it goes behind the saved ones.
    const payload = { kind: 'cmd', command: { type: 'resume' } } as const
    expect(later.answer('outboxAdd', { cid: 'n', conversation: null, payload }).seq).toBe(4)
    later.answer('close', undefined)
  })

  it('whose first page is gone begins afresh, and says that nothing could be saved', () => {
    fill(500)
    overwrite(0)
    const cache = createCache()
    expect(open(cache)).toMatchObject({
      fresh: true,
      setAside: { outbox: 0, drafts: 0, workspace: 0, complete: false },
    })
    cache.answer('draftSet', { conversation: 'a', text: 'works' })
    cache.answer('close', undefined)
  })

  it.each(['', '-wal'])('set aside by half goes on from the copy (%j still in place)', (left) => {
    // As after a kill: with everything in the WAL.
    const cache = openCache(place)
    cache.answer('draftSet', { conversation: 'conversation-1', text: '写到一半' })
    const copy = { ...place, file: join(place.folder, 'copy.db') }
    for (const suffix of ['', '-wal', '.check']) {
      const moved = suffix === left || suffix === '.check' ? '' : '.damaged-1'
      const to = suffix === '-wal' ? `${copy.file}${moved}-wal` : `${copy.file}${moved}${suffix}`
      copyFileSync(place.file + suffix, to)
    }
    cache.answer('close', undefined)
    place = copy
    if (left === '') renameSync(`${place.file}.damaged-1-wal`, `${place.file}-wal`)
    writeFileSync(`${place.file}.damaged`, '')
    writeFileSync(`${place.file}.new`, 'half made')
    const later = createCache()
    expect(failure(() => open(later, Uint8Array.from(randomBytes(32)))).code).toBe('wrong_key')
    expect(open(later)).toMatchObject({ setAside: { drafts: 1, complete: true } })
    expect(later.answer('drafts', undefined)).toEqual({ 'conversation-1': '写到一半' })
    later.answer('close', undefined)
    expect(readdirSync(place.folder).filter((name) => /new|damaged$/.test(name))).toEqual([])
    expect(open(later)).toMatchObject({ setAside: null })
    later.answer('close', undefined)
  })

  it('that is no database at all is set aside under its own number each time', () => {
    fill(500)
    for (const number of [1, 2]) {
      writeFileSync(place.file, 'not a database'.repeat(1000))
      const cache = createCache()
      expect(open(cache).setAside?.file).toBe(`${place.file}.damaged-${number}`)
      cache.answer('close', undefined)
    }
  })
})

describe('files', () => {
  it('open in another process are reported as busy', () => {
    const first = openCache(place)
    expect(failure(() => open(createCache())).code).toBe('busy')
    first.answer('close', undefined)
  })

  it('that cannot be opened are an error of their own', () => {
    writeFileSync(join(place.folder, 'a-file'), '')
    place = { ...place, file: join(place.folder, 'a-file', 'transcripts.db') }
    expect(failure(() => open(createCache())).code).toBe('io')
  })

  it('are all gone after a wipe, those set aside and those of a lost key, too', () => {
    fill(500)
    overwrite(0)
    const cache = createCache()
    open(cache)
    writeFileSync(join(place.folder, 'transcripts.db2'), 'of somebody else')
    cache.answer('close', undefined)
    const lost = createCache()
    failure(() => open(lost, Uint8Array.from(randomBytes(32))))
    lost.answer('wipe', undefined)
    expect(readdirSync(place.folder)).toEqual(['transcripts.db2'])
    expect(failure(() => lost.answer('drafts', undefined)).code).toBe('closed')
  })
})
