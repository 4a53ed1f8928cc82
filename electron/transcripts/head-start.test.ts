import fc from 'fast-check'
import { existsSync, readFileSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTranscripts, type Transcripts } from './client.ts'
import { withHeadStart } from './head-start.ts'
import { keepHeadStart, takeHeadStart } from './head-start-file.ts'
import { headStartPath } from './head-start-path.ts'
import { conversationView, testPlace, textMessage, type TestPlace } from './testing/fixtures.ts'

let place: TestPlace
let opened: string[]
let lost: number
const ends: (() => Promise<unknown>)[] = []
beforeEach(() => {
  place = testPlace()
  opened = []
  lost = 0
})
afterEach(async () => {
  for (const end of ends.splice(0)) await end().catch(() => undefined)
  place.remove()
})

const never = new Promise<void>(() => {})
const page = { conversation: 'conversation-1', limit: 10 }

/** One that writes down when its file itself is opened. */
function make(painted: Promise<void> = never) {
  const real = createTranscripts()
  const counted: Transcripts = {
    ...real,
    open: (ask) => {
      opened.push(ask.file)
      return real.open(ask)
    },
  }
  const cache = withHeadStart(counted, { painted, lost: () => void lost++ })
  ends.push(() => cache.close())
  return cache
}
const openIt = async (painted?: Promise<void>) => {
  const cache = make(painted)
  await cache.open({ file: place.file, key: place.key })
  return cache
}
type Opened = Awaited<ReturnType<typeof openIt>>

/** What a start asks, all in all. */
async function startOf(cache: Opened) {
  cache.foresee(page)
  return {
    cursor: await cache.cursor(),
    conversations: await cache.conversations(),
    outbox: await cache.outboxList(),
    drafts: await cache.drafts(),
    dirty: await cache.dirtyDrafts(),
    workspace: await cache.workspaceGet({ key: 'workspace' }),
    page: await cache.page(page),
  }
}
const batch = (pos: number) => ({
  epoch: 'e',
  pos,
  conversations: [
    {
      conversation: 'conversation-1',
      updated: pos,
      view: conversationView('conversation-1', pos),
    },
  ],
  messages: [textMessage(pos, `words ${pos}`)],
})
async function aDay(): Promise<Opened> {
  const cache = await openIt()
  await startOf(cache)
  for (const pos of [1, 2, 3]) await cache.applyBatch(batch(pos))
  await cache.draftSet({ conversation: 'conversation-1', text: 'half a word', dirty: true })
  await cache.workspaceSet({ key: 'workspace', value: { current: 'conversation-1' } })
  return cache
}

