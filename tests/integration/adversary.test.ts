import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AuditPage } from '#shared/audit/model.ts'
import type { SearchPage, SessionList, SessionReply } from '#shared/protocol/api.ts'
import { ShopActor } from '#gateway/desk/shop.ts'
import { apiOf } from '../support/api.ts'
import type { AgentClient, BuyerClient } from '../support/client.ts'
import { PASSWORD, startTestGateway, type TestGateway } from '../support/gateway.ts'

const PHONE = '13812345678'

/** What people try who have something in hand: another shop, an old token, a colleague's id. */
describe('an adversary', () => {
  let test: TestGateway
  let main: AgentClient
  let holder: AgentClient
  let colleague: AgentClient
  let buyer: BuyerClient
  let conversation = ''
  let cseq = 0
  const ask = <T>(access: string | null, path: string, body?: unknown) =>
    apiOf(test.url)<T>(access, path, body)
  const shop = () => {
    const found = test.gateway.desk.shops.get(test.shop)
    if (!(found instanceof ShopActor)) throw new Error('no shop')
    return found
  }
  beforeAll(async () => {
    test = await startTestGateway({ subs: ['xiaohong', 'xiaoming'] })
    main = await test.agent('demoshop')
    await main.command({ type: 'participate', account: main.id, on: false })
    holder = await test.agent('demoshop:xiaohong')
    buyer = await test.buyer({ name: '林女士' })
    ;({ conversation = '', cseq = 0 } = await buyer.say(`打我电话 ${PHONE}`))
    await holder.served(buyer.id)
    colleague = await test.agent('demoshop:xiaoming')
  })
  afterAll(() => test.stop())

  describe('main of another shop', () => {
    let other: SessionReply
    beforeAll(async () => {
      await test.gateway.control.createShop({
        id: 'other',
        name: 'Other',
        main: 'othershop',
        nick: 'Other',
        password: PASSWORD,
      })
      other = await test.signIn('othershop')
    })

    it('reads, unmasks, marks, erases and exports nothing of this one', async () => {
      const tries: [string, unknown?][] = [
        ['/api/unmask', { conversation, cseq }],
        ['/api/unmask', { buyer: buyer.id, order: '1' }],
        ['/api/traces', { traces: [{ kind: 'copied', conversation, count: 1 }] }],
        ['/api/erasures', { buyer: buyer.id, confirm: buyer.id }],
        [`/api/evidence/${buyer.id}?format=json&language=en`],
        [`/api/buyers/${buyer.id}`],
        [`/api/orders?buyer=${buyer.id}`],
        [`/api/accounts/${holder.id}/password`, { password: 'another long password' }],
        [`/api/accounts/${holder.id}/second-factor`],
        [`/api/accounts/${holder.id}/second-factor/off`, {}],
        [`/api/accounts/${holder.id}/doctor`],
      ]
      const before = shop().head()
      for (const [path, body] of tries) {
        const { status, value } = await ask(other.access, path, body)
        expect([path, status, value.code]).toEqual([path, 404, 'not_found'])
      }
      expect(shop().head()).toBe(before)
      for (const path of [
        '/api/audit',
        `/api/audit?buyer=${buyer.id}`,
        '/api/buyers',
        '/api/decisions',
        '/api/search?text=138',
        '/api/seals',
      ])
        expect(JSON.stringify((await ask(other.access, path)).value)).not.toContain(buyer.id)
    })

    it('sees and ends no session of this one, though its account is called the same', async () => {
      expect(other.account.id).toBe(main.id)
      const mine = await ask<SessionList>(main.access, '/api/sessions')
      const [session] = mine.value.sessions
      const told = await ask<SessionList>(other.access, `/api/sessions?account=${main.id}`)
      expect(told.value.sessions.map(({ id }) => id)).not.toContain(session?.id)
      const ended = await ask(other.access, '/api/sessions/end', { sessions: [session?.id] })
      expect(ended.value.code).toBe('not_found')
      expect((await ask(main.access, '/api/sessions')).status).toBe(200)
    })
  })

  it('who lost the right while the answer was gathered is given nothing of it (I12)', async () => {
    const leaver = await test.signIn('demoshop:xiaohong', 'leaver')
    const one = shop()
    const search = one.search.bind(one)
    one.search = async (...asked) => {
      const page = await search(...asked)
      await test.gateway.accounts.signOut({
        session: leaver.access.split('.')[0] ?? '',
        shop: one,
        viewer: { kind: 'agent', account: leaver.account.id },
      })
      return page
    }
    const told = await ask<SearchPage>(
      leaver.access,
      `/api/search?text=${encodeURIComponent('电话')}`,
    )
    one.search = search
    expect(told.status).toBe(401)
    expect(told.value).toEqual({ code: 'session_revoked', message: 'the session has ended' })
    const still = await ask<SearchPage>(
      holder.access,
      `/api/search?text=${encodeURIComponent('电话')}`,
    )
    expect(still.value.hits).toHaveLength(1)
  })

  it('a colleague that does not serve the buyer unmasks nothing and leaves no false trace', async () => {
    const before = shop().head()
    const unmask = await ask(colleague.access, '/api/unmask', { conversation, cseq })
    expect([unmask.status, unmask.value.code]).toEqual([403, 'not_allowed'])
    const traces = [{ kind: 'copied', conversation, count: 1 }]
    expect((await ask(colleague.access, '/api/traces', { traces })).value.code).toBe('not_found')
    expect(shop().head()).toBe(before)
    const told = await ask<{ text: string }>(holder.access, '/api/unmask', {
      conversation,
      cseq,
    })
    expect(told.value.text).toContain(PHONE)
  })

  it('[T6] the log of who did what holds no word, number, password or code', async () => {
    await ask(holder.access, '/api/traces', {
      traces: [{ kind: 'copied', conversation, count: 1 }],
    })
    await ask(null, '/api/sign-in', {
      name: 'demoshop',
      password: 'canary-password',
      device: { id: 'd', name: 'd' },
    })
    const page = await ask<AuditPage>(main.access, '/api/audit?limit=200')
    expect(page.value.records.length).toBeGreaterThan(5)
    const text = JSON.stringify(page.value.records)
    for (const secret of [PHONE, '电话', '林女士', PASSWORD, 'canary-password'])
      expect(text).not.toContain(secret)
    // As a word of its own: ids and instants may hold the same four digits by chance.
    expect(text).not.toMatch(new RegExp(`(?<![0-9A-Za-z])${PHONE.slice(-4)}(?![0-9A-Za-z])`))
    expect(page.value.records.some(({ kind }) => kind === 'unmasked')).toBe(true)
    expect((await ask(holder.access, '/api/audit')).value.code).toBe('not_allowed')
    expect((await ask(buyer.access, '/api/audit')).value.code).toBe('not_allowed')
  })

  it('[T6] leaves a trace, too, when a transcript is read by way of the search', async () => {
    const read = async (access: string) =>
      (await ask<SearchPage>(access, `/api/search?buyer=${buyer.id}`)).value.hits.length
    const traces = async () =>
      (await ask<AuditPage>(main.access, '/api/audit?kind=transcript_read')).value.records
    // Its holder reads its own.
    expect(await read(holder.access)).toBeGreaterThan(0)
    expect(await traces()).toEqual([])
    expect(await read(colleague.access)).toBe(0)
    expect(await traces()).toEqual([])
    expect(await read(main.access)).toBeGreaterThan(0)
    expect(await traces()).toMatchObject([{ by: main.id, about: { buyer: buyer.id } }])
  })

  it('[S33] types into nobody else’s conversation', async () => {
    const stranger = await test.buyer()
    await stranger.say('hello')
    const typing = (client: AgentClient | BuyerClient) =>
      client.loose.filter((frame) => frame.t === 'typing')
    const before = [holder, buyer, colleague].map((one) => typing(one).length)
    const type = (from: AgentClient | BuyerClient, where: string) =>
      from.socket?.send(JSON.stringify({ t: 'typing', conversation: where, on: true }))
    // A buyer in another's, an agent that does not hold it, main that holds nothing.
    type(stranger, conversation)
    type(colleague, conversation)
    type(main, conversation)
    // The right ones come behind them.
    type(buyer, conversation)
    await holder.until('typing', () => typing(holder).length > (before[0] ?? 0))
    type(holder, conversation)
    await buyer.until('typing', () => typing(buyer).length > (before[1] ?? 0))
    expect(typing(holder).slice(before[0])).toEqual([
      { t: 'typing', conversation, by: 'buyer', on: true },
    ])
    expect(typing(buyer).slice(before[1])).toHaveLength(1)
    expect(typing(main)).toEqual([])
  })

  it('[D6] does not learn from a count that there are private contacts', async () => {
    const big = await test.buyer({ name: '大客户' })
    await big.say('谈个大单')
    await main.command({ type: 'buyer.mark', buyer: big.id, private: true })
    await main.served(big.id)
    const counts = (client: AgentClient) =>
      client.loose.flatMap((frame) => (frame.t === 'load' ? [frame.held[main.id] ?? 0] : []))
    await main.until('its load', () => counts(main).at(-1) === 1)
    // Something that is told to all behind it.
    const told = counts(colleague).length
    await (await test.buyer()).say('noch einer')
    await colleague.until('another load', () => counts(colleague).length > told)
    expect(new Set(counts(colleague))).toEqual(new Set([0]))
    expect(new Set(counts(holder))).toEqual(new Set([0]))
  })
})

