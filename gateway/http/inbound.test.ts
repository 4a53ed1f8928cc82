import { describe, expect, it } from 'vitest'
import { clientFrame } from '#shared/protocol/frames.ts'
import { LIMITS } from '#shared/protocol/limits.ts'
import { isPlainText, readFrame } from './inbound.ts'

const cid = '3f0c6a7e-1b2d-4c3e-8f4a-5b6c7d8e9f00'
const body = { kind: 'text', text: 'hello' }
const send = { t: 'send', cid, conversation: null, body }

const GOOD: readonly unknown[] = [
  send,
  { ...send, conversation: 'buyer.1' },
  { ...send, conversation: 'x'.repeat(80) },
  { ...send, body: { kind: 'text', text: 'x'.repeat(LIMITS.textLength) } },
]
const OTHER: readonly unknown[] = [
  null,
  'send',
  [],
  {},
  { t: 'ping' },
  { ...send, t: 'cmd' },
  { ...send, cid: 'no uuid' },
  { ...send, cid: `${cid}0` },
  { ...send, cid: 1 },
  { ...send, conversation: '' },
  { ...send, conversation: 'x'.repeat(81) },
  { ...send, conversation: undefined },
  { t: 'send', cid, body },
  { ...send, more: 1 },
  { ...send, resend: true },
  { ...send, holderEpoch: 3 },
  { ...send, body: null },
  { ...send, body: [] },
  { ...send, body: { kind: 'text', text: '' } },
  { ...send, body: { kind: 'text', text: 1 } },
  { ...send, body: { kind: 'text' } },
  { ...send, body: { kind: 'notice', text: 'hello' } },
  { ...send, body: { ...body, more: 1 } },
  { ...send, body: { kind: 'text', text: 'x'.repeat(LIMITS.textLength + 1) } },
]

describe('[S40] the short way of plain texts', () => {
  it('takes what the schema takes, unchanged', () => {
    for (const frame of GOOD) {
      expect(isPlainText(frame)).toBe(true)
      expect(clientFrame.parse(frame)).toEqual(frame)
      expect(readFrame(JSON.stringify(frame))).toEqual({ ok: true, frame })
    }
  })

  it('leaves the rest to the schema, whose errors are told', () => {
    for (const frame of OTHER) {
      expect(isPlainText(frame)).toBe(false)
      expect(readFrame(JSON.stringify(frame)).ok).toBe(
        clientFrame.safeParse(JSON.parse(JSON.stringify(frame))).success,
      )
    }
  })

  it('is not fooled by a field named like the prototype', () => {
    const text = JSON.stringify(send).replace('}', ',"__proto__":{"x":1}}')
    expect(readFrame(text).ok).toBe(false)
  })
})
