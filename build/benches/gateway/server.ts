import { pino } from 'pino'
import { startGateway } from '#gateway/serve.ts'
import { answerFigures, type FromServer, type ToServer } from './messages.ts'

// The gateway as it is served, in a process of its own. Only what keeps one client from doing what a
// thousand do is lifted: its rate, and how many new buyers one address may make.
answerFigures()
process.on('message', (message: ToServer) => {
  if (message.t === 'start') void start(message)
})
process.on('disconnect', () => process.exit(0))

async function start({ folder, size }: Extract<ToServer, { t: 'start' }>): Promise<void> {
  const gateway = await startGateway({
    dataDir: folder,
    key: 'ab'.repeat(32),
    host: '127.0.0.1',
    port: 0,
    log: pino({ level: 'error' }),
    passwordCost: { memoryCost: 1024, timeCost: 1, parallelism: 1, outputLen: 32 },
    settings: { buyerRate: 1e6, buyerBurst: 1e6 },
  })
  const password = 'correct horse battery'
  const { control, accounts, desk } = gateway
  await control.createShop({ id: 'bench', name: 'Bench', main: 'bench', nick: 'Bench', password })
  const shop = desk.shops.get('bench')
  if (!shop) throw new Error('no shop')
  const device = { id: 'bench', name: 'bench' }
  const agents: string[] = []
  for (let index = 0; index < size.agents; index++) {
    const name = `bench:agent${index}`
    await control.createAccount({ name, nick: `agent${index}`, role: 'junior', password })
    const session = await accounts.signIn({ name, password, device }, 'bench')
    if (!session.ok) throw new Error(session.error.code)
    agents.push(session.value.access)
  }
  const tokens = async (count: number): Promise<string[]> => {
    const made = await Promise.all(
      Array.from({ length: count }, (_, index) => accounts.newBuyer(shop, `buyer ${index}`)),
    )
    return made.map((reply) => {
      if (!reply.ok) throw new Error(reply.error.code)
      return reply.value.access
    })
  }
  const reply: FromServer = {
    t: 'ready',
    url: `${gateway.url.replace('http', 'ws')}/ws`,
    agents,
    buyers: await tokens(size.buyers),
    idle: await tokens(size.idle),
  }
  process.send?.(reply)
}
