import { readdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as rest } from 'node:timers/promises'
import type { Health } from './fault-gateway.ts'
import { heal } from './fault-healing.ts'
import { Incidents } from './fault-incidents.ts'
import { People } from './fault-people.ts'
import type { PlantName } from './fault-plants.ts'
import type { Pool } from './fault-pool.ts'
import { profileOf, type Profile } from './fault-profile.ts'
import { FaultProxy } from './fault-proxy.ts'
import { randomOf, type Random } from './fault-random.ts'
import { Service } from './fault-service.ts'
import { marked, Traffic } from './fault-traffic.ts'
import type { History, Violation } from './history.ts'
import { checkHistory } from './history-checker-rest.ts'

export interface RoundResult {
  readonly seed: number
  readonly violations: readonly Violation[]
  readonly ms: number
  readonly rows: number
  readonly oks: number
  readonly kills: number
  readonly storms: readonly string[]
  /** From the healing until the last of them equalled the gateway, ms; null: not all did. */
  readonly healedMs: number | null
}

export interface RoundOptions {
  readonly plant?: PlantName | null
  readonly profile?: Partial<Profile>
  /** From the healing on, ms. */
  readonly healMs?: number
  /** Asked of the gateway while people are at work, each so many ms. */
  readonly sample?: {
    readonly everyMs: number
    /** Each how many samples it is asked what is live. */
    readonly liveEvery: number
    readonly take: (health: Health) => void
  }
}

/**
 * «Within seconds» (I6): a round that heals takes under one on a free machine, which the rounds print;
 * this is the bound beyond which it hangs, however many others work beside it.
 */
const HEAL_MS = 30_000

/** One round: a shop at work under faults, then quiet, then everything that everyone saw is judged. */
export class World {
  readonly seed: number
  readonly profile: Profile
  readonly #pool: Pool
  readonly #options: RoundOptions
  readonly #random: Random
  readonly #storms: string[] = []
  #folder = ''
  #service!: Service
  #proxy!: FaultProxy
  #people!: People

  constructor(seed: number, pool: Pool, options: RoundOptions = {}) {
    this.seed = seed
    this.profile = { ...profileOf(seed), ...options.profile }
    this.#pool = pool
    this.#options = options
    this.#random = randomOf(seed)
  }

  async run(): Promise<RoundResult> {
    const began = performance.now()
    this.#folder = await mkdtemp(join(tmpdir(), 'xiaoer-round-'))
    try {
      await this.#open()
      const { clockMoved } = await this.#busy()
      const history = await this.#quiet(clockMoved)
      const violations = [
        ...checkHistory(history, { healMs: this.#healMs, waitMs: 1500, grownBytes: 256 * 2 ** 20 }),
        ...(await this.#service.verified()),
      ]
      const count = (kind: string) =>
        history.parties.reduce(
          (sum, { seen }) => sum + seen.filter((one) => one.kind === kind).length,
          0,
        )
      return {
        seed: this.seed,
        violations,
        ms: performance.now() - began,
        rows: history.shops.reduce((sum, { rows }) => sum + rows.length, 0),
        oks: count('ok'),
        kills: this.#service.kills,
        storms: this.#storms,
        healedMs: history.parties.reduce<number | null>(
          (most, { end }) =>
            most === null || end.convergedMs === null ? null : Math.max(most, end.convergedMs),
          0,
        ),
      }
    } finally {
      this.#service?.over()
      await this.#people?.close()
      await this.#proxy?.close()
      await this.#service?.end()
      await rm(this.#folder, { recursive: true, force: true })
    }
  }

  get #healMs(): number {
    return this.#options.healMs ?? HEAL_MS
  }

  async #open(): Promise<void> {
    const { kills, epoch, desktop, page } = this.profile
    const folder = this.#folder
    this.#service = new Service({ folder, pool: this.#pool, mortal: kills || epoch })
    await this.#service.start()
    this.#proxy = await FaultProxy.start(() => this.#service.port, this.#random.fork())
    const { url } = this.#proxy
    const plant = this.#options.plant ?? null
    this.#people = new People({ service: this.#service, url, folder, plant })
    await this.#people.arrive({ desktop, page })
  }

  /** People at work, and what befalls them meanwhile. */
  async #busy(): Promise<{ readonly clockMoved: boolean }> {
    const { profile } = this
    const { parties } = this.#people
    const until = performance.now() + profile.lasts
    const random = this.#random.fork()
    const traffic = new Traffic(this.seed, this.#random.fork(), profile.privates)
    const incidents = new Incidents({
      profile,
      service: this.#service,
      parties,
      random: this.#random.fork(),
    })
    const going = () => performance.now() < until
    if (profile.slow === true) this.#proxy.weather({ delay: [60, 90], vanishing: true })
    const acts = async () => {
      while (going()) {
        traffic.act(random.pick(parties))
        await rest(random.between(...(profile.pace ?? [2, 18])))
      }
    }
    const storms = async () => {
      while (profile.storms && going()) {
        await rest(random.between(...(profile.calm ?? [10, 120])))
        this.#storms.push(await this.#proxy.storm())
      }
    }
    const samples = async () => {
      const { sample } = this.#options
      for (let n = 1; sample && going(); n++) {
        await rest(sample.everyMs)
        const live = n % sample.liveEvery === 0
        const health = await this.#service.gateway.health(live).catch(() => null)
        if (health) sample.take(health)
      }
    }
    await Promise.all([acts(), storms(), samples(), incidents.go(going)])
    return incidents
  }

  /** The network heals; what everyone has then is put together for the checker. */
  async #quiet(clockMoved: boolean): Promise<History> {
    const service = this.#service
    const people = this.#people
    const { truths, ends } = await heal({ service, proxy: this.#proxy, people }, this.#healMs)
    return {
      seed: this.seed,
      parties: people.parties.map((party) => party.history(ends.get(party)!)),
      shops: truths,
      epochs: service.epochs,
      clockMoved,
      interrupted: service.interrupted,
      memory: [],
      files: filesIn(this.#folder),
      secrets: [...people.secrets, service.key, marked(this.seed, '')],
    }
  }
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}
