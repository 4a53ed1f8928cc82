import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'

describe('dispatch end to end', () => {
  let test: TestGateway
  beforeEach(async () => {
    test = await startTestGateway()
  })
  afterEach(() => test.stop())

  it('[D1] a buyer who writes reaches an agent, is answered, and both have the same order', async () => {
    const agent = await test.agent('demoshop:xiaohong')
    const buyer = await test.buyer({ name: 'Li' })
    await buyer.say('在吗')
    const conversation = await agent.served(buyer.id)
    await agent.reply(conversation, '在的，您请说')
    await buyer.until('the answer', () => buyer.texts(conversation.id).includes('在的，您请说'))
    expect(agent.texts(conversation.id)).toEqual(['在吗', '在的，您请说'])
    expect(buyer.messages(conversation.id)).toEqual(agent.messages(conversation.id))
    expect(buyer.view?.conversation?.servedBy).toBe('xiaohong')
  })
})
