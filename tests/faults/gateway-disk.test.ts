import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { RawClient } from '../support/raw.ts'
import { pngWith } from '../support/picture.ts'

let gateway: TestGateway | null = null
let disk = ''

afterEach(async () => {
  await gateway?.stop()
  gateway = null
  if (disk !== '') {
    spawnSync('umount', ['-l', disk])
    await rm(disk, { recursive: true, force: true })
    disk = ''
  }
})

// A disk of our own needs root; the store's own tests reach the same by SQLite's page limit.
describe.runIf(process.getuid?.() === 0)('a full disk under the gateway', () => {
  it('[S18] [S16] senders are told to come again, an upload is refused, all goes on once there is room', async () => {
    disk = await mkdtemp(join(tmpdir(), 'xiaoer-full-'))
    expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', disk]).status).toBe(0)
    gateway = await startTestGateway({ folder: join(disk, 'data') })
    const agent = await gateway.agent('demoshop:xiaohong')
    const session = await gateway.newBuyer()
    const buyer = await RawClient.open(gateway.wsUrl)
    buyer.hello(session.access)
    await buyer.frame('snapshot')
    const say = (text: string, cid: string = randomUUID(), resend = false) => {
      buyer.send({
        t: 'send',
        cid,
        conversation: null,
        body: { kind: 'text', text },
        ...(resend ? { resend: true } : {}),
      })
      return cid
    }
    const first = say('before')
    await buyer.frame('ok', (frame) => frame.cid === first)
    const conversation = await agent.served()

    const filler = join(disk, 'filler')
    spawnSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=4k'])
    // Larger than what is left in pages already claimed.
    const text = '满'.repeat(5000)
    const refused: string[] = []
    while (!buyer.frames.some((frame) => frame.t === 'error')) {
      const cid = say(text)
      refused.push(cid)
      await buyer.until('an answer', () =>
        buyer.frames.some((frame) => 'cid' in frame && frame.cid === cid),
      )
    }
    const lost = refused.at(-1)!
    const error = await buyer.frame('error', (frame) => frame.cid === lost)
    expect(error).toMatchObject({ code: 'storage_failed', retry: true })
    const upload = await fetch(`${gateway.url}/api/files`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${session.access}`,
        'content-type': 'image/png',
        'x-file-name': 'a.png',
      },
      body: new Uint8Array(pngWith(Buffer.alloc(1024 * 1024))),
    })
    expect(upload.status).toBeGreaterThanOrEqual(500)
    expect(await upload.json()).toMatchObject({ code: 'storage_failed' })
    expect((await fetch(`${gateway.url}/healthz`)).status).toBeLessThan(600)

    await rm(filler)
    say(text, lost, true)
    const ok = await buyer.frame('ok', (frame) => frame.cid === lost)
    await agent.until('the message', () =>
      agent.messages(conversation.id).some((message) => message.cid === lost),
    )
    const mine = agent.messages(conversation.id).filter((message) => message.cid === lost)
    expect(mine.map(({ cseq }) => cseq)).toEqual([ok.cseq])
    // [I3] Nothing of what failed left a hole.
    const cseqs = agent.messages(conversation.id).map(({ cseq }) => cseq)
    expect(cseqs).toEqual(cseqs.map((_, index) => cseqs[0]! + index))
  })
})
