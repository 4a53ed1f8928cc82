import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { BuyerReply, SessionReply } from '#shared/protocol/api.ts'
import { AgentClient, BuyerClient } from '../support/client.ts'
import { PASSWORD } from '../support/gateway.ts'
import { runGateway, Served } from '../support/served.ts'

const SUBS = ['xiaohong', 'xiaoming']
const BUYERS = 24
const KILLS = 3

it('[D15] [I7] kill -9 between decision and delivery: each buyer has one holder afterwards, and its agent knows', async () => {
  const data = await mkdtemp(join(tmpdir(), 'xiaoer-dispatch-kill-'))
  const make = async (args: readonly string[]) => {
    const ran = await runGateway([...args, '--data', data, '--password-stdin'], `${PASSWORD}\n`)
    expect(ran.code, ran.err).toBe(0)
  }
  await make(['shop', 'create', '--name', 'Kill', '--main', 'killshop'])
  for (const sub of SUBS)
    await make([
      'account',
      'create',
      '--name',
      `killshop:${sub}`,
      '--nick',
      sub,
      '--role',
      'junior',
    ])
  let served = await Served.start(data, ['--port', '0', '--log-level', 'info'])
  const { url } = served
  const { port } = new URL(url)
  const ws = `${url.replace('http', 'ws')}/ws`
  const post = async <T>(path: string, body: unknown): Promise<T> => {
    const response = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return (await response.json()) as T
  }
  const agent = async (name: string) => {
    const session = await post<SessionReply>('/api/sign-in', {
      name,
      password: PASSWORD,
      device: { id: name, name },
    })
    const client = new AgentClient(ws, url, session)
    await client.live()
    return client
  }
  const main = await agent('killshop')
  const agents = [await agent('killshop:xiaohong'), await agent('killshop:xiaoming')]
  const buyers: BuyerClient[] = []
  const rounds = Math.ceil(BUYERS / KILLS)
  for (let kill = 0; kill < KILLS; kill++) {
    const fresh: BuyerClient[] = []
    for (let index = 0; index < rounds; index++) {
      const buyer = new BuyerClient(
        ws,
        url,
        await post<BuyerReply>('/api/buyers', { shop: 'killshop' }),
      )
      await buyer.live()
      fresh.push(buyer)
    }
    buyers.push(...fresh)
    // The first answer is the sign that decisions are being made; the rest are cut off in the middle.
    const said = fresh.map((buyer) => buyer.say('在吗'))
    await Promise.race(said)
    await served.end('SIGKILL')
    served = await Served.start(data, ['--port', port])
    await Promise.all(said)
  }
  for (const buyer of buyers)
    await buyer.until('served', () => buyer.view?.conversation?.state === 'held', 60_000)
  const ids = new Set(buyers.map((buyer) => buyer.view?.conversation?.id))
  expect(ids.size).toBe(BUYERS)
  const everyone = [main, ...agents]
  const holders = () => everyone.flatMap((each) => each.held().map(({ id }) => id))
  for (const each of everyone)
    await each.until('all are held', () => holders().length === BUYERS, 60_000)
  // Nobody twice, nobody forgotten, and no two openings of one buyer's first word.
  expect(new Set(holders())).toEqual(ids)
  for (const buyer of buyers)
    expect(buyer.texts(buyer.view?.conversation?.id ?? '')).toEqual(['在吗'])
  // No holder epoch was ever given to two accounts.
  const epochs = new Map<string, string>()
  for (const { event } of main.events)
    if (event.type === 'conversation.assigned') {
      const key = `${event.conversation} ${event.view.holderEpoch}`
      expect(epochs.get(key) ?? event.to).toBe(event.to)
      epochs.set(key, event.to)
    }
  for (const client of [...everyone, ...buyers]) client.close()
  expect(await served.end('SIGTERM')).toBe(0)
  const checked = await runGateway(['verify', '--data', data, '--json'])
  expect(JSON.parse(checked.out)).toMatchObject({ ok: true })
  await rm(data, { recursive: true, force: true })
})
