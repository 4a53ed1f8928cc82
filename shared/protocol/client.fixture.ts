import {
  type Batch,
  type ClientOptions,
  type Cursor,
  type LinkState,
  type OutboxItem,
  ProtocolClient,
} from './client.ts'
import type { ClientFrame, ServerFrame } from './frames.ts'
import { LIMITS } from './limits.ts'

/** A clock that runs only when it is told to. */
class Clock {
  now = 1_000_000
  #timers = new Map<number, { at: number; run: () => void }>()
  #next = 1

  set = (run: () => void, ms: number): number => {
    this.#timers.set(this.#next, { at: this.now + ms, run })
    return this.#next++
  }
  clear = (timer: unknown): void => {
    this.#timers.delete(timer as number)
  }

  async advance(ms: number): Promise<void> {
    const until = this.now + ms
    for (;;) {
      const due = [...this.#timers].filter(([, timer]) => timer.at <= until)
      const [first] = due.toSorted(([, a], [, b]) => a.at - b.at)
      if (!first) break
      this.#timers.delete(first[0])
      this.now = Math.max(this.now, first[1].at)
      first[1].run()
      await settled()
    }
    this.now = until
    await settled()
  }

  get count(): number {
    return this.#timers.size
  }
}

/** Lets everything run that waits for promises alone. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve()
}

/** The gateway's end of a link, moved by the test. Each step resolves when the client has dealt with it. */
export class Socket {
  readonly sent: ClientFrame[] = []
  closedByClient = false
  readonly #events: Parameters<ClientOptions['open']>[0]

  constructor(events: Parameters<ClientOptions['open']>[0]) {
    this.#events = events
  }
  send = (text: string): void => {
    this.sent.push(JSON.parse(text) as ClientFrame)
  }
  close = (): void => {
    this.closedByClient = true
  }
  async open(): Promise<void> {
    this.#events.opened()
    await settled()
  }
  async give(...frames: ServerFrame[]): Promise<void> {
    this.#events.received(JSON.stringify(frames.length === 1 ? frames[0] : frames))
    await settled()
  }
  async giveText(text: string): Promise<void> {
    this.#events.received(text)
    await settled()
  }
  async cut(code: number): Promise<void> {
    this.#events.closed(code)
    await settled()
  }
  of<T extends ClientFrame['t']>(t: T): Extract<ClientFrame, { t: T }>[] {
    return this.sent.filter((frame): frame is Extract<ClientFrame, { t: T }> => frame.t === t)
  }
}

export const EPOCH = 'epoch-a'
export const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

/**
 * A client that has everything up to pos 10 of `EPOCH`, with what it did written down. `live` starts it
 * and resumes; `socket` is the newest one it opened.
 */
export function setup(
  more: Partial<ClientOptions> & { cursor?: Cursor | null; random?: () => number } = {},
) {
  const clock = new Clock()
  const sockets: Socket[] = []
  const states: LinkState[] = []
  const batches: Batch[] = []
  const ok: string[] = []
  const failed: string[] = []
  const tokens: boolean[] = []
  const client = new ProtocolClient({
    open: (events) => {
      const socket = new Socket(events)
      sockets.push(socket)
      return socket
    },
    token: (fresh) => {
      tokens.push(fresh)
      return Promise.resolve('token')
    },
    device: { id: 'd', name: 'n', app: 'test' },
    cursor: { epoch: EPOCH, pos: 10 },
    store: (batch) => {
      batches.push(batch)
      return Promise.resolve()
    },
    onState: (state) => states.push(state),
    onOk: (item) => void ok.push(item.cid),
    onFailed: (item) => void failed.push(item.cid),
    now: () => clock.now,
    random: () => 0.5,
    setTimer: clock.set,
    clearTimer: clock.clear,
    ...more,
  })
  const socket = () => {
    const last = sockets.at(-1)
    if (!last) throw new Error('nothing was opened')
    return last
  }
  const live = async (): Promise<Socket> => {
    if (client.state.kind === 'idle') client.start()
    await settled()
    await socket().open()
    await socket().give(welcome('resumed'))
    return socket()
  }
  return { client, clock, sockets, socket, states, batches, ok, failed, tokens, live }
}

export function welcome(mode: 'resumed' | 'snapshot', epoch = EPOCH): ServerFrame {
  return {
    t: 'welcome',
    v: 1,
    epoch,
    head: 10,
    serverTime: 1_000_500,
    heartbeat: 25_000,
    limits: LIMITS,
    mode,
    viewer: { kind: 'agent', account: 'a' },
  }
}

/** Some event; only its place matters. */
export function event(pos: number, prev: number): ServerFrame {
  return {
    t: 'event',
    pos,
    prev,
    at: pos,
    event: { type: 'account.presence', account: 'a', online: true },
  }
}

/** What waits in an outbox; its cid is `uuid(n)`. */
export function send(n: number, lane: string, tried = false): OutboxItem {
  const frame = {
    t: 'send' as const,
    conversation: lane,
    holderEpoch: 1,
    body: { kind: 'text' as const, text: `text ${n}` },
  }
  return { cid: uuid(n), lane, tried, frame }
}

/** The gateway refuses the send of `uuid(n)` for now. */
export const retryable = (n: number): ServerFrame => ({
  t: 'error',
  code: 'rate_limited',
  cid: uuid(n),
  retry: true,
  message: '',
})
