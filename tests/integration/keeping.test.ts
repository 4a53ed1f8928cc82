import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DEFAULT_SETTINGS } from '#shared/protocol/settings.ts'
import { LIMITS } from '#shared/protocol/limits.ts'
import type { AgentClient } from '../support/client.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { RawClient } from '../support/raw.ts'

let test: TestGateway
beforeEach(async () => {
  test = await startTestGateway()
})
afterEach(() => test.stop())

const hasAll = (client: AgentClient) =>
  client.until('all', () => client.loose.some((frame) => frame.t === 'kept' && frame.all))

describe('what an account keeps for all its workstations', () => {
  it('[S52] a draft is told to every workstation of the account and to no other', async () => {
    const office = await test.agent('demoshop:xiaohong', { device: 'office' })
    const home = await test.agent('demoshop:xiaohong', { device: 'home' })
    const other = await test.agent('demoshop:xiaoming')
    await Promise.all([office, home, other].map(hasAll))
    await office.keep('draft:b1.1', '有货的，亲')
    await home.until('told', () => home.kept()['draft:b1.1'] === '有货的，亲')
    await home.keep('draft:b1.1', null)
    await office.until('told', () => office.kept()['draft:b1.1'] === undefined)
    expect(other.kept()).toEqual({})
  })

  it('[S52] it is there behind the next welcome: snapshot, resume, and after a restart', async () => {
    const office = await test.agent('demoshop:xiaohong')
    await office.keep('a', '1')
    await office.keep('b', '2')
    const before = office.loose.length
    office.cut()
    await office.until('again', () =>
      office.loose.slice(before).some((frame) => frame.t === 'kept' && frame.all),
    )
    expect(office.welcomes.at(-1)?.mode).toBe('resumed')
    expect(office.kept()).toEqual({ a: '1', b: '2' })
    office.close()
    test = await test.restart()
    const home = await test.agent('demoshop:xiaohong')
    await hasAll(home)
    expect(home.welcomes.at(-1)?.mode).toBe('snapshot')
    expect(home.kept()).toEqual({ a: '1', b: '2' })
  })

  it('[S52] a burst is written and told as few changes, the last word counts', async () => {
    const office = await test.agent('demoshop:xiaohong')
    await hasAll(office)
    for (let n = 1; n <= 100; n++) office.protocol.keep('draft', String(n))
    await office.until('the last', () => office.kept()['draft'] === '100')
    const told = office.loose.filter((frame) => frame.t === 'kept' && !frame.all)
    expect(told.length).toBeLessThan(20)
  })

  it('[S52] a value that is too long is no frame; a buyer keeps nothing', async () => {
    const { access } = await test.signIn('demoshop:xiaohong')
    const raw = await RawClient.open(test.wsUrl)
    raw.hello(access)
    await raw.frame('welcome')
    raw.send({ t: 'keep', key: 'a', value: 'x'.repeat(LIMITS.keepLength + 1) })
    expect((await raw.frame('error')).code).toBe('bad_frame')
    await raw.closed()
    const buyer = await test.buyer()
    buyer.protocol.keep('a', '1')
    await buyer.say('有货吗')
    expect(buyer.loose).toEqual([])
  })
})

describe('what a buyer is typing', () => {
  it('[S53] its holder alone reads it, and only where the shop says so', async () => {
    const main = await test.agent('demoshop')
    const [hong, ming] = [
      await test.agent('demoshop:xiaohong'),
      await test.agent('demoshop:xiaoming'),
    ]
    const buyer = await test.buyer()
    const { conversation = '' } = await buyer.say('有货吗')
    await hong.until('held', () => hong.held().length + ming.held().length > 0)
    const holder = hong.held().length > 0 ? hong : ming
    const typed = () => holder.loose.filter((frame) => frame.t === 'typing')
    expect(DEFAULT_SETTINGS.desk.typingPreview).toBe(false)
    buyer.protocol.typing(conversation, true, '我要退')
    await holder.until('a mark', () => typed().length === 1)
    expect(typed()[0]).toEqual({ t: 'typing', conversation, by: 'buyer', on: true })

    await main.settings({ desk: { ...DEFAULT_SETTINGS.desk, typingPreview: true } })
    buyer.protocol.typing(conversation, true, '我要退货')
    await holder.until('words', () => typed().length === 2)
    expect(typed()[1]).toMatchObject({ by: 'buyer', text: '我要退货' })
    // An agent's words are nobody's before they are sent.
    holder.protocol.typing(conversation, true, 'secret')
    await buyer.until('a mark', () => buyer.loose.some((frame) => frame.t === 'typing'))
    for (const client of [main, holder === hong ? ming : hong, buyer])
      expect(JSON.stringify(client.loose)).not.toMatch(/我要退|secret/)
  })
})

describe('the day of an account', () => {
  it('[S56] is told to itself behind the welcome and when it changed', async () => {
    const hong = await test.agent('demoshop:xiaohong')
    const figures = () => hong.loose.flatMap((frame) => (frame.t === 'figures' ? [frame] : []))
    await hong.until('figures', () => figures().length > 0)
    expect(figures()[0]?.figures).toMatchObject({ rounds: 0, answered: 0 })
    expect(Object.keys(figures()[0]?.figures ?? {})).toContain('day')
  })
})
