import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import { CLOSE_CODES, type ErrorCode } from '#shared/protocol/codes.ts'
import type { ClientFrame, HelloFrame, ServerFrame } from '#shared/protocol/frames.ts'
import type { LogRow, Viewer } from '../desk/contract.ts'
import { Answers } from './answers.ts'
import { greet, resetReason, welcomeFrame } from './greeting.ts'
import { textFor, type Follower } from './hub.ts'
import { meantAsHello, readFrame } from './inbound.ts'
import { takeLoose } from './loose.ts'
import { Outgoing, type Owner } from './outgoing.ts'
import type { AgentSession, Connection, SessionHost, Signed } from './session-host.ts'

const PUMP_ROWS = 500

type State =
  | { readonly kind: 'awaiting-hello' }
  | { readonly kind: 'live'; readonly signed: Signed }
  /** A stop is near: events and answers still go out, new sends are refused (S42). */
  | { readonly kind: 'draining'; readonly signed: Signed | null }
  | { readonly kind: 'closed' }

/** One websocket, from its opening to its end. */
export class Session implements Follower, Connection, Owner {
  readonly #host: SessionHost
  readonly #ws: WebSocket
  readonly #out: Outgoing
  readonly #answers: Answers
  #state: State = { kind: 'awaiting-hello' }
  readonly #openedAt: number
  /** What its hello told of the workstation, and when by the gateway's clock. */
  #told: { readonly hello: HelloFrame; readonly at: number } | null = null
  #heardAt: number
  #following = false
  cursor = 0
  /** The pos this client was given last: the next event's `prev` (S12). */
  #given = 0
  #acked = 0
  #pumping = false
  #owesKept = false

