import type { AgentClient, BuyerClient } from '#tests/support/client.ts'
import { closeDesktops } from '#tests/support/desktop.ts'
import { startTestGateway } from '#tests/support/gateway.ts'
import { Workstation } from '#tests/support/workstation.ts'
import { withTestEnvironment } from '../testing/environment.ts'
import { figure, percentile, type BenchOptions, type Figure } from './figure.ts'

const AGENTS = 20
const BUYERS = 1000

/**
 * A rush: 1,000 buyers write their first word at once to a shop of 20 agents. Measured from the
 * sending to the moment the agent's client has it in its view, through real sockets and the durable
 * log. Baseline: the same buyers' second words, all at once, when they have their agent: what the
 * sockets, the log and this one process of clients cost without dispatch. One of the agents has a
 * real window beside its headless client: there it is measured to the frame that shows it.
 */
export function figures(options: BenchOptions): Promise<readonly Figure[]> {
  return withTestEnvironment(async ({ electron }) => {
    const before = { ...process.env }
    // The gateway here runs in plain Node, with the binding that is Node's own.
    const { XIAOER_SQLITE_BINDING: _binding, ...environment } = electron
    Object.assign(process.env, environment)
    try {
      return await rush(options)
    } finally {
      process.env = before
    }
  })
}

async function rush({ progress }: BenchOptions): Promise<readonly Figure[]> {
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
    const station = await Workstation.launch()
    await station.signIn(test, `demoshop:${subs[0] ?? ''}`)
    await watch(station)
    progress(`${AGENTS} agents, one of them in a window, ${BUYERS} buyers`)

    const began = new Map<string, number>()
    const first = await wave(agents, buyers, 'first', began)
    const shown = await painted(station, agents[0]?.held().length ?? 0)
    const second = await wave(agents, buyers, 'second')
    const window = shown.map(([conversation, at]) => at - (began.get(buyerOf(conversation)) ?? at))
    return [
      figure({
        name: 'first word to the agent’s window, p99',
        value: percentile(window, 99),
        unit: 'ms',
        goal: { of: 'value', is: 'under', bound: 2000 },
      }),
      figure({
        name: 'first word to the agent, p99',
        value: percentile(first, 99),
        unit: 'ms',
        baseline: percentile(second, 99),
      }),
      figure({
        name: 'first word to the agent, p50',
        value: percentile(first, 50),
        unit: 'ms',
        baseline: percentile(second, 50),
      }),
    ]
  } finally {
    await closeDesktops()
    await test.stop()
  }
}

function buyerOf(conversation: string): string {
  return conversation.slice(0, conversation.lastIndexOf('.'))
}

interface Seen {
  /** Conversation and the time of the frame behind the one that drew it. */
  seen: [string, number][]
}

/** From now on the window notes when each conversation that came to it was drawn. */
async function watch({ page }: Workstation): Promise<void> {
  await page.evaluate(() => {
    const noted: Seen = { seen: [] }
    Object.assign(globalThis, noted)
    window.xiaoer.on('chats.events', ({ events }) => {
      const ids = events.flatMap(({ event }) =>
        event.type === 'conversation.assigned' ? [event.conversation] : [],
      )
      // The desk takes what has come in the next frame; in the one after that it is on the screen.
      requestAnimationFrame(() =>
        requestAnimationFrame(() => {
          for (const id of ids) noted.seen.push([id, Date.now()])
        }),
      )
    })
  })
}

async function painted({ page }: Workstation, count: number): Promise<Seen['seen']> {
  await page.waitForFunction(
    (wanted) => (globalThis as unknown as Seen).seen.length >= wanted,
    count,
  )
  return page.evaluate(() => (globalThis as unknown as Seen).seen)
}

/** Everyone writes `word` at once; resolves with each one's milliseconds until an agent has it. */
async function wave(
  agents: readonly AgentClient[],
  buyers: readonly BuyerClient[],
  word: string,
  began = new Map<string, number>(),
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
    // The window has this computer's clock in common with us, and no other.
    began.set(buyer.id, Date.now())
    void buyer.say(word)
  }
  await Promise.race(arrived)
  return took
}
