import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AgentClient, BuyerClient } from '../support/client.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'

/** Everything a client was ever given, as text. */
const everything = (client: AgentClient) =>
  JSON.stringify([client.events, client.snapshots, client.loose])

describe('private contacts belong to main alone', () => {
  let test: TestGateway
  let main: AgentClient
  let holder: AgentClient
  let overseer: AgentClient
  let buyer: BuyerClient
  beforeEach(async () => {
    test = await startTestGateway({ subs: ['xiaohong', 'zhuguan', 'other'] })
    main = await test.agent('demoshop')
    await main.command({ type: 'participate', account: main.id, on: false })
    holder = await test.agent('demoshop:xiaohong')
    overseer = await test.agent('demoshop:zhuguan')
    const { id } = overseer
    await main.command({
      type: 'account.change',
      account: id,
      changes: { role: 'supervisor', participates: false },
    })
    await main.until('supervisor', () => main.view?.accounts[id]?.role === 'supervisor')
    buyer = await test.buyer({ name: '大客户' })
  })
  afterEach(() => test.stop())

  const mark = (on: boolean) => main.command({ type: 'buyer.mark', buyer: buyer.id, private: on })

  it('[D6] only main may mark, and main gets the open conversation at once', async () => {
    const { conversation = '' } = await buyer.say('谈个大单')
    await holder.served(buyer.id)
    await overseer.until('sees it', () => overseer.view?.conversations[conversation] !== undefined)
    for (const agent of [holder, overseer])
      await expect(
        agent.command({ type: 'buyer.mark', buyer: buyer.id, private: true }),
      ).rejects.toMatchObject({ code: 'not_allowed' })
    await mark(true)
    const mine = await main.served(buyer.id)
    expect(mine).toMatchObject({ buyer: { private: true }, reason: { rule: 'D6' } })
    for (const agent of [holder, overseer])
      await agent.until('withdrawn', () => {
        const { event } = agent.events.at(-1) ?? {}
        return event?.type === 'buyer.withdrawn' && event.buyer === buyer.id
      })
    expect(holder.view?.conversations[conversation]).toBeUndefined()
    expect(overseer.view?.conversations[conversation]).toBeUndefined()
    await expect(holder.protocol.history(conversation, undefined, 10)).rejects.toMatchObject({
      code: 'not_found',
    })
    await expect(overseer.protocol.history(conversation, undefined, 10)).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  it('[D6] [I12] nothing of a private contact reaches a sub-account: live, resumed, snapshot, lists', async () => {
    await buyer.say('第一句')
    await holder.served(buyer.id)
    await mark(true)
    await main.served(buyer.id)
    holder.cut()
    const secret = '底价八折'
    await buyer.say(secret)
    await main.command({ type: 'suspend', reason: '开会' })
    await buyer.say(`${secret}可以吗`)
    const fresh = await test.agent('demoshop:other')
    await holder.until('back', () => holder.protocol.state.kind === 'live')
    // What comes behind it in the log has come: so would it have.
    await main.command({ type: 'resume' })
    for (const agent of [holder, overseer, fresh]) {
      await agent.until('as far', () => agent.view?.accounts[main.id]?.suspended === null)
      expect(everything(agent)).not.toContain(secret)
    }
    expect(everything(fresh)).not.toContain(buyer.id)
    const list = await fetch(`${test.url}/api/buyers?text=${encodeURIComponent('大客户')}`, {
      headers: { authorization: `Bearer ${overseer.access}` },
    })
    expect(JSON.stringify(await list.json())).not.toContain(buyer.id)
  })

  /** The overseer away while `meanwhile` happens, and back from the cursor it had. */
  const away = async (meanwhile: () => Promise<void>): Promise<AgentClient> => {
    const { cursor } = overseer
    overseer.close()
    await meanwhile()
    const back = await test.agent('demoshop:zhuguan', { cursor })
    await main.command({ type: 'suspend', reason: '到此' })
    await back.until('as far', () =>
      back.events.some(
        ({ event }) => event.type === 'account.suspended' && event.reason === '到此',
      ),
    )
    return back
  }

  it('[D6] [I12] words from before the mark are not given any more to who comes back behind it', async () => {
    await buyer.say('在吗')
    await holder.served(buyer.id)
    await overseer.until('sees it', () => overseer.events.length > 0)
    const back = await away(async () => {
      await buyer.say('我的底价是八折')
      await mark(true)
    })
    expect(everything(back)).not.toContain('八折')
    expect(everything(back)).toContain('buyer.withdrawn')
  })

  it('[D6] [I12] rows written while it was private stay main’s, even when the mark is taken back', async () => {
    const { conversation = '' } = await buyer.say('在吗')
    await holder.served(buyer.id)
    await overseer.until('sees it', () => overseer.events.length > 0)
    const back = await away(async () => {
      await mark(true)
      await buyer.say('我的底价是八折')
      await main.served(buyer.id)
      await buyer.say('考虑一下')
      await mark(false)
    })
    // What it is now may be read again: the conversation is as it is, and `history` has its words.
    expect(back.texts(conversation)).toEqual([])
    await back.until('seen again', () =>
      back.events.some(
        ({ event }) =>
          event.type === 'conversation.assigned' && event.conversation === conversation,
      ),
    )
  })

  it('[D6] with main offline it waits for main and nobody else, whatever the time', async () => {
    await buyer.say('在吗')
    const before = await holder.served(buyer.id)
    await holder.command({
      type: 'close',
      conversation: before.id,
      holderEpoch: before.holderEpoch,
    })
    await mark(true)
    main.close()
    await holder.until('main is away', () => holder.view?.accounts[main.id]?.online === false)
    const { conversation = '' } = await buyer.say('老板在吗')
    await buyer.until('waits', () => buyer.view?.conversation?.state === 'waiting_main')
    const back = await test.agent('demoshop')
    expect((await back.served(buyer.id)).id).toBe(conversation)
  })

  it('[D6] a private contact can not be forwarded or handed over to a sub-account', async () => {
    await mark(true)
    const { conversation = '' } = await buyer.say('谈价格')
    await main.served(buyer.id)
    await expect(main.forward(conversation, { account: holder.id })).rejects.toMatchObject({
      code: 'not_allowed',
    })
    const ok = await main.command({
      type: 'handover',
      from: main.id,
      to: { account: holder.id },
    })
    expect(ok).toMatchObject({ moved: 0, stayed: 1 })
  })

  it('[D6] taken back, supervisors see it again', async () => {
    const { conversation = '' } = await buyer.say('在吗')
    await holder.served(buyer.id)
    await mark(true)
    await overseer.until('withdrawn', () => !overseer.view?.conversations[conversation])
    await mark(false)
    await overseer.until('seen again', () => !!overseer.view?.conversations[conversation])
    expect(overseer.view?.conversations[conversation]?.buyer.private).toBe(false)
  })
})
