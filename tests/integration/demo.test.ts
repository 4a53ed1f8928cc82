import catalog from '#resources/demo/catalog.json' with { type: 'json' }
import { afterEach, expect, test } from 'vitest'
import type { Pace } from '#gateway/demo/pace.ts'
import type { PhraseBook } from '#shared/phrases/model.ts'
import { apiOf } from '#tests/support/api.ts'
import { seedDemo } from '#gateway/demo/seed.ts'
import { type Demo, startDemo } from '#gateway/demo/start.ts'
import { PERSONAS } from '#gateway/demo/data.ts'
import type { SessionReply } from '#shared/protocol/api.ts'
import { startTestGateway, type TestGateway } from '#tests/support/gateway.ts'
import { AgentClient } from '#tests/support/client.ts'

const HURRIED: Partial<Pace> = {
  first: 1,
  rest: [5, 20],
  longestRest: 100,
  readPerSign: 0.2,
  typePerSign: 0.5,
  longestTyping: 20,
  patience: 150,
  lingers: 60,
}

let gateway: TestGateway | null = null
let demo: Demo | null = null
afterEach(async () => {
  demo?.stop()
  await gateway?.stop()
  gateway = demo = null
})

/** A gateway whose only shop is the demo's. */
async function demoGateway() {
  gateway = await startTestGateway({ bare: true })
  const seeded = await seedDemo(gateway.gateway.control)
  return { running: gateway, seeded }
}

