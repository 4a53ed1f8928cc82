import { expect, test } from 'vitest'
import type { Aside, Message } from '#shared/protocol/model.ts'
import type { Page } from '#shared/bridge/contract.ts'
import type { OutboxEntry } from './model.ts'
import { buildRows, mergeOutbox } from './rows.ts'
import {
  emptyTimeline,
  joinMessages,
  KEPT_BEHIND,
  newestLoaded,
  olderQuestion,
  ownSegment,
  trimmed,
  withLive,
  withNewer,
  withNewest,
  withOlder,
} from './timeline.ts'

const DAY = 86_400_000
const NOON = 20_000 * DAY + DAY / 2

function message(cseq: number, patch: Partial<Message> = {}): Message {
  return {
    conversation: 'c',
    cseq,
    pos: cseq,
    at: NOON + cseq * 1000,
    sender: { kind: 'buyer' },
    cid: `cid-${cseq}`,
    body: { kind: 'text', text: `${cseq}` },
    ...patch,
  }
}
const mine = { sender: { kind: 'account', account: 'me', nick: 'me' } } as const
const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => message(from + index))
const page = (from: number, to: number, patch: Partial<Page> = {}): Page => ({
  messages: range(from, to),
  complete: from === 1,
  previous: null,
  ...patch,
})
const cseqs = (messages: readonly Message[]) => messages.map((one) => one.cseq)
const dayOf = (at: number) => String(Math.floor(at / DAY))

test('pages and live messages join by cseq, without doubles and without holes', () => {
  expect(cseqs(joinMessages(range(1, 3), range(2, 5)))).toEqual([1, 2, 3, 4, 5])
  expect(cseqs(joinMessages(range(1, 3), range(5, 6)))).toEqual([5, 6])
  expect(cseqs(joinMessages([], range(5, 6)))).toEqual([5, 6])
})

test('a message that comes live while the newest page is on its way is kept', () => {
  const loaded = withNewest(emptyTimeline('c'), page(5, 9))
  const live = withLive(loaded, message(10))
  expect(cseqs(ownSegment(withNewest(live, page(5, 10))).messages)).toEqual([5, 6, 7, 8, 9, 10])
  expect(cseqs(ownSegment(withNewest(live, page(8, 9))).messages)).toEqual([5, 6, 7, 8, 9, 10])
})

test('a live message behind a hole is not taken', () => {
  const loaded = withNewest(emptyTimeline('c'), page(5, 9))
  expect(withLive(loaded, message(11))).toBe(loaded)
  expect(withLive(loaded, message(9))).toBe(loaded)
  expect(withLive(emptyTimeline('c'), message(4)).segments[0]?.messages).toEqual([])
  expect(newestLoaded(withLive(emptyTimeline('c'), message(1)))).toBe(1)
})

test('reading upwards goes on in the buyer’s conversation before', () => {
  const start = withNewest(emptyTimeline('c'), page(3, 4))
  expect(olderQuestion(start)).toEqual({ conversation: 'c', before: 3 })
  const whole = withOlder(start, 'c', page(1, 2, { previous: 'b' }))
  expect(olderQuestion(whole)).toEqual({ conversation: 'b', before: undefined })
  const past = range(1, 2).map((one) => ({ ...one, conversation: 'b' }))
  const both = withOlder(whole, 'b', { messages: past, complete: true, previous: null })
  expect(both.segments.map((segment) => segment.conversation)).toEqual(['b', 'c'])
  expect(olderQuestion(both)).toBeNull()
  expect(buildRows(both, [], 'me', dayOf).map((row) => row.kind)).toEqual([
    'day',
    'message',
    'message',
    'past',
    'message',
    'message',
    'message',
    'message',
  ])
})

test('after a jump the newer side is filled up', () => {
  const jumped = withNewest(emptyTimeline('c'), page(40, 60))
  expect(cseqs(ownSegment(withNewer(jumped, page(61, 63))).messages).slice(-4)).toEqual([
    60, 61, 62, 63,
  ])
})

test('a chat in the background keeps its end only, and knows that it is cut', () => {
  const long = withNewest(emptyTimeline('c'), page(1, KEPT_BEHIND + 30))
  const kept = ownSegment(trimmed(long))
  expect(kept.messages).toHaveLength(KEPT_BEHIND)
  expect(kept.complete).toBe(false)
  expect(newestLoaded(trimmed(long))).toBe(KEPT_BEHIND + 30)
  const short = withNewest(emptyTimeline('c'), page(1, 5))
  expect(trimmed(short)).toBe(short)
})

const entry = (cid: string, state: OutboxEntry['state'] = 'queued'): OutboxEntry => ({
  cid,
  conversation: 'c',
  body: { kind: 'text', text: cid },
  createdAt: NOON + 60_000,
  state,
  error: null,
})

