import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DoctorCause, DoctorReport } from '#shared/dispatch/doctor.ts'
import type { Command } from '#shared/protocol/frames.ts'
import { PROTOCOL_VERSION } from '#shared/protocol/limits.ts'
import { DEFAULT_SETTINGS } from '#shared/protocol/settings.ts'
import { apiOf } from '../support/api.ts'
import type { AgentClient } from '../support/client.ts'
import { MAIN, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { RawClient } from '../support/raw.ts'

describe('the connection doctor over a real gateway', () => {
  let test: TestGateway
  let main: AgentClient
  let agent: AgentClient
  beforeAll(async () => {
    test = await startTestGateway({ subs: ['xiaohong', 'xiaoming', 'never'] })
    main = await test.agent(MAIN)
    agent = await test.agent(`${MAIN}:xiaohong`)
  })
  afterAll(() => test.stop())

  const idOf = (sub: string) =>
    test.gateway.control.accounts().find(({ name }) => name === `${MAIN}:${sub}`)?.id ?? ''
  async function report(id: string): Promise<DoctorReport> {
    const { status, value } = await apiOf(test.url)<DoctorReport>(
      main.access,
      `/api/accounts/${id}/doctor`,
    )
    expect(status).toBe(200)
    return value
  }
  const causes = async (id: string) => (await report(id)).findings.map(({ cause }) => cause)
  const change = (changes: Extract<Command, { type: 'account.change' }>['changes']) =>
    main.command({ type: 'account.change', account: agent.id, changes })

  async function settings(
    section: Extract<Command, { type: 'settings.set' }>['change'],
  ): Promise<void> {
    const shop = test.gateway.desk.shops.get(MAIN)
    await main.command({
      type: 'settings.set',
      revision: shop?.settings().revision ?? 0,
      change: section,
    })
  }

  it('finds nothing wrong where nothing is: nobody came', async () => {
    expect(await causes(agent.id)).toEqual(['nobody_came'])
    expect((await report(agent.id)).sessions).toMatchObject([{ device: 'test', app: 'test' }])
  })

  const closed = { ...DEFAULT_SETTINGS.hours, on: true, week: [[], [], [], [], [], [], []] }
  const planted: readonly {
    readonly cause: DoctorCause
    plant(): Promise<unknown>
    mend(): Promise<unknown>
  }[] = [
    {
      cause: 'not_participating',
      plant: () => change({ participates: false }),
      mend: () => change({ participates: true }),
    },
    {
      cause: 'no_weight',
      plant: () => change({ weight: 0 }),
      mend: () => change({ weight: 1 }),
    },
    {
      cause: 'suspended',
      plant: () => agent.command({ type: 'suspend', reason: 'lunch' }),
      mend: () => agent.command({ type: 'resume' }),
    },
    {
      cause: 'invisible',
      plant: () => agent.command({ type: 'invisible', on: true }),
      mend: () => agent.command({ type: 'invisible', on: false }),
    },
    {
      cause: 'outside_hours',
      plant: () => settings({ hours: closed }),
      mend: () => settings({ hours: DEFAULT_SETTINGS.hours }),
    },
    {
      cause: 'no_group',
      plant: () =>
        settings({
          groups: [{ id: 'cups', name: 'Cups' }],
          routes: [{ id: 'r', by: 'category', match: 'cups', group: 'cups' }],
        }),
      mend: () => change({ groups: ['cups'] }),
    },
  ]
  it.each(planted)('[D14] finds $cause, and not once it is mended', async (one) => {
    await one.plant()
    expect(await causes(agent.id)).toContain(one.cause)
    await one.mend()
    expect(await causes(agent.id)).toEqual(['nobody_came'])
  })

  it('[D9] finds a full one', async () => {
    await change({ limit: 1 })
    await main.command({ type: 'participate', account: MAIN_ID, on: false })
    const buyer = await test.buyer()
    await buyer.say('hello')
    const { id: conversation, holderEpoch } = await agent.served()
    expect((await report(agent.id)).findings[0]).toMatchObject({
      cause: 'full',
      values: { held: 1, limit: 1 },
    })
    await agent.command({ type: 'close', conversation, holderEpoch })
    await change({ limit: 20 })
    // What is left is that it had its share.
    expect((await report(agent.id)).findings).toMatchObject([
      { cause: 'fair_share', values: { shop: 1, got: 1, passed: 0 } },
    ])
    expect(await causes(MAIN_ID)).toContain('main_is_last')
  })

  it('finds an old workstation and a wrong clock', async () => {
    const { access } = await test.signIn(`${MAIN}:xiaohong`, 'old')
    const raw = await RawClient.open(test.wsUrl)
    raw.send({
      t: 'hello',
      v: PROTOCOL_VERSION,
      token: access,
      device: { id: 'old', name: 'Old desk', app: 'xiaoer-desktop 0.0.9' },
      clock: Date.now() - 10 * 60_000,
    })
    await raw.frame('snapshot')
    const { findings, sessions } = await report(agent.id)
    expect(sessions.map(({ device }) => device).toSorted()).toEqual(['Old desk', 'test'])
    expect(findings).toMatchObject([
      { cause: 'old_client', values: { device: 'Old desk', app: 'xiaoer-desktop 0.0.9' } },
      { cause: 'clock_wrong', values: { device: 'Old desk' } },
      { cause: 'fair_share' },
    ])
    expect(Math.abs(Number(findings[1]?.values['skewMs']) - 10 * 60_000)).toBeLessThan(5000)
    raw.socket.close()
    await raw.until('closed', () => raw.closeCode !== null)
  })

  it('tells who never signed in from who was cut off, also when its sessions are gone', async () => {
    expect(await causes(idOf('never'))).toContain('never_signed_in')
    const ming = await test.agent(`${MAIN}:xiaoming`)
    await main.until('there', () => main.view?.accounts[ming.id]?.online === true)
    ming.close()
    await main.until('gone', () => main.view?.accounts[ming.id]?.online === false)
    const { findings } = await report(ming.id)
    expect(findings[0]).toMatchObject({ cause: 'no_network', weight: 'stops' })
    // Its sessions are gone with its password; that it was there is not.
    await test.gateway.control.resetPassword(`${MAIN}:xiaoming`, 'a newer password')
    expect(await causes(ming.id)).not.toContain('never_signed_in')
  })

  it('[A7] says that one is disabled, or deleted', async () => {
    const id = idOf('xiaoming')
    await main.command({ type: 'account.change', account: id, changes: { disabled: true } })
    expect(await causes(id)).toContain('disabled')
    await main.command({ type: 'account.delete', account: id })
    expect(await causes(id)).toEqual(['deleted'])
  })
})

const MAIN_ID = 'main'
