import { afterEach, beforeEach, expect, it } from 'vitest'
import type { AgentClient, BuyerClient } from '../support/client.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'

const AGENTS = 20
const EACH = 10
const BUYERS = 1000

let test: TestGateway
beforeEach(async () => {
  const subs = Array.from({ length: AGENTS }, (_, index) => `kefu_${index + 1}`)
  test = await startTestGateway({ subs })
})
afterEach(() => test.stop())

it('[D9] [D15] 1,000 buyers at once: nobody twice, nobody forgotten, in order, each told its place', async () => {
  const main = await test.agent('demoshop')
  await main.command({ type: 'participate', account: main.id, on: false })
  const agents: AgentClient[] = []
  for (let index = 1; index <= AGENTS; index++) {
    const agent = await test.agent(`demoshop:kefu_${index}`)
    await main.command({ type: 'account.change', account: agent.id, changes: { limit: EACH } })
    agents.push(agent)
  }
  const buyers: BuyerClient[] = []
  for (let from = 0; from < BUYERS; from += 50)
    buyers.push(...(await Promise.all(Array.from({ length: 50 }, () => test.buyer()))))

  const oks = await Promise.all(buyers.map((buyer) => buyer.say('有人吗')))
  for (const buyer of buyers)
    await buyer.until('placed', () => {
      const conversation = buyer.view?.conversation
      return conversation?.state === 'held' || (conversation?.place ?? 0) > 0
    })
  for (const agent of agents) await agent.until('full', () => agent.held().length === EACH)
  const served = agents.flatMap((agent) => agent.held().map(({ buyer }) => buyer.id))
  expect(new Set(served).size).toBe(AGENTS * EACH)
  const places = buyers.flatMap((buyer) => buyer.view?.conversation?.place ?? [])
  expect(places.toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: BUYERS - AGENTS * EACH }, (_, index) => index + 1),
  )

  // Who came first by the log's order is served first, as places become free.
  const order = buyers
    .map((buyer, index) => ({ buyer, pos: oks[index]?.pos ?? 0 }))
    .filter(({ buyer }) => buyer.view?.conversation?.state === 'queued')
    .toSorted((a, b) => a.pos - b.pos)
    .map(({ buyer }) => buyer.id)
  const all = () => Object.values(main.view?.conversations ?? {})
  await main.until(
    'all that was',
    () => all().length === BUYERS && all().filter(({ holder }) => holder).length === served.length,
  )
  const watch = main.events.length
  for (let round = 0; round < 3; round++)
    for (const agent of agents) {
      const [first] = agent.held()
      if (!first) throw new Error('an agent without anyone')
      const before = agent.events.length
      await agent.command({
        type: 'close',
        conversation: first.id,
        holderEpoch: first.holderEpoch,
      })
      await agent.until('the next one', () =>
        agent.events.slice(before).some(({ event }) => event.type === 'conversation.assigned'),
      )
    }
  await main.until('all of them', () => assigned(main, watch).length === 3 * AGENTS)
  expect(assigned(main, watch)).toEqual(order.slice(0, 3 * AGENTS))
  expect(agents.map((agent) => agent.held().length)).toEqual(agents.map(() => EACH))
}, 120_000)

function assigned(main: AgentClient, from: number): string[] {
  return main.events
    .slice(from)
    .flatMap(({ event }) => (event.type === 'conversation.assigned' ? [event.view.buyer.id] : []))
}
