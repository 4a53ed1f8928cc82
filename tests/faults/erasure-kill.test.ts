import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { newKey } from '#gateway/store/store.fixture.ts'
import { verify } from '#gateway/store/verify.ts'
import type { BuyerReply } from '#shared/protocol/api.ts'
import { BuyerClient } from '../support/client.ts'
import { FaultGateway, type Point } from '../support/fault-gateway.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

const WORDS = 30

it.each([
  ['erase.before', 1],
  ['erase.after', 1],
  ['erase.before', 17],
  ['erase.after', 29],
] as const satisfies readonly (readonly [Point, number])[])(
  '[T5] [I1] kill -9 during an erasure, at %s %s: it is finished afterwards, and the chain holds',
  async (point, after) => {
    const folder = await mkdtemp(join(tmpdir(), 'xiaoer-erasure-'))
    closing.push(() => rm(folder, { recursive: true, force: true }))
    const world = {
      folder,
      key: newKey(),
      port: 0,
      settings: { buyerRate: 1000, buyerBurst: 10_000 },
      shops: [{ id: 'papershop', subs: [] }],
    }
    const gateway = new FaultGateway()
    closing.push(() => gateway.kill())
    const { url } = await gateway.open(world)
    const buyers: BuyerClient[] = []
    for (const name of ['erased', 'kept']) {
      const response = await fetch(`${url}/api/buyers`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ shop: 'papershop', name }),
      })
      const reply = (await response.json()) as BuyerReply
      const buyer = new BuyerClient(`${url.replace('http', 'ws')}/ws`, url, reply)
      closing.push(() => buyer.close())
      await buyer.live()
      for (let index = 0; index < WORDS; index++) await buyer.say(`words of ${name} ${index}`)
      buyers.push(buyer)
    }
    const erased = buyers[0]!.id
    await gateway.tell({ order: 'arm', point, after })
    // It dies of it: there is no answer.
    const asked = gateway.tell({ order: 'erase', shop: 'papershop', buyer: erased })
    await expect(asked).rejects.toThrow('the gateway is gone')
    await gateway.gone
    expect(gateway.child.signalCode).toBe('SIGKILL')

    const again = new FaultGateway()
    closing.push(() => again.kill())
    await again.open(world)
    const texts = async () => {
      const { rows } = await again.truth('papershop', [])
      return rows.flatMap(({ event }) =>
        event.type === 'message.sent' && event.message.body.kind === 'text'
          ? [event.message.body.text]
          : [],
      )
    }
    // Begun, it is finished at the next start; killed before it was logged, it was never asked.
    const { rows } = await again.truth('papershop', [])
    if (rows.some(({ event }) => event.type === 'transcript.erased'))
      await expect
        .poll(async () => (await texts()).filter((text) => text.includes('erased')), {
          timeout: 10_000,
        })
        .toEqual([])
    else await again.tell({ order: 'erase', shop: 'papershop', buyer: erased })
    const left = await texts()
    expect(left.filter((text) => text.includes('of erased'))).toEqual([])
    expect(left.filter((text) => text.includes('of kept'))).toHaveLength(WORDS)
    await again.close()
    expect(await verify(join(folder, 'gateway.db'), world.key)).toMatchObject({ ok: true })
  },
)
