import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { BuyerOrders } from '#shared/orders/model.ts'
import type { PracticeState, RunList, RunReply, ScenarioList } from '#shared/practice/api.ts'
import type { RunView } from '#shared/practice/courses.ts'
import type { Entry } from '#shared/practice/run.ts'
import { RIGHTS, type PracticeRoute } from '#shared/rights/table.ts'
import { apiOf } from '#tests/support/api.ts'
import type { AgentClient } from '#tests/support/client.ts'
import { openGatewayStore } from '#gateway/store/open.ts'
import { startTestGateway, type TestGateway } from '#tests/support/gateway.ts'

/** Twenty times as fast as life: quick, and no buyer is gone before a busy computer has answered. */
const PRACTICE = { pace: 20 }
const HOUR = 3_600_000

let open: TestGateway | null = null
afterEach(async () => {
  await open?.stop()
  open = null
})

async function practiceGateway(practice = PRACTICE): Promise<TestGateway> {
  open = await startTestGateway({ practice })
  for (const sub of ['xiaohong', 'xiaoming']) await as(open, sub, { role: 'senior' })
  return open
}

async function as(test: TestGateway, sub: string, changes: { role: 'senior' | 'supervisor' }) {
  const account = test.gateway.desk.shops.get(test.shop)?.accountByName(`${test.main}:${sub}`)
  await test.gateway.desk.shops
    .get(test.shop)
    ?.submit({ type: 'account.change', account: account?.id ?? '', changes })
}

const start = (test: TestGateway, agent: AgentClient, body: object) =>
  apiOf(test.url)<RunView>(agent.access, '/api/practice/runs', body)
const replyOf = async (test: TestGateway, agent: AgentClient, run: string) =>
  (await apiOf(test.url)<RunReply>(agent.access, `/api/practice/runs/${run}`)).value

/** Answers each time the buyer has spoken, line after line. */
async function talk(agent: AgentClient, lines: readonly string[]): Promise<string> {
  const conversation = await agent.served()
  let answered = 0
  for (const line of lines) {
    const fromBuyer = () =>
      agent.messages(conversation.id).filter(({ sender }) => sender.kind === 'buyer')
    await agent.until(`words before «${line}»`, () => fromBuyer().length > answered)
    answered = fromBuyer().length
    await agent.reply(agent.view?.conversations[conversation.id] ?? conversation, line)
  }
  return conversation.id
}

async function over(test: TestGateway, agent: AgentClient, run: string): Promise<RunReply> {
  const shop = test.gateway.desk.shops.get(test.shop)
  for (;;) {
    const reply = await replyOf(test, agent, run)
    if (reply.record) return reply
    await new Promise<void>((resolve) => {
      const timer = setTimeout(done, 100)
      const stop = shop?.onCommit(done)
      function done() {
        clearTimeout(timer)
        stop?.()
        resolve()
      }
    })
  }
}

const kinds = (entries: readonly Entry[] | undefined) => entries?.map(({ kind }) => kind)

const GOOD = ['亲，您好！让您久等了，您别着急，我马上帮您看看', '麻烦您把订单号发我一下好吗？']

