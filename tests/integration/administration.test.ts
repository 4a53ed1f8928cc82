import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AccountView } from '#shared/protocol/model.ts'
import { apiOf } from '../support/api.ts'
import type { AgentClient } from '../support/client.ts'
import { MAIN, PASSWORD, startTestGateway, type TestGateway } from '../support/gateway.ts'

const NEW = { sub: 'xiaolan', nick: 'Lan', role: 'junior', password: 'a fresh password' }

describe('the main account’s sub-accounts', () => {
  let test: TestGateway
  let ask: ReturnType<typeof apiOf>
  let main: AgentClient
  let overseer: string
  let junior: string
  let buyer: string
  beforeAll(async () => {
    test = await startTestGateway()
    ask = apiOf(test.url)
    main = await test.agent(MAIN)
    await test.gateway.control.createAccount({
      name: `${MAIN}:ajie`,
      nick: 'Jie',
      role: 'supervisor',
      password: PASSWORD,
    })
    overseer = (await test.signIn(`${MAIN}:ajie`)).access
    junior = (await test.signIn(`${MAIN}:xiaohong`)).access
    buyer = (await test.newBuyer()).access
  })
  afterAll(() => test.stop())

  const open = (body: object, access = main.access) =>
    ask<AccountView>(access, '/api/accounts', body)
  const signIn = (name: string, password: string) =>
    ask(null, '/api/sign-in', { name, password, device: { id: 'd', name: 'd' } })

  it('[A2] the main account opens one, who signs in at once with what was set', async () => {
    const { status, value } = await open({ ...NEW, limit: 7, weight: 2, participates: false })
    expect(status).toBe(200)
    expect(value).toMatchObject({
      name: `${MAIN}:xiaolan`,
      nick: 'Lan',
      role: 'junior',
      limit: 7,
      weight: 2,
      participates: false,
    })
    expect(JSON.stringify(value)).not.toContain(NEW.password)
    expect((await signIn(`${MAIN}:xiaolan`, NEW.password)).status).toBe(200)
    // Everyone of the shop is told.
    await main.until('the new colleague', () => main.view?.accounts[value.id] !== undefined)
  })

  it('[A4] nobody else opens accounts or sets passwords', async () => {
    const target = test.gateway.control.accounts().find(({ nick }) => nick === 'xiaoming')
    for (const access of [overseer, junior, buyer]) {
      expect(await open({ ...NEW, sub: 'sneaky' }, access)).toMatchObject({
        status: 403,
        value: { code: 'not_allowed' },
      })
      const set = await ask(access, `/api/accounts/${target?.id}/password`, {
        password: 'a stolen password',
      })
      expect(set).toMatchObject({ status: 403, value: { code: 'not_allowed' } })
    }
    expect((await ask(null, '/api/accounts', NEW)).status).toBe(401)
    expect((await signIn(`${MAIN}:xiaoming`, PASSWORD)).status).toBe(200)
  })

  it('[A1] names the trouble with a name, and offers the mended one', async () => {
    const code = async (sub: string) => (await open({ ...NEW, nick: 'Other', sub })).value
    expect(await code('12345')).toMatchObject({ code: 'name_invalid' })
    expect(await code('a b')).toMatchObject({ code: 'name_invalid' })
    expect(await code('a'.repeat(40))).toMatchObject({ code: 'name_invalid' })
    expect(await code(`${MAIN}:whole`)).toMatchObject({ code: 'name_invalid' })
    expect(await code('xiaolan')).toMatchObject({ code: 'name_taken' })
    expect(await code('XiaoLan')).toMatchObject({ code: 'name_taken' })
    for (const sub of [`${MAIN}：hua`, '：hua'])
      expect(await code(sub)).toMatchObject({
        code: 'name_full_width_colon',
        suggestion: `${MAIN}:hua`,
      })
    // Half mended is not mended: another shop's name, or two colons.
    for (const sub of ['hu：a', 'othershop：hua']) {
      const value = await code(sub)
      expect(value.code).toBe('name_full_width_colon')
      expect(value.suggestion).toBeUndefined()
    }
  })

  it('refuses what is not whole, and says which field', async () => {
    const short = await open({ ...NEW, sub: 'hua', nick: 'Hua', password: 'short' })
    expect(short.value.code).toBe('password_too_short')
    for (const [change, field] of [
      [{ role: 'main' }, 'role'],
      [{ nick: '  ' }, 'nick'],
      [{ limit: 0 }, 'limit'],
      [{ weight: -1 }, 'weight'],
    ] as const) {
      const { status, value } = await open({ ...NEW, sub: 'hua', nick: 'Hua', ...change })
      expect(status).toBe(400)
      expect(value.code).toBe('bad_request')
      expect(value.message).toContain(field)
    }
    const group = await open({ ...NEW, sub: 'hua', nick: 'Hua', groups: ['nowhere'] })
    expect(group.value.code).toBe('bad_settings')
    expect(test.gateway.control.accounts().some(({ nick }) => nick === 'Hua')).toBe(false)
  })

  it('[A2] a new password ends the account’s sessions at once, and is the one that counts', async () => {
    const agent = await test.agent(`${MAIN}:xiaoming`)
    const reset = await ask(main.access, `/api/accounts/${agent.id}/password`, {
      password: 'a newer password',
    })
    expect(reset).toMatchObject({ status: 200, value: {} })
    await agent.until(
      'signed out',
      () => agent.states.some((state) => state.kind === 'stopped'),
      3000,
    )
    expect((await ask(agent.access, '/api/sign-out', {})).value.code).toBe('session_revoked')
    expect((await signIn(agent.session.account.name, PASSWORD)).status).toBe(401)
    expect((await signIn(agent.session.account.name, 'a newer password')).status).toBe(200)
  })

  it('[A6] whoever locked himself out by guessing comes in with the new password', async () => {
    const name = `${MAIN}:xiaolan`
    for (let failure = 0; failure < 5; failure++) await signIn(name, `wrong ${failure}`)
    expect((await signIn(name, NEW.password)).value.code).toBe('locked_for_a_time')
    const lan = test.gateway.control.accounts().find((account) => account.name === name)
    await ask(main.access, `/api/accounts/${lan?.id}/password`, { password: 'a third password' })
    expect((await signIn(name, 'a third password')).status).toBe(200)
  })

  it('main’s own password is not set without the old one; nobody’s that is not there', async () => {
    const set = (id: string, password: string) =>
      ask(main.access, `/api/accounts/${id}/password`, { password })
    expect((await set(main.id, 'a better password')).value.code).toBe('not_allowed')
    expect((await set('s999', 'a better password')).value.code).toBe('not_found')
    expect((await set('s1', 'short')).value.code).toBe('password_too_short')
    expect((await signIn(MAIN, PASSWORD)).status).toBe(200)
  })

  it('[A7] a deleted one’s name is free, its place too, and it comes in no more', async () => {
    const { value: made } = await open({ ...NEW, sub: 'passing', nick: 'Passing' })
    await main.command({ type: 'account.delete', account: made.id })
    expect((await signIn(made.name, NEW.password)).value.code).toBe('credentials_wrong')
    expect(
      (await ask(main.access, `/api/accounts/${made.id}/password`, { password: NEW.password }))
        .value.code,
    ).toBe('not_found')
    const { value: next } = await open({
      ...NEW,
      sub: 'passing',
      nick: 'Next',
      password: 'of the next one',
    })
    expect(next.id).not.toBe(made.id)
    expect((await signIn(next.name, 'of the next one')).status).toBe(200)
  })

  it('[A3] at the level’s number no further one is opened, and two at once take one place', async () => {
    const shop = test.gateway.desk.shops.get(MAIN)
    const used = shop?.accounts().filter(({ role, deleted }) => role !== 'main' && !deleted).length
    await shop?.submit({ type: 'shop.level', level: 'small', quota: (used ?? 0) + 1 })
    const both = await Promise.all(
      ['first', 'second'].map((sub) => open({ ...NEW, sub, nick: sub })),
    )
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409])
    expect(both.find(({ status }) => status === 409)?.value.code).toBe('quota_reached')
    expect((await open({ ...NEW, sub: 'third', nick: 'third' })).value.code).toBe('quota_reached')
  })
})
