import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { applyToAgentView } from '#shared/protocol/view.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { RawClient } from '../support/raw.ts'

describe('resuming', () => {
  let test: TestGateway
  beforeEach(async () => {
    test = await startTestGateway()
  })
  afterEach(() => test.stop())

  it('[S5] gives what was missed, nothing twice, nothing skipped, then goes on live', async () => {
    const main = await test.agent('demoshop')
    const buyer = await test.buyer()
    const { conversation = '' } = await buyer.say('before')
    await main.until('before', () => main.texts(conversation).length === 1)
    const sent = ['before']
    for (let round = 0; round < 5; round++) {
      main.cut()
      for (const word of [`a${round}`, `b${round}`]) {
        sent.push(word)
        await buyer.say(word)
      }
      await main.until(`round ${round}`, () => main.texts(conversation).length === sent.length)
    }
    expect(main.texts(conversation)).toEqual(sent)
    expect(main.snapshots.length).toBe(1)
    expect(main.welcomes.slice(1).every(({ mode }) => mode === 'resumed')).toBe(true)
  })

  it('[S6] snapshot(a) and the events up to b make snapshot(b)', async () => {
    const main = await test.agent('demoshop')
    const agent = await test.agent('demoshop:xiaohong')
    const buyer = await test.buyer()
    await buyer.say('one')
    const conversation = await agent.served(buyer.id)
    await agent.reply(conversation, 'two')
    await agent.command({ type: 'suspend', reason: 'lunch' })
    await main.until('suspended', () => main.view?.accounts[agent.id]?.suspended !== null)
    const late = await test.agent('demoshop')
    const [first, second] = [main.snapshots[0], late.snapshots[0]]
    if (!first || !second) throw new Error('no snapshots')
    await main.until('as far', () => (main.cursor?.pos ?? 0) >= second.cursor.pos)
    let view = first.view as Parameters<typeof applyToAgentView>[0]
    for (const delivered of main.events)
      if (delivered.pos <= second.cursor.pos) view = applyToAgentView(view, delivered)
    expect(view).toEqual(second.view)
  })

  it('[S7] a cursor of another history, or ahead of this one, begins anew', async () => {
    const { access } = await test.signIn('demoshop')
    const epoch = (await test.agent('demoshop')).cursor?.epoch ?? ''
    for (const resume of [
      { epoch: 'another', pos: 1 },
      { epoch, pos: 1_000_000 },
    ]) {
      const raw = await RawClient.open(test.wsUrl)
      raw.hello(access, resume)
      expect((await raw.frame('reset')).reason).toBe('epoch')
      await raw.frame('snapshot')
      expect(raw.frames.slice(0, 3).map(({ t }) => t)).toEqual(['welcome', 'reset', 'snapshot'])
      raw.end()
    }
  })

  it('[S7] a changed role begins anew with what the new one may see', async () => {
    const shop = test.gateway.desk.shops.get(test.shop)
    const other = await test.agent('demoshop:xiaoming')
    const buyer = await test.buyer()
    await buyer.say('hello')
    await other.served(buyer.id)
    const agent = await test.agent('demoshop:xiaohong')
    expect(Object.keys(agent.view?.conversations ?? {})).toEqual([])
    await shop?.submit({
      type: 'account.change',
      account: agent.id,
      changes: { role: 'supervisor' },
    })
    await agent.until('second snapshot', () => agent.snapshots.length === 2)
    expect(Object.values(agent.view?.conversations ?? {}).length).toBe(1)
    await buyer.say('more')
    await agent.until('goes on', () =>
      agent.events.some(({ event }) => event.type === 'message.sent'),
    )
  })

  it('[S42] a drain is told, new sends are refused, and clients come back to the next gateway', async () => {
    const buyer = await test.buyer()
    await buyer.say('before')
    const raw = await RawClient.open(test.wsUrl)
    raw.hello((await test.newBuyer()).access)
    await raw.frame('snapshot')
    const closing = test.gateway.close({ drainMs: 400 })
    expect((await raw.frame('drain')).withinMs).toBe(400)
    raw.send({
      t: 'send',
      cid: crypto.randomUUID(),
      conversation: null,
      body: { kind: 'text', text: 'late' },
    })
    expect(await raw.frame('error')).toMatchObject({ code: 'draining', retry: true })
    expect(await raw.closed()).toBe(4010)
    await closing
    test = await test.restart()
    await buyer.say('after')
    expect(buyer.snapshots.length).toBe(1)
  })

  it('[S45] clocks that jump two hours change neither order nor dedupe', async () => {
    let skew = 0
    const odd = await startTestGateway({ now: () => Date.now() + skew })
    const main = await odd.agent('demoshop')
    const buyer = await odd.buyer()
    const cid = crypto.randomUUID()
    const first = await buyer.say('one', { cid })
    for (const jump of [2, -2, 0]) {
      skew = jump * 3600_000
      await buyer.say(`at ${jump}`)
    }
    const again = await buyer.say('one', { cid, tried: true })
    expect(again).toMatchObject({ duplicate: true, pos: first.pos, cseq: first.cseq })
    const id = first.conversation ?? ''
    await main.until('all', () => main.texts(id).length === 4)
    expect(main.texts(id)).toEqual(['one', 'at 2', 'at -2', 'at 0'])
    main.cut()
    await buyer.say('after the cut')
    await main.until('resumed', () => main.texts(id).length === 5)
    await odd.stop()
  })
})
