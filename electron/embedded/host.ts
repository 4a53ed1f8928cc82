import { utilityProcess, type UtilityProcess } from 'electron/main'
import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type {
  EmbeddedAnswer,
  EmbeddedRequest,
  EmbeddedRescue,
  EmbeddedStart,
  FromEmbedded,
  RescueProgress,
  ToEmbedded,
} from '#shared/bridge/embedded.ts'
import { noteCrash } from '../crash/crashes.ts'
import { Failure, isErrorCode } from '../failure.ts'
import { log } from '../log.ts'

export type Ready = Extract<FromEmbedded, { t: 'ready' }>
/** How a rescue ends. */
export type Rescued = Extract<FromEmbedded, { t: 'backups' | 'restored' }>
type Answer = Exclude<EmbeddedAnswer, { t: 'refused' }>
type RequestBody = EmbeddedRequest extends infer R
  ? R extends EmbeddedRequest
    ? Omit<R, 'id'>
    : never
  : never

export interface HostOptions {
  /** The built gateway-process.js. */
  readonly script: string
  readonly logs: string
  /** It came up again by itself after a crash. */
  readonly onRestarted: (ready: Ready) => void
  /** It keeps crashing, or can't come up again. */
  readonly onLost: (failure: Failure) => void
}

const READY_MS = 30_000
const BACKOFF = { min: 250, max: 15_000 }
/** So long up: what went wrong before counts no more. */
const STEADY_MS = 60_000

interface Running {
  readonly process: UtilityProcess
  readonly waiting: Map<number, { resolve: (a: Answer) => void; reject: (f: Failure) => void }>
  readonly exited: Promise<number>
}

/** The gateway in a utility process: started, asked, started again when it dies, stopped with drain. */
export class EmbeddedHost {
  readonly #options: HostOptions
  #running: Running | null = null
  #start: EmbeddedStart | null = null
  #lastId = 0
  #crashes = 0
  #again: NodeJS.Timeout | null = null

  constructor(options: HostOptions) {
    this.#options = options
  }

  get isUp(): boolean {
    return this.#running !== null
  }

  /** Rejects with a Failure; then nothing runs. */
  async start(start: Omit<EmbeddedStart, 't'>): Promise<Ready> {
    // A copy of its own: cloning a Buffer would hand over the whole pool it lies in.
    const full: EmbeddedStart = { t: 'start', ...start, key: Uint8Array.from(start.key) }
    const ready = await this.#spawn(full)
    // A crash later comes up at the same addresses.
    this.#start = { ...full, port: ready.port, lanPort: ready.lan?.port ?? null }
    return ready
  }

