import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { BuyerCard } from '#shared/protocol/api.ts'
import type { AgentClient, BuyerClient } from '../support/client.ts'
import { apiOf } from '../support/api.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'

describe('what a buyer looks at', () => {
  let test: TestGateway
  let main: AgentClient
  let holder: AgentClient
  let other: AgentClient
  let buyer: BuyerClient
  beforeEach(async () => {
    test = await startTestGateway()
    main = await test.agent('demoshop')
    const agents = [await test.agent('demoshop:xiaohong'), await test.agent('demoshop:xiaoming')]
    buyer = await test.buyer()
    await buyer.say('有货吗')
    const found = () => agents.find((agent) => agent.held().length > 0)
    await Promise.race(agents.map((agent) => agent.until('held', () => found() !== undefined)))
    holder = found() ?? main
    other = agents.find((agent) => agent !== holder) ?? main
  })
  afterEach(() => test.stop())

  const card = async (agent: AgentClient) =>
    apiOf(test.url)<BuyerCard>(agent.access, `/api/buyers/${buyer.id}`)

  it('[S54] [S55] is told as a change to who watches the buyer, and stands on its card', async () => {
    buyer.protocol.look({ page: '/p/1', title: '保温杯 500 ml', product: 'cup' })
    for (const agent of [holder, main])
      await agent.until('a change', () => agent.changes('looks').length === 1)
    expect(holder.changes('looks')[0]).toEqual({ t: 'changed', what: 'looks', buyer: buyer.id })
    expect((await card(holder)).value.looks).toEqual([
      { at: expect.any(Number) as number, page: '/p/1', title: '保温杯 500 ml', product: 'cup' },
    ])
    expect(other.loose.filter((frame) => frame.t === 'changed')).toEqual([])
    expect((await card(other)).status).toBe(404)
  })

  it('[S54] the newest twenty stay', async () => {
    for (let n = 0; n < 30; n++) buyer.protocol.look({ page: `/p/${n}` })
    await holder.until('all', () => holder.changes('looks').length === 30)
    const { looks } = (await card(main)).value
    expect(looks.map(({ page }) => page)).toEqual(
      Array.from({ length: 20 }, (_, n) => `/p/${29 - n}`),
    )
  })

  it('[D6] of a private contact main alone', async () => {
    await main.command({ type: 'buyer.mark', buyer: buyer.id, private: true })
    await main.served(buyer.id)
    buyer.protocol.look({ page: '/p/1' })
    await main.until('a change', () => main.changes('looks').length === 1)
    expect(holder.changes('looks')).toEqual([])
    expect((await card(holder)).status).toBe(404)
    expect((await card(main)).value.looks).toHaveLength(1)
  })
})
