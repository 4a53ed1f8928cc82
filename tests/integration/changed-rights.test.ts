import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AccountCommandChanges } from '#shared/protocol/frames.ts'
import type { AgentClient } from '../support/client.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'

describe('rights that change while people are connected', () => {
  let test: TestGateway
  let main: AgentClient
  let hong: AgentClient
  let lan: AgentClient
  beforeEach(async () => {
    test = await startTestGateway({ subs: ['xiaohong', 'xiaolan'] })
    main = await test.agent('demoshop')
    await main.command({ type: 'participate', account: main.id, on: false })
    hong = await test.agent('demoshop:xiaohong')
    lan = await test.agent('demoshop:xiaolan')
  })
  afterEach(() => test.stop())

  const change = (account: string, changes: AccountCommandChanges) =>
    main.command({ type: 'account.change', account, changes })
  const seen = (agent: AgentClient) => Object.keys(agent.view?.conversations ?? {}).toSorted()
  /** A buyer each for both, so that each has one the other may not see. */
  const twoHeld = async (): Promise<string[]> => {
    const ids: string[] = []
    for (const name of ['一', '二']) {
      const buyer = await test.buyer({ name })
      ids.push((await buyer.say('在吗')).conversation ?? '')
    }
    await main.until('both are held', () => seen(main).length === 2)
    for (const agent of [hong, lan]) await agent.until('one each', () => seen(agent).length === 1)
    return ids.toSorted()
  }

  it('[S7] [A5] a supervisor by promotion sees all at once, and by demotion its own alone', async () => {
    const both = await twoHeld()
    const own = seen(hong)
    await change(hong.id, { role: 'supervisor' })
    await hong.until('all', () => seen(hong).length === 2)
    expect([seen(hong), hong.snapshots.length]).toEqual([both, 2])
    const { cursor } = hong
    await change(hong.id, { role: 'junior' })
    await hong.until('its own', () => hong.snapshots.length === 3)
    expect(seen(hong)).toEqual(own)
    // Another device that was cut before the demotion comes back by its cursor.
    const back = await test.agent('demoshop:xiaohong', { cursor, device: 'device-2' })
    await back.until('begins again', () => back.snapshots.length === 1)
    expect(seen(back)).toEqual(own)
    const other = both.find((id) => id !== own[0]) ?? ''
    expect(JSON.stringify([back.events, back.snapshots])).not.toContain(other)
  })

  it('[A2] [D15] a deleted account is signed out at once, and its buyer goes on to a colleague', async () => {
    const both = await twoHeld()
    await main.command({ type: 'account.delete', account: hong.id })
    await hong.until('stopped', () => hong.protocol.state.kind === 'stopped')
    expect(hong.protocol.state).toMatchObject({ code: 'session_revoked' })
    await lan.until('both', () => seen(lan).length === 2)
    expect(seen(lan)).toEqual(both)
    expect(main.view?.accounts[hong.id]).toMatchObject({ deleted: true, disabled: true })
  })

  it('[A2] a renamed account goes on working, and signs in by its new name alone', async () => {
    await change(hong.id, { sub: '小红' })
    await hong.until('renamed', () => hong.view?.accounts[hong.id]?.name === 'demoshop:小红')
    expect(hong.protocol.state.kind).toBe('live')
    await expect(test.signIn('demoshop:xiaohong')).rejects.toMatchObject({
      code: 'credentials_wrong',
    })
    const again = await test.agent('demoshop:小红', { device: 'device-2' })
    expect(again.id).toBe(hong.id)
    await expect(change(lan.id, { sub: '小红' })).rejects.toMatchObject({ code: 'name_taken' })
    await expect(change(lan.id, { sub: '小：红' })).rejects.toMatchObject({
      code: 'name_full_width_colon',
    })
  })

  it('[A4] settings are main’s; two who change the same revision don’t overwrite each other', async () => {
    const second = await test.agent('demoshop', { device: 'device-2' })
    const groups = [{ id: 'sale', name: '售前' }]
    const set = (by: AgentClient) =>
      by.command({ type: 'settings.set', revision: 0, change: { groups } })
    await expect(set(hong)).rejects.toMatchObject({ code: 'not_allowed' })
    const both = await Promise.allSettled([set(main), set(second)])
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(both.find((one) => one.status === 'rejected')?.reason).toMatchObject({
      code: 'settings_changed',
    })
    await hong.until('told', () => hong.view?.settings.revision === 1)
    expect(hong.view?.settings.groups).toEqual(groups)
  })
})
