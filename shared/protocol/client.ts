import { AskError, codeOfClose, framesOf, stoppingCode } from './client-faults.ts'
import type { Batch, ClientOptions, ClientSocket, Cursor, LinkState } from './client-options.ts'
import { CLOSE_CODES, closeStops, type ErrorCode } from './codes.ts'
import type { BuyerEvent, Delivered, ShopEvent } from './events.ts'
import type {
  ClientFrame,
  ErrorFrame,
  HistoryReply,
  ServerFrame,
  SnapshotFrame,
  WelcomeFrame,
} from './frames.ts'
import { Lanes, type OutboxItem } from './lanes.ts'
import { PROTOCOL_VERSION } from './limits.ts'

export { AskError } from './client-faults.ts'
export type {
  Batch,
  ClientOptions,
  ClientSocket,
  Cursor,
  LinkState,
  LooseFrame,
  SocketEvents,
} from './client-options.ts'
export type { OutboxFrame, OutboxItem } from './lanes.ts'

const BACKOFF = { min: 500, max: 30_000 }
/** A link that held so long was a good one: the next cut begins with the shortest wait again. */
const STEADY_MS = 10_000
const PROBE_MS = 3000
const OPEN_MS = 15_000
const RETRY_MS = { min: 250, spread: 750 }

/** One connection's life. What belongs to an older one is an orphan's and is not heard. */
interface Line {
  socket: ClientSocket | null
  /** A batch of it could not be stored: those behind it must not be, or there would be a hole. */
  broken: boolean
  readonly begun: number
}

/**
 * The client's half of SPEC.md without any I/O of its own: the desktop's link, the buyer's page, the
 * simulated buyer and the tests run this same code with their own socket, clock and stores.
 */
export class ProtocolClient {
  readonly #options: ClientOptions
  readonly #lanes: Lanes
  #cursor: Cursor | null
  #line: Line | null = null
  #attempt = 0
  #state: LinkState = { kind: 'idle' }
  #wantFreshToken = false
  #stopCode: ErrorCode | null = null
  /** After `drain`: when to come back, in our clock, whatever cuts the link before. */
  #comeBackAt: number | null = null
  #questions = new Map<
    number,
    { resolve: (reply: HistoryReply) => void; reject: (error: AskError) => void }
  >()
  #nextQuestion = 1
  #timers: Partial<Record<'retry' | 'beat' | 'deadline', unknown>> = {}
  #heartbeat = 25_000
  /** Batches are stored one after the other. */
  #storing: Promise<void> = Promise.resolve()
  #epoch = ''
  #lastPos = 0
  #skew = 0

