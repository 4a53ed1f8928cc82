import { expect, test } from 'vitest'
import type { Message } from '#shared/protocol/model.ts'
import { isWhole } from './pages.ts'

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
