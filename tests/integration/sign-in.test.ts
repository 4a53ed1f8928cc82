import { Writable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LOCKOUT } from '#gateway/accounts/lockout.ts'
import { createLog } from '#gateway/logs.ts'
import { codeOf } from '../support/authenticator.ts'
import { JumpClock } from '../support/clock.ts'
import { doorOf } from '../support/door.ts'
import { MAIN, startTestGateway, type TestGateway } from '../support/gateway.ts'

const ANNA = `${MAIN}:anna`
const BEN = `${MAIN}:ben`
const CARA = `${MAIN}:cara`
const HOME = '203.0.113.7'

describe('[A6] the second factor', () => {
  const clock = new JumpClock()
  let test: TestGateway
  let door: ReturnType<typeof doorOf>
  let logged = ''
  beforeAll(async () => {
    const stream = new Writable({
      write(chunk: Buffer, _encoding, done) {
        logged += chunk.toString()
        done()
      },
    })
    test = await startTestGateway({
      subs: ['anna', 'ben', 'cara', 'dora'],
      now: clock.now,
      trustProxy: ['127.0.0.1'],
      log: createLog('debug', stream),
    })
    door = doorOf(test, clock)
  })
  afterAll(() => test.stop())

  it('asks for a code as a second step, and each code works once', async () => {
    const session = await door.signIn(ANNA)
    const { secret } = await door.enrol(session.value.access)
    const without = await door.signIn(ANNA)
    expect([without.status, without.value.code]).toEqual([401, 'second_factor_required'])
    const code = codeOf(secret, clock.now())
    expect((await door.signIn(ANNA, {}, { code })).status).toBe(200)
    expect((await door.signIn(ANNA, {}, { code })).value.code).toBe('second_factor_wrong')
    // The step before it is within the window, and was not used.
    expect((await door.signIn(ANNA, {}, { code: codeOf(secret, clock.now(), -1) })).status).toBe(
      200,
    )
    expect((await door.signIn(ANNA, {}, { code: codeOf(secret, clock.now(), 2) })).value.code).toBe(
      'second_factor_wrong',
    )
    // A wrong password is told as such, code or not.
    const wrong = await door.signIn(ANNA, { password: 'not this one' }, { code })
    expect(wrong.value.code).toBe('credentials_wrong')
    // What is remembered stays remembered: its refresh token asks for no code.
    const { refresh } = session.value
    expect((await door.post('/api/refresh', { refresh })).status).toBe(200)
  })

  it('the same code at once from two places lets one of them in', async () => {
    const session = await door.signIn(BEN)
    const { secret, recovery } = await door.enrol(session.value.access)
    const code = codeOf(secret, clock.now())
    const both = await Promise.all([door.signIn(BEN, {}, { code }), door.signIn(BEN, {}, { code })])
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 401])
    const [used = ''] = recovery
    const again = await Promise.all([
      door.signIn(BEN, {}, { code: used }),
      door.signIn(BEN, {}, { code: used }),
    ])
    expect(again.map(({ status }) => status).toSorted()).toEqual([200, 401])
    const state = await door.post('/api/second-factor', undefined, '', session.value.access)
    expect(state.value).toMatchObject({ recoveryLeft: recovery.length - 1, required: false })
    expect((await door.audit()).filter(({ kind }) => kind === 'recovery_used')).toMatchObject([
      { alert: true, values: { left: recovery.length - 1 } },
    ])
  })

  it('a code of an hour ago is no code, though the clock was set back and on', async () => {
    const { value } = await door.signIn(CARA)
    const { secret } = await door.enrol(value.access)
    const code = codeOf(secret, clock.now())
    expect((await door.signIn(CARA, {}, { code })).status).toBe(200)
    clock.jump(-7_200_000)
    expect((await door.signIn(CARA, {}, { code })).value.code).toBe('second_factor_wrong')
    // The clock that was mended shuts nobody out.
    const now = codeOf(secret, clock.now())
    expect((await door.signIn(CARA, {}, { code: now })).status).toBe(200)
    clock.jump(7_200_000)
    expect((await door.signIn(CARA, {}, { code })).value.code).toBe('second_factor_wrong')
  })

  it('whoever must have one is led through it before anything else works', async () => {
    await door.set({ secondFactor: 'everyone' })
    const dora = `${MAIN}:dora`
    expect((await door.signIn(dora)).value.code).toBe('second_factor_setup')
    expect((await door.offer(dora, { password: 'not this one' })).value.code).toBe(
      'credentials_wrong',
    )
    const { secret, uri } = (await door.offer(dora)).value
    expect(uri).toContain(secret)
    // Not before its first code has come back.
    expect((await door.signIn(dora)).value.code).toBe('second_factor_setup')
    expect((await door.confirm(dora, '000000')).value.code).toBe('second_factor_wrong')
    const done = await door.confirm(dora, codeOf(secret, clock.now()))
    expect(done.value.recovery).toHaveLength(10)
    const { ticket } = done.value
    // The ticket is for the device it was made for, once.
    expect((await door.signIn(dora, { device: 'other' }, { ticket })).value.code).toBe(
      'second_factor_required',
    )
    const again = await door.confirm(dora, codeOf(secret, clock.now(), 1))
    expect(again.value.code).toBe('second_factor_required')
    clock.jump(60_000)
    const code = codeOf(secret, clock.now())
    const session = await door.signIn(dora, {}, { code })
    expect(session.status).toBe(200)
    const off = await door.post(
      '/api/second-factor/off',
      { password: 'correct horse battery' },
      '',
      session.value.access,
    )
    expect(off.value.code).toBe('second_factor_setup')
    await door.set({ secondFactor: 'free' })
  })

  it('the ticket of the setup signs in once', async () => {
    await door.set({ secondFactor: 'main' })
    expect((await door.signIn(MAIN)).value.code).toBe('second_factor_setup')
    const { secret } = (await door.offer(MAIN)).value
    const { ticket } = (await door.confirm(MAIN, codeOf(secret, clock.now()))).value
    expect((await door.signIn(MAIN, {}, { ticket })).status).toBe(200)
    expect((await door.signIn(MAIN, {}, { ticket })).value.code).toBe('second_factor_required')
    await door.set({ secondFactor: 'free' })
  })

  it('off and on and new recovery codes want the password', async () => {
    const clean = await test.gateway.control.secondFactorOff(MAIN)
    expect(clean.name).toBe(MAIN)
    const { access } = (await door.signIn(MAIN)).value
    const ask = (path: string, password: string) =>
      door.post<{ recovery: string[] }>(`/api/second-factor${path}`, { password }, '', access)
    for (const path of ['', '/off', '/recovery'])
      expect((await ask(path, 'not this one')).value.code).toBe('credentials_wrong')
    const { recovery: old } = await door.enrol(access)
    const { recovery } = (await ask('/recovery', 'correct horse battery')).value
    expect((await door.signIn(MAIN, {}, { code: old[0] ?? '' })).value.code).toBe(
      'second_factor_wrong',
    )
    expect((await door.signIn(MAIN, {}, { code: recovery[0] ?? '' })).status).toBe(200)
    expect((await ask('/off', 'correct horse battery')).status).toBe(200)
    expect((await door.signIn(MAIN)).status).toBe(200)
  })

  it('main takes a lost one away, and that is noted; its own it does not', async () => {
    const main = (await door.signIn(MAIN)).value
    const shop = test.gateway.desk.shops.get(MAIN)
    const anna = shop?.accountByName(ANNA)?.id ?? ''
    const before = (await door.audit()).length
    const state = () => door.post(`/api/accounts/${anna}/second-factor`, undefined, '', main.access)
    expect((await state()).value).toMatchObject({ since: expect.any(Number) as number })
    const away = (id: string) =>
      door.post(`/api/accounts/${id}/second-factor/off`, {}, '', main.access)
    expect((await away(main.account.id)).value.code).toBe('not_allowed')
    expect((await away(anna)).status).toBe(200)
    expect((await state()).value).toMatchObject({ since: null })
    expect((await door.signIn(ANNA)).status).toBe(200)
    expect((await door.audit()).slice(before).map(({ kind }) => kind)).toContain(
      'second_factor_off',
    )
    // A colleague does not.
    const ben = (await door.audit()).find(({ by }) => by !== null)
    expect(ben).toBeDefined()
  })

  it('failures of the code count, and its lock is told to main', async () => {
    const { value } = await door.signIn(ANNA, { device: 'desk', from: HOME })
    const { secret } = await door.enrol(value.access)
    const thief = { device: 'thief', from: '198.51.100.9' }
    for (let index = 0; index < LOCKOUT.tries; index++)
      expect((await door.signIn(ANNA, thief, { code: '000000' })).value.code).toBe(
        'second_factor_wrong',
      )
    const code = codeOf(secret, clock.now())
    expect((await door.signIn(ANNA, thief, { code })).value.code).toBe('locked_for_a_time')
    // The owner comes in from where she is known.
    expect((await door.signIn(ANNA, { device: 'desk', from: HOME }, { code })).status).toBe(200)
    expect((await door.audit()).findLast(({ kind }) => kind === 'locked')).toMatchObject({
      alert: true,
      by: null,
      values: { address: '198.51.100.9', place: '198.51.100.0/24' },
    })
  })

  it('[I15] no secret, code or recovery code is in the log of the gateway or of the shop', async () => {
    const { value } = await door.signIn(BEN, { device: 'x', from: HOME }, { code: '123456' })
    expect(value.code).toBe('second_factor_wrong')
    const { secret } = (
      await door.post<{ secret: string }>(
        '/api/second-factor',
        { password: 'correct horse battery' },
        '',
        (await door.signIn(MAIN)).value.access,
      )
    ).value
    const noted = JSON.stringify(await door.audit())
    for (const text of [logged, noted]) {
      expect(text).not.toContain(secret)
      expect(text).not.toContain('123456')
      expect(text).not.toContain('otpauth')
    }
    expect(logged).toContain('/api/second-factor')
  })
})