  constructor(host: SessionHost, ws: WebSocket, socket: Socket) {
    this.#host = host
    this.#ws = ws
    this.#out = new Outgoing(host, ws, socket, this)
    this.#answers = new Answers(host, this.#out, this)
    this.#openedAt = this.#heardAt = host.monotonic()
    ws.on('message', (data: Buffer, isBinary: boolean) => this.#received(data, isBinary))
    ws.on('close', () => this.#closed())
    // Too large, not UTF-8, a broken frame: ws closes it with the right code by itself (S40).
    ws.on('error', () => {})
  }

  get viewer(): Viewer {
    const signed = this.#signed()
    if (!signed) throw new Error('a session without hello has no viewer')
    return signed.viewer
  }

  get draining(): boolean {
    return this.#state.kind === 'draining'
  }

  get closed(): boolean {
    return this.#state.kind === 'closed'
  }

  // ---- what the host and the hub call ----

  give(pos: number, at: number, json: string): void {
    this.#out.append(`{"t":"event","pos":${pos},"prev":${this.#given},"at":${at},"event":${json}}`)
    this.#given = pos
  }

  giveLoose(json: string): void {
    if (!this.#out.blocked && this.#following) this.#out.append(json)
  }

  giveKept(json: string): void {
    // Not passing: what can't be told now is told with all the rest when the client reads again.
    if (this.#out.blocked) this.#owesKept = true
    else this.#out.append(json)
  }

  resetRights(): void {
    const signed = this.#signed()
    if (!signed) return
    this.#out.write({ t: 'reset', reason: 'rights' })
    this.#snapshot(signed)
  }

  /** S43. */
  revoke(): void {
    this.#fail('session_revoked', 'the session has ended', CLOSE_CODES.revoked.code)
  }

  refuse(code: ErrorCode, message: string, closeCode: number): void {
    this.#fail(code, message, closeCode)
  }

  drain(withinMs: number): void {
    if (this.#state.kind === 'closed' || this.#state.kind === 'draining') return
    const signed = this.#signed()
    this.#state = { kind: 'draining', signed }
    this.#out.write({ t: 'drain', withinMs })
  }

  /** Deadlines, looked at about once a second for all sessions by one timer. */
  check(monotonic: number): void {
    const { settings } = this.#host
    if (this.#state.kind === 'closed') return
    if (this.#state.kind === 'awaiting-hello') {
      if (monotonic - this.#openedAt >= settings.helloMs)
        this.#fail('hello_timeout', 'no hello in time', CLOSE_CODES.hello_timeout.code)
      return
    }
    if (monotonic - this.#heardAt > 2.5 * settings.heartbeatMs) {
      this.#ws.terminate()
      return
    }
    this.#out.check(monotonic)
  }

  // ---- its client's reading (S41) ----

  stalled(): void {
    const signed = this.#signed()
    if (!signed || !this.#following) return
    this.#following = false
    signed.hub.detach(this, signed.hub.position)
  }

  readsAgain(): void {
    const signed = this.#signed()
    if (this.#owesKept && signed) this.#tellKept(signed)
    this.pump()
  }

  tooSlow(): void {
    this.#host.metrics.closedSlow++
    this.#fail('too_slow', 'the client does not read', CLOSE_CODES.too_slow.code)
    // Its buffer is full: nobody reads a close frame behind it.
    this.#ws.terminate()
  }

  // ---- reading the log by its own cursor ----

  pump(): void {
    if (this.#pumping || this.#following || this.#out.blocked) return
    const signed = this.#signed()
    if (!signed) return
    this.#pumpAll(signed).catch((error: unknown) => {
      this.#host.fault(error)
      this.#fail('internal', 'the log could not be read', CLOSE_CODES.overloaded.code)
    })
  }

  /** Without an await where the rows are in memory, so that it ends in the turn it began in. */
  async #pumpAll(signed: Signed): Promise<void> {
    this.#pumping = true
    try {
      while (this.#mayPump()) {
        const rows = this.#nextRows(signed)
        if (rows === null) return
        const ready = rows instanceof Promise ? await rows : rows
        if (ready.length === 0) return
        this.#giveRows(signed, ready)
        this.#out.flush()
        if (ready.length === PUMP_ROWS) await new Promise((resolve) => setImmediate(resolve))
      }
    } finally {
      this.#pumping = false
    }
  }

  #mayPump(): boolean {
    return this.#state.kind !== 'closed' && !this.#out.blocked
  }

  /** null: it has reached the hub and follows, or is ahead of it right after a snapshot. */
  #nextRows({ hub }: Signed): readonly LogRow[] | Promise<readonly LogRow[]> | null {
    if (this.cursor < hub.position) return hub.shop.rows(this.cursor, PUMP_ROWS)
    if (this.cursor === hub.position) {
      this.#following = true
      hub.attach(this)
    }
    return null
  }

  #giveRows(signed: Signed, rows: readonly LogRow[]): void {
    const { hub, viewer } = signed
    for (const row of rows) {
      if (row.pos > hub.position || !this.#mayPump()) return
      this.cursor = row.pos
      if (this.#changesRights(signed, row)) {
        this.resetRights()
        return
      }
      const event = hub.shop.present(viewer, row)
      if (event === null) continue
      this.#host.metrics.eventsDelivered++
      this.give(row.pos, row.at, textFor(row, event))
    }
  }

  #changesRights(signed: Signed, row: LogRow): boolean {
    return (
      row.event.type === 'account.changed' &&
      signed.viewer.kind === 'agent' &&
      row.event.account === signed.viewer.account &&
      row.event.changes.role !== undefined
    )
  }

  // ---- incoming ----

  #received(data: Buffer, isBinary: boolean): void {
    const { accounts, metrics } = this.#host
    if (this.#state.kind === 'closed') return
    metrics.framesIn++
    this.#heardAt = this.#host.monotonic()
    if (isBinary) {
      this.#fail('bad_frame', 'frames are text', CLOSE_CODES.protocol.code)
      return
    }
    const signed = this.#signed()
    // Each frame, whatever it is: nothing is accepted from a session that has ended (I12).
    if (signed && !accounts.alive(signed.tokenSession)) {
      this.revoke()
      return
    }
    const text = data.toString()
    const read = readFrame(text)
    if (!read.ok) {
      const { code, message } = read
      if (!signed && code === 'bad_frame' && !meantAsHello(text))
        this.#fail('hello_required', 'the first frame is hello', CLOSE_CODES.protocol.code)
      else
        this.#fail(
          code,
          message,
          code === 'version_unsupported' ? CLOSE_CODES.version.code : CLOSE_CODES.protocol.code,
        )
      return
    }
    if (signed) this.#frame(signed, read.frame)
    else if (read.frame.t === 'hello') this.#hello(read.frame)
    else this.#fail('hello_required', 'the first frame is hello', CLOSE_CODES.protocol.code)
  }

  #hello(frame: HelloFrame): void {
    const host = this.#host
    const greeted = greet(host, frame)
    if (!greeted.ok) {
      this.#fail(greeted.code, greeted.message, greeted.closeCode)
      return
    }
    const { signed } = greeted
    if (this.#state.kind === 'draining') {
      this.#fail('draining', 'the gateway is about to stop', CLOSE_CODES.draining.code)
      return
    }
    this.#state = { kind: 'live', signed }
    this.#told = { hello: frame, at: host.now() }
    host.opened(this, signed.tokenSession)
    this.#welcome(signed, frame.resume)
    signed.hub.arrived(this)
    this.#tellKept(signed)
  }

  #welcome(signed: Signed, resume: HelloFrame['resume']): void {
    const { metrics } = this.#host
    const { hub } = signed
    const reset = resume ? resetReason(hub.shop, resume) : null
    const resumed = resume !== undefined && reset === null
    this.#out.write(welcomeFrame(this.#host, signed, resumed))
    if (resumed) {
      metrics.resumed++
      this.#given = resume.pos
      hub.detach(this, resume.pos)
      this.pump()
      return
    }
    if (reset) this.#out.write({ t: 'reset', reason: reset })
    this.#snapshot(signed)
  }

  #snapshot(signed: Signed): void {
    const { hub, viewer } = signed
    const snapshot =
      viewer.kind === 'agent'
        ? hub.shop.agentSnapshot(viewer.account)
        : hub.shop.buyerSnapshot(viewer.buyer)
    this.#host.metrics.snapshots++
    const text = JSON.stringify({ t: 'snapshot', ...snapshot } satisfies ServerFrame)
    this.#out.appendWhole(text)
    this.#given = snapshot.pos
    this.#following = false
    hub.detach(this, snapshot.pos)
    this.pump()
  }

