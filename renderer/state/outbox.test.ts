import { expect, test } from 'vitest'
import type { OutboxView } from '#shared/bridge/contract.ts'
import type { OutboxEntry } from './model.ts'
import {
  outboxOf,
  unsentCount,
  withHanded,
  withHanding,
  withOutbox,
  withoutDelivered,
  withoutItem,
} from './outbox.ts'

const view = (cid: string, text = cid): OutboxView => ({
  cid,
  conversation: 'c',
  body: { kind: 'text', text },
  createdAt: 1,
  state: 'queued',
  error: null,
})
const handing = (cid: string, text: string): OutboxEntry => ({
  ...view(cid, text),
  state: 'handing',
})

test('a message shown at once becomes the stored one, whichever answer comes first', () => {
  const shown = withHanding({}, handing('local:1', 'hi'))
  const answered = withHanded(shown, 'c', 'local:1', { cid: 'x' })
  expect(withOutbox(answered, [view('x', 'hi')], [])['c']).toEqual([view('x', 'hi')])
  const told = withOutbox(shown, [view('x', 'hi')], [])
  expect(told['c']).toEqual([view('x', 'hi')])
  expect(withHanded(told, 'c', 'local:1', { cid: 'x' })['c']).toEqual([view('x', 'hi')])
})

test('two equal texts sent in a row stay two', () => {
  let box = withHanding(withHanding({}, handing('local:1', 'ok')), handing('local:2', 'ok'))
  box = withOutbox(box, [view('a', 'ok')], [])
  box = withOutbox(box, [view('b', 'ok')], [])
  expect(box['c']?.map((one) => one.cid)).toEqual(['a', 'b'])
})

test('what could not be stored stays as failed, with its words', () => {
  const box = withHanded(withHanding({}, handing('local:1', 'hi')), 'c', 'local:1', {
    error: 'cache_failed',
  })
  expect(box['c']).toEqual([
    { ...handing('local:1', 'hi'), state: 'failed', error: 'cache_failed' },
  ])
})

test('an accepted item lingers until its message comes, and is not counted as unsent', () => {
  const box = withOutbox(outboxOf([view('a'), view('b')]), [], ['a'])
  expect(box['c']?.map((one) => one.state)).toEqual(['lingering', 'queued'])
  expect(unsentCount(box)).toBe(1)
  const delivered = {
    conversation: 'c',
    cseq: 1,
    pos: 1,
    at: 1,
    sender: { kind: 'account', account: 'me', nick: 'me' },
    cid: 'a',
    body: { kind: 'text', text: 'a' },
  } as const
  expect(withoutDelivered(box, [delivered])['c']?.map((one) => one.cid)).toEqual(['b'])
  expect(withoutItem(box, 'zz')).toBe(box)
})