describe('[A6] where it comes from', () => {
  const clock = new JumpClock()
  let test: TestGateway
  let door: ReturnType<typeof doorOf>
  beforeAll(async () => {
    test = await startTestGateway({
      subs: ['anna', 'ben', 'cara'],
      now: clock.now,
      trustProxy: ['127.0.0.1'],
    })
    door = doorOf(test, clock)
  })
  afterAll(() => test.stop())
  const alerts = async () =>
    (await door.audit())
      .filter(({ alert }) => alert)
      .map(({ kind, values }) => [kind, values['place'], values['device']])

  it('the first sign-in ever is no alert; a new device and a new place are', async () => {
    await door.signIn(ANNA, { device: 'desk', from: HOME })
    await door.signIn(ANNA, { device: 'desk', from: '203.0.113.200' })
    expect(await alerts()).toEqual([])
    await door.signIn(ANNA, { device: 'phone', from: HOME })
    await door.signIn(ANNA, { device: 'phone', from: '198.51.100.1' })
    await door.signIn(ANNA, { device: 'phone', from: '198.51.100.2' })
    expect(await alerts()).toEqual([
      ['new_device', '203.0.113.0/24', 'phone of the test'],
      ['new_place', '198.51.100.0/24', 'phone of the test'],
    ])
    // What is news is told to main while it works, and to nobody else.
    const boss = await test.agent(MAIN, { device: 'boss' })
    const ben = await test.agent(BEN, { device: 'ben' })
    await door.signIn(ANNA, { device: 'tablet', from: '2001:db8:1::5' })
    await boss.until('the alert', () =>
      boss.events.some(({ event }) => event.type === 'audit.noted' && event.entry.alert),
    )
    expect(ben.events.some(({ event }) => event.type === 'audit.noted')).toBe(false)
  })

  it('a session that moves is told as well', async () => {
    const { refresh } = (await door.signIn(BEN, { device: 'ben', from: HOME })).value
    const before = (await alerts()).length
    await door.post('/api/refresh', { refresh }, HOME)
    expect((await alerts()).length).toBe(before)
    await door.post('/api/refresh', { refresh }, '192.0.2.1')
    await door.post('/api/refresh', { refresh }, '192.0.2.1')
    expect((await alerts()).slice(before)).toEqual([
      ['new_place', '192.0.2.0/24', 'ben of the test'],
    ])
  })

  it('strangers lock themselves out, one name from many addresses too, and never the owner', async () => {
    const cara = { device: 'cara', from: HOME }
    await door.signIn(CARA, cara)
    let wrong = 0
    for (let index = 0; wrong < LOCKOUT.strangerTries; index++) {
      const from = `198.51.${100 + (index % 40)}.1`
      const { value } = await door.signIn(CARA, { device: 'x', from, password: 'guess guess' })
      if (value.code === 'credentials_wrong') wrong++
    }
    const fresh = { device: 'x', from: '192.0.2.99' }
    expect((await door.signIn(CARA, fresh)).value.code).toBe('locked_for_a_time')
    expect((await door.signIn(CARA, cara)).status).toBe(200)
    // On the road with her own laptop; at home with a new one.
    expect((await door.signIn(CARA, { device: 'cara', from: '192.0.2.98' })).status).toBe(200)
    expect((await door.signIn(CARA, { device: 'new', from: HOME })).status).toBe(200)
  })

  it('many tries at once get no further than one after the other', async () => {
    // Not by HTTP, which brings them one after the other: all are let in before the first has failed.
    const tries = Array.from({ length: 60 }, (_, index) =>
      test.gateway.accounts.signIn(
        { name: MAIN, password: `guess number ${index}`, device: { id: 'x', name: 'x' } },
        '198.18.7.7',
      ),
    )
    const codes = (await Promise.all(tries)).map((tried) => (tried.ok ? 'ok' : tried.error.code))
    // Two are being hashed when the lock falls.
    expect(codes.filter((code) => code === 'credentials_wrong').length).toBeLessThanOrEqual(
      LOCKOUT.tries + 2,
    )
  })

  it('what a stranger writes into X-Forwarded-For counts for nothing', async () => {
    const plain = await startTestGateway({ now: clock.now })
    const at = doorOf(plain, clock)
    await at.signIn(MAIN, { from: HOME })
    const [entry] = await at.audit()
    expect(entry).toMatchObject({ kind: 'signed_in', values: { place: 'local' } })
    await plain.stop()
    // Nor what stands left of the proxy's own word.
    await door.signIn(MAIN, { device: 'boss', from: `1.2.3.4, ${HOME}` })
    expect((await door.audit()).findLast(({ kind }) => kind === 'signed_in')).toMatchObject({
      values: { address: HOME },
    })
  })
})
