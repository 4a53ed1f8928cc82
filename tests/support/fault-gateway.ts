import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { SessionSettings } from '#gateway/http/settings.ts'
import type { GatewayTruth } from './history.ts'
import type { PlantName } from './fault-plants.ts'

/** Where a gateway can be killed by name: slots of fault-sqlite.cjs, and two of the child itself. */
export const POINTS = {
  'append.before': 0,
  'append.inside': 1,
  'append.durable': 2,
  'snapshot.part': 3,
  'snapshot.end': 4,
  'views.follow': 5,
  'search.follow': 6,
  'checkpoint.before': 7,
  'checkpoint.after': 8,
  'erase.before': 10,
  'erase.after': 11,
  /** Applied and answered, nothing written to a socket yet. */
  'publish.before': 12,
  /** The `ok` is on the wire, the events are not. */
  'ok.unpublished': 13,
} as const
export type Point = keyof typeof POINTS

/** What a disk can refuse. `commit.lied`: the commit is durable, and an error all the same (S18). */
export const FAILS = {
  'append.full': 32,
  'commit.full': 34,
  'commit.lied': 36,
  'snapshot.full': 38,
  'views.full': 40,
} as const
export type Fail = keyof typeof FAILS

export interface OpenWorld {
  readonly folder: string
  readonly key: string
  readonly port: number
  readonly settings: Partial<SessionSettings>
  /** Sub-accounts of each shop; made where the shop is not there yet. */
  readonly shops: readonly { readonly id: string; readonly subs: readonly string[] }[]
  /** As a restore does (S7). */
  readonly newEpoch?: boolean
}

export type GatewayOrder =
  | { readonly order: 'open'; readonly world: OpenWorld }
  | { readonly order: 'close' }
  | { readonly order: 'arm'; readonly point: Point; readonly after: number }
  | { readonly order: 'disarm' }
  | { readonly order: 'fail'; readonly what: Fail; readonly after: number; readonly times: number }
  | { readonly order: 'clock'; readonly ahead: number }
  /** Parts of all hints, 0 to 1. */
  | { readonly order: 'bus'; readonly drop: number; readonly double: number }
  /** Everything the log and the state say, for the checker; `after` leaves the older rows out. */
  | { readonly order: 'truth'; readonly shop: string; readonly viewers: readonly Viewing[] }
  | { readonly order: 'heads' }
  /** T3, as the main account asks for it. */
  | { readonly order: 'erase'; readonly shop: string; readonly buyer: string }
  /** `live`: what only a collection can tell is told, too; it takes some 100 ms. */
  | { readonly order: 'health'; readonly live: boolean }

export interface Viewing {
  readonly party: string
  readonly kind: 'agent' | 'buyer'
  readonly id: string
}

/** What a process holds, in bytes, behind a full collection: what is left is held by something. */
export interface Live {
  /** JavaScript's objects, those of the gateway's threads among them. */
  readonly heap: number
  /** The process's memory without V8's heap: SQLite's caches, sockets, code, what malloc has kept. */
  readonly native: number
}

export interface Health {
  readonly rss: number
  readonly heap: number
  readonly live: Live | null
  readonly fds: number
  /** Of the event loop since the last question, ms. */
  readonly delayP99: number
}

export type GatewayReply = { readonly n: number } & (
  | { readonly told: 'open'; readonly url: string; readonly port: number; readonly epoch: string }
  | { readonly told: 'done' }
  | { readonly told: 'truth'; readonly truth: GatewayTruth }
  | { readonly told: 'heads'; readonly heads: Readonly<Record<string, number>> }
  | { readonly told: 'health'; readonly health: Health }
  | { readonly told: 'failed'; readonly message: string }
)

export class StuckStop extends Error {}
/** Far more than a stop takes under any load. */
const STOP_MS = 30_000

const CHILD = join(import.meta.dirname, 'fault-gateway.child.ts')

/**
 * The gateway's process, started ahead of its data folder so that a round does not wait for its
 * modules. It is the real gateway; only its driver, its clock and its hints can be made to fail.
 */
export class FaultGateway {
  readonly child: ChildProcess
  readonly gone: Promise<unknown>
  #next = 1
  readonly #waiting = new Map<
    number,
    { resolve: (reply: GatewayReply) => void; reject: (error: Error) => void }
  >()

  constructor(
    plant: PlantName | null = null,
    synchronous: 'FULL' | 'NORMAL' = 'FULL',
    /** Of each connection to SQLite; absent: as the gateway has them. */
    cacheKib?: number,
  ) {
    this.child = fork(CHILD, [plant ?? '', synchronous, `${cacheKib ?? ''}`], {
      execArgv: ['--disable-warning=ExperimentalWarning'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    this.gone = once(this.child, 'exit')
    this.child.on('message', (reply: GatewayReply) => {
      const waiting = this.#waiting.get(reply.n)
      this.#waiting.delete(reply.n)
      if (reply.told === 'failed') waiting?.reject(new Error(reply.message))
      else waiting?.resolve(reply)
    })
    this.child.once('exit', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('the gateway is gone'))
      this.#waiting.clear()
    })
  }

  get alive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null
  }

  async open(world: OpenWorld) {
    return this.#ask({ order: 'open', world }, 'open')
  }

  /**
   * As a SIGTERM: everything submitted is answered, snapshots are written. It may die on the way, where
   * it was told to; one that takes for ever is a fault of its own.
   *
   * @throws StuckStop
   */
  async close(): Promise<void> {
    let stuck = false
    const timer = setTimeout(() => {
      stuck = true
      this.child.kill('SIGKILL')
    }, STOP_MS)
    try {
      await this.#ask({ order: 'close' }, 'done')
    } catch (error) {
      throw stuck ? new StuckStop(`[S42] a stop took more than ${STOP_MS / 1000} s`) : error
    } finally {
      clearTimeout(timer)
    }
  }

  async tell(
    order: Exclude<GatewayOrder, { order: 'open' | 'close' | 'truth' | 'health' | 'heads' }>,
  ): Promise<void> {
    await this.#ask(order, 'done')
  }

  async truth(shop: string, viewers: readonly Viewing[]): Promise<GatewayTruth> {
    return (await this.#ask({ order: 'truth', shop, viewers }, 'truth')).truth
  }

  async heads(): Promise<Readonly<Record<string, number>>> {
    return (await this.#ask({ order: 'heads' }, 'heads')).heads
  }

  async health(live = false): Promise<Health> {
    return (await this.#ask({ order: 'health', live }, 'health')).health
  }

  /** kill -9; resolves when it is gone. */
  async kill(): Promise<void> {
    if (this.alive) this.child.kill('SIGKILL')
    await this.gone
  }

  #ask<T extends GatewayReply['told']>(
    order: GatewayOrder,
    _told: T,
  ): Promise<Extract<GatewayReply, { told: T }>> {
    const n = this.#next++
    return new Promise((resolve, reject) => {
      if (!this.alive) return reject(new Error('the gateway is gone'))
      this.#waiting.set(n, { resolve: resolve as (reply: GatewayReply) => void, reject })
      this.child.send({ n, ...order }, (error) => {
        if (error) reject(error)
      })
    })
  }
}
