import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTranscripts, type Transcripts } from './client.ts'
import { testPlace, textMessage, type TestPlace } from './testing/fixtures.ts'

let place: TestPlace
let transcripts: Transcripts
beforeEach(async () => {
  place = testPlace()
  transcripts = createTranscripts()
  await transcripts.open({ file: place.file, key: place.key })
})
afterEach(async () => {
  await transcripts.close()
  place.remove()
})

/** The files that hold one of the words, in either encoding that SQLite and V8 know. */
function filesWith(words: readonly string[]): string[] {
  return readdirSync(place.folder).filter((name) => {
    const bytes = readFileSync(join(place.folder, name))
    return words.some(
      (word) =>
        bytes.includes(Buffer.from(word, 'utf8')) || bytes.includes(Buffer.from(word, 'utf16le')),
    )
  })
}

describe('the cache behind its thread', () => {
  it('[I15] has no plain text in any file, open or closed', async () => {
    const canaries = [
      '金丝雀在这里唱歌',
      'canary-in-the-outbox',
      'canary-in-the-draft',
      'canary-buyer',
    ]
    await transcripts.applyBatch({
      epoch: 'e',
      pos: 300,
      conversations: [],
      messages: Array.from({ length: 300 }, (_, index) =>
        textMessage(index + 1, `金丝雀在这里唱歌 ${index}`, { buyer: 'canary-buyer' }),
      ),
    })
    await transcripts.outboxAdd({
      cid: 'c',
      conversation: 'conversation-1',
      payload: { kind: 'send', body: { kind: 'text', text: 'canary-in-the-outbox' } },
    })
    await transcripts.draftSet({ conversation: 'conversation-1', text: 'canary-in-the-draft' })
    expect((await transcripts.search({ text: '唱歌', limit: 500 })).total).toBe(300)
    expect(readdirSync(place.folder).sort()).toEqual([
      'transcripts.db',
      'transcripts.db-wal',
      'transcripts.db.check',
    ])
    const secrets = [...canaries, Buffer.from(place.key).toString('hex')]
    expect(filesWith(secrets)).toEqual([])
    expect(readFileSync(`${place.file}-wal`).includes(Buffer.from(place.key))).toBe(false)
    await transcripts.close()
    expect(filesWith(secrets)).toEqual([])
    expect(readFileSync(place.file).includes('SQLite format 3')).toBe(false)
    // The search for canaries works: it finds what is plain.
    expect(filesWith([readFileSync(`${place.file}.check`, 'utf8')])).toEqual([
      'transcripts.db.check',
    ])
  })

  it('leaves the key of its caller as it was', async () => {
    expect(place.key.some((byte) => byte !== 0)).toBe(true)
    await transcripts.close()
    expect(await transcripts.open({ file: place.file, key: place.key })).toMatchObject({
      fresh: false,
    })
  })

  it('answers in the order of the calls', async () => {
    const order: string[] = []
    const note = (name: string) => () => order.push(name)
    await Promise.all([
      transcripts.draftSet({ conversation: 'a', text: '1' }).then(note('set')),
      transcripts.drafts().then((all) => order.push(all['a'] ?? 'nothing')),
      transcripts.draftSet({ conversation: 'a', text: '' }).then(note('cleared')),
      transcripts.drafts().then((all) => order.push(all['a'] ?? 'nothing')),
    ])
    expect(order).toEqual(['set', '1', 'cleared', 'nothing'])
  })

  it('fails with a code of its own, and goes on', async () => {
    const message = textMessage(1, 'a')
    await transcripts.applyBatch({ epoch: 'e', pos: 1, conversations: [], messages: [message] })
    await expect(
      transcripts.applyBatch({ epoch: 'f', pos: 1, conversations: [], messages: [message] }),
    ).rejects.toMatchObject({ name: 'CacheError', code: 'epoch' })
    await expect(transcripts.open({ file: place.file, key: place.key })).rejects.toMatchObject({
      code: 'invalid',
    })
    expect(await transcripts.cursor()).toEqual({ epoch: 'e', pos: 1 })
  })

  it('says `closed` before it is opened and after it is closed', async () => {
    await transcripts.close()
    await transcripts.close()
    await expect(transcripts.drafts()).rejects.toMatchObject({ code: 'closed' })
    await expect(transcripts.wipe()).rejects.toMatchObject({ code: 'closed' })
  })

  it('closes behind the calls before it and before those after it', async () => {
    const before = transcripts.draftSet({ conversation: 'a', text: 'kept' })
    const closing = transcripts.close()
    await expect(transcripts.drafts()).rejects.toMatchObject({ code: 'closed' })
    const opening = transcripts.open({ file: place.file, key: place.key })
    await Promise.all([before, closing])
    expect(await opening).toMatchObject({ fresh: false })
    expect(await transcripts.drafts()).toEqual({ a: 'kept' })
  })

  it('wipes everything, and can begin again', async () => {
    await transcripts.draftSet({ conversation: 'a', text: 'x' })
    await transcripts.wipe()
    expect(readdirSync(place.folder)).toEqual([])
    await transcripts.open({ file: place.file, key: place.key })
    expect(await transcripts.drafts()).toEqual({})
  })

  it('tells those who wait when the thread ends by itself', async () => {
    const worker = new URL('data:text/javascript,process.nextTick(()=>{throw new Error("secret")})')
    const failing = createTranscripts({ worker })
    await expect(failing.open({ file: place.file, key: place.key })).rejects.toMatchObject({
      code: 'crashed',
      message: 'the thread of the transcript cache ended',
    })
    await expect(failing.drafts()).rejects.toMatchObject({ code: 'closed' })
  })
})
