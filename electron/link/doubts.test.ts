import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { AskError } from '#shared/protocol/client.ts'
import { textMessage } from '../transcripts/testing/fixtures.ts'
import { createTranscripts, type Transcripts } from '../transcripts/client.ts'
import { Doubts } from './doubts.ts'

let folder: string
let cache: Transcripts
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'xiaoer-doubts-'))
  cache = createTranscripts()
  await cache.open({ file: join(folder, 'a.db'), key: randomBytes(32) })
  const messages = ['open', 'mine', 'secret'].map((conversation, index) =>
    textMessage(index + 1, '退货', { conversation, cseq: 1, buyer: `b of ${conversation}` }),
  )
  await cache.applyBatch({ epoch: 'e', pos: 9, conversations: [], messages })
})
afterEach(async () => {
  await cache.close()
  rmSync(folder, { recursive: true })
})

function setup(answer: (conversation: string) => Promise<unknown>) {
  const asked: string[] = []
  const waits: number[] = []
  const doubts = new Doubts({
    cache,
    ask: (conversation) => {
      asked.push(conversation)
      return answer(conversation)
    },
    forget: async (conversation) => {
      await cache.forget({ conversation })
    },
    later: (run, ms) => {
      waits.push(ms)
      setImmediate(run)
    },
  })
  const until = async (holds: () => boolean | Promise<boolean>) => {
    while (!(await holds())) await new Promise((resolve) => setImmediate(resolve))
  }
  return { doubts, asked, waits, until }
}
const hidden = (doubts: Doubts) => ['open', 'mine', 'secret'].filter((id) => doubts.hides(id))
const listed = (id: string) => id === 'open'
const stored = () => cache.workspaceGet({ key: 'link.doubts' })

test('[D6] [I12] off the list everything is hidden until asked; what is refused is forgotten', async () => {
  const { doubts, asked, until } = setup((id) =>
    id === 'secret' ? Promise.reject(new AskError('not_found')) : Promise.resolve(),
  )
  await doubts.raise(listed)
  expect(hidden(doubts)).toEqual(['mine', 'secret'])
  doubts.settle()
  doubts.settle()
  await until(async () => (await stored()) === null)
  expect(hidden(doubts)).toEqual([])
  expect(asked.toSorted()).toEqual(['mine', 'secret'])
  expect((await cache.known()).toSorted()).toEqual(['mine', 'open'])
})

test('a restart and a cut lose no doubt; the next connection goes on', async () => {
  const first = setup(() => Promise.reject(new AskError('offline')))
  await first.doubts.raise(listed)
  first.doubts.settle()
  await first.until(() => first.asked.length === 1)

  const second = setup(() => Promise.resolve())
  await second.doubts.load()
  expect(hidden(second.doubts)).toEqual(['mine', 'secret'])
  second.doubts.settle()
  await second.until(async () => (await stored()) === null)
  expect(hidden(second.doubts)).toEqual([])
})

test('a busy gateway is asked again later', async () => {
  let busy = true
  const { doubts, waits, until } = setup(() => {
    const answer = busy ? Promise.reject(new AskError('rate_limited')) : Promise.resolve()
    busy = false
    return answer
  })
  await doubts.raise(listed)
  doubts.settle()
  await until(async () => (await stored()) === null)
  expect(waits[0]).toBeGreaterThan(waits[1] ?? 0)
})
