import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { BuyerReply, SessionReply } from '#shared/protocol/api.ts'
import type { OkFrame } from '#shared/protocol/frames.ts'
import { AgentClient, BuyerClient } from '../support/client.ts'
import { PASSWORD } from '../support/gateway.ts'
import { runGateway, Served } from '../support/served.ts'

const BUYERS = 4
const EACH = 150
const KILLS = 4

it('[I1] [I2] [I3] kill -9 in mid-traffic loses and doubles nothing', async () => {
  const data = await mkdtemp(join(tmpdir(), 'xiaoer-kill-'))
  const made = await runGateway(
    ['shop', 'create', '--data', data, '--name', 'Kill', '--main', 'killshop', '--password-stdin'],
    `${PASSWORD}\n`,
  )
  expect(made.code).toBe(0)
  let served = await Served.start(data, ['--port', '0', '--log-level', 'info'])
  const { url } = served
  const { port } = new URL(url)
  const post = async <T>(path: string, body: unknown): Promise<T> => {
    const response = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return (await response.json()) as T
  }
  const ws = `${url.replace('http', 'ws')}/ws`
  const main = new AgentClient(
    ws,
    url,
    await post<SessionReply>('/api/sign-in', {
      name: 'killshop',
      password: PASSWORD,
      device: { id: 'd', name: 'd' },
    }),
  )
  await main.live()
  const buyers: BuyerClient[] = []
  for (let index = 0; index < BUYERS; index++) {
    const buyer = new BuyerClient(
      ws,
      url,
      await post<BuyerReply>('/api/buyers', { shop: 'killshop' }),
    )
    await buyer.live()
    buyers.push(buyer)
  }

  const acknowledged: { cid: string; text: string; ok: OkFrame }[] = []
  const traffic = buyers.map(async (buyer, who) => {
    for (let index = 0; index < EACH; index++) {
      const cid = randomUUID()
      const text = `${who}/${index}`
      acknowledged.push({ cid, text, ok: await buyer.say(text, { cid }) })
    }
  })
  for (let kill = 1; kill <= KILLS; kill++) {
    const from = acknowledged.length
    await buyers[0]?.until('some traffic', () => acknowledged.length >= from + BUYERS * 12, 60_000)
    await served.end('SIGKILL')
    served = await Served.start(data, ['--port', port])
  }
  await Promise.all(traffic)

  const ids = buyers.map((buyer) => buyer.view?.conversation?.id ?? '')
  for (const [who, id] of ids.entries()) {
    const expected = Array.from({ length: EACH }, (_, index) => `${who}/${index}`)
    await main.until('everything', () => main.texts(id).length >= EACH, 60_000)
    await buyers[who]?.until('everything', () => (buyers[who]?.texts(id).length ?? 0) >= EACH)
    // In order, each once, at both ends.
    expect(main.texts(id)).toEqual(expected)
    expect(buyers[who]?.texts(id)).toEqual(expected)
    const numbers = main.messages(id).map(({ cseq }) => cseq)
    expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index))
  }
  const at = new Map(
    main.events.flatMap(({ pos, event }) =>
      event.type === 'message.sent' && event.message.cid !== null
        ? [[event.message.cid, { pos, cseq: event.message.cseq }] as const]
        : [],
    ),
  )
  for (const { cid, ok } of acknowledged)
    expect(at.get(cid)).toEqual({ pos: ok.pos, cseq: ok.cseq })

  // A very old cid is answered as it was (S11).
  const first = acknowledged.find(({ text }) => text === '0/0')
  const again = await buyers[0]?.say(first?.text ?? '', { cid: first?.cid ?? '', tried: true })
  expect(again).toMatchObject({ duplicate: true, pos: first?.ok.pos })

  expect(await served.end('SIGTERM')).toBe(0)
  for (const client of [main, ...buyers]) client.close()
  const checked = await runGateway(['verify', '--data', data, '--json'])
  expect(JSON.parse(checked.out)).toMatchObject({ ok: true })
  expect(checked.code).toBe(0)
  await rm(data, { recursive: true, force: true })
})
