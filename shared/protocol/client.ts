import { closeStops, ERROR_CODES, type ErrorCode } from './codes.ts'
import type { BuyerEvent, Delivered, ShopEvent } from './events.ts'
import type {
  ClientFrame,
  CommandFrame,
  ErrorFrame,
  HistoryReply,
  OkFrame,
  SendFrame,
  ServerFrame,
  ServerMessage,
  SnapshotFrame,
  WelcomeFrame,
} from './frames.ts'
import { LIMITS, PROTOCOL_VERSION } from './limits.ts'

/**
 * The client's half of SPEC.md without any I/O of its own: the desktop's link, the buyer's page, the
 * simulated buyer and the tests run this same code with their own socket, clock and stores.
 */
export interface ClientSocket {
  send(text: string): void
  close(): void
}
export interface SocketEvents {
  opened(): void
  received(text: string): void
  /** Once; also when opening failed. */
  closed(code: number): void
}

export interface Cursor {
  readonly epoch: string
  readonly pos: number
}

export type OutboxFrame =
  | (Omit<SendFrame, 'cid' | 'resend' | 't'> & { t: 'send' })
  | (Omit<CommandFrame, 'cid' | 'resend' | 't'> & { t: 'cmd' })

export interface OutboxItem {
  readonly cid: string
  /** Items of one lane go one at a time in order; lanes don't wait for each other. */
  readonly lane: string
  readonly frame: OutboxFrame
  /** It may have reached the gateway before: sent with `resend`. */
  readonly tried: boolean
}

/** What arrived, in order, to be stored in one transaction together with its cursor. */
export type Batch =
  | { readonly kind: 'snapshot'; readonly cursor: Cursor; readonly view: SnapshotFrame['view'] }
  | {
      readonly kind: 'events'
      readonly cursor: Cursor
      readonly events: readonly Delivered<ShopEvent | BuyerEvent>[]
    }

export type LinkState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live'; readonly since: number }
  /** Cut; `retryAt` in the client's own clock. */
  | { readonly kind: 'waiting'; readonly retryAt: number; readonly code: number }
  /** Reconnecting as is can't help: sign in again, update, … */
  | { readonly kind: 'stopped'; readonly code: ErrorCode | 'signed_out' }

export interface ClientOptions {
  readonly open: (events: SocketEvents) => ClientSocket
  /** A valid access token; throws `{code}` when signing in again is needed, anything else to retry. */
  readonly token: (fresh: boolean) => Promise<string>
  readonly device: { readonly id: string; readonly name: string; readonly app: string }
  readonly cursor: Cursor | null
  /** Awaited before the next batch and before `ack`: what it was given is then durable here. */
  readonly store: (batch: Batch) => Promise<void>
  readonly onState: (state: LinkState) => void
  readonly onWelcome?: (welcome: WelcomeFrame) => void
  /** Frames without pos: typing, load. */
  readonly onLoose?: (frame: Extract<ServerFrame, { t: 'typing' | 'load' }>) => void
  readonly onOk: (item: OutboxItem, ok: OkFrame) => void | Promise<void>
  readonly onFailed: (item: OutboxItem, error: ErrorFrame) => void | Promise<void>
  readonly onSending?: (item: OutboxItem) => void
  readonly now: () => number
  readonly random: () => number
  readonly setTimer: (run: () => void, ms: number) => unknown
  readonly clearTimer: (timer: unknown) => void
}

const BACKOFF = { min: 500, max: 30_000 }
const PROBE_MS = 3000
const OPEN_MS = 15_000

interface Pending {
  item: OutboxItem
  inFlight: boolean
}

export class ProtocolClient {
  readonly #options: ClientOptions
  #cursor: Cursor | null
  #socket: ClientSocket | null = null
  /** Raised at each new socket: what an orphan still says is not heard. */
  #generation = 0
  #attempt = 0
  #state: LinkState = { kind: 'idle' }
  #wantFreshToken = false
  #outbox: Pending[] = []
  #questions = new Map<
    number,
    { resolve: (reply: HistoryReply) => void; reject: (error: ErrorFrame) => void }
  >()
  #nextQuestion = 1
  #retryTimer: unknown = null
  #beatTimer: unknown = null
  #deadline: unknown = null
  #lanePause: unknown = null
  #heartbeat = 25_000
  /** Batches are stored one after the other. */
  #storing: Promise<void> = Promise.resolve()
  #lastPos = 0
  #skew = 0

