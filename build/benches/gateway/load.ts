import { fork, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PROTOCOL_VERSION } from '#shared/protocol/limits.ts'
import { percentile } from '../figure.ts'
import { LeanSocket } from './lean-socket.ts'
import type { FromServer, Size, ToServer } from './messages.ts'

export interface Saturation {
  /** Messages given to their agents, a second. */
  readonly perSecond: number
  readonly cpuPer10k: number
}
export interface FixedRate {
  readonly p50: number
  readonly p99: number
  readonly cpuPer10k: number
  readonly delivered: number
  readonly offered: number
}

type Ready = Extract<FromServer, { t: 'ready' }>
const OK = Buffer.from('{"t":"ok"')
const EVENT = Buffer.from('"type":"message.sent"')
const ERROR = Buffer.from('{"t":"error"')
/** About what a buyer writes; the mark behind it, which looks like nothing personal, tells when it was due. */
const WORDS = '请问这件衣服有货吗？今天下单什么时候可以发货呢'

/** One server process with its clients connected. */
export class Load {
  readonly #child: ChildProcess
  readonly #folder: string
  readonly #ready: Ready
  #buyers: LeanSocket[] = []
  #agents: LeanSocket[] = []
  #idle: LeanSocket[] = []
  #onOk: (buyer: number, count: number) => void = () => {}
  #onEvents: (payload: Buffer, count: number) => void = () => {}
  errors = 0

  private constructor(child: ChildProcess, folder: string, ready: Ready) {
    this.#child = child
    this.#folder = folder
    this.#ready = ready
  }

