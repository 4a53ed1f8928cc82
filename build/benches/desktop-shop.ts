import type { AgentClient, BuyerClient } from '#tests/support/client.ts'
import { MAIN, startTestGateway, type TestGateway } from '#tests/support/gateway.ts'

export const AGENT = `${MAIN}:agent`
/** The buyer with the long conversation where none is named; the others are numbered from 1. */
export const LONG = 0

/** A shop with one agent who holds a conversation with each of its buyers. */
export interface BenchShop {
  readonly gateway: TestGateway
  /** By number. */
  readonly buyers: readonly BuyerClient[]
  /** The agent's headless device leaves; the desktop is there. */
  handOver(): void
  stop(): Promise<void>
}

export function buyerName(number: number): string {
  return `Buyer ${String(number).padStart(4, '0')}`
}

/** Stands in the newest message of a buyer's conversation, so that it is known when it is seen. */
export function tag(number: number): string {
  return `#${number}#`
}

const TEXTS = [
  '这件大衣有 M 码吗？平时穿 165/88A，怕偏小',
  '今天下单什么时候能到成都？周五前要用',
  '好的，我看一下',
  '物流三天没动了，帮我催一下 SF1398820045612，谢谢',
  '能便宜一点吗，两件一起拍',
  '在的亲，这款有现货，今天下午四点前发出，顺丰包邮，一般两天左右到；如果尺码不合适支持七天无理由退换。',
]

/**
 * Everything comes as it would in a shop: over websockets to a real gateway, stored durably, in the
 * lane of each sender. The rate limits alone are lifted, since they would only make it slower.
 */
export async function openBenchShop(options: {
  readonly buyers: number
  readonly messagesEach: number
  readonly messagesOfLong: number
  /** By number; `LONG` unless told. */
  readonly long?: number
  /** The agent has the last word everywhere, so that nobody waits. */
  readonly answered?: boolean
  readonly progress: (line: string) => void
}): Promise<BenchShop> {
  const { buyers: count, messagesEach, messagesOfLong, progress } = options
  const { long = LONG, answered = false } = options
  const free = 1_000_000
  const gateway = await startTestGateway({
    subs: ['agent'],
    settings: {
      agentRate: free,
      agentBurst: free,
      buyerRate: free,
      buyerBurst: free,
      newBuyerRate: free,
      newBuyerBurst: free,
      // Between the headless device and the desktop nobody is dispatched again.
      presenceGraceMs: 600_000,
    },
  })
  const shop = gateway.gateway.desk.shops.get(MAIN)
  const account = shop?.accountByName(AGENT)
  if (!shop || !account) throw new Error('the shop has no agent')
  const limit = 5000
  await shop.submit({ type: 'account.change', account: account.id, changes: { limit } })
  const agent = await gateway.agent(AGENT, { device: 'headless' })
  const buyers: BuyerClient[] = []
  for (let number = 0; number < count; number++) {
    const buyer = await gateway.buyer({ name: buyerName(number) })
    buyers.push(buyer)
    await talk(agent, buyer, number, number === long ? messagesOfLong : messagesEach, answered)
    if ((number + 1) % 250 === 0) progress(`${number + 1} buyers have written`)
  }
  return {
    gateway,
    buyers,
    handOver: () => agent.close(),
    stop: () => gateway.stop(),
  }
}

/** Both write at once; the last line, mostly the buyer's, carries the tag. */
async function talk(
  agent: AgentClient,
  buyer: BuyerClient,
  number: number,
  messages: number,
  answered: boolean,
): Promise<void> {
  await buyer.say(TEXTS[number % TEXTS.length] ?? '')
  const conversation = await agent.served(buyer.id)
  const sent: Promise<unknown>[] = []
  for (let index = 1; index < messages - 1; index++) {
    const text = `${TEXTS[(number + index) % TEXTS.length]} ${index}`
    sent.push(index % 2 === 0 ? buyer.say(text) : agent.reply(conversation, text))
  }
  await Promise.all(sent)
  const last = `${TEXTS[number % TEXTS.length]} ${tag(number)}`
  await (answered ? agent.reply(conversation, last) : buyer.say(last))
}
