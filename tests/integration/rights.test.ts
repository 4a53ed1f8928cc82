import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { PASSWORD, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { RawClient } from '../support/raw.ts'

describe('rights and reading', () => {
  let test: TestGateway
  beforeEach(async () => {
    test = await startTestGateway()
  })
  afterEach(() => test.stop())

  it('[S30] a sub-account is given the conversations it holds, main all, a buyer its own', async () => {
    const [main, first, second] = [
      await test.agent('demoshop'),
      await test.agent('demoshop:xiaohong'),
      await test.agent('demoshop:xiaoming'),
    ]
    const buyers = [await test.buyer(), await test.buyer(), await test.buyer(), await test.buyer()]
    const ids = await Promise.all(
      buyers.map(async (buyer, index) => (await buyer.say(`secret ${index}`)).conversation ?? ''),
    )
    await main.until('all', () => ids.every((id) => main.texts(id).length === 1))
    for (const agent of [first, second]) {
      const mine = new Set(agent.held().map(({ id }) => id))
      for (const id of ids) expect(agent.texts(id).length).toBe(mine.has(id) ? 1 : 0)
      // Decision candidates are for main and supervisors.
      expect(JSON.stringify(agent.events)).not.toContain('"candidates":[{')
    }
    for (const [index, buyer] of buyers.entries()) {
      const seen = JSON.stringify([buyer.events, buyer.snapshots])
      for (let other = 0; other < buyers.length; other++)
        expect(seen.includes(`secret ${other}`)).toBe(other === index)
      expect(seen).not.toContain('account.')
    }
  })

  it('[S31] a ping is answered, and a silent client is closed', async () => {
    const quick = await startTestGateway({ settings: { heartbeatMs: 60, helloMs: 100 } })
    const { access } = await quick.signIn('demoshop')
    const raw = await RawClient.open(quick.wsUrl)
    raw.hello(access)
    expect((await raw.frame('welcome')).heartbeat).toBe(60)
    raw.send({ t: 'ping' })
    expect((await raw.frame('pong')).serverTime).toBeGreaterThan(0)
    await raw.closed()
    await quick.stop()
  })

  it('[S32] history pages backwards within the rights', async () => {
    const agent = await test.agent('demoshop:xiaohong')
    const other = await test.agent('demoshop:xiaoming')
    const buyer = await test.buyer()
    const { conversation = '' } = await buyer.say('0')
    for (let index = 1; index < 12; index++) await buyer.say(String(index))
    const holder = agent.held().length > 0 ? agent : other
    const stranger = holder === agent ? other : agent
    await holder.until('all', () => holder.texts(conversation).length === 12)
    const texts: string[] = []
    let before: number | undefined
    for (;;) {
      const page = await holder.protocol.history(conversation, before, 5)
      const numbers = page.messages.map(({ cseq }) => cseq)
      expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
      texts.unshift(
        ...page.messages.flatMap(({ body }) => (body.kind === 'text' ? [body.text] : [])),
      )
      if (page.complete) break
      before = numbers[0]
    }
    expect(texts).toEqual(Array.from({ length: 12 }, (_, index) => String(index)))
    await expect(stranger.protocol.history(conversation, undefined, 5)).rejects.toMatchObject({
      code: 'not_allowed',
    })
    const page = await buyer.protocol.history(conversation, undefined, 200)
    expect(page.complete).toBe(true)
    const intruder = await test.buyer()
    await expect(intruder.protocol.history(conversation, undefined, 5)).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  it('[S33] typing goes between buyer and holder alone and leaves nothing', async () => {
    const agent = await test.agent('demoshop:xiaohong')
    const buyer = await test.buyer()
    await buyer.say('hello')
    const { id } = await agent.served(buyer.id)
    const other = await test.agent('demoshop:xiaoming')
    const stranger = await test.buyer()
    const before = agent.cursor?.pos
    stranger.protocol.typing(id, true)
    buyer.protocol.typing(id, true)
    await agent.until('typing', () => agent.loose.some(({ t }) => t === 'typing'))
    expect(agent.loose.filter(({ t }) => t === 'typing')).toEqual([
      { t: 'typing', conversation: id, by: 'buyer', on: true },
    ])
    agent.protocol.typing(id, true)
    await buyer.until('typing', () => buyer.loose.length === 1)
    expect(buyer.loose[0]).toMatchObject({ by: 'shop' })
    expect(other.loose.filter(({ t }) => t === 'typing')).toEqual([])
    expect(agent.cursor?.pos).toBe(before)
  })

  it('[S33] agents are told what each one holds', async () => {
    const agent = await test.agent('demoshop:xiaohong')
    const buyer = await test.buyer()
    await buyer.say('hello')
    await agent.until('load', () =>
      agent.loose.some((frame) => frame.t === 'load' && frame.held[agent.id] === 1),
    )
    expect(buyer.loose).toEqual([])
    // Who comes later is told, too, though nothing has changed since.
    const later = await test.agent('demoshop:xiaoming')
    await later.until('load', () =>
      later.loose.some((frame) => frame.t === 'load' && frame.held[agent.id] === 1),
    )
  })

  it('[S43] a reset password ends the sessions at once, and nothing of theirs is accepted', async () => {
    const session = await test.signIn('demoshop:xiaohong')
    const raw = await RawClient.open(test.wsUrl)
    raw.hello(session.access)
    await raw.frame('snapshot')
    await test.gateway.control.resetPassword('demoshop:xiaohong', 'another password')
    expect((await raw.frame('error')).code).toBe('session_revoked')
    expect(await raw.closed()).toBe(4003)
    const again = await RawClient.open(test.wsUrl)
    again.hello(session.access)
    expect((await again.frame('error')).code).toBe('session_revoked')
    const refresh = await fetch(`${test.url}/api/refresh`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ refresh: session.refresh }),
    })
    expect(refresh.status).toBe(401)
    await expect(test.signIn('demoshop:xiaohong')).rejects.toMatchObject({
      code: 'credentials_wrong',
    })
    expect(PASSWORD).not.toBe('another password')
  })

  it('[S43] a disabled account is signed out and can not sign in', async () => {
    const agent = await test.agent('demoshop:xiaohong')
    const shop = test.gateway.desk.shops.get(test.shop)
    await shop?.submit({ type: 'account.change', account: agent.id, changes: { disabled: true } })
    await agent.until('stopped', () => agent.protocol.state.kind === 'stopped')
    expect(agent.protocol.state).toMatchObject({ code: 'session_revoked' })
    await expect(test.signIn('demoshop:xiaohong')).rejects.toMatchObject({
      code: 'account_disabled',
    })
  })

  it('[I12] a buyer of one shop reads nothing of another', async () => {
    await test.gateway.control.createShop({
      id: 'other',
      name: 'Other',
      main: 'othershop',
      nick: 'Other',
      password: PASSWORD,
    })
    const stranger = await test.agent('othershop')
    const main = await test.agent('demoshop')
    const buyer = await test.buyer()
    const { conversation = '' } = await buyer.say('hello')
    await main.until('it', () => main.texts(conversation).length === 1)
    await expect(stranger.protocol.history(conversation, undefined, 5)).rejects.toMatchObject({
      code: 'not_found',
    })
    expect(JSON.stringify([stranger.events, stranger.snapshots])).not.toContain(buyer.id)
  })
})
