import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { newKey } from '#gateway/store/store.fixture.ts'
import { verify } from '#gateway/store/verify.ts'
import type { BuyerReply } from '#shared/protocol/api.ts'
import { BuyerClient } from '../support/client.ts'
import { ERRNO } from '../support/fault-disk-model.ts'
import { FaultDisk, noDisk, type DiskRule } from '../support/fault-disk.ts'
import { FaultGateway } from '../support/fault-gateway.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

/** A gateway on a disk of our own, and a buyer who writes to it without end. */
async function writing() {
  const folder = await mkdtemp(join(tmpdir(), 'xiaoer-plate-'))
  closing.push(() => rm(folder, { recursive: true, force: true }))
  const disk = await FaultDisk.mount()
  closing.push(() => disk.remove())
  const key = newKey()
  const world = {
    folder: join(disk.path, 'data'),
    key,
    port: 0,
    settings: { buyerRate: 1000, buyerBurst: 10_000 },
    shops: [{ id: 'papershop', subs: [] }],
  }
  const start = async () => {
    const gateway = new FaultGateway()
    closing.push(() => gateway.kill())
    const { url } = await gateway.open(world)
    return { gateway, url }
  }
  const { gateway, url } = await start()
  const response = await fetch(`${url}/api/buyers`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ shop: 'papershop' }),
  })
  const reply = (await response.json()) as BuyerReply
  const buyer = new BuyerClient(`${url.replace('http', 'ws')}/ws`, url, reply)
  closing.push(() => buyer.close())
  await buyer.live()
  const answered = new Map<string, number>()
  const say = async (text: string) => {
    const cid = crypto.randomUUID()
    const { pos } = await buyer.say(text, { cid })
    answered.set(cid, pos)
  }
  /** Everything that was answered is in the log where it was said, and the file is sound. */
  const expectWhole = async (now: FaultGateway) => {
    const { rows } = await now.truth('papershop', [])
    const logged = new Map(
      rows.flatMap(({ event, pos }) =>
        event.type === 'message.sent' && event.message.cid !== null
          ? [[event.message.cid, pos] as const]
          : [],
      ),
    )
    for (const [cid, pos] of answered) expect(logged.get(cid)).toBe(pos)
    await now.close()
    expect(await verify(join(world.folder, 'gateway.db'), key)).toMatchObject({ ok: true })
  }
  return { disk, gateway, say, start, expectWhole }
}

const LARGE = '\u6ee1'.repeat(4000)

describe.skipIf(noDisk('failing disks'))('a disk that fails under the gateway', () => {
  it('[S18] full for a while: who writes waits, nothing that was answered is lost', async () => {
    const { disk, gateway, say, expectWhole } = await writing()
    await say('before')
    await disk.capacity((await disk.used()) + 200_000)
    // These fill it; the one that does not fit goes on asking (S16) until there is room.
    const said = Promise.all(Array.from({ length: 30 }, () => say(LARGE)))
    let over = false
    void said.then(() => (over = true))
    await expect.poll(() => disk.used(), { timeout: 20_000 }).toBeGreaterThan(150_000)
    expect(over).toBe(false)
    await disk.capacity(null)
    await said
    await expectWhole(gateway)
  })

  const failing: readonly (readonly [string, DiskRule])[] = [
    ['a sync of the log', { op: 'sync', file: 'gateway.db-wal', does: 'error', times: 3 }],
    ['a write to the log', { op: 'write', file: 'gateway.db-wal', does: 'error', times: 3 }],
    [
      'a write to the log, for want of room',
      { op: 'write', file: 'gateway.db-wal', does: 'error', errno: ERRNO.noSpace, times: 2 },
    ],
    ['the index behind the log', { op: 'write', file: '.views-wal', does: 'error', times: 5 }],
  ]
  it.each(failing)(
    '[S18] %s fails: who writes comes again, and all is there',
    async (_what, rule) => {
      const { disk, gateway, say, expectWhole } = await writing()
      await say('before')
      await disk.rules(rule)
      for (let index = 0; index < 10; index++) await say(`meanwhile ${index}`)
      await disk.rules()
      await say('after')
      await expectWhole(gateway)
    },
  )

  it('[I1] kill -9 in the middle of writing the WAL back', async () => {
    const { disk, gateway, say, start, expectWhole } = await writing()
    await disk.rules({
      op: 'write',
      file: '/gateway.db'.slice(1),
      does: 'kill',
      after: 3,
      times: 1,
      ...(gateway.child.pid === undefined ? {} : { pid: gateway.child.pid }),
    })
    const dead = gateway.gone
    // A megabyte of WAL is what it takes to be written back.
    let going = true
    void dead.then(() => (going = false))
    while (going) await Promise.race([say(LARGE), dead])
    const again = await start()
    await expectWhole(again.gateway)
  })
})
