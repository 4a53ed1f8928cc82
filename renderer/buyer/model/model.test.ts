import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Message } from '#shared/protocol/model.ts'
import { frameAddress, isFromFrame, isToFrame, parseAddress } from './embed.ts'
import { isSendKey } from './keys.ts'
import {
  outboxItem,
  parsePending,
  type Pending,
  PendingStore,
  type PlainStorage,
} from './pending.ts'
import { boxOf, refusePicture } from './picture.ts'
import { sizeText, textParts } from './text.ts'
import { olderQuestion, type Thread, withHistory, withMessages } from './threads.ts'
import { timeline, unreadCount } from './timeline.ts'

function message(cseq: number, patch: Partial<Message> = {}): Message {
  return {
    conversation: 'c',
    cseq,
    pos: cseq * 10,
    at: cseq * 1000,
    sender: { kind: 'account', account: 's1', nick: '小红' },
    cid: null,
    body: { kind: 'text', text: `m${cseq}` },
    ...patch,
  }
}
function waiting(patch: Partial<Pending> = {}): Pending {
  return {
    cid: 'cid-1',
    order: 1,
    at: 5000,
    body: { kind: 'text', text: '在吗' },
    source: null,
    address: null,
    tried: false,
    failed: null,
    progress: null,
    acknowledged: false,
    ...patch,
  }
}
function memoryStorage(): PlainStorage {
  const values = new Map<string, string>()
  return {
    get length() {
      return values.size
    },
    key: (index) => [...values.keys()][index] ?? null,
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  }
}

test('links: only http and https, without the sentence around them', () => {
  const links = (text: string) =>
    textParts(text).flatMap((part) => (part.kind === 'link' ? [part.href] : []))
  expect(links('看https://shop.example/a，谢谢')).toEqual(['https://shop.example/a'])
  expect(links('（https://shop.example/a）。')).toEqual(['https://shop.example/a'])
  expect(links('(https://shop.example/a_(b)).')).toEqual(['https://shop.example/a_(b)'])
  expect(links('https://shop.example/?q=1&r=2#x!')).toEqual(['https://shop.example/?q=1&r=2#x'])
  expect(links('javascript:alert(1) data:text/html,x file:///etc ftp://a.example')).toEqual([])
  // The name before the @ pretends to be the host.
  expect(links('https://bank.example@evil.example/')).toEqual([])
  expect(links('https://')).toEqual([])
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(
        textParts(text)
          .map((part) => part.text)
          .join(''),
      ).toBe(text)
      for (const part of textParts(`${text} https://${text}`))
        if (part.kind === 'link') expect(new URL(part.href).protocol).toMatch(/^https?:$/)
    }),
  )
})

test('Enter sends; the Enter of an input method and Shift+Enter do not', () => {
  const press = {
    key: 'Enter',
    shiftKey: false,
    ctrlKey: false,
    altKey: false,
    metaKey: false,
    isComposing: false,
    keyCode: 13,
  }
  expect(isSendKey(press)).toBe(true)
  expect(isSendKey({ ...press, ctrlKey: true })).toBe(true)
  expect(isSendKey({ ...press, shiftKey: true })).toBe(false)
  expect(isSendKey({ ...press, isComposing: true })).toBe(false)
  expect(isSendKey({ ...press, keyCode: 229 })).toBe(false)
  expect(isSendKey({ ...press, key: 'a' })).toBe(false)
})

test('[S13] messages stand once and in order, whatever order they come in', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 30 })), (numbers) => {
      let threads: readonly Thread[] = []
      for (const cseq of numbers) threads = withMessages(threads, 'c', [message(cseq)])
      expect(threads[0]?.messages.map(({ cseq }) => cseq) ?? []).toEqual(
        [...new Set(numbers)].toSorted((a, b) => a - b),
      )
    }),
  )
})

test('[S32] upwards: the rest of this conversation, then the one before, then nothing', () => {
  expect(olderQuestion([])).toBeNull()
  let threads = withHistory(
    [],
    { conversation: 'c2', messages: [message(3, { conversation: 'c2' })], previous: 'c1' },
    'newest',
  )
  expect(olderQuestion(threads)).toEqual({ conversation: 'c2', before: 3 })
  const older = [1, 2].map((cseq) => message(cseq, { conversation: 'c2' }))
  threads = withHistory(threads, { conversation: 'c2', messages: older, previous: 'c1' }, 'oldest')
  expect(olderQuestion(threads)).toEqual({ conversation: 'c1', before: undefined })
  threads = withHistory(
    threads,
    { conversation: 'c1', messages: [message(1, { conversation: 'c1' })], previous: null },
    'oldest',
  )
  expect(threads.map(({ id }) => id)).toEqual(['c1', 'c2'])
  expect(olderQuestion(threads)).toBeNull()
  // Seen live from its first message: what came before it was never asked.
  expect(olderQuestion([{ id: 'c', messages: [message(1)], previous: undefined }])).toEqual({
    conversation: 'c',
    before: 1,
  })
})