describe('a practice gateway', () => {
  it('is played to its end: the buyer comes, is answered by its order, and goes content', async () => {
    const test = await practiceGateway()
    const agent = await test.agent('demoshop:xiaohong')
    const { value: list } = await apiOf(test.url)<ScenarioList>(
      agent.access,
      '/api/practice/scenarios',
    )
    expect(list.scenarios.map(({ id }) => id)).toContain('where-is-my-parcel')
    const { value: run, status } = await start(test, agent, {
      scenario: 'where-is-my-parcel',
      seed: 7,
    })
    expect([status, run.state, run.account]).toEqual([200, 'running', agent.id])
    expect((await start(test, agent, { scenario: 'where-is-my-parcel' })).value.code).toBe(
      'limit_reached',
    )

    const { buyer, reason } = await agent.served()
    expect(reason?.rule).toBe('D3')
    const { value: panel } = await apiOf(test.url)<BuyerOrders>(
      agent.access,
      `/api/orders?buyer=${buyer.id}`,
    )
    const track = panel.orders[0]?.shipments[0]?.track[0]?.text ?? ''
    const station = /【(.+)】/.exec(track)?.[1] ?? ''
    expect([panel.orders[0]?.number, station]).toEqual([
      '2026031101277',
      expect.stringMatching(/../),
    ])
    await talk(agent, [
      ...GOOD,
      `查到了，您这一单走的是中通快递，已经到${station}，正在等转运`,
      '正常明天就能送到您妈妈那边，我会帮您盯着',
      '不客气，祝阿姨生日快乐，再见',
    ])
    const { run: done, record, score } = await over(test, agent, run.id)
    expect(done).toMatchObject({ state: 'done', violations: 0 })
    expect(record).toMatchObject({ seed: 7, ended: 'done' })
    expect(record?.entries.at(-1)).toMatchObject({ kind: 'left', outcome: 'solved' })
    expect(kinds(record?.entries)?.filter((kind) => kind === 'answered')).toHaveLength(5)
    expect(record?.entries.filter(({ kind }) => kind === 'asked')[0]).toMatchObject({ mood: 55 })
    expect(score?.passed).toBe(true)
    expect(done.score?.total).toBe(score?.total)
    expect(score?.marks.every(({ cites }) => cites.length > 0)).toBe(true)
    // Nothing of it waits at the desk any more.
    await agent.until('closed', () => agent.held().length === 0)
  })

  it('goes on after a restart in the middle', async () => {
    const first = await practiceGateway()
    const before = await first.agent('demoshop:xiaohong')
    const { value: run } = await start(first, before, { scenario: 'where-is-my-parcel', seed: 7 })
    await talk(before, GOOD)
    before.close()
    const second = await first.restart({ now: () => Date.now() + HOUR })
    open = second
    // Somebody else has taken it while the trainee was not there.
    const main = await second.agent('demoshop')
    const { account } = run
    await main.until('seen gone', () => main.view?.accounts[account]?.online === false)
    const [taken] = Object.values(main.view?.conversations ?? {})
    const { id = '', holderEpoch = 0 } = taken ?? {}
    await main.command({ type: 'claim', conversation: id, holderEpoch })
    const agent = await second.agent('demoshop:xiaohong')
    const { value: state } = await apiOf(second.url)<PracticeState>(
      agent.access,
      '/api/practice/state',
    )
    expect(state).toMatchObject({
      run: { id: run.id, state: 'running' },
      buyers: [{ state: 'here' }],
    })
    const conversation = await agent.served()
    await agent.reply(
      conversation,
      '查到了，到杭州转运中心、嘉兴转运中心、金华转运中心，明天就到您那边',
    )
    await agent.until('relieved', () => /谢谢/.test(agent.texts(conversation.id).join()))
    await agent.reply(conversation, '不客气，祝阿姨生日快乐，再见')
    const { record } = await over(second, agent, run.id)
    const entries = record?.entries ?? []
    // No clock ran meanwhile: an hour is longer than any buyer waits.
    const rests = entries.flatMap((entry) => (entry.kind === 'paused' ? [entry.for] : []))
    expect(Math.max(...rests)).toBeGreaterThanOrEqual(HOUR)
    expect(entries.at(-1)?.at).toBeLessThan(HOUR)
    expect(entries.at(-1)).toMatchObject({ kind: 'left', outcome: 'solved' })
    expect(entries.map(({ at }) => at)).toEqual(
      entries.map(({ at }) => at).toSorted((a, b) => a - b),
    )
  })

  it('a crash between saying and keeping makes nobody say it twice', async () => {
    const first = await practiceGateway()
    const before = await first.agent('demoshop:xiaohong')
    await start(first, before, { scenario: 'where-is-my-parcel', seed: 7 })
    const { id } = await before.served()
    before.close()
    await first.gateway.close()
    // As it was kept before the buyer's first words.
    const file = join(first.folder, 'gateway.db')
    const store = await openGatewayStore({ file, key: first.key })
    const [run] = await store.practice.open(first.shop)
    const desk = await store.openDesk({ now: Date.now, idle: true })
    const rows = (await desk.shops.get(first.shop)?.rows(0, 1000)) ?? []
    const row = rows.find(
      ({ event }) => event.type === 'message.sent' && event.message.sender.kind === 'buyer',
    )
    if (!run || row?.event.type !== 'message.sent') throw new Error('nothing was said')
    const { cid, body } = row.event.message
    const text = body.kind === 'text' ? body.text : ''
    const outbox = [{ cid: cid ?? '', buyer: 'linlin', text }]
    const { view } = (await store.practice.run(first.shop, run.id)) ?? {}
    if (!view) throw new Error('it was not kept')
    await store.practice.put(first.shop, view, { ...run, pos: row.pos - 1, entries: [], outbox })
    await desk.close()
    await store.close()

    const second = await first.restart()
    open = second
    const agent = await second.agent('demoshop:xiaohong')
    await agent.reply(await agent.served(), '亲，您好！让您久等了')
    await agent.until('an answer', () => agent.texts(id).length > 1)
    const ask = apiOf(second.url)
    await ask(agent.access, `/api/practice/runs/${run.id}/give-up`, {})
    const asked = (await replyOf(second, agent, run.id)).record?.entries.filter(
      (entry) => entry.kind === 'asked' && entry.text === text,
    )
    expect(asked).toHaveLength(1)
  })

  it('three at once, answered by nobody: each goes on its own, and the run fails', async () => {
    const test = await practiceGateway({ pace: 600 })
    const agent = await test.agent('demoshop:xiaohong')
    const { value: run } = await start(test, agent, { scenario: 'festival-rush-three', seed: 2 })
    const { record, score } = await over(test, agent, run.id)
    const left = record?.entries.flatMap((entry) => (entry.kind === 'left' ? [entry.buyer] : []))
    const asked = record?.entries.flatMap((entry) => (entry.kind === 'asked' ? [entry.buyer] : []))
    expect(new Set(left).size).toBe(3)
    expect(left).toHaveLength(3)
    expect(new Set(asked)).toEqual(new Set(left))
    expect(score?.passed).toBe(false)
  })

  it('sees what is done: forwards to a colleague, acts on orders, suspending, closing', async () => {
    const test = await practiceGateway()
    const agent = await test.agent('demoshop:xiaohong')
    const { value: run } = await start(test, agent, { scenario: 'where-is-my-parcel', seed: 1 })
    const { id, buyer } = await agent.served()
    const acted = await apiOf(test.url)(agent.access, '/api/orders/acts', {
      id: crypto.randomUUID(),
      conversation: id,
      number: '2026031101277',
      act: { name: 'note', text: '买家催' },
    })
    expect(acted.value).toMatchObject({ outcome: 'done', order: { shopNote: '买家催' } })
    await agent.command({ type: 'suspend', reason: 'tea' })
    await agent.command({ type: 'resume' })
    await agent.forward(id, { group: 'aftersale' }, '请跟进')
    await agent.until('forwarded', () => agent.held().length === 0)
    await apiOf(test.url)(agent.access, `/api/practice/runs/${run.id}/pause`, {})
    const resumed = await apiOf(test.url)<RunView>(
      agent.access,
      `/api/practice/runs/${run.id}/resume`,
      {},
    )
    expect(resumed.value.state).toBe('running')
    const given = await apiOf(test.url)<RunView>(
      agent.access,
      `/api/practice/runs/${run.id}/give-up`,
      {},
    )
    expect(given.value).toMatchObject({ state: 'given_up', score: null })
    const { record, score } = await replyOf(test, agent, run.id)
    expect(score).toBeNull()
    expect(record?.entries.flatMap((entry) => (entry.kind === 'did' ? [entry.deed] : []))).toEqual([
      {
        do: 'order',
        act: 'note',
        order: '2026031101277',
        amount: null,
        text: '买家催',
        outcome: 'done',
      },
      { do: 'suspend' },
      { do: 'resume' },
      { do: 'forward', group: 'aftersale', note: '请跟进' },
    ])
    expect(buyer.name).toBe('林林爱喝水')
  })

  it('[A5] gives each account its own runs, and the main account all; no stranger comes in', async () => {
    const test = await practiceGateway()
    const [one, other, main] = [
      await test.agent('demoshop:xiaohong'),
      await test.agent('demoshop:xiaoming'),
      await test.agent('demoshop'),
    ]
    const { value: run } = await start(test, one, { scenario: 'where-is-my-parcel', seed: 3 })
    const ids = async (agent: AgentClient) =>
      (await apiOf(test.url)<RunList>(agent.access, '/api/practice/runs')).value.runs.map(
        ({ id }) => id,
      )
    expect([await ids(one), await ids(other), await ids(main)]).toEqual([[run.id], [], [run.id]])
    const path = `/api/practice/runs/${run.id}`
    const ask = apiOf(test.url)
    expect((await ask(other.access, path)).status).toBe(404)
    expect((await ask(main.access, path)).status).toBe(200)
    for (const agent of [other, main])
      expect((await ask(agent.access, `${path}/give-up`, {})).status).toBe(404)
    // What earned what is not told before the end.
    expect((await ask<RunReply>(one.access, path)).value.record).toBeNull()
    for (const action of Object.keys(RIGHTS.practice) as PracticeRoute[]) {
      const [method, at = ''] = action.split(' ')
      const body = method === 'POST' ? {} : undefined
      expect((await ask(null, at.replace(':id', run.id), body)).value.code).toBe('token_invalid')
    }
    expect((await ask(null, '/api/buyers', { shop: test.shop })).value.code).toBe('practice_shop')
    expect((await ask(one.access, '/api/practice/runs', { text: 'xiaoer: 1' })).status).toBe(409)
    const { value: bad } = await ask(other.access, '/api/practice/runs', { text: 'xiaoer: 1' })
    expect([bad.code, bad.message]).toEqual(['scenario_invalid', expect.stringMatching(/^line \d/)])
  })
})

describe('the purpose of a data folder', () => {
  it('is fixed at its first start: an ordinary gateway has nothing of practice', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'xiaoer-purpose-'))
    try {
      const shop = await startTestGateway({ folder, subs: [] })
      const main = await shop.agent('demoshop')
      for (const action of Object.keys(RIGHTS.practice)) {
        const [method, at = ''] = action.split(' ')
        const answer = await apiOf(shop.url)(main.access, at, method === 'POST' ? {} : undefined)
        expect([action, answer.value.message]).toEqual([action, 'no such address'])
      }
      const { key } = shop
      await shop.stop()
      const other = { folder, key, practice: PRACTICE, bare: true }
      await expect(startTestGateway(other)).rejects.toMatchObject({ code: 'purpose_differs' })
      const again = await startTestGateway({ folder, key, bare: true })
      await again.stop()
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })

  it('a practice shop is opened by no ordinary gateway, and makes no backups by itself', async () => {
    const test = await practiceGateway()
    expect((await test.gateway.backups.status()).enabled).toBe(false)
    await expect(test.restart({ practice: false })).rejects.toMatchObject({
      code: 'purpose_differs',
    })
    open = await test.restart()
    expect(open.gateway.control.shops()).toHaveLength(1)
  })
})
