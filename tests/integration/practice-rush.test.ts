import { afterEach, expect, it } from 'vitest'
import type { PracticeState, RunReply } from '#shared/practice/api.ts'
import type { RunView } from '#shared/practice/courses.ts'
import { apiOf } from '#tests/support/api.ts'
import type { AgentClient } from '#tests/support/client.ts'
import { startTestGateway, type TestGateway } from '#tests/support/gateway.ts'

let open: TestGateway | null = null
afterEach(async () => {
  await open?.stop()
  open = null
})

const LOAD = { buyers: 40, minutes: 2, rhythm: 'waves', seed: 11 } as const

/** One line that answers most of what is asked in a rush. */
const LINE =
  '亲，抱歉久等了，帮您查到了：有现货，今天就能安排发货，走中通快递，明天就到；可以退，运费险赔付，发票可以开，地址改好了，礼袋备注了，满 99 包邮，质保一年，500ml 大小合适，推荐素色'

const stateOf = async (test: TestGateway, agent: AgentClient) =>
  (await apiOf(test.url)<PracticeState>(agent.access, '/api/practice/state')).value

/** Some talks of scenarios go on as long as they are answered. */
const ANSWERS = 4

/** Answers whoever has the last word, until the run is over; what the measures were meanwhile. */
async function serve(test: TestGateway, agent: AgentClient): Promise<readonly PracticeState[]> {
  const seen: PracticeState[] = []
  const answered = new Map<string, number>()
  const times = new Map<string, number>()
  const asks = () =>
    agent.held().filter(({ id }) => {
      const last = agent.messages(id).findLast(({ sender }) => sender.kind === 'buyer')
      const fresh = last !== undefined && (answered.get(id) ?? 0) < last.cseq
      return fresh && (times.get(id) ?? 0) < ANSWERS
    })
  for (;;) {
    const state = await stateOf(test, agent)
    if (state.run === null) return seen
    seen.push(state)
    const waiting = asks()
    await Promise.all(
      waiting.map((conversation) => {
        const { id } = conversation
        const last = agent.messages(id).findLast(({ sender }) => sender.kind === 'buyer')
        answered.set(id, last?.cseq ?? 0)
        times.set(id, (times.get(id) ?? 0) + 1)
        // One that is closed at this very moment hears nothing more.
        return agent.reply(conversation, LINE).catch(() => undefined)
      }),
    )
    if (waiting.length === 0)
      await Promise.race([
        agent.until('somebody asks', () => asks().length > 0),
        new Promise((resolve) => setTimeout(resolve, 200)),
      ]).catch(() => undefined)
  }
}

it('a rush of 40 all come to a junior whose limit is 5, the measures move, and it is scored', async () => {
  open = await startTestGateway({ practice: { pace: 20 } })
  const test = open
  const shop = test.gateway.desk.shops.get(test.shop)
  const account = shop?.accountByName('demoshop:xiaoming')
  await shop?.submit({ type: 'account.change', account: account?.id ?? '', changes: { limit: 5 } })
  const agent = await test.agent('demoshop:xiaoming')
  const ask = apiOf(test.url)
  const { value: run, status } = await ask<RunView>(agent.access, '/api/practice/rush', LOAD)
  const { seed: _, ...rush } = LOAD
  expect([status, run]).toMatchObject([
    200,
    { kind: 'rush', state: 'running', rush: { ...rush, skills: [] }, seed: 11 },
  ])
  const again = await ask<{ code: string }>(agent.access, '/api/practice/rush', LOAD)
  expect(again.value.code).toBe('limit_reached')

  const first = await stateOf(test, agent)
  expect(first.live).toMatchObject({ rounds: 0, average: null })
  const states = await serve(test, agent)
  const { value: reply } = await ask<RunReply>(agent.access, `/api/practice/runs/${run.id}`)
  const { entries = [] } = reply.record ?? {}
  const asked = new Set(entries.flatMap((one) => (one.kind === 'asked' ? [one.buyer] : [])))
  expect(asked.size).toBe(40)
  expect(reply.run).toMatchObject({ kind: 'rush', state: 'done', violations: 0 })
  expect(reply.run.measures).toEqual(reply.score?.measures)
  expect(reply.score?.marks.map(({ id }) => id)).toEqual([
    'in-time',
    'average',
    'first-reply',
    'ends-well',
  ])
  // The last live figures are those of the score, but for what came after them.
  const live = states.flatMap((state) => (state.live ? [state.live] : []))
  const last = live.at(-1)
  expect(live.every(({ coming, here, gone }) => coming + here + gone === 40)).toBe(true)
  expect(Math.max(...live.map(({ waiting }) => waiting.length))).toBeGreaterThan(0)
  expect(last?.rounds).toBeGreaterThan(30)
  expect(last?.inTime).toBeGreaterThan(20)
  expect(last?.rounds).toBeLessThanOrEqual(reply.score?.measures.rounds ?? 0)
  expect(last?.gone).toBeGreaterThan(30)
  for (const { inTime, answered, rounds } of live)
    expect(inTime <= answered && answered <= rounds).toBe(true)
})

it('a gateway with two rushes of 60 answers others meanwhile; the same seed, the same buyers', async () => {
  open = await startTestGateway({ practice: { pace: 10 } })
  const test = open
  const ask = apiOf(test.url)
  const load = { buyers: 60, minutes: 1, rhythm: 'growing', seed: 3 }
  const agents = await Promise.all(
    ['xiaohong', 'xiaoming'].map((sub) => test.agent(`demoshop:${sub}`)),
  )
  const runs = await Promise.all(
    agents.map((agent) => ask<RunView>(agent.access, '/api/practice/rush', load)),
  )
  const main = await test.agent('demoshop')
  const took: number[] = []
  for (const agent of agents)
    while ((await stateOf(test, agent)).live?.coming !== 0) {
      const before = performance.now()
      expect((await stateOf(test, main)).run).toBeNull()
      took.push(performance.now() - before)
    }
  const middle = took.toSorted((one, other) => one - other)[took.length >> 1]
  expect(middle).toBeLessThan(500)
  const [a, b] = await Promise.all(agents.map(async (agent) => (await stateOf(test, agent)).buyers))
  expect(a?.map(({ name }) => name)).toEqual(b?.map(({ name }) => name))
  expect(a).toHaveLength(60)
  for (const [at, agent] of agents.entries())
    await ask(agent.access, `/api/practice/runs/${runs[at]?.value.id}/give-up`, {})
})

it('what is no load is refused', async () => {
  open = await startTestGateway({ practice: true })
  const agent = await open.agent('demoshop:xiaohong')
  for (const wrong of [{ buyers: 61 }, { minutes: 0 }, { rhythm: 'wild' }, { buyers: 1.5 }])
    expect(
      (await apiOf(open.url)(agent.access, '/api/practice/rush', { ...LOAD, ...wrong })).status,
    ).toBe(400)
})
