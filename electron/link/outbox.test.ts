import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { OutboxView } from '#shared/bridge/contract.ts'
import type { OutboxItem, ProtocolClient } from '#shared/protocol/client.ts'
import { createTranscripts, type Transcripts } from '../transcripts/client.ts'
import { Outbox } from './outbox.ts'

let folder: string
let cache: Transcripts
const key = randomBytes(32)
const open = () => cache.open({ file: join(folder, 'a.db'), key })

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'xiaoer-outbox-'))
  cache = createTranscripts()
  await open()
})
afterEach(async () => {
  await cache.close()
  rmSync(folder, { recursive: true })
})

function setup() {
  const wire: OutboxItem[] = []
  const told: OutboxView[] = []
  const gone: string[] = []
  const outbox = new Outbox({
    cache,
    client: () =>
      ({
        enqueue: (item: OutboxItem) => wire.push(item),
        remove: (cid: string) =>
          wire.splice(
            wire.findIndex((item) => item.cid === cid),
            1,
          ),
      }) as unknown as ProtocolClient,
    tell: (changed, removed) => {
      told.push(...changed)
      gone.push(...removed)
    },
    holderEpoch: () => 7,
    now: () => 1_700_000_000_000,
  })
  return { outbox, wire, told, gone }
}

const body = { kind: 'text', text: '您好' } as const
const refusal = (cid: string) =>
  ({ t: 'error', code: 'holder_changed', cid, retry: false, message: '' }) as const

describe('the outbox', () => {
  test('[D6] what was for a withdrawn buyer is never sent, and the window is told', async () => {
    const { outbox, gone, wire } = setup()
    const cid = await outbox.send('c1', body, 1)
    const other = await outbox.send('c2', body, 1)
    outbox.withdrawn([cid])
    expect(gone).toEqual([cid])
    expect(wire.map((item) => item.cid)).toEqual([other])
    expect(outbox.has(cid)).toBe(false)
    await outbox.retry(cid)
    expect(wire).toHaveLength(1)
  })

  test('[S20] is durable before the first try', async () => {
    const add = cache.outboxAdd
    const order: string[] = []
    cache = {
      ...cache,
      outboxAdd: async (ask) => {
        const item = await add(ask)
        order.push('stored')
        return item
      },
    }
    const outbox = new Outbox({
      cache,
      client: () => ({ enqueue: () => order.push('sent') }) as unknown as ProtocolClient,
      tell: () => undefined,
      holderEpoch: () => 1,
      now: Date.now,
    })
    await outbox.send('c1', body, 1)
    expect(order).toEqual(['stored', 'sent'])
  })

  test('[I9] survives: what waited goes again as a resend, in order; what failed stays failed', async () => {
    const first = setup()
    const one = await first.outbox.send('c1', body, 3)
    const two = await first.outbox.send('c1', body, 3)
    const three = await first.outbox.send('c2', body, 3)
    await first.outbox.refused(two, refusal(two))
    await first.outbox.accepted(three)
    await cache.close()
    await open()
    const second = setup()
    second.outbox.load(await cache.outboxList())
    expect(second.wire.map(({ cid, tried, lane, frame }) => [cid, tried, lane, frame])).toEqual([
      [one, true, 'c1', { t: 'send', conversation: 'c1', body, holderEpoch: 3 }],
    ])
    expect(second.outbox.views()).toMatchObject([
      { cid: one, state: 'queued', error: null, createdAt: 1_700_000_000_000 },
      { cid: two, state: 'failed', error: 'holder_changed' },
    ])
  })

  test('[I7] trying again is under the holder epoch of now, with the same cid', async () => {
    const { outbox, wire } = setup()
    const cid = await outbox.send('c1', body, 3)
    await outbox.retry(cid)
    expect(wire).toHaveLength(1)
    await outbox.refused(cid, refusal(cid))
    await outbox.retry(cid)
    expect(wire.at(-1)).toMatchObject({ cid, frame: { holderEpoch: 7 } })
    expect(outbox.views()).toMatchObject([{ state: 'queued', error: null }])
  })

  test('only what failed can be thrown away', async () => {
    const { outbox, gone } = setup()
    const cid = await outbox.send('c1', body, 3)
    await expect(outbox.discard(cid)).rejects.toMatchObject({ code: 'not_allowed' })
    await outbox.refused(cid, refusal(cid))
    await outbox.discard(cid)
    expect(gone).toEqual([cid])
    expect(await cache.outboxList()).toEqual([])
  })

  test('gone is told once, whether log or answer comes first', async () => {
    const { outbox, gone } = setup()
    const cid = await outbox.send('c1', body, 3)
    outbox.arrived([cid])
    await outbox.accepted(cid)
    expect(gone).toEqual([cid])
  })

  test('after a cut nothing is said to be sending', async () => {
    const { outbox, told } = setup()
    const cid = await outbox.send('c1', body, 3)
    outbox.sending(cid)
    outbox.requeued()
    expect(told.map((view) => view.state)).toEqual(['queued', 'sending', 'queued'])
  })
})

test('[T4] a card number that is sent is neither in the outbox nor told to anybody', async () => {
  const { outbox, wire, told } = setup()
  await outbox.send('c', { kind: 'text', text: '退到4111 1111 1111 1111' }, 1)
  const everywhere = JSON.stringify([wire, told, outbox.views(), await cache.outboxList()])
  expect(everywhere).toContain('退到****1111')
  expect(everywhere).not.toContain('4111 1111')
})
