import type { TraceRequest } from '#shared/protocol/api.ts'
import type { AccountView, ConversationId, ConversationView } from '#shared/protocol/model.ts'
import { describe, Failure } from '../failure.ts'
import { log } from '../log.ts'
import type { Transcripts } from '../transcripts/client.ts'

export type Trace = TraceRequest['traces'][number]

export interface TracesOptions {
  readonly cache: Pick<Transcripts, 'workspaceGet' | 'workspaceSet'>
  /** Fails as GatewayHttp does. */
  readonly send: (traces: readonly Trace[]) => Promise<unknown>
  /** Ms, by a clock that doesn't jump. */
  readonly monotonic: () => number
  readonly later: (run: () => void, ms: number) => void
}

const KEY = 'link.traces'
const HOUR_MS = 3_600_000
/** In one request. */
const MOST = 20
const MOST_COUNTED = 10_000
const AGAIN_MS = 30_000

/**
 * T6: what was read, copied and saved here, told to the gateway by ids and counts. It is on the disk
 * before anyone hears that it is noted, and goes when the gateway can be reached; what it refused
 * for good (this account may not know the buyer any more) is given up.
 */
export class Traces {
  readonly #options: TracesOptions
  /** By kind and conversation, so that a day offline stays small. */
  readonly #waiting = new Map<string, Trace>()
  readonly #looked = new Map<ConversationId, number>()
  #live = false
  #sending: Promise<void> | null = null
  #ended = false

  constructor(options: TracesOptions) {
    this.#options = options
  }

  /** What an earlier run left. */
  async load(): Promise<void> {
    const stored = await this.#options.cache.workspaceGet({ key: KEY })
    if (Array.isArray(stored)) for (const trace of stored) this.#put(trace as Trace)
  }

  /**
   * A conversation is in front of the eyes. Words of others' came by the list already, without asking
   * the gateway: it is told once an hour, and leaves out what the account served.
   */
  looked(
    me: Pick<AccountView, 'id' | 'role'> | undefined,
    view: Pick<ConversationView, 'id' | 'holder'> | undefined,
  ): void {
    if (!view || (me?.role !== 'main' && me?.role !== 'supervisor')) return
    if (view.holder === me.id) return
    const now = this.#options.monotonic()
    const before = this.#looked.get(view.id)
    if (before !== undefined && now - before < HOUR_MS) return
    this.#looked.set(view.id, now)
    this.add([{ kind: 'transcript_read', conversation: view.id }]).catch((error: unknown) =>
      log('warn', 'traces: not stored', { error: describe(error) }),
    )
  }

  /** Resolves when they are on the disk. */
  async add(traces: readonly Trace[]): Promise<void> {
    for (const trace of traces) this.#put(trace)
    await this.#store()
    void this.#flush()
  }

  /** The link is up, or it is not any more. */
  connected(live: boolean): void {
    this.#live = live
    if (live) void this.#flush()
  }

  /** At leaving, while the link is up. */
  async flush(): Promise<void> {
    await this.#flush()
  }

  end(): void {
    this.#ended = true
  }

  #put(trace: Trace): void {
    const key = `${trace.kind} ${trace.conversation}`
    const before = this.#waiting.get(key)
    const both = before && 'count' in before && 'count' in trace
    this.#waiting.set(
      key,
      both ? { ...trace, count: Math.min(MOST_COUNTED, before.count + trace.count) } : trace,
    )
  }

  #flush(): Promise<void> {
    if (this.#ended || !this.#live || this.#waiting.size === 0)
      return this.#sending ?? Promise.resolve()
    this.#sending ??= this.#send().finally(() => {
      this.#sending = null
    })
    return this.#sending
  }

  async #send(): Promise<void> {
    while (this.#waiting.size > 0 && this.#live && !this.#ended) {
      const batch = [...this.#waiting].slice(0, MOST)
      // What is added meanwhile to one of these is another.
      for (const [key] of batch) this.#waiting.delete(key)
      const left = await this.#sent(batch.map(([, trace]) => trace))
      for (const trace of left) this.#put(trace)
      await this.#store()
      if (left.length > 0) {
        this.#options.later(() => void this.#flush(), AGAIN_MS)
        return
      }
    }
  }

  /** Those that are to be said again. */
  async #sent(traces: readonly Trace[]): Promise<readonly Trace[]> {
    try {
      await this.#options.send(traces)
      return []
    } catch (error) {
      const refused = error instanceof Failure && isFinal(error.code)
      if (!refused) return traces
      if (traces.length === 1) return []
      // One of them is refused, and so none was noted.
      const left: Trace[] = []
      for (const trace of traces) left.push(...(await this.#sent([trace])))
      return left
    }
  }

  async #store(): Promise<void> {
    if (this.#ended) return
    await this.#options.cache.workspaceSet({ key: KEY, value: [...this.#waiting.values()] })
  }
}

function isFinal(code: string): boolean {
  return code === 'not_found' || code === 'not_allowed' || code === 'bad_request'
}
