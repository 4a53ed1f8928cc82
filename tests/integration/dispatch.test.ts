import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AgentClient, BuyerClient } from '../support/client.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'

describe('dispatch end to end', () => {
  let test: TestGateway
  beforeEach(async () => {
    test = await startTestGateway()
  })
  afterEach(() => test.stop())

  const buyers = async (count: number): Promise<BuyerClient[]> => {
    const made: BuyerClient[] = []
    for (let index = 0; index < count; index++)
      made.push(await test.buyer({ name: `Buyer ${index}` }))
    return made
  }
  const holderOf = (conversation: string) =>
    test.gateway.desk.shops.get(test.shop)?.holderOf(conversation)?.holder
  const online = (client: AgentClient, account: string, is: boolean) =>
    client.until(`${account} online ${is}`, () => client.view?.accounts[account]?.online === is)

  it('[D1] a buyer who writes reaches an agent, is answered, and both have the same order', async () => {
    const agent = await test.agent('demoshop:xiaohong')
    const [buyer] = await buyers(1)
    if (!buyer) throw new Error('no buyer')
    await buyer.say('在吗')
    const conversation = await agent.served(buyer.id)
    await agent.reply(conversation, '在的，您请说')
    await buyer.until('the answer', () => buyer.texts(conversation.id).includes('在的，您请说'))
    expect(agent.texts(conversation.id)).toEqual(['在吗', '在的，您请说'])
    expect(buyer.messages(conversation.id)).toEqual(agent.messages(conversation.id))
    expect(buyer.view?.conversation?.servedBy).toBe('xiaohong')
  })

  it('[D1] two agents share several buyers, and each buyer has one of them', async () => {
    const first = await test.agent('demoshop:xiaohong')
    const second = await test.agent('demoshop:xiaoming')
    const all = await buyers(6)
    await Promise.all(all.map((buyer) => buyer.say('hello')))
    await first.until('three', () => first.held().length === 3)
    await second.until('three', () => second.held().length === 3)
    const held = [...first.held(), ...second.held()].map(({ buyer }) => buyer.id)
    expect(held.toSorted()).toEqual(all.map(({ id }) => id).toSorted())
  })

  it('[D2] who is offline or does not participate is not chosen', async () => {
    const main = await test.agent('demoshop')
    const first = await test.agent('demoshop:xiaohong')
    const second = await test.agent('demoshop:xiaoming')
    await main.command({ type: 'participate', account: first.id, on: false })
    await main.command({ type: 'participate', account: main.id, on: false })
    const all = await buyers(3)
    for (const buyer of all) await buyer.say('hello')
    await second.until('all three', () => second.held().length === 3)
    expect(first.held()).toEqual([])
    second.close()
    await online(main, second.id, false)
    const [late] = await buyers(1)
    await late?.say('anyone?')
    expect(second.held().length).toBe(3)
  })

  it('[D3] who is suspended gets no new buyer, but the one who addresses it by name', async () => {
    const first = await test.agent('demoshop:xiaohong')
    const second = await test.agent('demoshop:xiaoming')
    await first.command({ type: 'suspend', reason: 'lunch' })
    const [one, two] = await buyers(2)
    await one?.say('hello')
    await second.served(one?.id)
    await two?.say('is xiaohong there?', { address: 'xiaohong' })
    const addressed = await first.served(two?.id)
    expect(addressed.reason?.rule).toBe('D3')
    await first.command({ type: 'resume' })
  })

  it('[D4] a returning buyer goes to who served it last', async () => {
    const first = await test.agent('demoshop:xiaohong')
    const second = await test.agent('demoshop:xiaoming')
    const [buyer] = await buyers(1)
    await buyer?.say('hello')
    const server = await Promise.race([first.served(buyer?.id), second.served(buyer?.id)])
    const agent = server.holder === first.id ? first : second
    await agent.reply(server, 'hello')
    await agent.command({ type: 'close', conversation: server.id, holderEpoch: server.holderEpoch })
    await agent.until('closed', () => agent.held().length === 0)
    for (const other of await buyers(3)) await other.say('me too')
    await buyer?.say('again')
    const again = await agent.served(buyer?.id)
    expect(again.id).not.toBe(server.id)
    expect(again.previous).toBe(server.id)
    expect(again.reason?.rule).toBe('D4')
  })

  it('[D5] without any sub-account it goes to main, offline too, and waits for it', async () => {
    const [buyer] = await buyers(1)
    const { conversation = '' } = (await buyer?.say('anyone?')) ?? {}
    const main = await test.agent('demoshop')
    expect(holderOf(conversation)).toBe(main.id)
    const found = await main.served(buyer?.id)
    await main.reply(found, 'I am here now')
    await buyer?.until('the answer', () => buyer.texts(conversation).includes('I am here now'))
  })

  it('[D15] a forward moves it whole: one holder, and the old epoch is refused', async () => {
    const first = await test.agent('demoshop:xiaohong')
    const [buyer] = await buyers(1)
    await buyer?.say('hello')
    const before = await first.served(buyer?.id)
    const second = await test.agent('demoshop:xiaoming')
    await first.command({
      type: 'forward',
      conversation: before.id,
      holderEpoch: before.holderEpoch,
      to: { account: second.id },
      note: 'knows more',
    })
    const after = await second.served(buyer?.id)
    expect(after.holderEpoch).toBeGreaterThan(before.holderEpoch)
    await expect(first.reply(before, 'too late')).rejects.toMatchObject({ code: 'holder_changed' })
    const page = await second.protocol.history(before.id, undefined, 50)
    expect(page.messages.some(({ body }) => body.kind === 'text' && body.text === 'hello')).toBe(
      true,
    )
    expect(JSON.stringify([buyer?.events])).not.toContain('knows more')
    await first.until('gone', () => first.held().length === 0)
  })

  it('[D15] claims that race: one wins', async () => {
    const main = await test.agent('demoshop')
    const first = await test.agent('demoshop:xiaohong')
    const [buyer] = await buyers(1)
    await buyer?.say('hello')
    const { id, holderEpoch } = await first.served(buyer?.id)
    const claims = Array.from({ length: 8 }, () =>
      main.command({ type: 'claim', conversation: id, holderEpoch }).then(
        () => 'won',
        () => 'lost',
      ),
    )
    const results = await Promise.all(claims)
    expect(results.filter((result) => result === 'won').length).toBe(1)
    expect(holderOf(id)).toBe(main.id)
  })

  it('[D15] agents and buyers that come and go: each buyer has exactly one holder, and is answered once', async () => {
    const agents = [await test.agent('demoshop:xiaohong'), await test.agent('demoshop:xiaoming')]
    const main = await test.agent('demoshop')
    const all = await buyers(5)
    for (let round = 0; round < 4; round++) {
      agents[round % 2]?.cut()
      all[round]?.cut()
      await Promise.all(all.map((buyer) => buyer.say(`round ${round}`)))
    }
    for (const buyer of all) {
      const id = buyer.view?.conversation?.id ?? ''
      await main.until('all rounds', () => main.texts(id).length === 4)
      expect(main.texts(id)).toEqual([0, 1, 2, 3].map((round) => `round ${round}`))
      expect(holderOf(id)).toBeTruthy()
    }
    for (const client of [main, ...agents])
      await client.until('as far as the log', () => client.protocol.state.kind === 'live')
    // Every change of holder raised the epoch: no two holders under one (I7).
    const epochs = new Map<string, string>()
    for (const { event } of main.events)
      if (event.type === 'conversation.assigned') {
        const key = `${event.conversation} ${event.view.holderEpoch}`
        expect(epochs.get(key) ?? event.to).toBe(event.to)
        epochs.set(key, event.to)
      }
  })
})