  constructor(options: ClientOptions) {
    this.#options = options
    this.#cursor = options.cursor
  }

  get state(): LinkState {
    return this.#state
  }

  /** Gateway's clock minus ours, milliseconds. For showing waiting times only, never for order. */
  get skew(): number {
    return this.#skew
  }

  start(): void {
    if (this.#state.kind === 'idle' || this.#state.kind === 'stopped') this.#connect()
  }

  stop(code: ErrorCode | 'signed_out' = 'signed_out'): void {
    this.#dropSocket()
    this.#cancel('retry')
    this.#setState({ kind: 'stopped', code })
  }

  /** After sleep, on coming online, on a user's click: is the link alive? If not, reopen now. */
  probe(): void {
    if (this.#state.kind === 'live') {
      this.#write({ t: 'ping' })
      this.#armDeadline(PROBE_MS)
    } else if (this.#state.kind === 'waiting') {
      this.#attempt = 0
      this.#connect()
    }
  }

  /** The caller has stored it durably before (S20). */
  enqueue(item: OutboxItem): void {
    if (this.#outbox.some((pending) => pending.item.cid === item.cid)) return
    this.#outbox.push({ item, inFlight: false })
    this.#flush()
  }

  remove(cid: string): void {
    this.#outbox = this.#outbox.filter((pending) => pending.item.cid !== cid)
  }

  typing(conversation: string, on: boolean): void {
    if (this.#state.kind === 'live') this.#write({ t: 'typing', conversation, on })
  }

  history(conversation: string, before: number | undefined, limit: number): Promise<HistoryReply> {
    if (this.#state.kind !== 'live') return Promise.reject(offlineError())
    const q = this.#nextQuestion++
    return new Promise((resolve, reject) => {
      this.#questions.set(q, { resolve, reject })
      this.#write({
        t: 'history',
        q,
        conversation,
        limit,
        ...(before === undefined ? {} : { before }),
      })
    })
  }

  #setState(state: LinkState): void {
    this.#state = state
    this.#options.onState(state)
  }

  #connect(): void {
    this.#dropSocket()
    this.#cancel('retry')
    const generation = ++this.#generation
    const mine = () => generation === this.#generation
    this.#setState({ kind: 'connecting' })
    this.#armDeadline(OPEN_MS)
    const fresh = this.#wantFreshToken
    this.#wantFreshToken = false
    this.#options.token(fresh).then(
      (token) => {
        if (!mine()) return
        this.#socket = this.#options.open({
          opened: () => mine() && this.#hello(token),
          received: (text) => mine() && this.#received(text),
          closed: (code) => mine() && this.#closed(code),
        })
      },
      (error: unknown) => {
        if (!mine()) return
        const code = codeOf(error)
        if (code) this.stop(code)
        else this.#closed(0)
      },
    )
  }

  #hello(token: string): void {
    this.#write({
      t: 'hello',
      v: PROTOCOL_VERSION,
      token,
      device: this.#options.device,
      ...(this.#cursor ? { resume: this.#cursor } : {}),
    })
  }

  #received(text: string): void {
    this.#cancel('deadline')
    const message = JSON.parse(text) as ServerMessage
    const frames = Array.isArray(message)
      ? (message as readonly ServerFrame[])
      : [message as ServerFrame]
    let events: Delivered<ShopEvent | BuyerEvent>[] = []
    const settle = () => {
      if (events.length > 0) this.#storeEvents(events)
      events = []
    }
    for (const frame of frames) {
      if (frame.t === 'event') {
        // [S12] a gap in prev means that something was not delivered: begin again from the cursor.
        if (frame.prev !== this.#lastPos) {
          settle()
          this.#closed(0)
          return
        }
        this.#lastPos = frame.pos
        events.push({ pos: frame.pos, prev: frame.prev, at: frame.at, event: frame.event })
      } else {
        // Answers are handled behind the events that came before them.
        settle()
        this.#handle(frame)
      }
    }
    settle()
  }

  #handle(frame: Exclude<ServerFrame, { t: 'event' }>): void {
    switch (frame.t) {
      case 'welcome':
        this.#skew = frame.serverTime - this.#options.now()
        this.#heartbeat = frame.heartbeat
        this.#attempt = 0
        this.#lastPos = this.#cursor?.pos ?? 0
        if (this.#cursor && this.#cursor.epoch !== frame.epoch) this.#cursor = null
        this.#epoch = frame.epoch
        this.#options.onWelcome?.(frame)
        // [S31] the first beat is jittered so that a restart's clients don't beat together.
        this.#beat(this.#heartbeat * this.#options.random())
        if (frame.mode === 'resumed') this.#goLive()
        return
      case 'snapshot':
        this.#lastPos = frame.pos
        this.#storeSnapshot(frame)
        this.#goLive()
        return
      case 'reset':
        this.#cursor = null
        return
      case 'ok':
        this.#settled(frame.cid, (item) => this.#options.onOk(item, frame))
        return
      case 'error':
        this.#error(frame)
        return
      case 'history': {
        const question = this.#questions.get(frame.q)
        this.#questions.delete(frame.q)
        question?.resolve(frame)
        return
      }
      case 'typing':
      case 'load':
        this.#options.onLoose?.(frame)
        return
      case 'pong':
        this.#skew = frame.serverTime - this.#options.now()
        return
      case 'drain':
        // Come back spread over the time the gateway asks for.
        this.#cancel('retry')
        this.#retryTimer = this.#options.setTimer(
          () => this.#connect(),
          frame.withinMs * this.#options.random(),
        )
        return
    }
  }

  #epoch = ''

  #goLive(): void {
    this.#setState({ kind: 'live', since: this.#options.now() })
    for (const pending of this.#outbox) pending.inFlight = false
    this.#flush()
  }

  #error(frame: ErrorFrame): void {
    if (frame.q !== undefined) {
      this.#questions.get(frame.q)?.reject(frame)
      this.#questions.delete(frame.q)
      return
    }
    if (frame.cid === undefined) {
      if (frame.code === 'token_expired') this.#wantFreshToken = true
      else this.#stopCode = frame.code
      return
    }
    if (!frame.retry) {
      this.#settled(frame.cid, (item) => this.#options.onFailed(item, frame))
      return
    }
    // The same item again after a pause: the first of its lane, so order stays.
    const pending = this.#outbox.find((entry) => entry.item.cid === frame.cid)
    if (!pending) return
    this.#cancel('lane')
    this.#lanePause = this.#options.setTimer(
      () => {
        for (const entry of this.#outbox) if (entry === pending) entry.inFlight = false
        this.#flush()
      },
      250 + 750 * this.#options.random(),
    )
  }

  #stopCode: ErrorCode | null = null

  #settled(cid: string, tell: (item: OutboxItem) => void | Promise<void>): void {
    const pending = this.#outbox.find((entry) => entry.item.cid === cid)
    if (!pending) return
    this.#outbox = this.#outbox.filter((entry) => entry !== pending)
    // Told behind the batches that came before it, so that a message and its ok arrive in order.
    this.#storing = this.#storing.then(() => tell(pending.item)).catch(() => {})
    this.#flush()
  }

  #flush(): void {
    if (this.#state.kind !== 'live') return
    const busy = new Set<string>()
    let flying = 0
    for (const { item, inFlight } of this.#outbox)
      if (inFlight) {
        busy.add(item.lane)
        flying++
      }
    for (const pending of this.#outbox) {
      if (flying >= LIMITS.window) return
      if (pending.inFlight || busy.has(pending.item.lane)) {
        busy.add(pending.item.lane)
        continue
      }
      const { item } = pending
      busy.add(item.lane)
      flying++
      pending.inFlight = true
      this.#options.onSending?.(item)
      this.#write({
        ...item.frame,
        cid: item.cid,
        ...(item.tried ? { resend: true as const } : {}),
      })
      pending.item = { ...item, tried: true }
    }
  }

  #storeEvents(events: readonly Delivered<ShopEvent | BuyerEvent>[]): void {
    const pos = events.at(-1)!.pos
    this.#store({ kind: 'events', cursor: { epoch: this.#epoch, pos }, events })
  }

  #storeSnapshot(frame: SnapshotFrame): void {
    this.#store({
      kind: 'snapshot',
      cursor: { epoch: this.#epoch, pos: frame.pos },
      view: frame.view,
    })
  }

  #store(batch: Batch): void {
    const generation = this.#generation
    this.#storing = this.#storing
      .then(() => this.#options.store(batch))
      .then(() => {
        this.#cursor = batch.cursor
        if (generation === this.#generation && this.#state.kind === 'live')
          this.#write({ t: 'ack', pos: batch.cursor.pos })
      })
      .catch(() => {
        // Not stored: this cursor must not go on. Come again from the last one that is durable.
        if (generation === this.#generation) this.#closed(0)
      })
  }

  #closed(code: number): void {
    this.#dropSocket()
    if (this.#state.kind === 'stopped') return
    if (closeStops(code)) {
      this.stop(this.#stopCode ?? 'session_revoked')
      this.#stopCode = null
      return
    }
    this.#stopCode = null
    if (code === 4012) this.#wantFreshToken = true
    // Full jitter: anywhere between nothing and the doubled step, so that clients spread out.
    const ceiling = Math.min(BACKOFF.max, BACKOFF.min * 2 ** this.#attempt)
    this.#attempt = Math.min(this.#attempt + 1, 16)
    const delay = Math.max(50, ceiling * this.#options.random())
    this.#cancel('retry')
    this.#setState({ kind: 'waiting', retryAt: this.#options.now() + delay, code })
    this.#retryTimer = this.#options.setTimer(() => {
      // A new connection stores from the durable cursor only.
      void this.#storing.then(() => this.#state.kind === 'waiting' && this.#connect())
    }, delay)
  }

  #dropSocket(): void {
    this.#generation++
    this.#cancel('beat')
    this.#cancel('deadline')
    this.#cancel('lane')
    const socket = this.#socket
    this.#socket = null
    socket?.close()
    for (const question of this.#questions.values()) question.reject(offlineError())
    this.#questions.clear()
    for (const pending of this.#outbox) pending.inFlight = false
  }

  #beat(ms: number): void {
    this.#cancel('beat')
    this.#beatTimer = this.#options.setTimer(() => {
      this.#write({ t: 'ping' })
      this.#armDeadline(Math.min(10_000, this.#heartbeat))
      this.#beat(this.#heartbeat)
    }, ms)
  }

  /** Nothing heard until then: the socket is dead, whatever it says of itself. */
  #armDeadline(ms: number): void {
    this.#cancel('deadline')
    this.#deadline = this.#options.setTimer(() => this.#closed(0), ms)
  }

  #write(frame: ClientFrame): void {
    this.#socket?.send(JSON.stringify(frame))
  }

  #cancel(which: 'retry' | 'beat' | 'deadline' | 'lane'): void {
    const { clearTimer } = this.#options
    if (which === 'retry') this.#retryTimer = void clearTimer(this.#retryTimer)
    else if (which === 'beat') this.#beatTimer = void clearTimer(this.#beatTimer)
    else if (which === 'deadline') this.#deadline = void clearTimer(this.#deadline)
    else this.#lanePause = void clearTimer(this.#lanePause)
  }
}

function offlineError(): ErrorFrame {
  return { t: 'error', code: 'overloaded', retry: true, message: 'not connected' }
}

function codeOf(error: unknown): ErrorCode | null {
  // Only our own catalogue: a network error has a `code` too, and is tried again.
  if (typeof error !== 'object' || error === null || !('code' in error)) return null
  const { code } = error
  return typeof code === 'string' && code in ERROR_CODES ? (code as ErrorCode) : null
}