  /** S52. It is read behind `arrived`: no change falls between the two. */
  #tellKept({ viewer, hub }: Signed): void {
    if (viewer.kind !== 'agent') return
    this.#owesKept = false
    this.#host.keeping.all(hub.shop.id, viewer.account).then((text) => {
      if (this.#state.kind === 'closed') return
      this.#out.allow(text)
      this.giveKept(text)
    }, this.#host.fault)
  }

  #frame(signed: Signed, frame: ClientFrame): void {
    switch (frame.t) {
      case 'hello':
        this.#fail('hello_twice', 'hello comes once', CLOSE_CODES.protocol.code)
        return
      case 'ping':
        this.#out.write({ t: 'pong', serverTime: this.#host.now() })
        return
      case 'ack':
        if (frame.pos > this.#acked && frame.pos <= signed.hub.position) this.#acked = frame.pos
        return
      case 'typing':
      case 'look':
      case 'keep':
        takeLoose(this.#host, signed, frame, this.#heardAt)
        return
      case 'history':
        this.#answers.history(signed, frame, this.#heardAt)
        return
      case 'send':
      case 'cmd':
        this.#answers.submit(signed, frame, this.#heardAt)
        return
    }
  }

  // ---- the end ----

  #signed(): Signed | null {
    return this.#state.kind === 'live' || this.#state.kind === 'draining'
      ? this.#state.signed
      : null
  }

  #fail(code: ErrorCode, message: string, closeCode: number): void {
    if (this.#state.kind === 'closed') return
    this.#out.error(code, message, {})
    this.#out.flush()
    this.#end()
    this.#ws.close(closeCode, code)
  }

  #end(): void {
    if (this.#state.kind === 'closed') return
    this.#following = false
    this.#signed()?.hub.gone(this)
    this.#state = { kind: 'closed' }
    this.#host.ended(this)
  }

  #closed(): void {
    this.#end()
    this.#out.closed()
  }

  described(): AgentSession | null {
    const signed = this.#signed()
    const told = this.#told
    if (signed?.viewer.kind !== 'agent' || told === null) return null
    const { device, clock } = told.hello
    const { now, monotonic } = this.#host
    return {
      shop: signed.hub.shop.id,
      account: signed.viewer.account,
      session: {
        device: device.name,
        app: device.app,
        connectedSince: told.at,
        heardAt: Math.round(now() - (monotonic() - this.#heardAt)),
        skew: clock === undefined ? null : told.at - clock,
      },
    }
  }

  /** Its socket, for tests of slow clients and for the end of the gateway. */
  terminate(): void {
    this.#ws.terminate()
  }
}
