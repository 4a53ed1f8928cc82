import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BuyerReply, SessionReply } from '#shared/protocol/api.ts'
import type { OrderAct } from '#shared/orders/model.ts'
import type { OrderTrace } from '#shared/protocol/model.ts'
import { apiOf } from '../support/api.ts'
import { AgentClient, BuyerClient } from '../support/client.ts'
import { PASSWORD } from '../support/gateway.ts'
import { startOrderShop, type OrderShop } from '../support/order-shop.ts'
import { OrderSystemServer } from '../support/order-system.ts'
import { runGateway, Served } from '../support/served.ts'

const NOTE: OrderAct = { name: 'note', text: '多放一个杯刷' }
const REMIND: OrderAct = { name: 'remind' }

/** What the log says of an act, in order, as this account was given it. */
function traces(agent: AgentClient, act: string): OrderTrace[] {
  return agent.events.flatMap(({ event }) =>
    event.type === 'order.acted' && event.order.act === act ? [event.order] : [],
  )
}
const outcomes = (agent: AgentClient, act: string) =>
  traces(agent, act).map(({ outcome }) => outcome)

describe('acts on orders', () => {
  let shop: OrderShop
  let agent: AgentClient
  beforeAll(async () => {
    shop = await startOrderShop()
    agent = await shop.agent('senior', 'xiaohong')
  })
  afterAll(() => shop.stop())
  const count = (id: string) => shop.system.done.filter((one) => one.id === id).length

  it('[A5] [T6] is done once however often it is asked, and stands in the log without its words', async () => {
    shop.system.put({ number: 'N-1', customer: 'c-note' })
    const { conversation } = await shop.serve(agent, 'c-note')
    const id = randomUUID()
    const answers = await Promise.all(
      [1, 2, 3].map(() => shop.act(agent, conversation, 'N-1', NOTE, id)),
    )
    for (const { status, value } of answers) {
      expect(status).toBe(200)
      expect(value.outcome).toBe('done')
    }
    expect(answers[0]?.value.order).toMatchObject({
      shopNote: '多放一个杯刷',
      address: { phone: '138****5678' },
    })
    expect((await shop.act(agent, conversation, 'N-1', NOTE, id)).value.outcome).toBe('done')
    expect(count(id)).toBe(1)
    expect(shop.system.posted.get(id)).toBe(1)
    const other = await shop.act(agent, conversation, 'N-1', { name: 'note', text: 'x' }, id)
    expect(other).toMatchObject({ status: 409, value: { code: 'cid_conflict' } })
    await agent.until('the trace', () => traces(agent, id).length > 0)
    expect(traces(agent, id)).toEqual([
      { act: id, number: 'N-1', name: 'note', amount: null, outcome: 'done' },
    ])
  })

  it('the money of a refund is in the trace; more than was paid is refused before it is sent', async () => {
    shop.system.put({ number: 'M-1', customer: 'c-money' })
    const { conversation } = await shop.serve(agent, 'c-money')
    const refund = (amount: number): OrderAct => ({ name: 'refund', amount, reason: '破损' })
    const much = await shop.act(agent, conversation, 'M-1', refund(25_801))
    expect(much.value.code).toBe('act_refused')
    const id = randomUUID()
    expect((await shop.act(agent, conversation, 'M-1', refund(5000), id)).value.outcome).toBe(
      'done',
    )
    await agent.until('the trace', () => traces(agent, id).length > 0)
    expect(traces(agent, id)[0]?.amount).toEqual({ amount: 5000, currency: 'CNY' })
    const rest = await shop.act(agent, conversation, 'M-1', refund(20_801))
    expect(rest.value.code).toBe('act_refused')
  })

  it("the order system's own no is told in its words, and stays the answer", async () => {
    shop.system.put({ number: 'P-1', customer: 'c-no' })
    const { conversation } = await shop.serve(agent, 'c-no')
    const id = randomUUID()
    for (const round of [1, 2])
      expect(
        (await shop.act(agent, conversation, 'P-1', { name: 'note', text: 'nonsense' }, id)).value,
        String(round),
      ).toMatchObject({ outcome: 'refused', why: '备注不合规' })
    expect(shop.system.posted.get(id)).toBe(1)
    await agent.until('the trace', () => traces(agent, id).length > 0)
    expect(outcomes(agent, id)).toEqual(['refused'])
  })

  it("another customer's order, an order that is not there, a state that does not allow it: nothing is sent", async () => {
    shop.system.put({ number: 'O-1', customer: 'c-own', acts: ['note'] })
    shop.system.put({ number: 'O-2', customer: 'c-not-own' })
    const { conversation } = await shop.serve(agent, 'c-own')
    const before = shop.system.posted.size
    const code = async (number: string, act: OrderAct) =>
      (await shop.act(agent, conversation, number, act)).value.code
    expect(await code('O-2', NOTE)).toBe('not_allowed')
    expect(await code('O-9', NOTE)).toBe('not_found')
    expect(await code('O-1', REMIND)).toBe('order_changed')
    expect(shop.system.posted.size).toBe(before)
  })

  it('[A5] rights by role: a junior reminds and no more, who does not hold it does nothing, overseers may', async () => {
    shop.system.put({ number: 'J-1', customer: 'c-junior' })
    const junior = await shop.agent('junior', 'xiaoming')
    const { buyer, conversation } = await shop.serve(junior, 'c-junior')
    const result = async (who: AgentClient, act: OrderAct) => {
      const { value } = await shop.act(who, conversation, 'J-1', act)
      return value.code ?? value.outcome
    }
    const acts: OrderAct[] = [
      NOTE,
      { name: 'price', total: 100 },
      { name: 'address', to: { name: '米', phone: '13900001111', text: '杭州' } },
      { name: 'return', lines: [{ id: '1', count: 1 }], reason: '' },
      { name: 'refund', amount: 1, reason: '' },
    ]
    for (const act of acts) expect(await result(junior, act), act.name).toBe('not_allowed')
    expect(await result(junior, REMIND)).toBe('done')
    for (const act of [REMIND, NOTE]) expect(await result(agent, act)).toBe('not_found')
    const overseer = await shop.agent('supervisor', 'watch')
    for (const act of acts) expect(await result(overseer, act), act.name).toBe('done')
    expect(await result(shop.main, NOTE)).toBe('done')
    await shop.main.command({ type: 'buyer.mark', buyer: buyer.id, private: true })
    expect(await result(overseer, NOTE)).toBe('not_found')
    expect(await result(shop.main, NOTE)).toBe('done')
    for (const each of [junior, overseer]) each.close()
  })

  it('a system that dies in the middle: «unknown», then looked after and done once', async () => {
    shop.system.put({ number: 'U-1', customer: 'c-unknown' })
    const { conversation } = await shop.serve(agent, 'c-unknown')
    const id = randomUUID()
    shop.system.mood = 'dying'
    const { value } = await shop.act(agent, conversation, 'U-1', NOTE, id)
    expect(value).toMatchObject({ outcome: 'unknown', order: null })
    expect((await shop.act(agent, conversation, 'U-1', NOTE, id)).value.outcome).toBe('unknown')
    shop.system.mood = 'well'
    await agent.until('its end', () => outcomes(agent, id).includes('done'))
    expect(outcomes(agent, id)).toEqual(['unknown', 'done'])
    expect(count(id)).toBe(1)
    expect(shop.system.posted.get(id)).toBe(2)
    expect((await shop.act(agent, conversation, 'U-1', NOTE, id)).value.outcome).toBe('done')
  })

  it('a system that is down: nothing is sent, and the same may be asked again', async () => {
    shop.system.put({ number: 'X-1', customer: 'c-gone' })
    const { conversation } = await shop.serve(agent, 'c-gone')
    await shop.system.stop()
    const id = randomUUID()
    const down = await shop.act(agent, conversation, 'X-1', NOTE, id)
    expect(down).toMatchObject({ status: 503, value: { code: 'order_system_down' } })
    await shop.system.start()
    expect((await shop.act(agent, conversation, 'X-1', NOTE, id)).value.outcome).toBe('done')
    expect(count(id)).toBe(1)
  })
})

