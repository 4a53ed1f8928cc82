import { afterAll, beforeAll, expect, it } from 'vitest'
import type { BuyerOrders, ImportedLine } from '#shared/orders/model.ts'
import { seedDemo } from '#gateway/demo/seed.ts'
import { apiOf } from '../support/api.ts'
import { BuyerClient } from '../support/client.ts'
import { PASSWORD, startTestGateway, type TestGateway } from '../support/gateway.ts'

let test: TestGateway
beforeAll(async () => {
  test = await startTestGateway({ subs: [], bare: true })
  await seedDemo(test.gateway.control, { password: PASSWORD })
})
afterAll(() => test.stop())

const row: ImportedLine = {
  number: 'T-1',
  customer: 'c-table',
  placedAt: Date.parse('2026-03-01T00:00:00Z'),
  state: 'shipped',
  product: 'p9',
  title: '围巾',
  variant: '灰',
  count: 1,
  price: 5900,
  total: 5900,
  currency: 'CNY',
  name: '米',
  phone: '13812345678',
  address: '杭州',
  carrier: '中通',
  tracking: '7540',
  note: '',
}

it("the demo's buyers have their orders from the start, with pictures; then the shop's own table is what counts", async () => {
  const ask = apiOf(test.url)
  const main = await test.agent('demoshop')
  const session = (await ask(null, '/api/buyers', { shop: 'demo', name: '晓米妈妈' })).value
  const buyer = new BuyerClient(test.wsUrl, test.url, session as BuyerClient['session'])
  await buyer.live()
  await buyer.say('在吗')
  const { id } = await main.served(buyer.id)
  const changed = () => main.loose.filter((frame) => frame.t === 'changed').length
  const orders = async () =>
    (await ask<BuyerOrders>(main.access, `/api/orders?buyer=${buyer.id}`)).value
  const first = await orders()
  expect(first.orders.map(({ number }) => number)).toContain('2026030810021')
  // Pictures are read behind.
  await expect
    .poll(async () => (await orders()).orders[0]?.lines[0]?.picture?.type)
    .toBe('image/png')
  const [newest] = (await orders()).orders
  expect(newest?.address?.phone).toBe('138****5678')

  expect((await ask(main.access, '/api/order-system', { kind: 'table' })).status).toBe(200)
  await main.command({ type: 'buyer.link', buyer: buyer.id, customer: 'c-table' })
  expect((await orders()).orders).toEqual([])
  const load = (lines: readonly ImportedLine[]) =>
    ask<{ orders: number }>(main.access, '/api/orders/import', { lines })
  const told = changed()
  expect((await load([row, { ...row, title: '帽子' }, { ...row, number: 'T-2' }])).value).toEqual({
    orders: 2,
  })
  await main.until('the import', () => changed() > told)
  const imported = await orders()
  expect(imported.orders.map(({ number, lines }) => [number, lines.length])).toEqual([
    ['T-2', 1],
    ['T-1', 2],
  ])
  // The same number again is the order anew.
  await load([{ ...row, state: 'delivered' }])
  const next = await ask<BuyerOrders>(main.access, `/api/orders?buyer=${buyer.id}&fresh=true`)
  expect(next.value.orders.find(({ number }) => number === 'T-1')).toMatchObject({
    state: 'delivered',
    lines: [{ title: '围巾' }],
  })
  const torn = await load([row, { ...row, customer: 'c-other' }])
  expect(torn).toMatchObject({ status: 400 })
  const noted = await ask<{ outcome: string }>(main.access, '/api/orders/acts', {
    id: crypto.randomUUID(),
    conversation: id,
    number: 'T-2',
    act: { name: 'note', text: '已联系' },
  })
  expect(noted.value.outcome).toBe('done')
  expect((await orders()).orders[0]?.shopNote).toBe('已联系')
  const sub = await test.agent('demoshop:小红')
  expect((await ask(sub.access, '/api/orders/import', { lines: [row] })).status).toBe(403)
  expect((await ask(null, '/api/orders/import', { lines: [row] })).status).toBe(401)
  buyer.close()
})

it('a large import is taken, up to 4 MiB, and other routes keep their own limit', async () => {
  const ask = apiOf(test.url)
  const main = await test.signIn('demoshop')
  const lines = Array.from({ length: 2000 }, (_, index) => ({
    ...row,
    number: `L-${index}`,
    address: '杭'.repeat(200),
  }))
  const { status, value } = await ask(main.access, '/api/orders/import', { lines })
  expect({ status, value }).toEqual({ status: 200, value: { orders: 2000 } })
  const act = await ask(main.access, '/api/orders/acts', { id: 'x'.repeat(70_000) })
  expect(act.status).toBe(413)
})
