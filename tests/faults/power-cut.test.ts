import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { verify } from '#gateway/store/verify.ts'
import type { BuyerReply } from '#shared/protocol/api.ts'
import { FaultDisk, noDisk } from '../support/fault-disk.ts'
import { FaultGateway } from '../support/fault-gateway.ts'
import { BuyerClient } from '../support/client.ts'
import { newKey } from '#gateway/store/store.fixture.ts'

/** Buyers of one run, and how many answers come before the power goes. */
const BUYERS = 4
const ANSWERS = 60
const SEEDS = [null, 1, 2, 3] as const

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

interface Ran {
  /** cids that were answered before the power went. */
  readonly answered: readonly string[]
  readonly logged: ReadonlySet<string>
  readonly sound: boolean
}

/**
 * A gateway writes on a disk of our own, the power goes in the middle of the traffic, and a gateway
 * is started on what the plate holds: of what was not synced by `seed` some, or (null) nothing.
 */
async function powerCut(synchronous: 'FULL' | 'NORMAL', seed: number | null): Promise<Ran> {
  const folder = await mkdtemp(join(tmpdir(), 'xiaoer-plate-'))
  closing.push(() => rm(folder, { recursive: true, force: true }))
  const disk = await FaultDisk.mount()
  closing.push(() => disk.remove())
  const key = newKey()
  const gateway = new FaultGateway(null, synchronous)
  closing.push(() => gateway.kill())
  const world = {
    key,
    port: 0,
    settings: { newBuyerBurst: 100 },
    shops: [{ id: 'papershop', subs: [] }],
  }
  const { url } = await gateway.open({ ...world, folder: join(disk.path, 'data') })
  const answered: string[] = []
  let enough = () => {}
  const reached = new Promise<void>((resolve) => (enough = resolve))
  const buyers = await Promise.all(Array.from({ length: BUYERS }, () => buyerAt(url)))
  for (const buyer of buyers) {
    closing.push(() => buyer.close())
    await buyer.live()
    void (async () => {
      for (;;) {
        const cid = crypto.randomUUID()
        await buyer.say(`before the dark ${answered.length}`, { cid })
        answered.push(cid)
        if (answered.length >= ANSWERS) enough()
      }
    })().catch(() => undefined)
  }
  await reached
  await disk.powerOff(folder, seed)
  // What was answered by now was answered while there was power: nothing is written without.
  const before = [...answered]
  await gateway.kill()

  const again = new FaultGateway()
  closing.push(() => again.kill())
  await again.open({ ...world, folder: join(folder, 'data') })
  const { rows } = await again.truth('papershop', [])
  await again.close()
  const report = await verify(join(folder, 'data', 'gateway.db'), key)
  const logged = new Set(
    rows.flatMap(({ event }) =>
      event.type === 'message.sent' && event.message.cid !== null ? [event.message.cid] : [],
    ),
  )
  return { answered: before, logged, sound: report.ok }
}

async function buyerAt(url: string): Promise<BuyerClient> {
  const response = await fetch(`${url}/api/buyers`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ shop: 'papershop' }),
  })
  const reply = (await response.json()) as BuyerReply
  return new BuyerClient(`${url.replace('http', 'ws')}/ws`, url, reply)
}

function lostOf({ answered, logged }: Ran): readonly string[] {
  return answered.filter((cid) => !logged.has(cid))
}

describe.skipIf(noDisk('a power cut'))('[I1] the power goes in the middle of the traffic', () => {
  it.each(SEEDS)(
    'with synchronous=FULL nothing that was answered is lost (unsynced writes by seed %s)',
    async (seed) => {
      const ran = await powerCut('FULL', seed)
      expect(ran.answered.length).toBeGreaterThanOrEqual(ANSWERS)
      expect(lostOf(ran)).toEqual([])
      expect(ran.sound).toBe(true)
    },
  )

  // Else the harness would be blind: this is the same run on a database that does not wait.
  it('with synchronous=NORMAL it finds answered messages lost', async () => {
    const ran = await powerCut('NORMAL', null)
    expect(ran.answered.length).toBeGreaterThanOrEqual(ANSWERS)
    expect(lostOf(ran).length).toBeGreaterThan(0)
  })
})