  constructor(options: ClientOptions) {
    this.#options = options
    this.#cursor = options.cursor
    this.#lanes = new Lanes({
      send: (item) => this.#send(item),
      setTimer: options.setTimer,
      clearTimer: options.clearTimer,
    })
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
    this.#drop()
    this.#cancel('retry')
    this.#comeBackAt = null
    this.#setState({ kind: 'stopped', code })
  }

  /** After sleep, on coming online, on a user's click: is the link alive? If not, reopen now. */
  probe(): void {
    const { kind } = this.#state
    if (kind === 'live') {
      this.#write({ t: 'ping' })
      this.#armDeadline(PROBE_MS)
    } else if (kind === 'waiting') {
      this.#attempt = 0
      this.#connect()
    } else if (kind === 'connecting' && this.#age() > PROBE_MS) {
      // Begun before the sleep, perhaps: its handshake may never end.
      this.#connect()
    }
  }

  /** The caller has stored it durably before (S20). */
  enqueue(item: OutboxItem): void {
    this.#lanes.add(item)
  }

  /** Not sent any more; what is in flight may have been done all the same. */
  remove(cid: string): void {
    this.#lanes.take(cid)
  }

  /** `text`: what stands in the buyer's field, where the shop shows it. */
  typing(conversation: string, on: boolean, text?: string): void {
    if (this.#state.kind !== 'live') return
    this.#write({ t: 'typing', conversation, on, ...(text === undefined ? {} : { text }) })
  }

  look(look: { page: string; title?: string; product?: string }): void {
    if (this.#state.kind === 'live') this.#write({ t: 'look', ...look })
  }

  /** False: not connected; the owner says it again when it is. The `kept` that comes back confirms it. */
  keep(key: string, value: string | null): boolean {
    if (this.#state.kind !== 'live') return false
    this.#write({ t: 'keep', key, value })
    return true
  }

  /** Rejects with AskError: at once where not connected, and when the link is cut before the answer. */
  history(conversation: string, before: number | undefined, limit: number): Promise<HistoryReply> {
    if (this.#state.kind !== 'live') return Promise.reject(new AskError('offline'))
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

  #age(): number {
    return this.#line ? this.#options.now() - this.#line.begun : Infinity
  }

  #connect(): void {
    this.#drop()
    this.#cancel('retry')
    this.#comeBackAt = null
    const line: Line = { socket: null, broken: false, begun: this.#options.now() }
    const mine = () => line === this.#line
    this.#line = line
    this.#setState({ kind: 'connecting' })
    this.#armDeadline(OPEN_MS)
    const fresh = this.#wantFreshToken
    this.#wantFreshToken = false
    // Behind what is still being stored: it resumes from the durable cursor, and gets nothing twice.
    const opened = async (): Promise<void> => {
      const [token] = await Promise.all([this.#options.token(fresh), this.#storing])
      if (!mine()) return
      line.socket = this.#options.open({
        opened: () => mine() && this.#hello(token),
        received: (text) => mine() && this.#received(line, text),
        closed: (code) => mine() && this.#closed(code),
      })
    }
    opened().catch((error: unknown) => {
      if (!mine()) return
      const code = stoppingCode(error)
      if (code) this.stop(code)
      else this.#closed(0)
    })
  }

  #hello(token: string): void {
    this.#write({
      t: 'hello',
      v: PROTOCOL_VERSION,
      token,
      device: this.#options.device,
      ...(this.#cursor ? { resume: this.#cursor } : {}),
      // A clock before 1970 is wrong, too, and must not make the hello itself wrong.
      clock: Math.max(0, Math.trunc(this.#options.now())),
    })
  }

  #received(line: Line, text: string): void {
    this.#cancel('deadline')
    let events: Delivered<ShopEvent | BuyerEvent>[] = []
    const settle = () => {
      if (events.length > 0) this.#storeEvents(line, events)
      events = []
    }
    for (const frame of framesOf(text)) {
      if (frame === null) {
        this.#closed(0)
        return
      }
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
        this.#handle(line, frame)
        // Stopped by what it was told.
        if (line !== this.#line) return
      }
    }
    settle()
  }

  #handle(line: Line, frame: Exclude<ServerFrame, { t: 'event' }>): void {
    switch (frame.t) {
      case 'welcome':
        this.#welcomed(line, frame)
        return
      case 'snapshot':
        this.#lastPos = frame.pos
        this.#storeSnapshot(line, frame)
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
      case 'kept':
      case 'figures':
      case 'changed':
        this.#options.onLoose?.(frame)
        return
      case 'pong':
        this.#skew = frame.serverTime - this.#options.now()
        return
      case 'drain': {
        // [S42] come back spread over the time the gateway asks for, and not before.
        const wait = frame.withinMs * this.#options.random()
        this.#comeBackAt = this.#options.now() + wait
        this.#setTimer('retry', () => this.#connect(), wait)
        return
      }
    }
  }

  #welcomed(line: Line, frame: WelcomeFrame): void {
    this.#skew = frame.serverTime - this.#options.now()
    this.#heartbeat = frame.heartbeat
    if (this.#cursor && this.#cursor.epoch !== frame.epoch) this.#cursor = null
    this.#lastPos = this.#cursor?.pos ?? 0
    this.#epoch = frame.epoch
    this.#options.onWelcome?.(frame)
    if (line !== this.#line) return
    // [S31] the first beat is jittered so that a restart's clients don't beat together.
    this.#beat(this.#heartbeat * this.#options.random())
    if (frame.mode === 'resumed') this.#goLive()
  }

  #goLive(): void {
    this.#setState({ kind: 'live', since: this.#options.now() })
    this.#lanes.open()
  }

  #error(frame: ErrorFrame): void {
    if (frame.q !== undefined) {
      this.#questions.get(frame.q)?.reject(new AskError(frame.code))
      this.#questions.delete(frame.q)
      return
    }
    if (frame.cid !== undefined) {
      // [S16] the same again after a pause, still the first of its lane.
      if (frame.retry)
        this.#lanes.pause(frame.cid, RETRY_MS.min + RETRY_MS.spread * this.#options.random())
      else this.#settled(frame.cid, (item) => this.#options.onFailed(item, frame))
      return
    }
    if (frame.code === 'token_expired') this.#wantFreshToken = true
    else if (!frame.retry) this.#stopCode = frame.code
  }

  #settled(cid: string, tell: (item: OutboxItem) => void | Promise<void>): void {
    const item = this.#lanes.take(cid)
    if (!item) return
    // Told behind the batches that came before it, so that a message and its ok arrive in order.
    this.#storing = this.#storing.then(() => tell(item)).catch(() => {})
  }

  #send(item: OutboxItem): void {
    this.#options.onSending?.(item)
    this.#write({
      ...item.frame,
      cid: item.cid,
      ...(item.tried ? { resend: true as const } : {}),
    })
  }

  #storeEvents(line: Line, events: readonly Delivered<ShopEvent | BuyerEvent>[]): void {
    const cursor = { epoch: this.#epoch, pos: this.#lastPos }
    this.#store(line, { kind: 'events', cursor, events })
  }

  #storeSnapshot(line: Line, frame: SnapshotFrame): void {
    const cursor = { epoch: this.#epoch, pos: frame.pos }
    this.#store(line, { kind: 'snapshot', cursor, view: frame.view })
  }

  #store(line: Line, batch: Batch): void {
    this.#storing = this.#storing
      .then(async () => {
        if (line.broken) return
        await this.#options.store(batch)
        this.#cursor = batch.cursor
        if (line === this.#line && this.#state.kind === 'live')
          this.#write({ t: 'ack', pos: batch.cursor.pos })
      })
      .catch(() => {
        // Not stored: nothing behind it may be. Come again from the last cursor that is durable.
        line.broken = true
        if (line === this.#line) this.#closed(0)
      })
  }

  #closed(code: number): void {
    const { now, random } = this.#options
    const since = this.#state.kind === 'live' ? this.#state.since : null
    this.#drop()
    if (this.#state.kind === 'stopped') return
    const stopCode = this.#stopCode
    this.#stopCode = null
    if (closeStops(code)) {
      this.stop(stopCode ?? codeOfClose(code))
      return
    }
    if (code === CLOSE_CODES.expired.code) this.#wantFreshToken = true
    // A gateway that takes us in and throws us out at once must not be asked twice a second for ever.
    if (since !== null && now() - since >= STEADY_MS) this.#attempt = 0
    // [S23] full jitter: anywhere between nothing and the doubled step, so that clients spread out.
    const ceiling = Math.min(BACKOFF.max, BACKOFF.min * 2 ** this.#attempt)
    this.#attempt = Math.min(this.#attempt + 1, 16)
    const delay = Math.max(50, ceiling * random(), (this.#comeBackAt ?? 0) - now())
    this.#setState({ kind: 'waiting', retryAt: now() + delay, code })
    this.#setTimer('retry', () => this.#connect(), delay)
  }

  #drop(): void {
    const socket = this.#line?.socket
    this.#line = null
    this.#cancel('beat')
    this.#cancel('deadline')
    this.#lanes.close()
    socket?.close()
    const questions = [...this.#questions.values()]
    this.#questions.clear()
    for (const question of questions) question.reject(new AskError('offline'))
  }

  #beat(ms: number): void {
    this.#setTimer(
      'beat',
      () => {
        this.#write({ t: 'ping' })
        this.#armDeadline(Math.min(10_000, this.#heartbeat))
        this.#beat(this.#heartbeat)
      },
      ms,
    )
  }

  /** Nothing heard until then: the socket is dead, whatever it says of itself. */
  #armDeadline(ms: number): void {
    this.#setTimer('deadline', () => this.#closed(0), ms)
  }

  #write(frame: ClientFrame): void {
    this.#line?.socket?.send(JSON.stringify(frame))
  }

  #setTimer(which: 'retry' | 'beat' | 'deadline', run: () => void, ms: number): void {
    this.#cancel(which)
    this.#timers[which] = this.#options.setTimer(() => {
      delete this.#timers[which]
      run()
    }, ms)
  }

  #cancel(which: 'retry' | 'beat' | 'deadline'): void {
    if (this.#timers[which] !== undefined) this.#options.clearTimer(this.#timers[which])
    delete this.#timers[which]
  }
}