const input = {
  pending: [] as readonly Pending[],
  conversation: {
    id: 'c',
    state: 'held',
    servedBy: '小红',
    place: null,
    cseq: 9,
    readByShop: 1,
    asked: false,
    score: null,
  },
  live: true,
  dayOf: (at: number) => String(Math.floor(at / 86_400_000)),
} as const

test('a message is shown once while its answer is on the way, under the same key', () => {
  const own = message(1, { sender: { kind: 'buyer' }, cid: 'cid-1' })
  const before = timeline({ ...input, threads: [], pending: [waiting()] })
  const both = timeline({
    ...input,
    threads: [{ id: 'c', messages: [own], previous: null }],
    pending: [waiting({ acknowledged: true })],
  })
  expect(both.filter(({ kind }) => kind === 'bubble')).toHaveLength(1)
  expect(both.at(-1)?.key).toBe(before.at(-1)?.key)
})

test('marks: waiting, sending, uploading, failed, sent, read; none where it is not known', () => {
  const markOf = (pending: Pending, live = true) => {
    const row = timeline({ ...input, live, threads: [], pending: [pending] }).at(-1)
    return row?.kind === 'bubble' ? row.mark : null
  }
  expect(markOf(waiting(), false)).toEqual({ kind: 'waiting' })
  expect(markOf(waiting())).toEqual({ kind: 'sending' })
  expect(markOf(waiting({ failed: 'not_allowed' }))).toEqual({
    kind: 'failed',
    code: 'not_allowed',
  })
  expect(markOf(waiting({ acknowledged: true }))).toEqual({ kind: 'sent' })
  const file = { name: 'a.png', type: 'image/png', size: 9 }
  expect(markOf(waiting({ body: { kind: 'image', file, ref: null }, progress: 0.429 }))).toEqual({
    kind: 'uploading',
    percent: 42,
  })

  const mine = (cseq: number, conversation: string) =>
    message(cseq, { sender: { kind: 'buyer' }, cid: `${conversation}${cseq}`, conversation })
  const rows = timeline({
    ...input,
    threads: [
      { id: 'old', messages: [mine(1, 'old')], previous: null },
      { id: 'c', messages: [mine(1, 'c'), mine(2, 'c')], previous: 'old' },
    ],
  })
  expect(rows.flatMap((row) => (row.kind === 'bubble' ? [row.mark?.kind ?? null] : []))).toEqual([
    null,
    'read',
    'sent',
  ])
})

test('days are separated, runs of one sender carry one name and one time', () => {
  const day = 86_400_000
  const rows = timeline({
    ...input,
    threads: [
      {
        id: 'c',
        previous: null,
        messages: [
          message(1, { at: 0 }),
          message(2, { at: 1000 }),
          message(3, { at: 1000 + 6 * 60_000 }),
          message(4, { at: day, sender: { kind: 'buyer' }, cid: 'x' }),
          message(5, {
            at: day,
            sender: { kind: 'shop' },
            body: { kind: 'notice', notice: { code: 'closed' } },
          }),
        ],
      },
    ],
  })
  expect(rows.map(({ kind }) => kind)).toEqual([
    'day',
    'bubble',
    'bubble',
    'bubble',
    'day',
    'bubble',
    'notice',
  ])
  const runs = rows.flatMap((row) => (row.kind === 'bubble' ? [[row.leads, row.ends]] : []))
  expect(runs).toEqual([
    [true, false],
    [false, true],
    [true, true],
    [true, true],
  ])
})

test('[T3] an erased message says so in its place, without side, mark or sender, and counts as none', () => {
  const mine = message(2, { sender: { kind: 'buyer' }, cid: 'x', body: { kind: 'erased' } })
  const threads: Thread[] = [
    {
      id: 'c',
      previous: null,
      messages: [message(1, { body: { kind: 'erased' } }), mine, message(3)],
    },
  ]
  const rows = timeline({ ...input, threads, pending: [] })
  expect(rows.map(({ kind }) => kind)).toEqual(['day', 'erased', 'erased', 'bubble'])
  expect(rows.filter(({ kind }) => kind === 'erased').every((row) => !('mark' in row))).toBe(true)
})

test('unread: only what people of the shop wrote, behind what was read', () => {
  const threads: Thread[] = [
    {
      id: 'c',
      previous: null,
      messages: [
        message(1),
        message(2, { sender: { kind: 'buyer' } }),
        message(3, { sender: { kind: 'shop' } }),
        message(4),
      ],
    },
  ]
  expect(unreadCount(threads, 'c', 0)).toBe(2)
  expect(unreadCount(threads, 'c', 1)).toBe(1)
  expect(unreadCount(threads, 'c', 4)).toBe(0)
  expect(unreadCount(threads, undefined, 0)).toBe(0)
})