describe('a stranger', () => {
  let test: TestGateway
  beforeAll(async () => {
    test = await startTestGateway({
      settings: {
        buyerUpload: { burst: 3000, rate: 0 },
        addressUpload: { burst: 5000, rate: 0 },
      },
    })
  })
  afterAll(() => test.stop())

  const upload = async (access: string, bytes: number) => {
    const response = await fetch(`${test.url}/api/files`, {
      method: 'POST',
      headers: { authorization: `Bearer ${access}`, 'content-type': 'application/octet-stream' },
      body: new Uint8Array(bytes).fill(65),
    })
    return response.status
  }

  it('does not fill the shop’s disk, alone or as many buyers; the shop itself still may', async () => {
    const one = await test.newBuyer()
    expect([await upload(one.access, 2000), await upload(one.access, 2000)]).toEqual([200, 429])
    expect(await upload(one.access, 1000)).toBe(200)
    const next = await test.newBuyer()
    expect([await upload(next.access, 2000), await upload(next.access, 1000)]).toEqual([200, 429])
    expect(await upload((await test.newBuyer()).access, 500)).toBe(429)
    expect(await upload((await test.signIn('demoshop')).access, 10_000)).toBe(200)
  })

  it('is told the same of names that exist and of those that do not', async () => {
    const ask = apiOf(test.url)
    const answers: unknown[] = []
    for (const name of ['demoshop', 'demoshop:xiaohong', 'demoshop:nobody', 'nobodyshop']) {
      const device = { id: 'd', name: 'd' }
      const body = { name, password: 'wrong wrong wrong', device }
      for (let tries = 0; tries < 6; tries++) {
        const { status, value } = await ask(null, '/api/sign-in', body)
        answers.push([tries, status, value.code, value.message])
      }
    }
    const [first, ...others] = [0, 1, 2, 3].map((index) => answers.slice(index * 6, index * 6 + 6))
    for (const other of others) expect(other).toEqual(first)
    expect(JSON.stringify(first)).toContain('locked_for_a_time')
  })
})
