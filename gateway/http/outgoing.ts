import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import { ERROR_CODES, type ErrorCode } from '#shared/protocol/codes.ts'
import type { ServerFrame } from '#shared/protocol/frames.ts'
import type { SessionHost } from './session-host.ts'
import { textFrame } from './text-frame.ts'

/** Text that is sent at once within a turn, so that one turn can't fill the memory of a slow client. */
const FLUSH_UNITS = 64 * 1024

/** Whose connection it is: told how its client reads (S41). */
export interface Owner {
  /** The socket holds more than the watermark. */
  stalled(): void
  /** It holds less again. */
  readsAgain(): void
  /** It holds far too much, or did so for too long: the connection is to end. Told once. */
  tooSlow(): void
}

/**
 * What goes out on one websocket: frames gathered within a turn and sent as one message, and how much
 * of them the client leaves unread.
 */
export class Outgoing {
  readonly #host: SessionHost
  readonly #ws: WebSocket
  readonly #socket: Socket
  readonly #owner: Owner
  #text = ''
  #isDirty = false
  /** Since when the socket holds more than the watermark; 0: it doesn't. */
  #blockedSince = 0
  /** A snapshot or a page is one frame, however large: that much doesn't count as slowness. */
  #allowance = 0
  #gaveUp = false

  constructor(host: SessionHost, ws: WebSocket, socket: Socket, owner: Owner) {
    this.#host = host
    this.#ws = ws
    this.#socket = socket
    this.#owner = owner
    socket.on('drain', () => this.#drained())
  }

  get blocked(): boolean {
    return this.#blockedSince !== 0
  }

  /** `json`: one frame. It goes out at the end of this turn at the latest. */
  append(json: string): void {
    this.#text = this.#text === '' ? json : `${this.#text},${json}`
    if (this.#text.length >= FLUSH_UNITS) this.flush()
    else if (!this.#isDirty) {
      this.#isDirty = true
      this.#host.dirty(this)
    }
  }

  /** A snapshot or a page of history, however large. */
  appendWhole(json: string): void {
    this.allow(json)
    this.append(json)
  }

  /** It is going to be appended, and doesn't count as slowness. */
  allow(json: string): void {
    // UTF-8 takes up to three bytes for each UTF-16 unit.
    if (json.length > FLUSH_UNITS) this.#allowance += json.length * 3
  }

  write(frame: ServerFrame): void {
    this.append(JSON.stringify(frame))
  }

  error(code: ErrorCode, message: string, about: { cid?: string; q?: number }): void {
    this.#host.metrics.error(code)
    this.write({ t: 'error', code, ...about, retry: ERROR_CODES[code].retry, message })
  }

  flush(): void {
    this.#isDirty = false
    if (this.#text === '') return
    const { metrics } = this.#host
    const text = `[${this.#text}]`
    this.#text = ''
    if (this.#ws.readyState !== this.#ws.OPEN) return
    metrics.framesOut++
    metrics.bytesOut += text.length
    this.#socket.write(textFrame(text))
    this.#watch()
  }

  /** S41: after each write. */
  #watch(): void {
    const { watermarkBytes, closeBytes } = this.#host.settings
    const buffered = this.#ws.bufferedAmount
    if (buffered <= watermarkBytes) return
    if (this.#blockedSince === 0) {
      this.#blockedSince = this.#host.monotonic()
      this.#owner.stalled()
    }
    if (buffered - this.#allowance > closeBytes) this.#giveUp()
  }

  #drained(): void {
    if (this.#blockedSince === 0) return
    if (this.#ws.bufferedAmount > this.#host.settings.watermarkBytes) return
    this.#blockedSince = 0
    this.#allowance = 0
    this.#owner.readsAgain()
  }

  /** Looked at about once a second. */
  check(monotonic: number): void {
    if (this.#blockedSince === 0) return
    this.#drained()
    if (this.#blockedSince === 0) return
    if (monotonic - this.#blockedSince >= this.#host.settings.undrainedMs) this.#giveUp()
  }

  /** Once: what is said at the end is written and watched, too. */
  #giveUp(): void {
    if (this.#gaveUp) return
    this.#gaveUp = true
    this.#owner.tooSlow()
  }

  /** The websocket has closed. */
  closed(): void {
    this.#socket.removeAllListeners('drain')
  }
}