test('[I9] what was stored comes back after a reload, in order, as a resend', () => {
  const storage = memoryStorage()
  const store = new PendingStore(storage, 'demo')
  store.put(waiting({ cid: 'b', order: 2 }))
  store.put(waiting({ cid: 'a', order: 1, source: { page: 'p' }, address: '小红', progress: 0.5 }))
  new PendingStore(storage, 'other').put(waiting({ cid: 'z' }))
  storage.setItem('xiaoer.demo.out.broken', '{')
  const loaded = store.load()
  expect(loaded.map(({ cid }) => cid)).toEqual(['a', 'b'])
  expect(loaded[0]).toMatchObject({ tried: true, progress: null, acknowledged: false })
  expect(outboxItem(loaded[0] as Pending)).toEqual({
    cid: 'a',
    lane: 'send',
    tried: true,
    frame: {
      t: 'send',
      conversation: null,
      body: { kind: 'text', text: '在吗' },
      source: { page: 'p' },
      address: '小红',
    },
  })
  store.remove('a')
  expect(store.load().map(({ cid }) => cid)).toEqual(['b'])
  expect(store.changed('xiaoer.demo.out.b', null)).toEqual({ removed: 'b' })
  expect(store.changed('xiaoer.other.out.b', null)).toBeNull()
})

test('nothing that failed or is not uploaded is sent', () => {
  expect(outboxItem(waiting({ failed: 'not_allowed' }))).toBeNull()
  const file = { name: 'a.png', type: 'image/png', size: 9 }
  expect(outboxItem(waiting({ body: { kind: 'image', file, ref: null } }))).toBeNull()
  for (const text of ['', 'null', '{}', '[]', '{"cid":1}']) expect(parsePending(text)).toBeNull()
})

test('pictures: boxes inside 240 pixels, refused by kind and size', () => {
  expect(boxOf(4000, 3000)).toEqual({ width: 240, height: 180 })
  expect(boxOf(100, 80)).toEqual({ width: 100, height: 80 })
  expect(boxOf(10_000, 10)).toEqual({ width: 240, height: 72 })
  expect(boxOf(undefined, undefined)).toEqual({ width: 240, height: 180 })
  expect(refusePicture({ type: 'image/png', size: 10 })).toBeNull()
  expect(refusePicture({ type: 'image/svg+xml', size: 10 })).toBe('type')
  expect(refusePicture({ type: 'image/png', size: 21 * 1024 * 1024 })).toBe('size')
  expect(refusePicture({ type: 'image/png', size: 0 })).toBe('size')
  expect([sizeText(10), sizeText(3 * 1024 * 1024), sizeText(20 * 1024 * 1024)]).toEqual([
    '1 kB',
    '3.0 MB',
    '20 MB',
  ])
})

test('[D3] the address says shop, page, product and whom one asks for, cut to what a frame holds', () => {
  const address = parseAddress(
    `https://g.example/s/demo?to=%E5%B0%8F%E7%BA%A2&product=p1&page=${'x'.repeat(900)}&host=https://a.example/path`,
  )
  expect(address).toMatchObject({
    shop: 'demo',
    to: '小红',
    product: 'p1',
    host: 'https://a.example',
  })
  expect(address.page).toHaveLength(500)
  expect(parseAddress('https://g.example/s/demo?to=%20&host=javascript:1')).toEqual({
    shop: 'demo',
    page: null,
    product: null,
    category: null,
    to: null,
    host: null,
  })
})

test("the widget's frame is told the site's page without its query", () => {
  const url = frameAddress(
    'https://g.example',
    { shop: 'demo', href: 'https://a.example/item/1?token=secret#x', origin: 'https://a.example' },
    { product: 'p1', to: undefined },
  )
  expect(url).not.toContain('secret')
  expect(parseAddress(url)).toEqual({
    shop: 'demo',
    page: 'https://a.example/item/1',
    product: 'p1',
    category: null,
    to: null,
    host: 'https://a.example',
  })
})

test('messages between widget and frame: only the known shapes', () => {
  expect(isToFrame({ xiaoer: 'shown', open: true })).toBe(true)
  expect(isFromFrame({ xiaoer: 'unread', count: 2, language: 'en' })).toBe(true)
  expect(isFromFrame({ xiaoer: 'close' })).toBe(true)
  for (const data of [null, 1, 'x', [], {}, { xiaoer: 'unread', count: '2' }, { xiaoer: 'x' }]) {
    expect(isToFrame(data)).toBe(false)
    expect(isFromFrame(data)).toBe(false)
  }
})
