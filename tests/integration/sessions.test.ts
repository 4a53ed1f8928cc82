import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SessionList, SessionReply } from '#shared/protocol/api.ts'
import { JumpClock } from '../support/clock.ts'
import { doorOf } from '../support/door.ts'
import { MAIN, PASSWORD, startTestGateway, type TestGateway } from '../support/gateway.ts'

const ANNA = `${MAIN}:anna`
const BEN = `${MAIN}:ben`
const DAY = 24 * 3600_000
const NEW = 'three blue lanterns'

describe('[A6] sessions', () => {
  const clock = new JumpClock()
  let test: TestGateway
  let door: ReturnType<typeof doorOf>
  beforeAll(async () => {
    test = await startTestGateway({ subs: ['anna', 'ben'], now: clock.now })
    door = doorOf(test, clock)
  })
  afterAll(() => test.stop())

  const idOf = (name: string) =>
    test.gateway.desk.shops.get(MAIN)?.accountByName(name)?.id ?? 'nobody'
  const list = async (who: SessionReply, account?: string) => {
    const query = account === undefined ? '' : `?account=${account}`
    return door.post<SessionList>(`/api/sessions${query}`, undefined, '', who.access)
  }
  const end = (who: SessionReply, body: object) =>
    door.post('/api/sessions/end', body, '', who.access)
  const alive = async (who: SessionReply) => (await list(who)).status === 200
  const kinds = async () => (await door.audit()).map(({ kind }) => kind)

  it('one sees one’s own, which is which, and ends any of them', async () => {
    const here = (await door.signIn(ANNA, { device: 'here' })).value
    const there = (await door.signIn(ANNA, { device: 'there' })).value
    const { sessions } = (await list(here)).value
    expect(sessions).toHaveLength(2)
    expect(sessions.find(({ current }) => current)?.device).toBe('here of the test')
    expect(sessions[0]).toMatchObject({ place: 'local', connected: false })
    // Nothing that would let another take its place.
    expect(JSON.stringify(sessions)).not.toContain('"there"')
    const other = sessions.find(({ current }) => !current)?.id
    expect((await end(here, { sessions: [other] })).status).toBe(200)
    expect(await alive(there)).toBe(false)
    expect(await alive(here)).toBe(true)
    expect(await kinds()).toContain('session_ended')
    expect((await end(here, { sessions: [other] })).value.code).toBe('not_found')
  })

  it('[I12] main ends a sub-account’s, which is closed within seconds; others see none but their own', async () => {
    const agent = await test.agent(BEN, { device: 'ben' })
    const anna = (await door.signIn(ANNA)).value
    const main = (await door.signIn(MAIN)).value
    const ben = idOf(BEN)
    expect((await list(anna, ben)).value.code).toBe('not_allowed')
    const { sessions } = (await list(main, ben)).value
    expect(sessions).toMatchObject([{ connected: true, current: false }])
    const [session] = sessions
    // Neither of another's, nor named as if it were one's own.
    expect((await end(anna, { account: ben, sessions: [session?.id] })).value.code).toBe(
      'not_allowed',
    )
    expect((await end(anna, { sessions: [session?.id] })).value.code).toBe('not_found')
    expect(agent.protocol.state.kind).toBe('live')
    expect((await end(main, { account: ben, sessions: [session?.id] })).status).toBe(200)
    await agent.until('its end', () => agent.protocol.state.kind === 'stopped')
  })

  it('what is not used for as long as the shop says is over', async () => {
    await door.set({ sessionDays: 3 })
    const used = (await door.signIn(ANNA, { device: 'used' })).value
    const left = (await door.signIn(ANNA, { device: 'left' })).value
    clock.jump(2 * DAY)
    expect((await door.post('/api/refresh', { refresh: used.refresh })).status).toBe(200)
    clock.jump(2 * DAY)
    const over = await door.post('/api/refresh', { refresh: left.refresh })
    expect(over.value.code).toBe('session_revoked')
    expect((await door.post('/api/refresh', { refresh: used.refresh })).status).toBe(200)
    // Without being asked, too.
    clock.jump(4 * DAY)
    await test.gateway.accounts.sweep()
    expect(test.gateway.accounts.sessionsOf(MAIN, idOf(ANNA), '')).toEqual([])
    await door.set({ sessionDays: 30 })
  })

  it('[A2] a reset by main ends its sessions at once; its second factor is asked as before', async () => {
    const agent = await test.agent(ANNA, { device: 'anna' })
    await door.enrol(agent.session.access)
    const main = (await door.signIn(MAIN)).value
    const reset = (password: string) =>
      door.post(`/api/accounts/${idOf(ANNA)}/password`, { password }, '', main.access)
    expect((await reset('password123')).value.code).toBe('password_breached')
    expect((await reset(`the ${MAIN} one`)).value.code).toBe('password_names')
    expect((await reset(NEW)).status).toBe(200)
    await agent.until('its end', () => agent.protocol.state.kind === 'stopped')
    expect((await door.signIn(ANNA)).value.code).toBe('credentials_wrong')
    expect((await door.signIn(ANNA, { password: NEW })).value.code).toBe('second_factor_required')
    expect((await door.audit()).findLast(({ kind }) => kind === 'password_reset')).toMatchObject({
      by: main.account.id,
      about: { account: idOf(ANNA) },
    })
  })

  it('[T6] signing in and out, passwords, invitations and the identity secret are noted', async () => {
    const from = (await door.audit()).length
    const main = (await door.signIn(MAIN)).value
    await door.post('/api/invitation', undefined, '', main.access)
    await door.post('/api/identity', {}, '', main.access)
    const changed = { old: PASSWORD, new: NEW }
    expect((await door.post('/api/password', changed, '', main.access)).status).toBe(200)
    await door.post('/api/sign-out', {}, '', main.access)
    const noted = (await door.audit()).slice(from)
    expect(noted.map(({ kind }) => kind)).toEqual([
      'signed_in',
      'invited',
      'identity_renewed',
      'password_changed',
      'signed_out',
    ])
    expect(noted.every(({ by }) => by === main.account.id)).toBe(true)
    expect(JSON.stringify(noted)).not.toContain(NEW)
  })

  it('sites of the settings may show the widget at once, and no longer when they are gone', async () => {
    const asked = async (origin: string) => {
      const response = await fetch(`${test.url}/api/shops/${MAIN}`, { headers: { origin } })
      return response.headers.get('access-control-allow-origin')
    }
    expect(await asked('https://shop.example')).toBeNull()
    await door.set({ origins: ['https://shop.example'] })
    expect(await asked('https://shop.example')).toBe('https://shop.example')
    expect(await asked('https://shop.example.evil.example')).toBeNull()
    expect(await asked('http://shop.example')).toBeNull()
    await door.set({ origins: [] })
    expect(await asked('https://shop.example')).toBeNull()
    for (const wrong of ['https://shop.example/path', '*', 'shop.example', 'javascript:alert(1)'])
      await expect(door.set({ origins: [wrong] })).rejects.toThrow('not a site')
  })
})
