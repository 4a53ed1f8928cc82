import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { AskError } from '#shared/protocol/client.ts'
import type { ShopEvent } from '#shared/protocol/events.ts'
import { aConversation } from '#shared/protocol/fixtures.ts'
import type { HistoryReply } from '#shared/protocol/frames.ts'
import type { ConversationView, Message } from '#shared/protocol/model.ts'
import { createTranscripts, type Transcripts } from '../transcripts/client.ts'
import { isWhole, Pages } from './pages.ts'

const page = (...cseqs: number[]): Message[] =>
  cseqs.map((cseq) => ({
    conversation: 'c',
    cseq,
    pos: cseq * 10,
    at: 0,
    sender: { kind: 'buyer' },
    cid: null,
    body: { kind: 'text', text: 'x' },
  }))

test.each<[string, number[], number, number, boolean]>([
  ['the newest full page', [8, 9, 10], 10, 3, true],
  ['the beginning', [1, 2], 2, 50, true],
  ['nothing said yet', [], 0, 50, true],
  ['nothing cached', [], 4, 50, false],
  ['a hole in it', [7, 9, 10], 10, 4, false],
  ['the newest is missing', [7, 8, 9], 10, 3, false],
  ['older ones are missing', [9, 10], 10, 3, false],
])('[I3] %s', (_name, cseqs, newest, limit, whole) => {
  expect(isWhole(page(...cseqs), newest, limit)).toBe(whole)
})

describe('what this account may not read', () => {
  let folder: string
  let cache: Transcripts
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'xiaoer-pages-'))
    cache = createTranscripts()
    await cache.open({ file: join(folder, 'a.db'), key: randomBytes(32) })
    const messages = page(1, 2).map((message) => ({ ...message, buyer: 'b' }))
    await cache.applyBatch({ epoch: 'e', pos: 30, conversations: [], messages })
  })
  afterEach(async () => {
    await cache.close()
    rmSync(folder, { recursive: true })
  })

  function setup(shown: ConversationView | undefined, answer: () => Promise<HistoryReply>) {
    const asked: string[] = []
    const state = { live: true, inDoubt: false, masks: false, shown }
    const pages = new Pages({
      cache: { ...cache, isMasked: () => false },
      conversation: () => state.shown,
      history: (conversation) => {
        asked.push(conversation)
        return answer()
      },
      isLive: () => state.live,
      inDoubt: () => state.inDoubt,
      masks: () => state.masks,
      keep: async (messages) => {
        await cache.applyBatch({ epoch: 'e', pos: 30, conversations: [], messages })
      },
      forget: async (conversation) => {
        await cache.forget({ conversation })
      },
    })
    const read = () => pages.page('c', 3, 2).then(({ messages }) => messages.length)
    const cached = async () => (await cache.page({ conversation: 'c', limit: 9 })).length
    return { pages, asked, state, read, cached }
  }
  const buyer = {
    id: 'b',
    name: '小美',
    vip: false,
    private: false,
    firstSeenAt: 0,
    tags: [],
    blocked: false,
    evidence: false,
    customer: null,
  }
  const shown = aConversation({ id: 'c', buyer, cseq: 2 })
  const reply = (): HistoryReply => ({
    t: 'history',
    q: 1,
    conversation: 'c',
    messages: page(1, 2),
    complete: true,
    previous: null,
  })
  const hear = (pages: Pages, event: ShopEvent) =>
    pages.heard([{ pos: 31, prev: 30, at: 0, event }])

  test('[D6] off the list it is asked first; a refusal shows nothing and takes it out', async () => {
    const { read, cached, asked } = setup(undefined, () =>
      Promise.reject(new AskError('not_found')),
    )
    await expect(read()).rejects.toMatchObject({ code: 'not_found' })
    expect(asked).toEqual(['c'])
    expect(await cached()).toBe(0)
  })

  test('[T4] what was given whole is shown in part from when masking is on', async () => {
    const { pages, state } = setup(shown, () => Promise.resolve(reply()))
    const body = { kind: 'text', text: '电话13812345678' } as const
    const messages = page(1, 2).map((one, at) => ({
      ...one,
      ...(at === 0 ? { body } : {}),
      buyer: 'b',
    }))
    await cache.reset({ epoch: 'e' })
    await cache.applyBatch({ epoch: 'e', pos: 30, conversations: [], messages })
    const told = async () => (await pages.page('c', 3, 2)).messages[0]
    expect(await told()).toMatchObject({ body })
    state.masks = true
    expect(await told()).toMatchObject({ body: { text: '电话138****5678' }, masked: true })
  })

  test('on the list, allowed before, or not connected: the cache answers', async () => {
    const { read, asked, state } = setup(shown, () => Promise.resolve(reply()))
    expect(await read()).toBe(2)
    expect(asked).toEqual([])
    state.shown = undefined
    expect([await read(), await read()]).toEqual([2, 2])
    expect(asked).toEqual(['c'])
    state.live = false
    expect(await read()).toBe(2)
    expect(asked).toEqual(['c'])
  })

  test('[D6] in doubt and not connected: not even the cache answers', async () => {
    const { read, state } = setup(undefined, () => Promise.reject(new AskError('offline')))
    state.inDoubt = true
    await expect(read()).rejects.toMatchObject({ code: 'offline' })
    state.live = false
    await expect(read()).rejects.toMatchObject({ code: 'offline' })
  })

  test('a cut while asking gives what is there', async () => {
    const { read } = setup(undefined, () => Promise.reject(new AskError('offline')))
    expect(await read()).toBe(2)
  })

  test('[D6] an answer that was on its way when the buyer was withdrawn is not kept', async () => {
    const { promise, resolve } = Promise.withResolvers<HistoryReply>()
    await cache.forget({ conversation: 'c' })
    const { pages, read, cached } = setup(shown, () => promise)
    const reading = read()
    hear(pages, { type: 'buyer.withdrawn', buyer: 'b' })
    resolve(reply())
    await expect(reading).rejects.toMatchObject({ code: 'not_found' })
    expect(await cached()).toBe(0)

    hear(pages, { type: 'buyer.marked', buyer, by: 'main' })
    expect(await read()).toBe(2)
  })
})
