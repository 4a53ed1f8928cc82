import { randomUUID } from 'node:crypto'
import type {
  BuyerOrders,
  OrderAct,
  OrderActReply,
  OrderSystem,
  OrderSystemState,
} from '#shared/orders/model.ts'
import type { Role } from '#shared/protocol/model.ts'
import { apiOf, type Answer } from './api.ts'
import type { AgentClient, BuyerClient } from './client.ts'
import { PASSWORD, startTestGateway, type TestGateway, type TestGatewayOptions } from './gateway.ts'
import { OrderSystemServer } from './order-system.ts'

/** A gateway whose shop has the little order system, and a conversation with one of its customers. */
export interface OrderShop {
  readonly test: TestGateway
  readonly system: OrderSystemServer
  readonly main: AgentClient
  /** Signs an account of the role in; made where it is not there. */
  agent(role: Exclude<Role, 'main'>, sub: string): Promise<AgentClient>
  /** A buyer who is that customer, served by `agent`. */
  serve(
    agent: AgentClient,
    customer: string,
  ): Promise<{ readonly buyer: BuyerClient; readonly conversation: string }>
  orders(agent: AgentClient, buyer: string, fresh?: boolean): Promise<Answer<BuyerOrders>>
  act(
    agent: AgentClient,
    conversation: string,
    number: string,
    act: OrderAct,
    id?: string,
  ): Promise<Answer<OrderActReply>>
  setSystem(system: OrderSystem): Promise<Answer<OrderSystemState>>
  stop(): Promise<void>
}

export async function startOrderShop(options: TestGatewayOptions = {}): Promise<OrderShop> {
  const system = await new OrderSystemServer().start()
  const test = await startTestGateway({ subs: [], ...options })
  const main = await test.agent(test.main)
  const ask = apiOf(test.url)
  const shop: OrderShop = {
    test,
    system,
    main,
    async agent(role, sub) {
      const name = `${test.main}:${sub}`
      if (!test.gateway.control.accounts().some((account) => account.name === name))
        await test.gateway.control.createAccount({ name, nick: sub, role, password: PASSWORD })
      return test.agent(name)
    },
    async serve(agent, customer) {
      const buyer = await test.buyer()
      await buyer.say('在吗')
      await main.until('it came', () =>
        Object.values(main.view?.conversations ?? {}).some(
          (each) => each.buyer.id === buyer.id && each.holder !== null,
        ),
      )
      const found = Object.values(main.view?.conversations ?? {}).find(
        (each) => each.buyer.id === buyer.id,
      )
      if (!found) throw new Error('no conversation')
      if (found.holder !== agent.id)
        await main.command({
          type: 'forward',
          conversation: found.id,
          holderEpoch: found.holderEpoch,
          to: { account: agent.id },
        })
      await agent.served(buyer.id)
      await main.command({ type: 'buyer.link', buyer: buyer.id, customer })
      return { buyer, conversation: found.id }
    },
    orders: (agent, buyer, fresh = false) =>
      ask(agent.access, `/api/orders?buyer=${buyer}${fresh ? '&fresh=true' : ''}`),
    act: (agent, conversation, number, act, id = randomUUID()) =>
      ask(agent.access, '/api/orders/acts', { id, conversation, number, act }),
    setSystem: (next) => ask(main.access, '/api/order-system', next),
    async stop() {
      await test.stop()
      await system.stop()
    },
  }
  const set = await shop.setSystem({ kind: 'http', url: system.url, secret: system.secret })
  if (set.status !== 200) throw new Error(`the order system was not taken: ${set.status}`)
  return shop
}
