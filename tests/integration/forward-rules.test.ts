import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DEFAULT_SETTINGS } from '#shared/protocol/settings-defaults.ts'
import type { AgentClient, BuyerClient } from '../support/client.ts'
import { JumpClock } from '../support/clock.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'

const { dispatch: DISPATCH } = DEFAULT_SETTINGS
const SUBS = ['xiaohong', 'xiaoming', 'xiaogang', 'xiaoli']

describe('forward, handover and oversight, through real sockets', () => {
  let test: TestGateway
  let clock: JumpClock
  let main: AgentClient
  let sender: AgentClient
  let buyer: BuyerClient
  let conversation: string
  beforeEach(async () => {
    clock = new JumpClock()
    test = await startTestGateway({ now: clock.now, subs: SUBS })
    main = await test.agent('demoshop')
    await main.command({ type: 'participate', account: main.id, on: false })
    sender = await test.agent('demoshop:xiaohong')
    buyer = await test.buyer({ name: '王先生' })
    conversation = (await buyer.say('我要退货')).conversation ?? ''
    await sender.served(buyer.id)
  })
  afterEach(() => test.stop())

  const take = async (ms: number) =>
    main.settings({ dispatch: { ...DISPATCH, forwardAcceptMs: ms } })
  const epoch = (agent: AgentClient) => agent.view?.conversations[conversation]?.holderEpoch ?? 0
  const answer = (agent: AgentClient, accept: boolean) =>
    agent.command({ type: 'forward.answer', conversation, holderEpoch: epoch(agent), accept })
  const seen = (of: BuyerClient) => JSON.stringify([of.events, of.snapshots])

  it('[D12] the receiver has note and transcript at once; the buyer reads one line and no note', async () => {
    const receiver = await test.agent('demoshop:xiaoming')
    await sender.forward(conversation, { account: receiver.id }, '老客户，急')
    const got = await receiver.served(buyer.id)
    expect(got.asides).toMatchObject([{ kind: 'note', account: sender.id, text: '老客户，急' }])
    const page = await receiver.protocol.history(conversation, undefined, 50)
    expect(JSON.stringify(page.messages)).toContain('我要退货')
    await buyer.until('who serves', () => buyer.view?.conversation?.servedBy === 'xiaoming')
    expect(seen(buyer)).not.toContain('老客户')
    const lines = buyer
      .messages(conversation)
      .filter(({ body }) => body.kind === 'notice' && body.notice.code === 'forwarded')
    expect(lines.length).toBe(1)
    await sender.until('gone', () => sender.held().length === 0)
  })

  it('[D12] [T1] the receiver reads the buyer’s earlier conversations, too; who never served it, none', async () => {
    await sender.command({ type: 'close', conversation, holderEpoch: epoch(sender) })
    await sender.until('closed', () => sender.held().length === 0)
    const second = (await buyer.say('还是那件事')).conversation ?? ''
    await sender.served(buyer.id)
    const receiver = await test.agent('demoshop:xiaoming')
    const stranger = await test.agent('demoshop:xiaogang')
    for (const reader of [receiver, stranger])
      await expect(reader.protocol.history(conversation, undefined, 50)).rejects.toMatchObject({
        code: 'not_allowed',
      })
    await sender.forward(second, { account: receiver.id })
    await receiver.served(buyer.id)
    const page = await receiver.protocol.history(second, undefined, 50)
    expect(page.previous).toBe(conversation)
    const earlier = await receiver.protocol.history(conversation, undefined, 50)
    expect(JSON.stringify(earlier.messages)).toContain('我要退货')
    await expect(stranger.protocol.history(conversation, undefined, 50)).rejects.toMatchObject({
      code: 'not_allowed',
    })
  })

  it('[D12] refusals say why, and the conversation stays where it was', async () => {
    const away = await test.agent('demoshop:xiaoming')
    const busy = await test.agent('demoshop:xiaogang')
    await busy.command({ type: 'suspend', reason: '吃饭' })
    away.close()
    await main.until('away', () => main.view?.accounts[away.id]?.online === false)
    await main.settings({ groups: [{ id: 'g', name: '空组' }] })
    const refused = async (to: Parameters<AgentClient['forward']>[1], code: string) =>
      expect(sender.forward(conversation, to)).rejects.toMatchObject({ code })
    await refused({ account: sender.id }, 'same_holder')
    await refused({ account: 'nobody' }, 'not_found')
    await refused({ account: away.id }, 'account_unavailable')
    await refused({ account: busy.id }, 'account_unavailable')
    await refused({ group: 'g' }, 'group_unavailable')
    expect(sender.held().map(({ id }) => id)).toEqual([conversation])
  })

  it('[D12] a colleague who holds nothing of it can not move it by the API either', async () => {
    const other = await test.agent('demoshop:xiaoming')
    await expect(
      other.command({
        type: 'forward',
        conversation,
        holderEpoch: epoch(sender),
        to: { account: other.id },
      }),
    ).rejects.toMatchObject({ code: 'not_allowed' })
    await expect(
      other.command({ type: 'claim', conversation, holderEpoch: epoch(sender) }),
    ).rejects.toMatchObject({ code: 'not_allowed' })
    await expect(
      other.command({ type: 'handover', from: sender.id, to: { account: other.id } }),
    ).rejects.toMatchObject({ code: 'not_allowed' })
    await expect(
      other.command({ type: 'whisper', conversation, text: '你好' }),
    ).rejects.toMatchObject({ code: 'not_allowed' })
    expect(sender.held().length).toBe(1)
  })

  it('[D12] to a group: the fairest of its members who are there', async () => {
    const member = await test.agent('demoshop:xiaogang')
    await test.agent('demoshop:xiaoming')
    await main.settings({ groups: [{ id: 'after', name: '售后' }] })
    await main.command({
      type: 'account.change',
      account: member.id,
      changes: { groups: ['after'] },
    })
    await sender.forward(conversation, { group: 'after' })
    expect((await member.served(buyer.id)).reason?.rule).toBe('D12')
  })

  it('[D12] where the shop lets receivers choose: declined, unanswered, taken back, accepted', async () => {
    await take(30_000)
    const receiver = await test.agent('demoshop:xiaoming')
    const offered = () =>
      receiver.until('offered', () => receiver.view?.conversations[conversation] !== undefined)
    const over = (kind: string) =>
      sender.until(kind, () => {
        const view = sender.view?.conversations[conversation]
        return view?.offer === null && view.asides.at(-1)?.kind === kind
      })
    await sender.forward(conversation, { account: receiver.id }, '帮忙')
    await offered()
    expect(receiver.view?.conversations[conversation]?.offer).toMatchObject({ note: '帮忙' })
    const page = await receiver.protocol.history(conversation, undefined, 50)
    expect(JSON.stringify(page.messages)).toContain('我要退货')
    await expect(
      receiver.reply(receiver.view?.conversations[conversation] ?? (await sender.served()), '嗨'),
    ).rejects.toMatchObject({ code: 'not_allowed' })
    await answer(receiver, false)
    await over('declined')
    expect(receiver.view?.conversations[conversation]).toBeUndefined()

    await sender.forward(conversation, { account: receiver.id })
    await offered()
    clock.jump(31_000)
    await over('unanswered')
    await expect(answer(receiver, true)).rejects.toMatchObject({ code: 'offer_gone' })

    await sender.forward(conversation, { account: receiver.id })
    await offered()
    await sender.command({ type: 'forward.cancel', conversation, holderEpoch: epoch(sender) })
    await over('cancelled')

    await sender.forward(conversation, { account: receiver.id }, '最后一次')
    await offered()
    await answer(receiver, true)
    await receiver.until('held', () => receiver.held().length === 1)
    await buyer.until('who serves', () => buyer.view?.conversation?.servedBy === 'xiaoming')
    expect(seen(buyer)).not.toContain('最后一次')
  })

  it('[D12] [D15] a forward to someone who goes offline in between comes back to the sender', async () => {
    await take(600_000)
    const receiver = await test.agent('demoshop:xiaoming')
    await sender.forward(conversation, { account: receiver.id })
    receiver.close()
    await sender.until('gone', () => {
      const view = sender.view?.conversations[conversation]
      return view?.offer === null && view.asides.at(-1)?.kind === 'gone'
    })
    expect(sender.held().length).toBe(1)
    await sender.reply(await sender.served(buyer.id), '我继续为您服务')
  })

  it('[D12] [D15] suspended in the same millisecond as the forward: moved whole or refused, never lost', async () => {
    const receiver = await test.agent('demoshop:xiaoming')
    for (let round = 0; round < 12; round++) {
      const [holder, other] = sender.held().length === 1 ? [sender, receiver] : [receiver, sender]
      const [forwarded] = await Promise.allSettled([
        holder.forward(conversation, { account: other.id }),
        other.command({ type: 'suspend', reason: `第${round}次` }),
      ])
      await other.command({ type: 'resume' })
      const moved = forwarded.status === 'fulfilled'
      await main.until('settled', () => {
        const view = main.view?.conversations[conversation]
        return view?.holder === (moved ? other.id : holder.id)
      })
      for (const agent of [sender, receiver])
        await agent.until('knows it', () => {
          const holds = agent.held().length === 1
          return holds === (main.view?.conversations[conversation]?.holder === agent.id)
        })
      expect(sender.held().length + receiver.held().length).toBe(1)
    }
  })

  it('[D13a] one step hands all over to a colleague, with one note; buyers read one line', async () => {
    const more = [await test.buyer(), await test.buyer()]
    for (const each of more) await each.say('在吗')
    await sender.until('three', () => sender.held().length === 3)
    const receiver = await test.agent('demoshop:xiaoming')
    const ok = await sender.command({
      type: 'handover',
      from: sender.id,
      to: { account: receiver.id },
      note: '我下班了',
    })
    expect(ok).toMatchObject({ moved: 3, stayed: 0 })
    await receiver.until('three', () => receiver.held().length === 3)
    for (const each of [buyer, ...more]) {
      await each.until('who serves', () => each.view?.conversation?.servedBy === 'xiaoming')
      expect(seen(each)).not.toContain('下班')
    }
    expect(receiver.held().every(({ asides }) => asides.at(-1)?.text === '我下班了')).toBe(true)
  })

  it('[D13a] a supervisor spreads a colleague’s conversations by dispatch; who finds no room stays', async () => {
    for (let index = 0; index < 3; index++) await (await test.buyer()).say('在吗')
    await sender.until('four', () => sender.held().length === 4)
    const receivers = [await test.agent('demoshop:xiaoming'), await test.agent('demoshop:xiaogang')]
    for (const { id } of receivers)
      await main.command({ type: 'account.change', account: id, changes: { limit: 1 } })
    const ok = await main.command({ type: 'handover', from: sender.id, to: null })
    expect(ok).toMatchObject({ moved: 2, stayed: 2 })
    for (const each of receivers) await each.until('one', () => each.held().length === 1)
    expect(sender.held().length).toBe(2)
  })

  it('[A5] a supervisor whispers to the holder and takes over; the buyer sees the new name and nothing else', async () => {
    const sub = await test.agent('demoshop:xiaoli')
    await main.command({ type: 'account.change', account: sub.id, changes: { role: 'supervisor' } })
    await sub.until('sees all', () => sub.view?.conversations[conversation] !== undefined)
    await sub.command({ type: 'whisper', conversation, text: '先问订单号' })
    await sender.until('whispered', () => {
      return sender.view?.conversations[conversation]?.asides.at(-1)?.text === '先问订单号'
    })
    await sub.command({ type: 'claim', conversation, holderEpoch: epoch(sub) })
    const taken = await sub.served(buyer.id)
    expect(taken.reason).toMatchObject({ sentence: 'taken_over' })
    await buyer.until('who serves', () => buyer.view?.conversation?.servedBy === 'xiaoli')
    expect(seen(buyer)).not.toContain('订单号')
  })

  it('[D15] two devices of one account: both see it, both may answer, one cut changes nothing', async () => {
    const second = await test.agent('demoshop:xiaohong', { device: 'device-2' })
    await second.until('sees it', () => second.held().length === 1)
    sender.close()
    await second.reply(await second.served(buyer.id), '第二台电脑回复')
    await buyer.until('the answer', () => buyer.texts(conversation).includes('第二台电脑回复'))
    expect(main.view?.accounts[second.id]?.online).toBe(true)
    expect(main.view?.conversations[conversation]?.holder).toBe(second.id)
  })

  it('[D7] what a sub-account says to its overseers is never dispatched, nor told to a buyer', async () => {
    const moves = () =>
      main.events.filter(({ event }) =>
        ['conversation.opened', 'conversation.assigned', 'conversation.queued'].includes(
          event.type,
        ),
      ).length
    await main.until('sees it', () => main.view?.conversations[conversation] !== undefined)
    const before = moves()
    await sender.command({ type: 'whisper', conversation, text: '这单要不要赔？' })
    await main.until('whispered', () => {
      return main.view?.conversations[conversation]?.asides.at(-1)?.text === '这单要不要赔？'
    })
    await expect(
      sender.submit({
        t: 'send',
        conversation: null,
        body: { kind: 'text', text: '老板在吗' },
        holderEpoch: 0,
      }),
    ).rejects.toMatchObject({ code: 'not_allowed' })
    await sender.reply(await sender.served(buyer.id), '请稍等')
    await buyer.until('the answer', () => buyer.texts(conversation).includes('请稍等'))
    expect(moves()).toBe(before)
    expect(seen(buyer)).not.toContain('赔')
  })

  it('[A4] no sub-account steers the shop: every command of administration is refused', async () => {
    const other = await test.agent('demoshop:xiaoming')
    const settings = main.view?.settings ?? DEFAULT_SETTINGS
    const commands: Parameters<AgentClient['command']>[0][] = [
      { type: 'participate', account: other.id, on: false },
      { type: 'account.change', account: sender.id, changes: { limit: 1 } },
      { type: 'account.change', account: other.id, changes: { role: 'supervisor' } },
      { type: 'account.delete', account: sender.id },
      { type: 'buyer.mark', buyer: buyer.id, vip: true },
      { type: 'buyer.mark', buyer: buyer.id, private: true },
      { type: 'settings.set', revision: settings.revision, change: { groups: [] } },
    ]
    for (const command of commands)
      await expect(other.command(command), command.type).rejects.toMatchObject({
        code: 'not_allowed',
      })
    await main.command({
      type: 'account.change',
      account: other.id,
      changes: { role: 'supervisor' },
    })
    await other.until('supervisor', () => other.view?.accounts[other.id]?.role === 'supervisor')
    for (const command of commands.filter(
      (each) => each.type !== 'buyer.mark' || each.vip === undefined,
    ))
      await expect(other.command(command), command.type).rejects.toMatchObject({
        code: 'not_allowed',
      })
  })

  it('[A7] a deleted account’s buyers go to others, and its words stay', async () => {
    await sender.reply(await sender.served(buyer.id), '我是小红，马上处理')
    const colleague = await test.agent('demoshop:xiaoming')
    await main.command({ type: 'account.delete', account: sender.id })
    await sender.until('out', () => sender.protocol.state.kind === 'stopped')
    const got = await colleague.served(buyer.id)
    expect(got.reason?.sentence).toBe('holder_deleted')
    const page = await main.protocol.history(conversation, undefined, 50)
    expect(page.messages).toContainEqual(
      expect.objectContaining({
        sender: { kind: 'account', account: sender.id, nick: 'xiaohong' },
        body: { kind: 'text', text: '我是小红，马上处理' },
      }),
    )
  })
})