  static async start(script: string, size: Size): Promise<Load> {
    const folder = await mkdtemp(join(tmpdir(), 'xiaoer-bench-'))
    const child = fork(script, [], {
      execArgv: [
        '--expose-gc',
        '--disable-warning=ExperimentalWarning',
        // Such as --cpu-prof, to see where the time goes.
        ...(process.env['XIAOER_BENCH_NODE'] ?? '').split(' ').filter(Boolean),
      ],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    const ready = await new Promise<Ready>((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`${script} ended with ${code}`)))
      child.on('message', (message: FromServer) => {
        if (message.t === 'ready') resolve(message)
      })
      child.send({ t: 'start', folder, size } satisfies ToServer)
    })
    const load = new Load(child, folder, ready)
    await load.#connect()
    return load
  }

  async #connect(): Promise<void> {
    const { agents, buyers } = this.#ready
    for (const token of agents)
      this.#agents.push(
        await this.#hello(token, (payload) => this.#onEvents(payload, count(payload, EVENT))),
      )
    for (const [index, token] of buyers.entries())
      this.#buyers.push(
        await this.#hello(token, (payload) => {
          const oks = count(payload, OK)
          if (oks > 0) this.#onOk(index, oks)
          if (payload.includes(ERROR)) this.errors++
        }),
      )
    // Each conversation is open and has its agent before anything is measured.
    await this.#round(1)
  }

  async #hello(token: string, onText: (payload: Buffer) => void): Promise<LeanSocket> {
    const { promise, resolve } = Promise.withResolvers<void>()
    let greeted = false
    const socket = await LeanSocket.open(this.#ready.url, (payload) => {
      if (greeted) onText(payload)
      else if (payload.includes('"t":"snapshot"')) {
        greeted = true
        resolve()
      }
    })
    socket.send([
      JSON.stringify({
        t: 'hello',
        v: PROTOCOL_VERSION,
        token,
        device: { id: 'bench', name: 'bench', app: 'bench' },
      }),
    ])
    await promise
    return socket
  }

  /** Every buyer sends `each`, one after the other's answer. */
  #round(each: number): Promise<void> {
    let left = this.#buyers.length * each
    return new Promise((resolve) => {
      const sent = this.#buyers.map(() => 1)
      this.#onOk = (buyer, oks) => {
        left -= oks
        if (left <= 0) resolve()
        else if ((sent[buyer] ?? 0) < each) {
          sent[buyer] = (sent[buyer] ?? 0) + 1
          this.#buyers[buyer]?.send([message(0)])
        }
      }
      for (const buyer of this.#buyers) buyer.send([message(0)])
    })
  }

  /** As much as it takes: every buyer always has `window` unanswered. */
  async saturate(seconds: number, window: number): Promise<Saturation> {
    let delivered = 0
    let running = true
    this.#onEvents = (_payload, events) => {
      delivered += events
    }
    this.#onOk = (buyer, oks) => {
      if (running) this.#buyers[buyer]?.send(Array.from({ length: oks }, () => message(0)))
    }
    for (const buyer of this.#buyers) buyer.send(Array.from({ length: window }, () => message(0)))
    // The first second warms up compilers and caches.
    await after(1000)
    const before = await this.figures()
    const began = performance.now()
    delivered = 0
    await after(seconds * 1000)
    const took = (performance.now() - began) / 1000
    const total = delivered
    const { cpu } = await this.figures()
    running = false
    await after(300)
    return { perSecond: total / took, cpuPer10k: ((cpu - before.cpu) / total) * 10_000 }
  }

  /** Open loop: messages are due by the clock, whether or not earlier ones were answered. */
  async fixed(perSecond: number, seconds: number): Promise<FixedRate> {
    // A gateway runs for weeks: its first seconds, in which it is compiled, are not what is asked.
    await this.#offer(perSecond, 3)
    return this.#offer(perSecond, seconds)
  }

  async #offer(perSecond: number, seconds: number): Promise<FixedRate> {
    const latencies: number[] = []
    this.#onOk = () => {}
    const base = performance.now()
    this.#onEvents = (payload) => {
      const now = performance.now() - base
      for (const [, due] of payload.toString('latin1').matchAll(/<(\d+)>/g))
        if (due !== '0') latencies.push(now - Number(due) / 1000)
    }
    const before = await this.figures()
    const began = performance.now() - base
    const total = perSecond * seconds
    let sent = 0
    await new Promise<void>((resolve) => {
      const tick = () => {
        const now = performance.now() - base
        while (sent < total) {
          const due = began + (sent * 1000) / perSecond
          if (due > now) break
          this.#buyers[sent % this.#buyers.length]?.send([
            message(Math.max(1, Math.round(due * 1000))),
          ])
          sent++
        }
        if (sent < total) setTimeout(tick, 1)
        else resolve()
      }
      tick()
    })
    await after(500)
    const { cpu } = await this.figures()
    return {
      p50: percentile(latencies, 50),
      p99: percentile(latencies, 99),
      cpuPer10k: ((cpu - before.cpu) / total) * 10_000,
      delivered: latencies.length,
      offered: total,
    }
  }

  /**
   * Bytes that one more idle connection takes: what the process grew by, but no less than what the
   * engine counts as used, since room that was free before hides some of it.
   */
  async idle(): Promise<number> {
    const { idle } = this.#ready
    // A first tenth grows pools that the others share.
    const warm = Math.floor(idle.length / 10)
    for (const token of idle.slice(0, warm)) this.#idle.push(await this.#hello(token, () => {}))
    const before = await this.figures(true)
    for (const token of idle.slice(warm)) this.#idle.push(await this.#hello(token, () => {}))
    const { rss, used } = await this.figures(true)
    return Math.max(rss - before.rss, used - before.used) / (idle.length - warm)
  }

  figures(collect = false): Promise<Extract<FromServer, { t: 'figures' }>> {
    return new Promise((resolve) => {
      const heard = (message: FromServer) => {
        if (message.t !== 'figures') return
        this.#child.off('message', heard)
        resolve(message)
      }
      this.#child.on('message', heard)
      this.#child.send({ t: 'figures', collect } satisfies ToServer)
    })
  }

  async stop(): Promise<void> {
    for (const socket of [...this.#buyers, ...this.#agents, ...this.#idle]) socket.end()
    const gone = new Promise((resolve) => this.#child.once('exit', resolve))
    // It ends by itself when the channel closes.
    this.#child.disconnect()
    await gone
    await rm(this.#folder, { recursive: true, force: true })
  }
}

function message(due: number): string {
  return `{"t":"send","cid":"${randomUUID()}","conversation":null,"body":{"kind":"text","text":"${WORDS}<${due}>"}}`
}

function count(payload: Buffer, needle: Buffer): number {
  let found = 0
  for (let at = payload.indexOf(needle); at >= 0; at = payload.indexOf(needle, at + needle.length))
    found++
  return found
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
