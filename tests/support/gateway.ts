import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import type { BuyerReply, SessionReply } from '#shared/protocol/api.ts'
import type { SessionSettings } from '#gateway/http/settings.ts'
import { startGateway, type Gateway, type GatewayOptions } from '#gateway/serve.ts'
import { AgentClient, BuyerClient, type ClientSetup } from './client.ts'

/** Quick enough for tests; never in the product. */
export const CHEAP_PASSWORDS = {
  memoryCost: 1024,
  timeCost: 1,
  parallelism: 1,
  outputLen: 32,
} as const
export const PASSWORD = 'correct horse battery'

/** Short times, so that tests of times don't wait for people's ones; the limits are the real ones. */
export const QUICK: Partial<SessionSettings> = { presenceGraceMs: 100, newBuyerBurst: 10_000 }

export interface TestGatewayOptions extends Partial<Omit<GatewayOptions, 'dataDir' | 'key'>> {
  /** Sub-accounts that are made; `main` is always there. */
  readonly subs?: readonly string[]
  /** Without any shop. */
  readonly bare?: boolean
  /** A folder that outlives this gateway; absent: a new one, removed by `stop`. */
  readonly folder?: string
  readonly key?: string
}

/** A real gateway in this process: real store in a temporary folder, real sockets on loopback. */
export interface TestGateway {
  readonly gateway: Gateway
  readonly url: string
  readonly wsUrl: string
  readonly shop: string
  readonly folder: string
  readonly key: string
  /** Main account, signed in or out; subs are `demoshop:<sub>`. */
  readonly main: string
  signIn(name: string, device?: string): Promise<SessionReply>
  newBuyer(name?: string): Promise<BuyerReply>
  /** Connects and waits until it is live. Closed by `stop`. */
  agent(name: string, setup?: ClientSetup): Promise<AgentClient>
  buyer(setup?: ClientSetup & { readonly name?: string }): Promise<BuyerClient>
  /** The same data in a new gateway, at the same port unless told otherwise. */
  restart(options?: TestGatewayOptions): Promise<TestGateway>
  stop(): Promise<void>
}

export const MAIN = 'demoshop'

export async function startTestGateway(options: TestGatewayOptions = {}): Promise<TestGateway> {
  const {
    subs = ['xiaohong', 'xiaoming'],
    bare = false,
    folder: given,
    key: givenKey,
    ...rest
  } = options
  const folder = given ?? (await mkdtemp(join(tmpdir(), 'xiaoer-gateway-')))
  const key = givenKey ?? randomBytes(32).toString('hex')
  const gateway = await startGateway({
    host: '127.0.0.1',
    port: 0,
    log: pino({ level: 'silent' }),
    passwordCost: CHEAP_PASSWORDS,
    ...rest,
    settings: { ...QUICK, ...rest.settings },
    dataDir: folder,
    key,
  })
  const { control } = gateway
  if (!bare && control.shops().length === 0) {
    await control.createShop({
      id: MAIN,
      name: 'Demo Shop',
      main: MAIN,
      nick: 'Boss',
      password: PASSWORD,
    })
    for (const sub of subs)
      await control.createAccount({
        name: `${MAIN}:${sub}`,
        nick: sub,
        role: 'junior',
        password: PASSWORD,
      })
  }
  const clients: { close(): void }[] = []
  const { url } = gateway

  async function post<T>(path: string, body: unknown): Promise<T> {
    const response = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    const value: unknown = await response.json()
    if (!response.ok) throw Object.assign(new Error(`${path}: ${response.status}`), value)
    return value as T
  }

  const test: TestGateway = {
    gateway,
    url,
    wsUrl: `${url.replace(/^http/, 'ws')}/ws`,
    shop: MAIN,
    main: MAIN,
    folder,
    key,
    signIn: (name, device = 'device-1') =>
      post('/api/sign-in', { name, password: PASSWORD, device: { id: device, name: device } }),
    newBuyer: (name) => post('/api/buyers', { shop: MAIN, ...(name ? { name } : {}) }),
    async agent(name, setup) {
      const session = await test.signIn(name, setup?.device)
      const client = new AgentClient(test.wsUrl, url, session, setup)
      clients.push(client)
      await client.live()
      return client
    },
    async buyer(setup) {
      const session = await test.newBuyer(setup?.name)
      const client = new BuyerClient(test.wsUrl, url, session, setup)
      clients.push(client)
      await client.live()
      return client
    },
    async restart(again = {}) {
      await gateway.close()
      return startTestGateway({ port: gateway.port, ...rest, ...again, folder, key })
    },
    async stop() {
      for (const client of clients) client.close()
      await gateway.close()
      if (given === undefined) await rm(folder, { recursive: true, force: true })
    },
  }
  return test
}