  ask<K extends Answer['t']>(request: RequestBody, kind: K): Promise<Extract<Answer, { t: K }>> {
    const running = this.#running
    if (!running) return Promise.reject(new Failure('gateway_failed', 'the gateway is not running'))
    const id = ++this.#lastId
    return new Promise((resolve, reject) => {
      running.waiting.set(id, {
        resolve: (answer) => {
          if (answer.t === kind) resolve(answer as Extract<Answer, { t: K }>)
          else reject(new Failure('gateway_failed', 'an answer of another kind'))
          if (answer.t === 'lan' && this.#start)
            this.#start = { ...this.#start, lanPort: answer.lan.port }
        },
        reject,
      })
      running.process.postMessage({ ...request, id })
    })
  }

  /** Resolves when it is gone; killed when it takes longer. */
  async stop(withinMs: number): Promise<void> {
    this.#start = null
    if (this.#again) clearTimeout(this.#again)
    const running = this.#running
    if (!running) return
    running.process.postMessage({ t: 'stop', withinMs } satisfies ToEmbedded)
    const timer = setTimeout(() => running.process.kill(), withinMs)
    await running.exited
    clearTimeout(timer)
  }

  /** In a process of its own, while no gateway runs; its last message before it ends. */
  rescue(
    asked: Omit<EmbeddedRescue, 't'>,
    onProgress: (progress: RescueProgress) => void,
  ): Promise<Rescued> {
    if (this.#running)
      return Promise.reject(new Failure('gateway_failed', 'the gateway is running'))
    const child = utilityProcess.fork(this.#options.script, [], {
      serviceName: 'Xiaoer gateway',
      stdio: 'pipe',
    })
    this.#keepOutput(child)
    return new Promise((resolve, reject) => {
      child.on('message', (message: FromEmbedded) => {
        if (message.t === 'restoring') onProgress(message)
        else if (message.t === 'backups' || message.t === 'restored') resolve(message)
        else if (message.t === 'failed') reject(startFailure(message))
      })
      child.once('exit', (code) => reject(new Failure('gateway_failed', `it ended (${code})`)))
      child.postMessage({
        t: 'rescue',
        ...asked,
        key: Uint8Array.from(asked.key),
      } satisfies ToEmbedded)
    })
  }

  #spawn(start: EmbeddedStart): Promise<Ready> {
    const child = utilityProcess.fork(this.#options.script, [], {
      serviceName: 'Xiaoer gateway',
      stdio: 'pipe',
    })
    this.#keepOutput(child)
    const { promise: exited, resolve: onExit } = Promise.withResolvers<number>()
    const running: Running = { process: child, waiting: new Map(), exited }
    this.#running = running
    return new Promise((resolve, reject) => {
      let settled = false
      let up = false
      const fail = (failure: Failure) => {
        if (settled) return
        settled = true
        clearTimeout(timer)
        reject(failure)
      }
      const timer = setTimeout(() => {
        fail(new Failure('gateway_failed', 'the gateway did not come up in time'))
        child.kill()
      }, READY_MS)
      child.on('message', (message: FromEmbedded) => {
        if (message.t === 'ready') {
          settled = true
          up = true
          clearTimeout(timer)
          resolve(message)
        } else if (message.t === 'failed') fail(startFailure(message))
        else if ('id' in message) this.#answered(running, message)
      })
      child.once('exit', (code) => {
        if (this.#running === running) this.#running = null
        for (const { reject: refuse } of running.waiting.values())
          refuse(new Failure('gateway_failed', 'the gateway ended'))
        running.waiting.clear()
        fail(new Failure('gateway_failed', `the gateway ended while starting (${code})`))
        onExit(code)
        if (up && this.#start) this.#crashed(code)
      })
      // The pipe takes messages before the process listens; the key travels here and nowhere else.
      child.postMessage(start)
    })
  }

  #answered(running: Running, message: EmbeddedAnswer): void {
    const waiting = running.waiting.get(message.id)
    running.waiting.delete(message.id)
    if (message.t !== 'refused') waiting?.resolve(message)
    else
      waiting?.reject(
        new Failure(message.code, 'the gateway refused', { suggestion: message.suggestion }),
      )
  }

  #crashed(code: number): void {
    log('error', 'gateway: process ended', { code, crashes: this.#crashes })
    if (code !== -1) noteCrash({ kind: 'gateway', reason: 'ended', exitCode: code })
    const delay = Math.min(BACKOFF.max, BACKOFF.min * 2 ** this.#crashes)
    this.#crashes++
    this.#again = setTimeout(() => {
      const start = this.#start
      if (!start) return
      this.#spawn(start).then(
        (ready) => {
          this.#options.onRestarted(ready)
          setTimeout(() => (this.#crashes = 0), STEADY_MS).unref()
        },
        (error: unknown) => {
          if (this.#crashes < 8) this.#crashed(-1)
          else if (error instanceof Failure) this.#options.onLost(error)
        },
      )
    }, delay)
  }

  #keepOutput(child: UtilityProcess): void {
    const file = join(this.#options.logs, 'gateway.log')
    mkdirSync(this.#options.logs, { recursive: true })
    const keep = (chunk: Buffer) => {
      try {
        appendFileSync(file, chunk)
      } catch {
        // The log is no reason to stop.
      }
    }
    child.stdout?.on('data', keep)
    child.stderr?.on('data', keep)
  }
}

function startFailure(message: Extract<FromEmbedded, { t: 'failed' }>): Failure {
  switch (message.code) {
    case 'port_in_use':
      return new Failure('port_in_use', message.message)
    case 'storage_failed':
      return new Failure('storage_failed', message.message)
    case 'backup_damaged':
      return new Failure('backup_damaged', message.message)
    // The key is the one it was made with: then it is the file's head that is damaged.
    case 'key_wrong':
    case 'database_damaged':
      return new Failure('gateway_damaged', message.message)
    case 'database_newer':
      return new Failure('cache_newer', message.message)
    case 'purpose_differs':
      return new Failure('purpose_differs', message.message)
    case 'gateway_failed':
      return new Failure('gateway_failed', message.message)
    default:
      return new Failure(
        isErrorCode(message.code) ? message.code : 'gateway_failed',
        'the gateway did not start',
      )
  }
}
