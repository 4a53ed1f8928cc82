import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { connect } from '#gateway/store/sqlite/connection.ts'
import type { AuditPage } from '#shared/audit/model.ts'
import type { BuyerCard, SearchPage, Unmasked } from '#shared/protocol/api.ts'
import { DEFAULT_SETTINGS } from '#shared/protocol/settings.ts'
import { apiOf } from '../support/api.ts'
import type { AgentClient, BuyerClient } from '../support/client.ts'
import { filesContaining } from '../support/files.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'

const PHONE = '13812345678'
const MASKED = '138****5678'
const ADDRESS = '浙江省杭州市西湖区文三路123号3栋2单元501室'
const STREET = '文三路123号'
const CARD = '4111 1111 1111 1111'

describe('what accounts are given of personal data', () => {
  let test: TestGateway
  let main: AgentClient
  let hong: AgentClient
  let buyer: BuyerClient
  let ask: ReturnType<typeof apiOf>
  beforeEach(async () => {
    test = await startTestGateway()
    ask = apiOf(test.url)
    main = await test.agent('demoshop')
    await main.command({ type: 'participate', account: main.id, on: false })
    hong = await test.agent('demoshop:xiaohong')
    buyer = await test.buyer({ name: '王小姐' })
  })
  afterEach(() => test.stop())

  /** All that a client was given by its socket. */
  const wire = (client: AgentClient | BuyerClient) =>
    JSON.stringify([client.events, client.snapshots, client.loose, client.view])
  const unmask = (access: string | null, conversation: string, cseq: number) =>
    ask<Unmasked>(access, '/api/unmask', { conversation, cseq })
  const audit = async (kind: string) =>
    (await ask<AuditPage>(main.access, `/api/audit?kind=${kind}`)).value.records.toReversed()

  it('[T4] no reading path gives any role the hidden part: events, snapshot, history, search, card, notes', async () => {
    const supervisor = await test.agent('demoshop:xiaoming')
    await main.command({
      type: 'account.change',
      account: supervisor.id,
      changes: { role: 'supervisor' },
    })
    await supervisor.until(
      'a supervisor',
      () => supervisor.view?.accounts[supervisor.id]?.role === 'supervisor',
    )
    await buyer.say(`我叫王芳，电话${PHONE}，寄到${ADDRESS}`)
    const held = await hong.served(buyer.id)
    await hong.reply(held, `好的，${PHONE}对吗`)
    await hong.command({ type: 'buyer.note', buyer: buyer.id, text: `回电${PHONE}` })
    await supervisor.command({
      type: 'whisper',
      conversation: held.id,
      text: `给她打${PHONE}`,
    })
    await buyer.until('answered', () => buyer.texts(held.id).length === 2)
    expect(buyer.texts(held.id)).toEqual([
      `我叫王芳，电话${PHONE}，寄到${ADDRESS}`,
      `好的，${PHONE}对吗`,
    ])
    const late = await test.agent('demoshop', { device: 'another' })
    await hong.until('whispered', () => wire(hong).includes('给她打'))
    for (const client of [main, supervisor, hong, late]) {
      await client.until('told', () => wire(client).includes(MASKED))
      expect(wire(client)).not.toContain(PHONE)
      expect(wire(client)).not.toContain(STREET)
      const { messages } = await client.protocol.history(held.id, undefined, 50)
      const said = messages.filter(({ body }) => body.kind === 'text')
      expect(said.map(({ masked }) => masked)).toEqual([true, true])
      expect(JSON.stringify(messages)).not.toContain(PHONE)
      expect(JSON.stringify(messages)).toContain('浙江省杭州市西湖区**')
      const card = await ask<BuyerCard>(client.access, `/api/buyers/${buyer.id}`)
      expect(JSON.stringify(card.value)).toContain(`回电${MASKED}`)
      expect(JSON.stringify(card.value)).not.toContain(PHONE)
      const query = new URLSearchParams({ text: PHONE }).toString()
      const found = await ask<SearchPage>(client.access, `/api/search?${query}`)
      expect(found.value.hits).toHaveLength(2)
      expect(JSON.stringify(found.value)).not.toContain(PHONE)
      const piece = new URLSearchParams({ text: '13812' }).toString()
      expect((await ask<SearchPage>(client.access, `/api/search?${piece}`)).value.hits).toEqual([])
      const end = new URLSearchParams({ text: '5678' }).toString()
      expect((await ask<SearchPage>(client.access, `/api/search?${end}`)).value.hits).toHaveLength(
        2,
      )
    }
  })

  it('[T4] a name that is a phone is hidden wherever names are given; the buyer reads its own', async () => {
    const named = await test.buyer({ name: `老王${PHONE}` })
    await named.say('在吗')
    const held = await hong.served(named.id)
    const late = await test.agent('demoshop', { device: 'another' })
    await hong.command({ type: 'buyer.note', buyer: named.id, text: '急' })
    const paths = [
      '/api/buyers',
      `/api/buyers/${named.id}`,
      '/api/decisions',
      '/api/audit',
      '/api/search?text=在吗',
      `/api/buyers?text=老王${PHONE}`,
    ]
    await main.command({ type: 'buyer.mark', buyer: named.id, vip: true })
    await hong.until('marked', () => hong.view?.conversations[held.id]?.buyer.vip === true)
    for (const client of [main, hong, late]) expect(wire(client)).not.toContain(PHONE)
    for (const path of paths) {
      const given = JSON.stringify((await ask(main.access, path)).value)
      expect(given, path).toContain(`老王${MASKED}`)
      expect(given, path).not.toContain(PHONE)
    }
    expect(JSON.stringify((await ask(main.access, '/api/buyers?text=13812')).value)).not.toContain(
      '老王',
    )
    expect(named.view?.buyer.name).toBe(`老王${PHONE}`)
  })

  it('[T4] with masking off new words come whole', async () => {
    await main.settings({ privacy: { ...DEFAULT_SETTINGS.privacy, masking: false } })
    await buyer.say(`电话${PHONE}`)
    const held = await hong.served(buyer.id)
    await hong.until('told', () => hong.texts(held.id).includes(`电话${PHONE}`))
    expect(wire(hong)).not.toContain('"masked"')
  })

  it('[T4] [T6] unmasking is a right, and noted before it is given', async () => {
    await buyer.say(`电话${PHONE}`)
    const held = await hong.served(buyer.id)
    const ming = await test.signIn('demoshop:xiaoming')
    const cseq = hong.messages(held.id).find(({ body }) => body.kind === 'text')?.cseq ?? 0
    expect((await unmask(hong.access, held.id, cseq)).value.text).toBe(`电话${PHONE}`)
    const given = await unmask(main.access, held.id, cseq)
    expect(given.value.text).toBe(`电话${PHONE}`)
    expect((await unmask(ming.access, held.id, cseq)).status).toBe(403)
    expect((await unmask(buyer.access, held.id, cseq)).status).toBe(403)
    expect((await unmask(null, held.id, cseq)).status).toBe(401)
    expect((await unmask(hong.access, held.id, 99)).value.code).toBe('not_found')
    const noted = await audit('unmasked')
    expect(noted.at(-1)).toMatchObject({
      by: main.id,
      about: { conversation: held.id, cseq, buyer: buyer.id },
      alert: false,
    })
    expect(JSON.stringify(noted)).not.toContain(PHONE)
    // Those that were refused left none.
    expect(noted.map(({ by }) => by)).toEqual([hong.id, main.id])
    // A private contact is main's alone (D6).
    await main.command({ type: 'buyer.mark', buyer: buyer.id, private: true })
    expect((await unmask(hong.access, held.id, cseq)).value.code).toBe('not_found')
  })

  it('[T4] [T6] notes, asides and summaries are unmasked by who may read them, with a trace', async () => {
    await buyer.say('在吗')
    const held = await hong.served(buyer.id)
    await hong.reply(held, '在的')
    await hong.command({ type: 'buyer.note', buyer: buyer.id, text: `回电${PHONE}` })
    await main.command({ type: 'whisper', conversation: held.id, text: `打${PHONE}` })
    const asides = () => hong.view?.conversations[held.id]?.asides ?? []
    await hong.until('whispered', () => asides().length === 1)
    const aside = asides()[0]?.pos ?? 0
    const { notes } = (await ask<BuyerCard>(hong.access, `/api/buyers/${buyer.id}`)).value
    const summary = { topic: null, text: `寄${PHONE}` }
    const ming = await test.signIn('demoshop:xiaoming')
    const receiver = await test.agent('demoshop:xiaoming')
    // What goes with an offer is theirs between whom it stands, and of who oversees it.
    await main.settings({ dispatch: { ...main.view!.settings.dispatch, forwardAcceptMs: 60_000 } })
    const forward = {
      type: 'forward',
      conversation: held.id,
      to: { account: receiver.id },
    } as const
    const note = `换${PHONE}联系`
    await hong.command({ ...forward, holderEpoch: held.holderEpoch, note })
    await receiver.until('offered', () => receiver.view?.conversations[held.id]?.offer != null)
    expect(receiver.view?.conversations[held.id]?.offer?.note).toBe('换138****5678联系')
    const offer = { conversation: held.id, offer: true }
    for (const access of [ming.access, hong.access, main.access])
      expect((await ask<Unmasked>(access, '/api/unmask', offer)).value.text).toBe(note)
    await receiver.command({
      type: 'forward.answer',
      conversation: held.id,
      holderEpoch: held.holderEpoch,
      accept: false,
    })
    await hong.until('declined', () => hong.view?.conversations[held.id]?.offer === null)
    expect((await ask<Unmasked>(main.access, '/api/unmask', offer)).value.code).toBe('not_found')
    const { holderEpoch } = held
    await hong.command({ type: 'close', conversation: held.id, holderEpoch, summary })
    const rating = { score: 2, text: `没人打${PHONE}` }
    await buyer.submit({ t: 'cmd', command: { type: 'rate', conversation: held.id, ...rating } })
    const asked = [
      [{ buyer: buyer.id, note: notes[0]?.id ?? '' }, `回电${PHONE}`],
      [{ conversation: held.id, aside }, `打${PHONE}`],
      [{ conversation: held.id, summary: true }, `寄${PHONE}`],
      [{ conversation: held.id, rating: true }, `没人打${PHONE}`],
    ] as const
    for (const [question, whole] of asked) {
      const tell = (access: string) => ask<Unmasked>(access, '/api/unmask', question)
      expect((await tell(ming.access)).value.code).toBe('not_found')
      expect((await tell(main.access)).value.text).toBe(whole)
      expect((await tell(hong.access)).value.text).toBe(whole)
    }
    expect((await audit('unmasked')).map(({ by, values }) => [by, values['of']])).toEqual([
      ...[receiver, hong, main].map(({ id }) => [id, 'offer']),
      ...['note', 'aside', 'summary', 'rating'].flatMap((of) => [
        [main.id, of],
        [hong.id, of],
      ]),
    ])
    const none = await ask<Unmasked>(main.access, '/api/unmask', {
      conversation: held.id,
      aside: aside + 1000,
    })
    expect(none.value.code).toBe('not_found')
    await main.command({ type: 'buyer.mark', buyer: buyer.id, private: true })
    for (const [question] of asked)
      expect((await ask<Unmasked>(hong.access, '/api/unmask', question)).value.code).toBe(
        'not_found',
      )
  })

  it('[T6] a drill made of a conversation leaves a trace by ids alone', async () => {
    await buyer.say('在吗')
    const held = await hong.served(buyer.id)
    const trace = (access: string, more: object = {}) =>
      ask(access, '/api/traces', {
        traces: [{ kind: 'drill_made', conversation: held.id, ...more }],
      })
    expect((await trace(main.access)).status).toBe(200)
    const ming = await test.signIn('demoshop:xiaoming')
    expect((await trace(ming.access)).status).toBe(404)
    expect((await trace(main.access, { text: '在吗' })).status).toBe(400)
    expect(await audit('drill_made')).toEqual([
      expect.objectContaining({
        by: main.id,
        about: { conversation: held.id, buyer: buyer.id },
        values: {},
      }),
    ])
  })

  it('[T6] copies leave a trace by ids and counts, of what the account may read', async () => {
    await buyer.say('在吗')
    const held = await hong.served(buyer.id)
    const trace = (access: string, conversation: string) =>
      ask(access, '/api/traces', { traces: [{ kind: 'copied', conversation, count: 3 }] })
    expect((await trace(hong.access, held.id)).status).toBe(200)
    const ming = await test.signIn('demoshop:xiaoming')
    expect((await trace(ming.access, held.id)).status).toBe(404)
    expect(await audit('copied')).toEqual([
      expect.objectContaining({
        by: hong.id,
        about: { conversation: held.id, buyer: buyer.id },
        values: { count: 3 },
      }),
    ])
  })

  it('[T6] what main reads on its screen is noted once an hour, of what is not its own; all or none', async () => {
    await buyer.say('在吗')
    const held = await hong.served(buyer.id)
    const look = (access: string, ...conversations: string[]) =>
      ask(access, '/api/traces', {
        traces: conversations.map((conversation) => ({ kind: 'transcript_read', conversation })),
      })
    expect(await audit('transcript_read')).toEqual([])
    expect((await look(main.access, held.id, 'nobody.1')).status).toBe(404)
    expect(await audit('transcript_read')).toEqual([])
    // The page and its trace at once.
    await Promise.all([
      main.protocol.history(held.id, undefined, 5),
      ...Array.from({ length: 6 }, () => look(main.access, held.id)),
    ])
    expect((await look(main.access, held.id)).status).toBe(200)
    expect((await look(hong.access, held.id)).status).toBe(200)
    expect(await audit('transcript_read')).toEqual([
      expect.objectContaining({ by: main.id, about: { conversation: held.id, buyer: buyer.id } }),
    ])
  })

  it('[T4] a card number is in no event, no answer and no table of the gateway', async () => {
    const cid = crypto.randomUUID()
    const source = { page: `https://shop.example/页面${CARD}`, category: CARD }
    await buyer.say(`卡号${CARD}`, { cid, source })
    const held = await hong.served(buyer.id)
    await hong.reply(held, `是${CARD}吗`)
    await hong.command({ type: 'buyer.note', buyer: buyer.id, text: `卡${CARD}` })
    // It comes back as it was kept, which is not what was said.
    void hong.keep('draft:x', `退到${CARD}`).catch(() => undefined)
    await hong.until('kept', () => hong.kept()['draft:x'] === '退到****1111')
    await buyer.until('both', () => buyer.texts(held.id).length === 2)
    expect(buyer.texts(held.id)).toEqual(['卡号****1111', '是****1111吗'])
    const cseq = buyer.messages(held.id).find(({ cid: of }) => of === cid)?.cseq ?? 0
    expect((await unmask(main.access, held.id, cseq)).value.text).toBe('卡号****1111')
    // The same again is known by its cid: what is compared is what was stored (S11).
    const again = await buyer.say(`卡号${CARD}`, { cid, tried: true })
    expect(again.duplicate).toBe(true)
    for (const client of [main, hong, buyer]) {
      expect(wire(client)).not.toContain(CARD)
      expect(wire(client)).not.toContain(CARD.replaceAll(' ', ''))
    }
    await everywhere()
    await test.gateway.close()
    for (const digits of [CARD, CARD.replaceAll(' ', '')]) {
      expect(await filesContaining(test.folder, digits)).toEqual([])
      expect(await tablesWith(test, digits)).toEqual([])
    }
    // The words around it are there: the search looks at the right tables.
    expect((await tablesWith(test, '****1111')).length).toBeGreaterThan(0)
    for (const where of ['页面', '标题', '备注', '结束语', '评价', '欢迎'])
      expect(await tablesWith(test, `${where}****1111`), where).not.toEqual([])
  })

  /** A card number in every text that is neither a message nor a note. */
  async function everywhere(): Promise<void> {
    buyer.protocol.look({ page: `/pay?card=${CARD}`, title: `标题${CARD}` })
    const held = await hong.served(buyer.id)
    const line = {
      number: 'T-1',
      customer: 'c-card',
      placedAt: Date.parse('2026-03-01T00:00:00Z'),
      state: 'shipped',
      product: 'p9',
      title: `围巾${CARD}`,
      variant: `灰${CARD}`,
      count: 1,
      price: 5900,
      total: 5900,
      currency: 'CNY',
      name: '米',
      phone: PHONE,
      address: `杭州${CARD}`,
      carrier: '中通',
      tracking: '7540',
      note: `刷${CARD}`,
    }
    await ask(main.access, '/api/order-system', { kind: 'table' })
    expect((await ask(main.access, '/api/orders/import', { lines: [line] })).status).toBe(200)
    await main.command({ type: 'buyer.link', buyer: buyer.id, customer: 'c-card' })
    await ask(main.access, `/api/orders?buyer=${buyer.id}&fresh=true`)
    const noted = await ask(main.access, '/api/orders/acts', {
      id: crypto.randomUUID(),
      conversation: held.id,
      number: 'T-1',
      act: { name: 'note', text: `备注${CARD}` },
    })
    expect(noted.status).toBe(200)
    const { replies } = DEFAULT_SETTINGS
    const welcome = { ...replies.welcome, text: `欢迎${CARD}` }
    await main.settings({ replies: { ...replies, welcome } })
    const { holderEpoch } = await hong.served(buyer.id)
    const summary = { topic: null, text: `结束语${CARD}` }
    await hong.command({ type: 'close', conversation: held.id, holderEpoch, summary })
    const word = { type: 'rate', conversation: held.id, score: 5, text: `评价${CARD}` } as const
    await buyer.submit({ t: 'cmd', command: word }, { lane: 'shop' })
  }
})

/** `table.column` of every decrypted cell that holds this text. */
async function tablesWith({ folder, key }: TestGateway, text: string): Promise<string[]> {
  const found: string[] = []
  const files = (await readdir(folder)).filter((name) => name.endsWith('.db'))
  expect(files.length).toBeGreaterThan(0)
  for (const file of files) {
    const database = connect(join(folder, file), key)
    const tables = database
      .prepare("SELECT name FROM sqlite_master WHERE type = 'table'")
      .all() as { name: string }[]
    for (const { name } of tables) {
      const rows = database.prepare(`SELECT * FROM "${name}"`).all() as Record<string, unknown>[]
      for (const row of rows)
        for (const [column, value] of Object.entries(row)) {
          const words = Buffer.isBuffer(value) ? value.toString() : String(value)
          if (words.includes(text)) found.push(`${name}.${column}`)
        }
    }
    database.close()
  }
  return found
}