test('[I9] an outbox item that was delivered is shown once, by its cid', () => {
  const delivered = [message(1), message(2, { ...mine, cid: 'mine-1' })]
  expect(mergeOutbox(delivered, [entry('mine-1'), entry('mine-2')])).toEqual([entry('mine-2')])
  const timeline = withNewest(emptyTimeline('c'), {
    messages: delivered,
    complete: true,
    previous: null,
  })
  const keys = buildRows(timeline, [entry('mine-1'), entry('mine-2')], 'me', dayOf).map(
    (row) => row.key,
  )
  expect(keys.filter((key) => key === 'mine-1')).toHaveLength(1)
  expect(keys.at(-1)).toBe('mine-2')
})

test('messages of one sender within minutes stand together; days and notices part them', () => {
  const notice = { kind: 'notice', notice: { code: 'served_by', nick: 'n' } } as const
  const timeline = withNewest(emptyTimeline('c'), {
    messages: [
      message(1),
      message(2),
      message(3, mine),
      message(4, { sender: { kind: 'shop' }, cid: null, body: notice }),
      message(5, mine),
      message(6, { ...mine, at: NOON + 10 * 60_000 }),
      message(7, { ...mine, at: NOON + DAY }),
    ],
    complete: true,
    previous: null,
  })
  const rows = buildRows(timeline, [], 'me', dayOf)
  const shape = rows.map((row) =>
    row.kind === 'message'
      ? `${row.message.cseq}${row.first ? '^' : ''}${row.last ? '$' : ''}`
      : row.kind,
  )
  expect(shape).toEqual(['day', '1^', '2$', '3^$', 'notice', '5^$', '6^$', 'day', '7^$'])
})

test('what is waiting to go out stands with my last message as one group', () => {
  const timeline = withNewest(emptyTimeline('c'), {
    messages: [message(1), message(2, mine)],
    complete: true,
    previous: null,
  })
  const [, , own, pending] = buildRows(timeline, [entry('x')], 'me', dayOf)
  expect(own).toMatchObject({ first: true, last: false })
  expect(pending).toMatchObject({ first: false, last: true })
})

test('lines whose looks did not change are the same objects, so that they are not drawn again', () => {
  const timeline = withNewest(emptyTimeline('c'), page(1, 5))
  const before = buildRows(timeline, [], 'me', dayOf)
  const after = buildRows(withLive(timeline, message(6)), [], 'me', dayOf)
  expect(after.slice(1, 5)).toEqual(before.slice(1, 5))
  for (const index of [1, 2, 3, 4]) expect(after[index]).toBe(before[index])
  expect(after[5]).not.toBe(before[5])
})

test('asides stand among the messages by pos, apart from both sides’ groups, and keep their rows', () => {
  const aside = (pos: number, text: string): Aside => ({
    pos,
    at: NOON + pos * 1000,
    kind: 'whisper',
    account: 'boss',
    nick: 'boss',
    text,
  })
  const asides = [aside(2.5, 'early'), aside(5.5, 'among'), aside(9, 'last')]
  const whole = withNewest(emptyTimeline('c'), page(4, 7))
  const told = (rows: ReturnType<typeof buildRows>) =>
    rows.flatMap((row): (string | number)[] =>
      row.kind === 'aside' ? [row.aside.text] : row.kind === 'message' ? [row.message.cseq] : [],
    )
  const rows = buildRows(whole, [entry('x')], 'me', dayOf, asides)
  // The first belongs to a page that is not loaded.
  expect(told(rows)).toEqual([4, 5, 'among', 6, 7, 'last'])
  expect(rows.at(-1)?.kind).toBe('pending')
  const five = rows.find((row) => row.kind === 'message' && row.message.cseq === 5)
  const six = rows.find((row) => row.kind === 'message' && row.message.cseq === 6)
  expect([five, six]).toMatchObject([{ last: true }, { first: true }])
  const complete = withNewest(emptyTimeline('c'), page(1, 7))
  const again = buildRows(complete, [], 'me', dayOf, asides)
  expect(told(again)).toEqual([1, 2, 'early', 3, 4, 5, 'among', 6, 7, 'last'])
  expect(again.at(-1)).toBe(rows.at(-2))
  expect(buildRows(emptyTimeline('c'), [], 'me', dayOf, asides)).toEqual([])
})

test('asides come behind the line of a new conversation, not among the one before', () => {
  const start = withNewest(emptyTimeline('c'), {
    messages: range(20, 21),
    complete: true,
    previous: 'p',
  })
  const both = withOlder(start, 'p', {
    messages: range(1, 2).map((one) => ({ ...one, conversation: 'p' })),
    complete: true,
    previous: null,
  })
  const asides: Aside[] = [
    { pos: 19, at: NOON, kind: 'note', account: 'boss', nick: 'boss', text: 'x' },
  ]
  expect(buildRows(both, [], 'me', dayOf, asides).map((row) => row.kind)).toEqual([
    'day',
    'message',
    'message',
    'past',
    'aside',
    'message',
    'message',
  ])
})
