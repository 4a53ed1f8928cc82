import { figure, percentile, type BenchOptions, type Figure } from './figure.ts'
import type { AgentClient, BuyerClient } from '../../tests/support/client.ts'
import { startTestGateway } from '../../tests/support/gateway.ts'

const AGENTS = 20
const BUYERS = 1000

/**
 * A rush: 1,000 buyers write their first word at once to a shop of 20 agents. Measured from the
 * sending to the moment the agent's client has it in its view, through real sockets and the durable
 * log. Baseline: the same buyers' second words, all at once, when they have their agent: what the
 * sockets, the log and this one process of clients cost without dispatch.
 */
export async function figures({ progress }: BenchOptions): Promise<readonly Figure[]> {
  const subs = Array.from({ length: AGENTS }, (_, index) => `kefu_${index + 1}`)
  const test = await startTestGateway({ subs })
  try {
    const main = await test.agent('demoshop')
    await main.command({ type: 'participate', account: main.id, on: false })
    const agents: AgentClient[] = []
    for (const sub of subs) {
      const agent = await test.agent(`demoshop:${sub}`)
      await main.command({ type: 'account.change', account: agent.id, changes: { limit: 200 } })
      agents.push(agent)
    }
    const buyers: BuyerClient[] = []
    while (buyers.length < BUYERS)
      buyers.push(...(await Promise.all(Array.from({ length: 50 }, () => test.buyer()))))
    progress(`${AGENTS} agents, ${BUYERS} buyers`)

    const first = await wave(agents, buyers, 'first')
    const second = await wave(agents, buyers, 'second')
    return [
      figure({
        name: 'first word to the agent, p99',
        value: percentile(first, 99),
        unit: 'ms',
        baseline: percentile(second, 99),
        goal: { of: 'value', is: 'under', bound: 2000 },
      }),
      figure({
        name: 'first word to the agent, p50',
        value: percentile(first, 50),
        unit: 'ms',
        baseline: percentile(second, 50),
      }),
    ]
  } finally {
    await test.stop()
  }
}

/** Everyone writes `word` at once; resolves with each one's milliseconds until an agent has it. */
async function wave(
  agents: readonly AgentClient[],
  buyers: readonly BuyerClient[],
  word: string,
): Promise<readonly number[]> {
  const sent = new Map<string, number>()
  const took: number[] = []
  const arrived = agents.map((agent) => {
    let seen = agent.events.length
    return agent.until(
      'its share',
      () => {
        const now = performance.now()
        for (; seen < agent.events.length; seen++) {
          const event = agent.events[seen]?.event
          if (event?.type !== 'message.sent' || event.message.sender.kind !== 'buyer') continue
          const began = sent.get(`${event.message.conversation.split('.')[0]} ${word}`)
          if (began !== undefined) took.push(now - began)
        }
        return took.length >= buyers.length
      },
      120_000,
    )
  })
  for (const buyer of buyers) {
    sent.set(`${buyer.id} ${word}`, performance.now())
    void buyer.say(word)
  }
  await Promise.race(arrived)
  return took
}
