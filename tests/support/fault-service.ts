import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as rest } from 'node:timers/promises'
import { verify } from '#gateway/store/verify.ts'
import type { FaultGateway, Fail, Viewing } from './fault-gateway.ts'
import type { Pool } from './fault-pool.ts'
import type { GatewayTruth, Violation } from './history.ts'

const SETTINGS = {
  heartbeatMs: 4000,
  helloMs: 2000,
  presenceGraceMs: 100,
  newBuyerBurst: 10_000,
} as const
const SHOPS = [
  { id: 'alphashop', subs: ['xiaohong', 'xiaoming', 'super'] },
  { id: 'betashop', subs: ['xiaolan'] },
] as const

export interface ServiceOptions {
  /** Its data goes into `data` in here. */
  readonly folder: string
  readonly pool: Pool
  /** It is going to be killed: the next process is made ahead each time. */
  readonly mortal: boolean
}

/**
 * A round's gateway with its shops. Whatever kills the process, another is started on the same folder,
 * as a service manager does, until it is ended.
 */
export class Service {
  readonly key = randomBytes(32).toString('hex')
  /** Epochs its log had, in their order. */
  readonly epochs: string[] = []
  readonly #options: ServiceOptions
  #gateway: FaultGateway
  #port = 0
  #url = ''
  #kills = 0
  #interrupted = false
  #newEpoch = false
  #over = false
  #restarting: Promise<void> | null = null

  constructor(options: ServiceOptions) {
    this.#options = options
    this.#gateway = options.pool.take()
  }

  /** The process of now; it may be dead. */
  get gateway(): FaultGateway {
    return this.#gateway
  }

  get port(): number {
    return this.#port
  }

  /** Past whatever stands between it and people. */
  get url(): string {
    return this.#url
  }

  get kills(): number {
    return this.#kills
  }

  /** It was killed, or its disk was told to refuse. */
  get interrupted(): boolean {
    return this.#interrupted
  }

  async start(): Promise<void> {
    await this.#begin()
    this.#watch()
  }

  async #begin(): Promise<void> {
    const newEpoch = this.#newEpoch
    this.#newEpoch = false
    const { url, port, epoch } = await this.#gateway.open({
      folder: join(this.#options.folder, 'data'),
      key: this.key,
      port: 0,
      settings: SETTINGS,
      shops: SHOPS,
      ...(newEpoch ? { newEpoch } : {}),
    })
    this.#url = url
    this.#port = port
    if (this.epochs.at(-1) !== epoch) this.epochs.push(epoch)
  }

  #watch(): void {
    const watched = this.#gateway
    if (this.#options.mortal) this.#options.pool.prepare()
    void watched.gone.then(() => {
      if (this.#over) return
      this.#kills++
      this.#interrupted = true
      this.#restarting = this.#restart()
      this.#restarting.catch(() => undefined)
    })
  }

  /** Killed while it opens its files, it is started once more. */
  async #restart(): Promise<void> {
    for (;;) {
      this.#gateway = this.#options.pool.take()
      try {
        await this.#begin()
        this.#watch()
        return
      } catch (error) {
        if (this.#gateway.alive || this.#over) throw error
        this.#kills++
      }
    }
  }

  /** Resolves when a process is there and has opened its files. */
  async up(): Promise<void> {
    for (;;) {
      const { alive } = this.#gateway
      await this.#restarting
      if (alive && this.#gateway.alive) return
      await rest(5)
    }
  }

  /** To a process that may be dead just now. */
  async order(order: Parameters<FaultGateway['tell']>[0]): Promise<void> {
    await this.#gateway.tell(order).catch(() => undefined)
  }

  /** Its disk refuses `what` after so many times, so many times. */
  async fail(what: Fail, after: number, times: number): Promise<void> {
    this.#interrupted = true
    await this.order({ order: 'fail', what, after, times })
  }

  /** Killed, and its log has another epoch when it is back (S7). */
  async changeEpoch(): Promise<void> {
    this.#newEpoch = true
    await this.#gateway.kill()
  }

  /** As text, to be compared; never the same twice while it is dead. */
  async heads(): Promise<string> {
    return JSON.stringify(await this.#gateway.heads().catch(() => performance.now()))
  }

  /** Of all shops; `viewersOf`: who of a shop is asked about. */
  async truths(viewersOf: (shop: string) => readonly Viewing[]): Promise<GatewayTruth[]> {
    return Promise.all(SHOPS.map(({ id }) => this.#gateway.truth(id, viewersOf(id))))
  }

  /** Stopped for good; its file is judged by the program that anyone can run. */
  async verified(): Promise<Violation[]> {
    this.#over = true
    await this.#gateway.close()
    this.#options.pool.give(this.#gateway)
    this.#gateway = { alive: false } as FaultGateway
    const report = await verify(join(this.#options.folder, 'data', 'gateway.db'), this.key)
    return report.shops.flatMap(({ shop, problems }) =>
      problems.map((problem) => ({ rule: 'T5', what: `${shop}: ${problem}` })),
    )
  }

  /** Nothing starts it again. */
  over(): void {
    this.#over = true
  }

  async end(): Promise<void> {
    this.#over = true
    await this.#restarting?.catch(() => undefined)
    if (this.#gateway.alive) await this.#gateway.kill()
  }
}
