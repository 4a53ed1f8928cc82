import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SearchPage } from '#shared/protocol/api.ts'
import type { AgentClient, BuyerClient } from '../support/client.ts'
import { apiOf } from '../support/api.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'

describe('search over the network', () => {
  let test: TestGateway
  let main: AgentClient
  let hong: AgentClient
  let buyer: BuyerClient
  let ask: ReturnType<typeof apiOf>
  beforeEach(async () => {
    test = await startTestGateway()
    ask = apiOf(test.url)
    main = await test.agent('demoshop')
    hong = await test.agent('demoshop:xiaohong')
    buyer = await test.buyer({ name: '王小姐' })
  })
  afterEach(() => test.stop())

  const search = (access: string | null, query: Readonly<Record<string, string>>) =>
    ask<SearchPage>(access, `/api/search?${new URLSearchParams(query).toString()}`)
  const snippets = async (access: string, query: Readonly<Record<string, string>>) =>
    (await search(access, query)).value.hits.map(({ snippet }) => snippet)

  it('[T2] a message is found the moment it was acknowledged, by one character', async () => {
    await main.command({ type: 'participate', account: main.id, on: false })
    for (let n = 0; n < 5; n++) {
      await buyer.say(`第 ${n} 件什么时候发货？`)
      expect((await snippets(hong.access, { text: '货' }))[0]).toBe(`第 ${n} 件什么时候发货？`)
    }
    const first = (await search(hong.access, { text: '发货', limit: '2' })).value
    expect(first.hits).toHaveLength(2)
    expect(first.hits[0]).toMatchObject({
      buyer: { id: buyer.id, name: '王小姐' },
      account: hong.id,
      ranges: [[9, 11]],
    })
    const second = (
      await search(hong.access, { text: '发货', limit: '2', before: String(first.next) })
    ).value
    expect(second.hits.map(({ snippet }) => snippet)).toEqual([
      '第 2 件什么时候发货？',
      '第 1 件什么时候发货？',
    ])
    expect(second.next).not.toBeNull()
    expect(await snippets(main.access, { buyer: buyer.id })).toHaveLength(5)
  })

  it('[T1] buyers and strangers search nothing, a colleague not what it never served', async () => {
    await main.command({ type: 'participate', account: main.id, on: false })
    await buyer.say('秘密')
    await hong.served(buyer.id)
    const ming = await test.signIn('demoshop:xiaoming')
    expect(await snippets(ming.access, { text: '密' })).toEqual([])
    expect(await snippets(ming.access, { buyer: buyer.id })).toEqual([])
    expect((await search(buyer.access, { text: '密' })).status).toBe(403)
    expect((await search(null, { text: '密' })).status).toBe(401)
    expect((await search(main.access, {})).value.code).toBe('bad_request')
    expect((await search(main.access, { text: 'x'.repeat(201) })).value.code).toBe('bad_request')
  })

  it('[T2] goes on after a restart with what was found before', async () => {
    await buyer.say('保温杯还有吗')
    await main.until('all', () => main.held().length + hong.held().length > 0)
    test = await test.restart()
    const again = await test.signIn('demoshop')
    expect(await snippets(again.access, { text: '温杯' })).toEqual(['保温杯还有吗'])
  })
})
