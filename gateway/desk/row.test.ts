import { describe, expect, it } from 'vitest'
import { contentHash, decodeRow, encodeRow, type Row } from './row.ts'

const message = {
  conversation: 'b.1',
  cseq: 2,
  sender: { kind: 'buyer' },
  cid: 'c',
  body: { kind: 'text', text: 'hello' },
} as const
const sent: Row = {
  pos: 7,
  at: 1000,
  event: { type: 'message.sent', message },
  audience: { accounts: ['s1'], buyer: 'b', private: false },
  origin: { sender: 'b:b', cid: 'c', hash: 42 },
}
const byAccount = {
  ...sent,
  event: {
    type: 'message.sent',
    message: { ...message, sender: { kind: 'account', account: 's1', nick: 'Hong' } },
  },
} as const satisfies Row

const ROWS: Readonly<Record<string, Row>> = {
  'a buyer’s message': sent,
  'an account’s message': { ...byAccount, origin: { sender: 'a:s1', cid: 'c', hash: 42 } },
  'a private contact’s': { ...sent, audience: { accounts: [], buyer: 'b', private: true } },
  'a notice': {
    ...sent,
    event: { type: 'message.sent', message: { ...message, cid: null } },
    origin: null,
  },
  'a message that answers another’s command': {
    ...byAccount,
    origin: { sender: 'a:s2', cid: 'c', hash: 42 },
  },
  'a message that answers another cid': { ...sent, origin: { sender: 'b:b', cid: 'd', hash: 42 } },
  'a message that answers a command about a conversation': {
    ...sent,
    origin: { sender: 'b:b', cid: 'c', hash: 42, about: 'b.1' },
  },
  'what all accounts have': {
    ...sent,
    event: { type: 'account.presence', account: 's1', online: true },
    audience: { accounts: 'all', buyer: null, private: false },
    origin: null,
  },
}

describe('the text of a row', () => {
  it.each(Object.entries(ROWS))('[I2] gives %s back', (_what, row) => {
    expect(decodeRow(row.pos, encodeRow({ ...row }))).toEqual(row)
  })

  it('is also read as it was written at first, with audience and origin in full', () => {
    const { at, event, audience, origin } = sent
    expect(decodeRow(7, JSON.stringify({ at, event, audience, origin }))).toEqual(sent)
    expect(decodeRow(7, JSON.stringify({ at, event, audience }))).toEqual({ ...sent, origin: null })
  })

  it('without an audience is none', () => {
    expect(() => decodeRow(7, JSON.stringify({ at: 1, event: sent.event }))).toThrow('audience')
  })
})

describe('[S11] the hash of a content', () => {
  it('is the same as it ever was, so that a retry over an upgrade is known', () => {
    expect(contentHash({ kind: 'text', text: '在吗 "x" 😀' })).toBe(101924012968976)
    expect(contentHash({ kind: 'text', text: 'hello', quote: 3 })).toBe(7959041846457167)
    expect(contentHash(['b.1', { kind: 'text', text: 'hello' }])).toBe(6385678796061222)
  })

  it('is the same whatever the order of its fields, and another for another text', () => {
    const hash = contentHash({ kind: 'text', text: 'hello' })
    expect(contentHash({ text: 'hello', kind: 'text' })).toBe(hash)
    expect(contentHash({ kind: 'text', text: 'hello!' })).not.toBe(hash)
  })
})