it('kill -9 between sending and answer: after the start the act is looked after, done once, and in the log', async () => {
  const data = await mkdtemp(join(tmpdir(), 'xiaoer-orders-kill-'))
  const system = await new OrderSystemServer().start()
  const made = await runGateway(
    ['shop', 'create', '--name', 'Kill', '--main', 'killshop', '--data', data, '--password-stdin'],
    `${PASSWORD}\n`,
  )
  expect(made.code, made.err).toBe(0)
  let served = await Served.start(data, ['--port', '0', '--log-level', 'info'])
  const { url } = served
  const ws = `${url.replace('http', 'ws')}/ws`
  const ask = apiOf(url)
  const { value: session } = await ask<SessionReply>(null, '/api/sign-in', {
    name: 'killshop',
    password: PASSWORD,
    device: { id: 'd', name: 'd' },
  })
  const main = new AgentClient(ws, url, session)
  await main.live()
  const { value: known } = await ask<BuyerReply>(null, '/api/buyers', { shop: 'killshop' })
  const buyer = new BuyerClient(ws, url, known)
  await buyer.live()
  await buyer.say('在吗')
  const { id: conversation } = await main.served(known.buyer.id)
  await main.command({ type: 'buyer.link', buyer: known.buyer.id, customer: 'c-kill' })
  system.put({ number: 'K-1', customer: 'c-kill' })
  const set = { kind: 'http', url: system.url, secret: system.secret }
  expect((await ask(main.access, '/api/order-system', set)).status).toBe(200)

  const id = randomUUID()
  // The order is read well; the act is taken and never answered.
  const acting = ask(main.access, '/api/orders/acts', {
    id,
    conversation,
    number: 'K-1',
    act: NOTE,
  }).catch(() => null)
  await system.until(() => system.asked.includes('GET /shop/orders/K-1'))
  system.mood = 'silent'
  await system.until(() => system.posted.has(id))
  await served.end('SIGKILL')
  await acting
  system.release()
  await system.until(() => system.done.length === 1)
  served = await Served.start(data, ['--port', new URL(url).port])
  await main.until('its end', () => outcomes(main, id).includes('done'), 20_000)
  expect(system.done.filter((one) => one.id === id)).toHaveLength(1)
  expect(system.posted.get(id)).toBe(2)
  expect(system.orders.get('K-1')?.shopNote).toBe('多放一个杯刷')
  main.close()
  buyer.close()
  await served.end('SIGTERM')
  await system.stop()
  await rm(data, { recursive: true, force: true })
})