describe('a cache with a head start', () => {
  it('answers a start as the file would, without opening it', async () => {
    const before = await aDay()
    const last = await startOf(before)
    await before.close()
    expect(opened.splice(0)).toHaveLength(1)
    const cache = await openIt()
    expect(await startOf(cache)).toEqual(last)
    expect(opened).toEqual([])
    expect(last.page).toHaveLength(3)
    // What else is asked opens it.
    expect(await cache.page({ ...page, limit: 2 })).toHaveLength(2)
    expect(opened).toHaveLength(1)
  })

  it('a change opens the file first, and every look behind it sees it', async () => {
    await (await aDay()).close()
    const cache = await openIt()
    expect((await cache.page(page)).length).toBe(3)
    const changed = cache.applyBatch(batch(4))
    const seen = cache.page(page)
    await changed
    expect((await seen).map(({ pos }) => pos)).toEqual([1, 2, 3, 4])
    expect(await cache.cursor()).toEqual({ epoch: 'e', pos: 4 })
  })

  it('opens the file of itself once the window is painted', async () => {
    await (await aDay()).close()
    opened.length = 0
    const { promise, resolve } = Promise.withResolvers<void>()
    const cache = await openIt(promise)
    await startOf(cache)
    expect(opened).toEqual([])
    resolve()
    await expect.poll(() => opened.length).toBe(1)
  })

  it('closed before anything needed the file, it leaves the head start as it was', async () => {
    const before = await aDay()
    const last = await startOf(before)
    await before.close()
    opened.length = 0
    for (let round = 0; round < 2; round++) {
      const cache = await openIt()
      await cache.close()
      await expect(cache.cursor()).rejects.toMatchObject({ code: 'closed' })
    }
    expect(await startOf(await openIt())).toEqual(last)
    expect(opened).toEqual([])
  })

  it('none after an end without a close, and none is taken twice', async () => {
    await (await aDay()).close()
    const running = await openIt()
    expect(existsSync(headStartPath(place.file))).toBe(false)
    await running.applyBatch(batch(4))
    expect(takeHeadStart(place.file, place.key)).toBeNull()
  })

  it('none while an answer is on its way: the opening would put it back into the queue', async () => {
    const before = await aDay()
    const payload = { kind: 'send', body: { kind: 'text', text: 'hm' } } as const
    await before.outboxAdd({ cid: 'c', conversation: 'conversation-1', payload })
    await before.outboxMark({ cid: 'c', state: 'sending' })
    await before.close()
    const cache = await openIt()
    expect(await cache.outboxList()).toMatchObject([{ cid: 'c', state: 'queued' }])
  })

  it('T4: what will be masked is kept masked, and known to be, until something changes', async () => {
    const before = await aDay()
    await startOf(before)
    const spoken = textMessage(4, '我的手机 13812345678')
    const { body } = spoken
    if (body.kind !== 'text') throw new Error('no words')
    const last = { cseq: 4, at: spoken.at, from: 'buyer', kind: 'text', text: body.text } as const
    const view = { ...conversationView('conversation-1', 4), last }
    await before.applyBatch({
      epoch: 'e',
      pos: 4,
      conversations: [{ conversation: 'conversation-1', updated: 4, view }],
      messages: [spoken],
    })
    before.foreseeMasks(() => true)
    expect(before.isMasked(await before.conversations())).toBe(false)
    await before.close()

    const cache = await openIt()
    const rows = await cache.conversations()
    const messages = await cache.page(page)
    expect([cache.isMasked(rows), cache.isMasked(messages)]).toEqual([true, true])
    expect(rows[0]?.view.last?.text).toBe('我的手机 138****5678')
    expect(messages.at(-1)).toMatchObject({ body: { text: '我的手机 138****5678' }, masked: true })
    expect(messages[0]).not.toHaveProperty('masked')
    expect(opened).toEqual([place.file])
    await cache.draftSet({ conversation: 'conversation-1', text: 'x' })
    const now = await cache.page(page)
    expect(now.at(-1)).toMatchObject({ body })
    expect([cache.isMasked(now), cache.isMasked(await cache.conversations())]).toEqual([
      false,
      false,
    ])
    // Masking was switched off: as they are.
    cache.foreseeMasks(() => false)
    await cache.close()
    const whole = await openIt()
    const shown = await whole.page(page)
    expect([shown.at(-1)?.body, whole.isMasked(shown)]).toEqual([body, false])
  })

  it('a file that can’t be opened behind a head start is told, and calls fail by its code', async () => {
    await (await aDay()).close()
    const cache = await openIt()
    const { size, mtimeMs } = statSync(place.file)
    expect(size).toBeGreaterThan(0)
    writeFileSync(place.file, Buffer.alloc(size, 7))
    utimesSync(place.file, mtimeMs / 1000, mtimeMs / 1000)
    writeFileSync(`${place.file}.check`, '')
    await expect(cache.draftSet({ conversation: 'c', text: 'x' })).rejects.toMatchObject({
      code: 'wrong_key',
    })
    await expect.poll(() => lost).toBe(1)
  })

  it('goes with the cache when that is wiped', async () => {
    await (await aDay()).close()
    const cache = await openIt()
    await cache.wipe()
    expect(readdirSync(place.folder)).toEqual([])
  })

  it('[I15] holds no plain text', async () => {
    const before = await aDay()
    await startOf(before)
    await before.close()
    const bytes = readFileSync(headStartPath(place.file))
    for (const word of ['half a word', 'words 3', 'conversation-1', 'workspace'])
      expect(bytes.includes(word), word).toBe(false)
    expect(bytes.includes(Buffer.from(place.key))).toBe(false)
  })
})

describe('the file of a head start', () => {
  const answers = new Map<string, unknown>([['a', [1, { b: undefined, c: 'd' }]]])
  beforeEach(() => writeFileSync(place.file, 'a database'))

  it('comes back once, as it was', () => {
    keepHeadStart(place.file, place.key, answers)
    expect(takeHeadStart(place.file, place.key)).toEqual(answers)
    expect(takeHeadStart(place.file, place.key)).toBeNull()
    expect(readdirSync(place.folder)).toEqual(['transcripts.db'])
  })

  it('of another key it says nothing', () => {
    keepHeadStart(place.file, place.key, answers)
    expect(takeHeadStart(place.file, new Uint8Array(32))).toBeNull()
  })

  it('of a database that was changed since, or that has something in its WAL, it says nothing', () => {
    keepHeadStart(place.file, place.key, answers)
    utimesSync(place.file, 1, 1)
    expect(takeHeadStart(place.file, place.key)).toBeNull()
    keepHeadStart(place.file, place.key, answers)
    writeFileSync(`${place.file}-wal`, 'x')
    expect(takeHeadStart(place.file, place.key)).toBeNull()
    keepHeadStart(place.file, place.key, answers)
    expect(existsSync(headStartPath(place.file))).toBe(false)
  })

  it('with any byte changed, or cut anywhere, it says nothing', () => {
    keepHeadStart(place.file, place.key, answers)
    const whole = readFileSync(headStartPath(place.file))
    fc.assert(
      fc.property(
        fc.nat(whole.length - 1),
        fc.integer({ min: 1, max: 255 }),
        fc.boolean(),
        (at, flip, cut) => {
          const bytes = cut ? whole.subarray(0, at) : Buffer.from(whole)
          if (!cut) bytes[at] = (bytes[at] ?? 0) ^ flip
          writeFileSync(headStartPath(place.file), bytes)
          expect(takeHeadStart(place.file, place.key)).toBeNull()
          expect(existsSync(headStartPath(place.file))).toBe(false)
        },
      ),
    )
  })
})
