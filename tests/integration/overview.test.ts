import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BuyerList, DecisionPage } from '#shared/protocol/api.ts'
import type { Day } from '#shared/dispatch/day.ts'
import type { DoctorReport } from '#shared/dispatch/doctor.ts'
import { apiOf } from '../support/api.ts'
import type { AgentClient, BuyerClient } from '../support/client.ts'
import { MAIN, PASSWORD, startTestGateway, type TestGateway } from '../support/gateway.ts'

/** 10:00 in Shanghai on 2 March 2026; the gateway's clock, moved by the tests. */
const MORNING = Date.UTC(2026, 2, 2, 2)
const MINUTE = 60_000

describe('what main and supervisors look at', () => {
  let test: TestGateway
  let ask: ReturnType<typeof apiOf>
  let now = MORNING
  let main: AgentClient
  let overseer: AgentClient
  let hong: AgentClient
  let ming: AgentClient
  let first: BuyerClient
  let waiting: BuyerClient
  let secret: BuyerClient
  const later = (minutes: number) => (now += minutes * MINUTE)

  /** A short day: two agents of one place each, a third buyer who waits, a private contact. */
  beforeAll(async () => {
    test = await startTestGateway({ now: () => now })
    ask = apiOf(test.url)
    const { value: jie } = await ask<{ id: string }>(
      (await test.signIn(MAIN)).access,
      '/api/accounts',
      { sub: 'ajie', nick: 'Jie', role: 'supervisor', password: PASSWORD, participates: false },
    )
    expect(jie.id).toBe('s3')
    main = await test.agent(MAIN)
    await main.command({ type: 'participate', account: 'main', on: false })
    overseer = await test.agent(`${MAIN}:ajie`)
    hong = await test.agent(`${MAIN}:xiaohong`)
    later(5)
    ming = await test.agent(`${MAIN}:xiaoming`)
    for (const { id } of [hong, ming])
      await main.command({ type: 'account.change', account: id, changes: { limit: 1 } })

    later(10)
    secret = await test.buyer({ name: 'Secret' })
    await main.command({ type: 'buyer.mark', buyer: secret.id, private: true })
    await secret.say('for the owner alone')
    first = await test.buyer({ name: 'First' })
    await first.say('hello')
    const other = await test.buyer({ name: 'Other' })
    await other.say('hello')
    waiting = await test.buyer({ name: 'Waiting' })
    await waiting.say('hello')
    later(4)
    const held = await hong.served()
    const { id: conversation, holderEpoch } = held
    await hong.command({ type: 'close', conversation, holderEpoch })
    await hong.served(waiting.id)
    later(1)
    await ming.command({ type: 'suspend', reason: 'lunch' })
    later(30)
    await ming.command({ type: 'resume' })
    later(5)
    // An hour is longer than a token lasts.
    for (const client of [main, overseer, hong, ming, first])
      await client.refresh(client.session.refresh ?? '')
  })
  afterAll(() => test.stop())

  const decisions = async (query = '', who = main) =>
    (await ask<DecisionPage>(who.access, `/api/decisions?${query}`)).value
  const day = async (date: string, who = main) => ask<Day>(who.access, `/api/days/${date}`)
  const doctor = async (id: string, who = main) =>
    ask<DoctorReport>(who.access, `/api/accounts/${id}/doctor`)
  const buyers = async (query = '', who = main) =>
    (await ask<BuyerList>(who.access, `/api/buyers?${query}`)).value

  it('[A4] a sub-account, a buyer and a stranger are refused', async () => {
    for (const path of ['/api/decisions', '/api/days/2026-03-02', '/api/buyers']) {
      for (const access of [hong.access, first.access])
        expect(await ask(access, path), path).toMatchObject({
          status: 403,
          value: { code: 'not_allowed' },
        })
      expect((await ask(null, path)).status, path).toBe(401)
      expect((await ask(overseer.access, path)).status, path).toBe(200)
    }
    expect((await doctor(ming.id, hong)).status).toBe(403)
    expect((await ask(first.access, `/api/accounts/${hong.id}/doctor`)).status).toBe(403)
  })

  it('[D14] every decision with its rule, candidates and shares, newest first', async () => {
    const { decisions: all, next } = await decisions()
    expect(next).toBeNull()
    expect(all.map(({ pos }) => pos)).toEqual(all.map(({ pos }) => pos).toSorted((a, b) => b - a))
    expect(all.map(({ buyer }) => buyer.name)).toEqual([
      'Waiting',
      'Waiting',
      'Other',
      'First',
      'Secret',
    ])
    const [given, queued] = all
    expect(queued).toMatchObject({ to: null, from: null, decision: { rule: 'D9' } })
    expect(queued?.decision.candidates.find(({ account }) => account === ming.id)?.excluded).toBe(
      'full',
    )
    expect(given).toMatchObject({ to: hong.id, buyer: { id: waiting.id, vip: false } })
    expect(all.at(-1)?.decision.rule).toBe('D6')
  })

  it('[D14] «why did I get this buyer», «why did I get none», one conversation, a time', async () => {
    const got = await decisions(`account=${ming.id}&outcome=got`)
    expect(got.decisions.map(({ to }) => to)).toEqual([ming.id])
    const passed = await decisions(`account=${ming.id}&outcome=passed`)
    expect(passed.decisions.length).toBeGreaterThanOrEqual(3)
    for (const { to, decision } of passed.decisions) {
      expect(to).not.toBe(ming.id)
      expect(decision.candidates.map(({ account }) => account)).toContain(ming.id)
    }
    const conversation = got.decisions[0]?.conversation ?? ''
    expect((await decisions(`conversation=${conversation}`)).decisions.length).toBe(1)
    expect((await decisions(`from=${MORNING + 16 * MINUTE}`)).decisions.length).toBe(1)
    expect((await decisions(`to=${MORNING}`)).decisions).toEqual([])
  })

  it('[D14] pages on, without a decision twice or none', async () => {
    const seen: number[] = []
    let before = ''
    for (let page = 0; page < 9; page++) {
      const { decisions: some, next } = await decisions(`limit=2${before}`)
      seen.push(...some.map(({ pos }) => pos))
      if (next === null) break
      before = `&before=${next}`
    }
    expect(seen).toEqual((await decisions()).decisions.map(({ pos }) => pos))
  })

  it('[D6] nothing of a private contact reaches a supervisor', async () => {
    const asked = [
      await decisions('', overseer),
      await day('2026-03-02', overseer),
      await buyers('', overseer),
      await buyers('text=Secret', overseer),
      await buyers('mark=private', overseer),
    ]
    expect(JSON.stringify(asked)).not.toContain(secret.id)
    expect(JSON.stringify(asked)).not.toContain('Secret')
    expect(JSON.stringify(asked)).toContain(first.id)
  })

  it('[D6] who became one later is gone from what a supervisor finds, too', async () => {
    await main.command({ type: 'buyer.mark', buyer: first.id, private: true })
    const asked = [await decisions('', overseer), await day('2026-03-02', overseer)]
    expect(JSON.stringify(asked)).not.toContain(first.id)
    await main.command({ type: 'buyer.mark', buyer: first.id, private: false })
    expect((await buyers('text=first', overseer)).buyers.length).toBe(1)
  })

  it('the day as it was: who was there when, who came, how long they waited', async () => {
    const { value } = await day('2026-03-02')
    expect(value.from).toBe(Date.UTC(2026, 2, 1, 16))
    expect(value.to).toBe(now)
    const ofMing = value.accounts.find(({ id }) => id === ming.id)
    expect(ofMing).toMatchObject({ nick: 'xiaoming', main: false, limit: 1, weight: 1 })
    const at = (minutes: number) => MORNING + minutes * MINUTE
    expect(ofMing?.spans).toEqual([
      { from: at(5), to: at(20), state: 'online' },
      { from: at(20), to: at(50), state: 'suspended' },
      { from: at(50), to: now, state: 'online' },
    ])
    expect(value.accounts.find(({ main: isMain }) => isMain)?.participates).toBe(false)
    expect(value.buyers.map(({ buyer }) => buyer).slice(0, 2)).toEqual([secret.id, first.id])
    expect(value.buyers[0]).toMatchObject({ private: true, real: { account: 'main', rule: 'D6' } })
    const last = value.buyers.find(({ buyer }) => buyer === waiting.id)
    expect(last).toMatchObject({
      at: at(15),
      vip: false,
      source: null,
      last: null,
      real: { account: hong.id, waitedMs: 4 * MINUTE },
    })
    expect(value.buyers.some(({ staysMs }) => staysMs === 4 * MINUTE)).toBe(true)
  })

  it('a day before has nobody; what is no day yet, or none at all, is refused', async () => {
    const { value } = await day('2026-03-01')
    expect(value.buyers).toEqual([])
    expect(value.accounts.flatMap(({ spans }) => spans)).toEqual([])
    for (const date of ['2026-03-03', '2026-02-30', 'yesterday', '2026-3-2'])
      expect((await day(date)).value.code, date).toBe('bad_request')
  })

  it('finds buyers by name, id and mark, the newest first', async () => {
    const all = await buyers()
    expect(all.more).toBe(false)
    expect(all.buyers.map(({ buyer }) => buyer.name).toSorted()).toEqual([
      'First',
      'Other',
      'Secret',
      'Waiting',
    ])
    expect(all.buyers[0]).toMatchObject({ open: true })
    expect((await buyers('limit=1')).more).toBe(true)
    expect((await buyers('text=WAIT')).buyers.map(({ buyer }) => buyer.id)).toEqual([waiting.id])
    expect((await buyers(`text=${secret.id}`)).buyers.length).toBe(1)
    const [found] = (await buyers('mark=private')).buyers
    expect(found).toMatchObject({ buyer: { name: 'Secret', private: true }, lastServedBy: 'main' })
    expect((await buyers('mark=vip')).buyers).toEqual([])
  })

  it('says which field of a question is wrong', async () => {
    for (const [path, field] of [
      ['/api/decisions?limit=0', 'limit'],
      ['/api/decisions?outcome=lost', 'outcome'],
      ['/api/decisions?from=now', 'from'],
      ['/api/buyers?mark=blue', 'mark'],
      [`/api/buyers?text=${'x'.repeat(99)}`, 'text'],
    ] as const) {
      const { status, value } = await ask(main.access, path)
      expect(status).toBe(400)
      expect(value.message).toContain(field)
    }
  })

  it('[D14] the doctor sees the workstations and the last hour; of oneself, too', async () => {
    const { value } = await doctor(ming.id, ming)
    expect(value).toMatchObject({ account: ming.id, role: 'junior', at: now })
    expect(value.sessions).toHaveLength(1)
    expect(value.sessions[0]).toMatchObject({ device: 'test', app: 'test' })
    expect((await doctor('s999')).status).toBe(404)
    expect((await doctor(hong.id, overseer)).status).toBe(200)
  })
})
