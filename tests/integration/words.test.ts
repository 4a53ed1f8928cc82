import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SessionReply } from '#shared/protocol/api.ts'
import { DEFAULT_SETTINGS, type WordPolicy } from '#shared/protocol/settings.ts'
import type { ListedWord, WordBook } from '#shared/words/own.ts'
import { apiOf } from '../support/api.ts'
import type { AgentClient, BuyerClient } from '../support/client.ts'
import { PASSWORD, startTestGateway, type TestGateway } from '../support/gateway.ts'

const policy = (changes: Partial<Record<string, WordPolicy>>) => ({
  words: {
    policy: {
      contact: 'off',
      payment: 'off',
      claims: 'off',
      abuse: 'off',
      own: 'off',
      ...changes,
    } as Record<'contact' | 'payment' | 'claims' | 'abuse' | 'own', WordPolicy>,
  },
})
const listed = (word: string, verdict: ListedWord['verdict'], note = ''): ListedWord => ({
  word,
  verdict,
  note,
})

describe('[S59] sensitive words at the gateway', () => {
  let test: TestGateway
  let main: AgentClient
  let ming: AgentClient
  let mainSession: SessionReply
  let ask: ReturnType<typeof apiOf>
  beforeEach(async () => {
    test = await startTestGateway()
    ask = apiOf(test.url)
    mainSession = await test.signIn('demoshop')
    main = await test.agent('demoshop')
    ming = await test.agent('demoshop:xiaoming')
  })
  afterEach(() => test.stop())

  const served = async () => {
    const buyer = await test.buyer()
    await buyer.say('在吗')
    return { buyer, conversation: await ming.served(buyer.id) }
  }
  const notes = () =>
    main.events.flatMap(({ event }) =>
      event.type === 'audit.noted' && event.entry.kind === 'words' ? [event.entry] : [],
    )
  const change = (who: SessionReply, revision: number, words: readonly ListedWord[]) =>
    ask<WordBook>(who.access, '/api/words', { revision, words })

  it('what is blocked is never sent, whoever writes; main is alerted, without a word of it', async () => {
    await main.settings(policy({ contact: 'block' }))
    const { buyer, conversation } = await served()
    await ming.until('the settings', () => ming.view?.settings.words.policy.contact === 'block')
    await expect(ming.reply(conversation, '加我微 信 lanlan8899')).rejects.toMatchObject({
      code: 'words_blocked',
    })
    await main.until('the note', () => notes().length === 1)
    expect(notes()).toMatchObject([
      {
        by: ming.view?.me,
        about: { conversation: conversation.id },
        values: { kind: 'contact', verdict: 'block' },
        alert: true,
      },
    ])
    expect(JSON.stringify(notes())).not.toContain('lanlan')
    await ming.reply(conversation, '平台规定不能加微信哦，支持微信支付')
    await buyer.until('the answer', () =>
      buyer.events.some(
        ({ event }) => event.type === 'message.sent' && event.message.body.kind === 'text',
      ),
    )
    expect(JSON.stringify(buyer.events)).not.toContain('lanlan')
    // Notes are main's alone.
    expect(ming.events.some(({ event }) => event.type === 'audit.noted')).toBe(false)
  })

  it('main’s and supervisors’ own blocked words are refused like everyone’s, and noted', async () => {
    await main.settings(policy({ contact: 'block' }))
    await test.gateway.control.createAccount({
      name: 'demoshop:zhuguan',
      nick: 'zhuguan',
      role: 'supervisor',
      password: PASSWORD,
    })
    const supervisor = await test.agent('demoshop:zhuguan')
    const { buyer, conversation } = await served()
    let held = conversation
    for (const [at, who] of [main, supervisor].entries()) {
      const { id, holderEpoch } = held
      await who.command({ type: 'claim', conversation: id, holderEpoch })
      held = await who.served(buyer.id)
      await expect(who.reply(held, '加我微 信 lanlan8899')).rejects.toMatchObject({
        code: 'words_blocked',
      })
      await main.until('its note', () => notes().length === at + 1)
      expect(notes()[at]).toMatchObject({ by: who.id, values: { verdict: 'block' }, alert: true })
      await who.reply(held, '平台规定不能加微信哦')
    }
    expect(JSON.stringify(buyer.events)).not.toContain('lanlan')
  })

  it('warned of and recorded ones go through and are noted with the message they are of', async () => {
    await main.settings(policy({ claims: 'record', payment: 'warn' }))
    const { conversation } = await served()
    const first = await ming.reply(conversation, '我们是全网最低价')
    const second = await ming.reply(conversation, '您直接微信转账给我')
    const third = await ming.reply(conversation, '加微信 lanlan8899')
    expect(third.cseq).toBe((second.cseq ?? 0) + 1)
    await main.until('both notes', () => notes().length === 2)
    expect(notes()).toMatchObject([
      {
        about: { cseq: first.cseq },
        values: { kind: 'claims', verdict: 'record' },
        alert: false,
      },
      {
        about: { cseq: second.cseq },
        values: { kind: 'payment', verdict: 'warn' },
        alert: false,
      },
    ])
  })

  it('[D11] an automatic reply is looked at before it goes out: what is blocked now gives way to words that are not', async () => {
    const { replies } = DEFAULT_SETTINGS
    const welcome = { ...replies.welcome, on: true, text: '加微信 lanlan8899 有优惠' }
    await main.command({ type: 'participate', account: main.id, on: false })
    // Saved while nothing forbade it: lists and policy change later.
    await main.settings({ ...policy({}), replies: { ...replies, welcome } })
    const autos = (buyer: BuyerClient) =>
      buyer.events.flatMap(({ event }) =>
        event.type === 'message.sent' && event.message.body.kind === 'auto'
          ? [event.message.body.text]
          : [],
      )
    const said = async (text: string) => {
      const buyer = await test.buyer()
      await buyer.say('在吗')
      const { id } = await ming.served(buyer.id)
      await buyer.until('the welcome', () => buyer.auto(id).length === 1)
      expect(autos(buyer)).toEqual([text])
    }
    await said(welcome.text)
    await main.settings(policy({ contact: 'warn' }))
    await said(welcome.text)
    await main.settings(policy({ contact: 'block' }))
    // A message waits until the lists are ready; an automatic reply can't, and goes out as saved till then.
    const ready = async () => ming.reply((await served()).conversation, '在的')
    await ready()
    // The usual words, in the buyer's language.
    await said('')
    await main.settings(policy({ own: 'block' }))
    await said(welcome.text)
    expect((await change(mainSession, 0, [listed('lanlan', 'block')])).status).toBe(200)
    await ready()
    await said('')
    // An account's own words for its pause are of the shop's buyers, too.
    const kind = { ...replies.suspended, on: true, text: '我们马上回来' }
    await main.settings({ replies: { ...replies, welcome, suspended: kind } })
    const { buyer, conversation } = await served()
    await ming.command({ type: 'suspend', reason: '用餐', text: '找lanlan聊' })
    await buyer.say('还在吗')
    await buyer.until('the pause', () => buyer.auto(conversation.id).length === 2)
    expect(autos(buyer).at(-1)).toBe(kind.text)
  })

  it('what a buyer writes is never stopped', async () => {
    await main.settings(policy({ abuse: 'block', contact: 'block' }))
    const buyer = await test.buyer()
    await buyer.say('在吗')
    // An account's words make the lists ready; a buyer's never wait for them.
    await ming.reply(await ming.served(buyer.id), '在的')
    const ok = await buyer.say('傻逼，加我微信 lanlan8899')
    await main.until('its abuse noted', () => notes().length === 1)
    expect(notes()).toMatchObject([
      {
        by: null,
        about: { buyer: buyer.id, conversation: ok.conversation, cseq: ok.cseq },
        values: { kind: 'abuse', verdict: 'record' },
        alert: false,
      },
    ])
  })

  it("the shop's own list: by main alone, none unseen overwritten, told to all, at once in force", async () => {
    await main.settings(policy({ own: 'block' }))
    const { conversation } = await served()
    await ming.reply(conversation, '这是友商的款')
    const words = [listed('友商', 'block', '对手'), listed('内部价', 'record')]
    for (const name of ['demoshop:xiaohong', 'demoshop:xiaoming'])
      expect((await change(await test.signIn(name), 0, words)).status).toBe(403)
    expect((await change(mainSession, 0, words)).value).toMatchObject({ revision: 1, words })
    expect(await change(mainSession, 0, [])).toMatchObject({
      status: 409,
      value: { code: 'words_changed' },
    })
    await ming.until('told', () => ming.changes('words').length === 1)
    const seen = await ask<WordBook>((await test.signIn('demoshop:xiaoming')).access, '/api/words')
    expect(seen.value.words).toEqual([listed('友商', 'block'), listed('内部价', 'record')])
    expect(seen.value.bundled.contact.length).toBeGreaterThan(10)
    await expect(ming.reply(conversation, '这是 友·商 的款')).rejects.toMatchObject({
      code: 'words_blocked',
    })
    await ming.reply(conversation, '内部价给您')
    await main.until('both notes', () => notes().length === 2)
    expect(notes().map(({ values }) => [values['rule'], values['verdict']])).toEqual([
      ['友商', 'block'],
      ['内部价', 'record'],
    ])
    const buyer = await test.newBuyer()
    expect((await ask(buyer.access, '/api/words')).status).toBe(403)
    expect((await change(mainSession, 1, [])).value).toMatchObject({ revision: 2, words: [] })
    await ming.reply(conversation, '这是友商的款')
  })

  it('[S11] what went through before a word was listed is not refused when it is sent again', async () => {
    await main.settings(policy({ own: 'block' }))
    const { conversation } = await served()
    const cid = randomUUID()
    const first = await ming.reply(conversation, '友商', cid)
    await change(mainSession, 0, [listed('友商', 'block')])
    const again = await ming.submit(
      {
        t: 'send',
        conversation: conversation.id,
        body: { kind: 'text', text: '友商' },
        holderEpoch: conversation.holderEpoch,
      },
      { lane: conversation.id, cid, tried: true },
    )
    expect(again).toMatchObject({ pos: first.pos, cseq: first.cseq, duplicate: true })
  })
})
