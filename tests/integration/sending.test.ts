import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ServerFrame } from '#shared/protocol/frames.ts'
import type { BuyerClient } from '../support/client.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { RawClient } from '../support/raw.ts'

describe('sending', () => {
  let test: TestGateway
  // A shop of its own for each: an agent of the last one would still be online for a moment.
  beforeEach(async () => {
    test = await startTestGateway()
  })
  afterEach(() => test.stop())

  async function rawBuyer(): Promise<RawClient> {
    const { access } = await test.newBuyer()
    const raw = await RawClient.open(test.wsUrl)
    raw.hello(access)
    await raw.frame('snapshot')
    return raw
  }
  const text = (words: string, cid: string = randomUUID()) => ({
    t: 'send' as const,
    cid,
    conversation: null,
    body: { kind: 'text' as const, text: words },
  })

  it('[S10] ok carries conversation, cseq and pos of what is in the log', async () => {
    const buyer = await test.buyer()
    const ok = await buyer.say('one')
    const event = buyer.events.find(({ pos }) => pos === ok.pos)?.event
    expect(event).toMatchObject({
      type: 'message.sent',
      message: { conversation: ok.conversation, cseq: ok.cseq, body: { text: 'one' } },
    })
  })

  it('[S11] the same cid and content gets the first answer again, another content a conflict', async () => {
    const raw = await rawBuyer()
    const frame = text('once')
    raw.send(frame)
    const first = await raw.frame('ok')
    raw.send({ ...frame, resend: true })
    const second = await raw.frame('ok', ({ duplicate }) => duplicate === true)
    expect(second).toMatchObject({
      cid: first.cid,
      pos: first.pos,
      cseq: first.cseq,
      conversation: first.conversation,
    })
    raw.send(text('twice', frame.cid))
    expect(await raw.frame('error')).toMatchObject({
      code: 'cid_conflict',
      cid: frame.cid,
      retry: false,
    })
    raw.end()
  })

  it('[S12] every event names the one this client was given before', async () => {
    const agent = await test.agent('demoshop:xiaohong')
    const other = await test.agent('demoshop:xiaoming')
    const buyers: BuyerClient[] = []
    for (let index = 0; index < 4; index++) buyers.push(await test.buyer())
    await Promise.all(buyers.flatMap((buyer) => [buyer.say('a'), buyer.say('b')]))
    for (const buyer of buyers)
      await buyer.until('both', () => buyer.texts(buyer.view?.conversation?.id ?? '').length === 2)
    const held = () => [...agent.held(), ...other.held()]
    await agent.until('all', () => held().every(({ unread }) => unread === 2))
    for (const client of [agent, other, ...buyers]) {
      // One that saw a gap would have come again.
      expect(client.welcomes.length).toBe(1)
      expect(client.events.length).toBeGreaterThan(0)
      let before = client.snapshots[0]?.cursor.pos ?? -1
      for (const { pos, prev } of client.events) {
        expect(prev).toBe(before)
        expect(pos).toBeGreaterThan(prev)
        before = pos
      }
    }
    agent.close()
    other.close()
  })

  it('[S13] cseq has no holes and every viewer has the same order', async () => {
    const main = await test.agent('demoshop')
    const buyer = await test.buyer()
    const words = Array.from({ length: 20 }, (_, index) => `line ${index}`)
    const oks = await Promise.all(words.map((word) => buyer.say(word)))
    const conversation = oks[0]?.conversation ?? ''
    await main.until('all', () => main.texts(conversation).length === words.length)
    await buyer.until('all', () => buyer.texts(conversation).length === words.length)
    expect(main.texts(conversation)).toEqual(words)
    expect(buyer.messages(conversation)).toEqual(main.messages(conversation))
    const numbers = main.messages(conversation).map(({ cseq }) => cseq)
    expect(numbers).toEqual(numbers.map((_, index) => index + 1))
    main.close()
  })

  it('[S14] an old holderEpoch is refused and nothing is written', async () => {
    const agent = await test.agent('demoshop:xiaohong')
    const buyer = await test.buyer()
    await buyer.say('hello')
    const conversation = await agent.served(buyer.id)
    const stale = { ...conversation, holderEpoch: conversation.holderEpoch - 1 }
    await expect(agent.reply(stale, 'late')).rejects.toMatchObject({ code: 'holder_changed' })
    await agent.reply(conversation, 'in time')
    await buyer.until('answer', () => buyer.texts(conversation.id).includes('in time'))
    expect(buyer.texts(conversation.id)).not.toContain('late')
    agent.close()
  })

  it('[S14] an agent sends only in what it holds', async () => {
    const holder = await test.agent('demoshop:xiaohong')
    const buyer = await test.buyer()
    await buyer.say('hello')
    const conversation = await holder.served(buyer.id)
    const other = await test.agent('demoshop:xiaoming')
    await expect(other.reply(conversation, 'mine?')).rejects.toMatchObject({
      frame: { retry: false },
    })
    holder.close()
    other.close()
  })

  it('[S15] a buyer can name no conversation but its own, and has no commands', async () => {
    const buyer = await test.buyer()
    const { conversation = '' } = await buyer.say('mine')
    const raw = await rawBuyer()
    raw.send({ ...text('intruder'), conversation })
    expect((await raw.frame('error')).retry).toBe(false)
    const cid = randomUUID()
    raw.send({ t: 'cmd', cid, command: { type: 'close', conversation, holderEpoch: 1 } })
    expect((await raw.frame('error', (frame) => frame.cid === cid)).code).toBe('not_allowed')
    expect(buyer.texts(conversation)).toEqual(['mine'])
    raw.end()
  })

  it('[S17] more than 32 unanswered: window_exceeded, and the connection stays', async () => {
    const raw = await rawBuyer()
    const all = Array.from({ length: 40 }, (_, index) => text(`burst ${index}`))
    // One write, so that all of them are read before the first answer.
    for (const frame of all) raw.send(frame)
    await raw.until('40 answers', () => raw.frames.filter(answers).length === all.length)
    const codes = raw.frames.flatMap((frame) => (frame.t === 'error' ? [frame] : []))
    for (const { code, retry } of codes) {
      expect(code).toBe('window_exceeded')
      expect(retry).toBe(true)
    }
    raw.send(text('after'))
    await raw.until('one more', () => raw.frames.filter(answers).length === all.length + 1)
    expect(raw.closeCode).toBeNull()
    raw.end()
  })

  it('[S17] a token bucket: rate_limited, and the connection stays', async () => {
    const strict = await startTestGateway({ settings: { buyerRate: 1, buyerBurst: 3 } })
    const { access } = await strict.newBuyer()
    const raw = await RawClient.open(strict.wsUrl)
    raw.hello(access)
    await raw.frame('snapshot')
    for (let index = 0; index < 6; index++) raw.send(text(`fast ${index}`))
    await raw.until('6 answers', () => raw.frames.filter(answers).length === 6)
    expect(raw.frames.filter(({ t }) => t === 'ok').length).toBe(3)
    expect((await raw.frame('error')).code).toBe('rate_limited')
    raw.send({ t: 'ping' })
    await raw.frame('pong')
    await strict.stop()
  })

  it('[S34] a read mark of the holder reaches the buyer and never goes back', async () => {
    const agent = await test.agent('demoshop:xiaohong')
    const buyer = await test.buyer()
    await buyer.say('one')
    const { cseq = 0 } = await buyer.say('two')
    const { id } = await agent.served(buyer.id)
    await agent.command({ type: 'read', conversation: id, upTo: cseq })
    await buyer.until('read', () => buyer.view?.conversation?.readByShop === cseq)
    await agent.command({ type: 'read', conversation: id, upTo: 1 })
    await agent.command({ type: 'read', conversation: id, upTo: cseq })
    expect(buyer.view?.conversation?.readByShop).toBe(cseq)
    agent.close()
  })
})

function answers(frame: ServerFrame): boolean {
  return frame.t === 'ok' || frame.t === 'error'
}
