import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BuyerOrders } from '#shared/orders/model.ts'
import { apiOf } from '../support/api.ts'
import type { AgentClient } from '../support/client.ts'
import { startOrderShop, type OrderShop } from '../support/order-shop.ts'

/** Who may say whose orders a buyer's are could say that they are a private contact's. */
describe('orders of a private contact, by way of another buyer', () => {
  let shop: OrderShop
  let agent: AgentClient
  let buyer = ''
  let conversation = ''
  beforeAll(async () => {
    shop = await startOrderShop()
    agent = await shop.agent('senior', 'xiaohong')
    shop.system.put({ number: 'P-1', customer: 'c-private' })
    shop.system.put({ number: 'O-1', customer: 'c-other' })
    const secret = await shop.serve(agent, 'c-private')
    await shop.main.command({ type: 'buyer.mark', buyer: secret.buyer.id, private: true })
    const served = await shop.serve(agent, 'c-other')
    buyer = served.buyer.id
    ;({ conversation } = served)
  })
  afterAll(() => shop.stop())

  const link = (customer: string) => agent.command({ type: 'buyer.link', buyer, customer })

  it('[D6] are read, changed and unmasked by main alone, and look as if there were none', async () => {
    expect((await shop.orders(agent, buyer)).value.orders).toHaveLength(1)
    await link('c-private')
    const told = await shop.orders(agent, buyer, true)
    await link('c-nobody')
    const none = await shop.orders(agent, buyer, true)
    await link('c-private')
    const plain = ({ customer: _customer, at: _at, ...rest }: BuyerOrders) => rest
    expect(plain(told.value)).toEqual(plain(none.value))
    expect(told.value.orders).toEqual([])
    const act = { name: 'note', text: 'x' } as const
    expect((await shop.act(agent, conversation, 'P-1', act)).value.code).toBe('not_found')
    const unmask = { buyer, order: 'P-1' }
    expect((await apiOf(shop.test.url)(agent.access, '/api/unmask', unmask)).status).toBe(404)
    const overseer = await shop.agent('supervisor', 'watch')
    expect((await shop.orders(overseer, buyer)).value.orders).toEqual([])
    expect((await shop.orders(shop.main, buyer)).value.orders).toHaveLength(1)
    await link('c-other')
    expect((await shop.orders(agent, buyer)).value.orders).toHaveLength(1)
  })
})