async function signIn(running: TestGateway, name: string, password: string): Promise<AgentClient> {
  const response = await fetch(`${running.url}/api/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name, password, device: { id: 'd', name: 'd' } }),
  })
  expect(response.status, await response.clone().text()).toBe(200)
  const client = new AgentClient(
    running.wsUrl,
    running.url,
    (await response.json()) as SessionReply,
  )
  await client.live()
  return client
}

test('the demo shop is opened once, every account signs in with its own password', async () => {
  const { running, seeded } = await demoGateway()
  expect(seeded.created).toBe(true)
  expect(seeded.accounts.map(({ name, role }) => [name, role])).toEqual([
    ['demoshop', 'main'],
    ['demoshop:小红', 'senior'],
    ['demoshop:小明', 'junior'],
    ['demoshop:阿杰', 'supervisor'],
  ])
  expect(new Set(seeded.accounts.map(({ password }) => password)).size).toBe(4)
  for (const { name, password } of seeded.accounts) {
    const client = await signIn(running, name, password ?? '')
    const book = await apiOf(running.url)<PhraseBook>(client.access, '/api/phrases')
    expect(book.value.phrases.map(({ title }) => title)).toContain('破损补寄')
    client.close()
  }

  const again = await seedDemo(running.gateway.control)
  expect(again.created).toBe(false)
  expect(again.accounts.map(({ password }) => password)).toEqual([null, null, null, null])
  const reset = await seedDemo(running.gateway.control, { resetPasswords: true })
  const [main] = reset.accounts
  ;(await signIn(running, main?.name ?? '', main?.password ?? '')).close()
})

test('a demo account that main renamed or deleted does not come back at the next start', async () => {
  const { running, seeded } = await demoGateway()
  const [first, renamed, deleted] = seeded.accounts
  const main = await signIn(running, first?.name ?? '', first?.password ?? '')
  await main.command({
    type: 'account.change',
    account: renamed?.id ?? '',
    changes: { sub: 'other' },
  })
  await main.command({ type: 'account.delete', account: deleted?.id ?? '' })
  main.close()
  const again = await seedDemo(running.gateway.control, { resetPasswords: true })
  expect(again.accounts.map(({ name }) => name)).toEqual(['demoshop', 'demoshop:阿杰'])
  expect(running.gateway.control.accounts().length).toBe(4)
})

test('buyers come in over the socket, are answered, react, read and leave; the desk is not flooded', async () => {
  const { running, seeded } = await demoGateway()
  const account = seeded.accounts.find(({ nick }) => nick === '小红')
  const agent = await signIn(running, account?.name ?? '', account?.password ?? '')
  const left: string[] = []
  let most = 0
  demo = startDemo({
    url: running.url,
    shopId: seeded.shop,
    seed: 5,
    pace: HURRIED,
    log: (line, detail) => {
      if (line === 'demo buyer left' && detail?.['answered'] === 1)
        left.push(String(detail['buyer']))
      expect(line).not.toBe('demo buyer refused')
    },
  })
  // An agent with one answer for everything that settles every topic.
  const answer = '有现货，有优惠券，今天发货，运费险可以退款，抱歉让您久等'
  const answered = new Map<string, number>()
  await agent.until(
    'three buyers served to the end',
    () => {
      most = Math.max(most, demo?.present().length ?? 0)
      for (const conversation of agent.held()) {
        const { last, id, cseq } = conversation
        if (last?.from !== 'buyer' || (answered.get(id) ?? 0) >= cseq) continue
        answered.set(id, cseq)
        void agent.reply(conversation, answer)
      }
      return left.length >= 3
    },
    40_000,
  )
  expect(most).toBeLessThanOrEqual(3)
  const events = agent.events.map(({ event }) => event)
  expect(events.some((event) => event.type === 'message.read' && event.by === 'buyer')).toBe(true)
  expect(agent.loose.some((frame) => frame.t === 'typing' && frame.by === 'buyer')).toBe(true)
  const opened = agent.held().map(({ buyer }) => buyer.name)
  const names = PERSONAS.map(({ name }) => name)
  expect(opened.filter((name) => !names.includes(name))).toEqual([])
  const titles = catalog.products.map(({ title }) => title)
  expect(titles).toContain(agent.held()[0]?.source?.product)
  // D10: what the page told chose the group.
  for (const { group, source } of agent.held())
    expect(group).toBe(source?.choice === 'after' ? 'aftersale' : 'presale')

  // Stopped, nobody says anything any more.
  demo.stop()
  expect(demo.present()).toEqual([])
  agent.close()
})

test('a demo buyer whose conversation is closed gives its stars', async () => {
  const { running, seeded } = await demoGateway()
  const account = seeded.accounts.find(({ nick }) => nick === '小红')
  const agent = await signIn(running, account?.name ?? '', account?.password ?? '')
  demo = startDemo({
    url: running.url,
    shopId: seeded.shop,
    seed: 3,
    pace: { ...HURRIED, lingers: 20_000, patience: 20_000 },
    log: () => {},
  })
  const answered = new Set<string>()
  await agent.until(
    'stars',
    () => {
      for (const conversation of agent.held())
        if (!answered.has(conversation.id)) {
          answered.add(conversation.id)
          void agent.reply(conversation, '有现货，今天发货').then(() =>
            agent.command({
              type: 'close',
              conversation: conversation.id,
              holderEpoch: conversation.holderEpoch,
            }),
          )
        }
      return agent.events.some(({ event }) => event.type === 'conversation.rated')
    },
    40_000,
  )
  expect(agent.view?.closed.some(({ rating }) => (rating?.score ?? 0) >= 3)).toBe(true)
  agent.close()
})

test('where nobody answers, buyers nudge, leave, and come ever more seldom', async () => {
  const { running, seeded } = await demoGateway()
  const came: number[] = []
  const done = Promise.withResolvers<void>()
  let left = 0
  demo = startDemo({
    url: running.url,
    shopId: seeded.shop,
    seed: 9,
    pace: { ...HURRIED, patience: 10, lingers: 5, atOnce: 1 },
    log: (line) => {
      if (line === 'demo buyer came') came.push(performance.now())
      if (line === 'demo buyer left' && ++left === 3) done.resolve()
    },
  })
  await done.promise
  demo.stop()
  expect(came.length).toBeGreaterThanOrEqual(3)
  const main = seeded.accounts[0]
  const reader = await signIn(running, main?.name ?? '', main?.password ?? '')
  // They wrote as offline messages that wait for the main account (D5).
  expect(Object.values(reader.view?.conversations ?? {}).length).toBeGreaterThanOrEqual(3)
  reader.close()
})

test('[D4] after a restart of the demo the same buyers come back', async () => {
  const { running, seeded } = await demoGateway()
  let kept: string | null = null
  const memory = {
    read: () => Promise.resolve(kept),
    write: (value: string) => {
      kept = value
      return Promise.resolve()
    },
  }
  const [persona] = PERSONAS
  const main = seeded.accounts[0]
  const reader = await signIn(running, main?.name ?? '', main?.password ?? '')
  const texts = () => reader.events.filter(({ event }) => event.type === 'message.sent').length
  for (const round of [1, 2]) {
    const before = texts()
    demo = startDemo({
      url: running.url,
      shopId: seeded.shop,
      pace: HURRIED,
      personas: persona ? [persona] : [],
      memory,
      log: () => {},
    })
    await reader.until(`round ${round}`, () => texts() > before)
    demo.stop()
  }
  expect(Object.keys(JSON.parse(kept ?? '{}') as object)).toEqual([persona?.id])
  const buyers = new Set(
    Object.values(reader.view?.conversations ?? {}).map(({ buyer }) => buyer.id),
  )
  expect(buyers.size).toBe(1)
  reader.close()
})
