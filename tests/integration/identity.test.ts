import { SignJWT, UnsecuredJWT } from 'jose'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { BuyerReply, IdentityState, SessionReply } from '#shared/protocol/api.ts'
import { apiOf } from '../support/api.ts'
import { BuyerClient } from '../support/client.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'

const HOUR = 3600

describe("buyers that the shop's site signed for", () => {
  let test: TestGateway
  let main: SessionReply
  let ask: ReturnType<typeof apiOf>
  let secret: string
  beforeEach(async () => {
    test = await startTestGateway()
    ask = apiOf(test.url)
    main = await test.signIn('demoshop')
    secret = await renew()
  })
  afterEach(() => test.stop())

  async function renew(): Promise<string> {
    const made = await ask<IdentityState>(main.access, '/api/identity', {})
    if (!made.value.secret) throw new Error('no secret')
    return made.value.secret
  }

  function sign(
    claims: Readonly<Record<string, unknown>>,
    options: { secret?: string; alg?: string; ends?: number | null } = {},
  ): Promise<string> {
    const { alg = 'HS256', ends = Date.now() / 1000 + HOUR } = options
    const token = new SignJWT({ ...claims }).setProtectedHeader({ alg })
    if (ends !== null) token.setExpirationTime(Math.round(ends))
    return token.sign(new TextEncoder().encode(options.secret ?? secret))
  }
  const come = (identity: string, name?: string) =>
    ask<BuyerReply>(null, '/api/buyers', {
      shop: test.shop,
      identity,
      ...(name === undefined ? {} : { name }),
    })

  it('the same customer is the same buyer, on every device, by the name its site gives', async () => {
    const first = await come(await sign({ sub: 'C-1001', name: '王小姐' }))
    expect(first.value.buyer.name).toBe('王小姐')
    expect(first.value.buyer.id).not.toContain('1001')
    const page = new BuyerClient(test.wsUrl, test.url, first.value)
    await page.live()
    const { conversation = '' } = await page.say('我的单到哪了')

    const again = await come(await sign({ sub: 'C-1001' }))
    expect(again.value.buyer).toEqual(first.value.buyer)
    expect(again.value.refresh).not.toBe(first.value.refresh)
    const phone = new BuyerClient(test.wsUrl, test.url, again.value)
    await phone.live()
    expect(phone.view?.conversation?.id).toBe(conversation)

    const renamed = await come(await sign({ sub: 'C-1001', name: '王女士' }))
    expect(renamed.value.buyer).toEqual({ id: first.value.buyer.id, name: '王女士' })
    const other = await come(await sign({ sub: 'C-1002' }), '李先生')
    expect(other.value.buyer.name).toBe('李先生')
    expect(other.value.buyer.id).not.toBe(first.value.buyer.id)
    page.close()
    phone.close()
  })

  it('the shop knows who it is in its books', async () => {
    const agent = await test.agent('demoshop')
    const { value } = await come(await sign({ sub: 'C-1001' }))
    const page = new BuyerClient(test.wsUrl, test.url, value)
    await page.live()
    const { conversation = '' } = await page.say('在吗')
    await agent.until('seen', () => agent.view?.conversations[conversation] !== undefined)
    expect(agent.view?.conversations[conversation]?.buyer.customer).toEqual({
      id: 'C-1001',
      by: 'identity',
    })
    expect(JSON.stringify([page.events, page.snapshots])).not.toContain('C-1001')
    page.close()
  })

  it('an anonymous page that brings one later becomes that buyer; what it said before stays apart', async () => {
    const anonymous = await test.buyer()
    const before = await anonymous.say('先问一下')
    const { value } = await come(await sign({ sub: 'C-1001' }))
    expect(value.buyer.id).not.toBe(anonymous.id)
    const page = new BuyerClient(test.wsUrl, test.url, value)
    await page.live()
    const { conversation } = await page.say('我登录了')
    expect(conversation).not.toBe(before.conversation)
    expect(page.texts(before.conversation ?? '')).toEqual([])
    page.close()
  })

  it('another signature, another algorithm, no end, an end too far or past: identity_invalid', async () => {
    const now = Date.now() / 1000
    const forged = [
      'nonsense',
      await sign({ sub: 'a' }, { secret: 'another secret, just as long as the right one' }),
      await sign({ sub: 'a' }, { alg: 'HS512' }),
      new UnsecuredJWT({ sub: 'a' }).setExpirationTime('1h').encode(),
      await sign({ sub: 'a' }, { ends: null }),
      await sign({ sub: 'a' }, { ends: now + 25 * HOUR }),
      await sign({ sub: 'a' }, { ends: now - 60 }),
      await sign({}),
      await sign({ sub: '' }),
      await sign({ sub: 'x'.repeat(121) }),
      await sign({ sub: 7 }),
    ]
    for (const [index, token] of forged.entries())
      expect(await come(token), String(index)).toMatchObject({
        status: 401,
        value: { code: 'identity_invalid' },
      })
    expect((await come(await sign({ sub: 'a' }, { ends: now - 10 }))).status).toBe(200)
    expect((await come(await sign({ sub: 'a' }, { ends: now + 23 * HOUR }))).status).toBe(200)
  })

  it('a secret made anew ends the old one, and customers stay who they were', async () => {
    const old = await sign({ sub: 'C-1001' })
    const first = await come(old)
    secret = await renew()
    expect((await come(old)).value.code).toBe('identity_invalid')
    const again = await come(await sign({ sub: 'C-1001' }))
    expect(again.value.buyer.id).toBe(first.value.buyer.id)
    test = await test.restart()
    ask = apiOf(test.url)
    const later = await come(await sign({ sub: 'C-1001' }))
    expect(later.value.buyer.id).toBe(first.value.buyer.id)
  })

  it('the secret is told once, to main alone', async () => {
    const { value } = await ask<IdentityState>(main.access, '/api/identity')
    expect(value.secret).toBeNull()
    expect(value.since).toBeGreaterThan(0)
    const sub = await test.signIn('demoshop:xiaohong')
    expect((await ask(sub.access, '/api/identity')).status).toBe(403)
    expect(await ask(sub.access, '/api/identity', {})).toMatchObject({
      status: 403,
      value: { code: 'not_allowed' },
    })
    expect((await ask(null, '/api/identity', {})).status).toBe(401)
    const known = await test.gateway.control.identity('demoshop', false)
    expect(known).toEqual({ secret: null, since: value.since })
  })

  it('of one customer the newest twenty sessions stay', async () => {
    const token = await sign({ sub: 'C-1001' })
    const replies: BuyerReply[] = []
    for (let n = 0; n < 22; n++) replies.push((await come(token)).value)
    const status = async ({ refresh }: BuyerReply) =>
      (await ask(null, '/api/refresh', { refresh })).status
    expect(await Promise.all(replies.slice(0, 3).map(status))).toEqual([401, 401, 200])
  })
})
