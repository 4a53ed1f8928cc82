import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DEFAULT_SETTINGS } from '#shared/protocol/settings-defaults.ts'
import type { AgentClient, BuyerClient } from '../support/client.ts'
import { JumpClock } from '../support/clock.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'

const { dispatch: DISPATCH, replies: REPLIES } = DEFAULT_SETTINGS
const HOUR = 3600_000

describe('dispatch by every rule, through real sockets', () => {
  let test: TestGateway
  let clock: JumpClock
  let main: AgentClient
  beforeEach(async () => {
    clock = new JumpClock()
    test = await startTestGateway({ now: clock.now })
    main = await test.agent('demoshop')
    await main.command({ type: 'participate', account: main.id, on: false })
  })
  afterEach(() => test.stop())

  const change = (account: AgentClient, changes: object) =>
    main.command({ type: 'account.change', account: account.id, changes })
  const close = (agent: AgentClient, conversation: string) =>
    agent.command({
      type: 'close',
      conversation,
      holderEpoch: agent.view?.conversations[conversation]?.holderEpoch ?? 0,
    })
  const talk = async (buyer: BuyerClient) => (await buyer.say('在吗')).conversation ?? ''

  it('[D3a] the shop may give suspended accounts fewer of their buyers, or none', async () => {
    const agent = await test.agent('demoshop:xiaohong')
    const buyer = await test.buyer()
    const first = await talk(buyer)
    await agent.served(buyer.id)
    await close(agent, first)
    await agent.command({ type: 'suspend', reason: '吃饭', text: '我吃完饭就来' })
    const colleague = await test.agent('demoshop:xiaoming')

    await main.settings({ dispatch: { ...DISPATCH, suspendedGets: 'nothing' } })
    await buyer.say('还在吗', { address: 'xiaohong' })
    const elsewhere = await colleague.served(buyer.id)
    expect(elsewhere.reason?.rule).not.toBe('D3')
    await close(colleague, elsewhere.id)

    await main.settings({ dispatch: { ...DISPATCH, suspendedGets: 'served_and_addressed' } })
    await buyer.say('找小红', { address: 'xiaohong' })
    const back = await agent.served(buyer.id)
    expect(back.reason?.rule).toBe('D3')
    await buyer.until('the words of who is suspended', () => buyer.auto(back.id).length > 0)
    expect(JSON.stringify(buyer.messages(back.id))).toContain('我吃完饭就来')
  })

  it('[D4] a returning buyer comes back only within the window', async () => {
    await main.settings({ dispatch: { ...DISPATCH, recentMs: HOUR } })
    const agent = await test.agent('demoshop:xiaohong')
    const buyer = await test.buyer()
    const first = await talk(buyer)
    await agent.served(buyer.id)
    await close(agent, first)
    const colleague = await test.agent('demoshop:xiaoming')
    for (let index = 0; index < 2; index++) await talk(await test.buyer())
    clock.jump(2 * HOUR)
    await buyer.say('又来了')
    const again = await Promise.race([agent.served(buyer.id), colleague.served(buyer.id)])
    expect(again.reason?.rule).toBe('D8')
  })

  it('[D8] shares follow the weight the main account sets', async () => {
    const heavy = await test.agent('demoshop:xiaohong')
    const light = await test.agent('demoshop:xiaoming')
    await change(heavy, { weight: 3, limit: 100 })
    await change(light, { limit: 100 })
    for (let index = 0; index < 16; index++) await talk(await test.buyer())
    const given = (account: AgentClient) =>
      Object.values(main.view?.conversations ?? {}).filter(({ holder }) => holder === account.id)
        .length
    await main.until('all are held', () => given(heavy) + given(light) === 16)
    expect(given(heavy)).toBeGreaterThanOrEqual(11)
    expect(given(light)).toBeGreaterThanOrEqual(3)
  })

  it('[D9] who is full gets no more; the queue keeps its order, VIP first, and all know their place', async () => {
    const agent = await test.agent('demoshop:xiaohong')
    await change(agent, { limit: 1 })
    const [first, second, vip] = [await test.buyer(), await test.buyer(), await test.buyer()]
    const held = await talk(first)
    await second.say('排队')
    await second.until('place 1', () => second.view?.conversation?.place === 1)
    await main.command({ type: 'buyer.mark', buyer: vip.id, vip: true })
    await vip.say('我是会员')
    await vip.until('place 1', () => vip.view?.conversation?.place === 1)
    await second.until('place 2', () => second.view?.conversation?.place === 2)
    await close(agent, held)
    expect((await agent.served(vip.id)).state).toBe('held')
    await second.until('place 1 again', () => second.view?.conversation?.place === 1)
    // More room, and the next one is there at once.
    await change(agent, { limit: 2 })
    await agent.served(second.id)
  })

  it('[D9] [D15] two buyers and one free place: one is served, the other waits', async () => {
    const agent = await test.agent('demoshop:xiaohong')
    await change(agent, { limit: 1 })
    const pair = [await test.buyer(), await test.buyer()]
    await Promise.all(pair.map((buyer) => buyer.say('我先来的')))
    for (const buyer of pair)
      await buyer.until('an answer', () => {
        const state = buyer.view?.conversation?.state
        return state === 'held' || state === 'queued'
      })
    expect(pair.map((buyer) => buyer.view?.conversation?.state).toSorted()).toEqual([
      'held',
      'queued',
    ])
    expect(agent.held().length).toBe(1)
  })

  it('[D10] a group narrows the candidates by page, category and choice; an empty one falls back', async () => {
    const pre = await test.agent('demoshop:xiaohong')
    const after = await test.agent('demoshop:xiaoming')
    await main.settings({
      groups: [
        { id: 'pre', name: '售前' },
        { id: 'after', name: '售后' },
        { id: 'nobody', name: '没人' },
      ],
      choices: [{ id: 'c-after', label: '退换货' }],
      routes: [
        { id: 'r1', by: 'choice', match: 'c-after', group: 'after' },
        { id: 'r2', by: 'page', match: '/refund*', group: 'after' },
        { id: 'r3', by: 'category', match: '手机', group: 'pre' },
        { id: 'r4', by: 'category', match: '家电', group: 'nobody' },
      ],
    })
    await change(pre, { groups: ['pre'] })
    await change(after, { groups: ['after'] })
    const sources = [
      { source: { choice: 'c-after' }, to: after },
      { source: { page: 'https://shop.example/refund/17' }, to: after },
      { source: { category: '手机' }, to: pre },
    ]
    for (const { source, to } of sources) {
      const buyer = await test.buyer()
      await buyer.say('在吗', { source })
      const got = await to.served(buyer.id)
      expect(got.reason?.rule).toBe('D10')
      expect(got.group).not.toBeNull()
    }
    const lost = await test.buyer()
    const { conversation = '' } = await lost.say('冰箱', { source: { category: '家电' } })
    await main.until('held', () => main.view?.conversations[conversation]?.state === 'held')
    expect(main.view?.conversations[conversation]?.reason?.rule).toBe('D8')
    expect(await (await fetch(`${test.url}/api/shops/${test.shop}`)).json()).toMatchObject({
      choices: [{ id: 'c-after', label: '退换货' }],
    })
  })

  it('[D11] outside working hours the buyer gets the notice, and the message waits for main', async () => {
    await main.settings({
      hours: {
        on: true,
        timeZone: 'Asia/Shanghai',
        week: Array.from({ length: 7 }, () => []),
        holidays: [],
      },
      replies: { ...REPLIES, off_hours: { on: true, text: '明早九点见', byGroup: {} } },
    })
    main.close()
    const buyer = await test.buyer()
    const conversation = await talk(buyer)
    await buyer.until('the notice', () => buyer.auto(conversation).includes('off_hours'))
    expect(JSON.stringify(buyer.messages(conversation))).toContain('明早九点见')
    const back = await test.agent('demoshop')
    const found = await back.served(buyer.id)
    expect(['D5', 'D11']).toContain(found.reason?.rule)
    const page = await back.protocol.history(conversation, undefined, 50)
    expect(page.messages.some(({ body }) => body.kind === 'text' && body.text === '在吗')).toBe(
      true,
    )
    // Never an answer: the buyer has waited since its first word.
    expect(found.waitingSince).not.toBeNull()
  })

  it('[D13] a holder that vanished: its buyers are dispatched again, once, and both see why', async () => {
    const agent = await test.agent('demoshop:xiaohong')
    const buyer = await test.buyer()
    const conversation = await talk(buyer)
    await agent.served(buyer.id)
    const colleague = await test.agent('demoshop:xiaoming')
    agent.close()
    await main.until('offline', () => main.view?.accounts[agent.id]?.online === false)
    clock.jump(DISPATCH.holderGraceMs + 1000)
    const got = await colleague.served(buyer.id)
    expect(got.reason).toMatchObject({ rule: 'D13', sentence: 'holder_away' })
    const again = await test.agent('demoshop:xiaohong')
    expect(again.held()).toEqual([])
    clock.jump(DISPATCH.holderGraceMs + 1000)
    await expect(colleague.reply(got, '我来服务您')).resolves.toBeTruthy()
    const moves = main.events.filter(
      ({ event }) =>
        event.type === 'conversation.assigned' &&
        event.conversation === conversation &&
        event.decision.rule === 'D13',
    )
    expect(moves.length).toBe(1)
  })

  it('[D13] a silent holder loses the buyer once, and an automatic reply is no answer', async () => {
    await main.settings({
      dispatch: { ...DISPATCH, silentMs: 120_000 },
      replies: { ...REPLIES, busy: { on: true, text: '', byGroup: {} }, busyAfterMs: 60_000 },
    })
    const silent = await test.agent('demoshop:xiaohong')
    const buyer = await test.buyer()
    const conversation = await talk(buyer)
    await silent.served(buyer.id)
    const colleague = await test.agent('demoshop:xiaoming')
    clock.jump(61_000)
    await buyer.until('busy', () => buyer.auto(conversation).includes('busy'))
    clock.jump(60_000)
    const got = await colleague.served(buyer.id)
    expect(got.reason).toMatchObject({ rule: 'D13', sentence: 'holder_silent' })
    // Once: the next silence leaves it where it is, while a buyer's first one is looked at again.
    const other = await test.buyer()
    const looked = await talk(other)
    clock.jump(300_000)
    await main.until('the other moved', () => {
      return main.view?.conversations[looked]?.reason?.sentence === 'holder_silent'
    })
    expect(main.view?.conversations[conversation]?.holder).toBe(colleague.id)
  })

  it('[D14] the main account reads why, with candidates; a sub-account only the sentence', async () => {
    const agent = await test.agent('demoshop:xiaohong')
    const colleague = await test.agent('demoshop:xiaoming')
    await colleague.command({ type: 'suspend', reason: '开会' })
    const buyer = await test.buyer()
    const conversation = await talk(buyer)
    await agent.served(buyer.id)
    const ask = (session: AgentClient, query: string) =>
      fetch(`${test.url}/api/decisions?${query}`, {
        headers: { authorization: `Bearer ${session.access}` },
      })
    const got = await ask(main, `account=${agent.id}&outcome=got`)
    expect(await got.json()).toMatchObject({
      decisions: [{ conversation, to: agent.id, decision: { rule: 'D8' } }],
    })
    const none = (await (await ask(main, `account=${colleague.id}&outcome=passed`)).json()) as {
      decisions: { decision: { candidates: { account: string; excluded: string | null }[] } }[]
    }
    expect(
      none.decisions[0]?.decision.candidates.find(({ account }) => account === colleague.id),
    ).toMatchObject({ excluded: 'suspended' })
    expect((await ask(agent, `account=${agent.id}`)).status).toBe(403)
    const assigned = agent.events.find(({ event }) => event.type === 'conversation.assigned')
    expect(assigned?.event).toMatchObject({ decision: { candidates: [] } })
  })

  it('[D2] an invisible account gets nobody, and colleagues take it for offline', async () => {
    const agent = await test.agent('demoshop:xiaohong')
    const colleague = await test.agent('demoshop:xiaoming')
    await agent.command({ type: 'invisible', on: true })
    await colleague.until('offline to colleagues', () => {
      const seen = colleague.view?.accounts[agent.id]
      return seen?.online === false && !seen.invisible
    })
    await main.until('invisible to main', () => {
      const seen = main.view?.accounts[agent.id]
      return seen?.online === true && seen.invisible
    })
    for (let index = 0; index < 3; index++) await talk(await test.buyer())
    await colleague.until('all three', () => colleague.held().length === 3)
    expect(agent.held()).toEqual([])
  })

  it('a load above N suspends by itself and below M resumes; a person’s suspension is left alone', async () => {
    await main.settings({ dispatch: { ...DISPATCH, autoSuspend: { above: 2, below: 1 } } })
    const agent = await test.agent('demoshop:xiaohong')
    const colleague = await test.agent('demoshop:xiaoming')
    await colleague.command({ type: 'suspend', reason: '午休' })
    const first = await talk(await test.buyer())
    await talk(await test.buyer())
    await main.until('suspended by load', () => {
      return main.view?.accounts[agent.id]?.suspended?.by === 'load'
    })
    await agent.until('held', () => agent.view?.conversations[first] !== undefined)
    await close(agent, first)
    await main.until('resumed', () => main.view?.accounts[agent.id]?.suspended === null)
    expect(main.view?.accounts[colleague.id]?.suspended?.reason).toBe('午休')
  })

  it('a welcome comes with the first message, once within the window, and by group', async () => {
    await main.settings({
      groups: [{ id: 'g', name: '售后' }],
      routes: [{ id: 'r', by: 'category', match: '退货', group: 'g' }],
      replies: {
        ...REPLIES,
        windowMs: HOUR,
        welcome: { on: true, text: '您好', byGroup: { g: '您好，售后为您服务' } },
      },
    })
    const agent = await test.agent('demoshop:xiaohong')
    const buyer = await test.buyer()
    const { conversation: first = '' } = await buyer.say('退货', { source: { category: '退货' } })
    await buyer.until('welcome', () => buyer.auto(first).includes('welcome'))
    expect(JSON.stringify(buyer.messages(first))).toContain('售后为您服务')
    const held = await agent.served(buyer.id)
    expect(held.waitingSince).not.toBeNull()
    await close(agent, first)
    const { conversation: second = '' } = await buyer.say('又来')
    await agent.served(buyer.id)
    expect(buyer.auto(second)).toEqual([])
    await close(agent, second)
    clock.jump(2 * HOUR)
    const { conversation: third = '' } = await buyer.say('明天见')
    await buyer.until('welcome again', () => buyer.auto(third).includes('welcome'))
  })
})
