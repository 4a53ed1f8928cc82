import { randomUUID } from 'node:crypto'
import { WebSocket } from 'ws'
import type { ApiError, BuyerReply } from '#shared/protocol/api.ts'
import { type Batch, ProtocolClient } from '#shared/protocol/client.ts'
import { ERROR_CODES } from '#shared/protocol/codes.ts'
import type { Message, Source } from '#shared/protocol/model.ts'
import { applyToBuyerView, type BuyerPageView } from '#shared/protocol/view.ts'
import type { BuyerEvent } from '#shared/protocol/events.ts'

/** What became of words: the gateway has them, refused them, or was not there to hear. */
export type Said = 'taken' | 'refused' | 'gone'

/** A refusal by the gateway's own code; the protocol client stops on it. */
class Refused extends Error {
  readonly code: string
  constructor(code: string) {
    super(code)
    this.code = code
  }
}

export interface GuestOptions {
  /** Such as http://127.0.0.1:8790: the demo speaks to its own computer, so plain HTTP. */
  readonly url: string
  readonly shop: string
  readonly name: string
  readonly language: string
  readonly random: () => number
  /** Its refresh token of an earlier run: it is then a buyer the shop knows. */
  readonly refresh: string | null
  /** It has a refresh token that is worth keeping. */
  readonly onKnown: (refresh: string) => void
  /** A message of an agent, in order, once. */
  readonly onMessage: (message: Message) => void
  readonly onStopped: (code: string) => void
  /** Absent: asked at the end, it gives its word. */
  readonly rates?: boolean
}

export interface SayOptions {
  readonly cid?: string
  /** An earlier process may have sent it. */
  readonly again?: boolean
  readonly address?: string
}

/**
 * A buyer over the real websocket by the real client: what the demo does, every buyer's page does.
 * It keeps its token while the process lives, so that it can come back as a known buyer (D4).
 */
export class Guest {
  readonly #options: GuestOptions
  #session: BuyerReply | null = null
  #refresh: string | null
  #gotAt = 0
  #view: BuyerPageView | null = null
  #client: ProtocolClient | null = null
  readonly #waiting = new Map<string, (said: Said) => void>()
  #lastRead = 0

  constructor(options: GuestOptions) {
    this.#options = options
    this.#refresh = options.refresh
  }

  connect(): void {
    this.#client ??= this.#makeClient()
    this.#client.start()
  }

  disconnect(): void {
    this.#client?.stop()
    this.#client = null
    for (const settle of this.#waiting.values()) settle('gone')
    this.#waiting.clear()
  }

  /**
   * Resolves when the gateway has it durably, or when it was refused or given up. `cid`: of words that
   * may have been said before, which are then not said twice. `address`: whom it asks for (D3).
   */
  say(
    text: string,
    source: Source | null,
    { cid = randomUUID(), again = false, address }: SayOptions = {},
  ): Promise<Said> {
    const client = this.#client
    if (!client) return Promise.resolve('gone')
    return new Promise((resolve) => {
      this.#waiting.set(cid, resolve)
      client.enqueue({
        cid,
        lane: 'send',
        tried: again,
        frame: {
          t: 'send',
          conversation: null,
          body: { kind: 'text', text },
          ...(source ? { source } : {}),
          ...(address === undefined ? {} : { address }),
        },
      })
    })
  }

  typing(on: boolean): void {
    const conversation = this.#view?.conversation
    if (conversation?.state === 'held') this.#client?.typing(conversation.id, on)
  }

  read(message: Message): void {
    if (message.conversation !== this.#view?.conversation?.id || message.cseq <= this.#lastRead)
      return
    this.#lastRead = message.cseq
    this.#client?.enqueue({
      cid: randomUUID(),
      lane: 'read',
      tried: false,
      frame: {
        t: 'cmd',
        command: { type: 'read', conversation: message.conversation, upTo: message.cseq },
      },
    })
  }

  /** Asked at the end, most are content and some say nothing. */
  #rateSoon(conversation: string): void {
    const { random, rates = true } = this.#options
    if (!rates) return
    const score = [0, 3, 4, 5, 5][Math.floor(random() * 5)] ?? 0
    if (score === 0) return
    const rate = (): void =>
      this.#client?.enqueue({
        cid: randomUUID(),
        lane: 'rate',
        tried: false,
        frame: { t: 'cmd', command: { type: 'rate', conversation, score, text: '' } },
      })
    setTimeout(rate, 1000 + 3000 * random()).unref()
  }

  #makeClient(): ProtocolClient {
    const { url, random, onStopped } = this.#options
    const settled = (cid: string, said: Said): void => {
      this.#waiting.get(cid)?.(said)
      this.#waiting.delete(cid)
    }
    return new ProtocolClient({
      open: (events) => {
        const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/ws`, {
          perMessageDeflate: false,
        })
        socket.on('open', () => events.opened())
        socket.on('message', (data: Buffer) => events.received(data.toString()))
        socket.on('close', (code) => events.closed(code))
        // `close` follows and is what counts.
        socket.on('error', () => {})
        return {
          send: (text) => {
            if (socket.readyState === WebSocket.OPEN) socket.send(text)
          },
          close: () => socket.close(),
        }
      },
      token: (fresh) => this.#token(fresh),
      device: { id: 'demo', name: 'demo', app: 'demo-buyer' },
      cursor: null,
      store: (batch) => {
        this.#received(batch)
        return Promise.resolve()
      },
      onState: (state) => state.kind === 'stopped' && onStopped(state.code),
      onOk: (item) => settled(item.cid, 'taken'),
      onFailed: (item) => settled(item.cid, 'refused'),
      now: Date.now,
      random,
      setTimer: (run, ms) => setTimeout(run, ms).unref(),
      clearTimer: (timer) => clearTimeout(timer as NodeJS.Timeout),
    })
  }

  #received(batch: Batch): void {
    if (batch.kind === 'snapshot') {
      if (!('me' in batch.view)) this.#view = batch.view
      return
    }
    for (const { pos, prev, at, event } of batch.events) {
      const mine = event as BuyerEvent
      const before = this.#view?.conversation?.id
      if (this.#view) this.#view = applyToBuyerView(this.#view, { pos, prev, at, event: mine })
      if (this.#view?.conversation?.id !== before) this.#lastRead = 0
      if (mine.type === 'buyer.conversation' && mine.asked === true && mine.score == null)
        this.#rateSoon(mine.conversation)
      if (mine.type === 'message.sent' && mine.message.sender.kind === 'account')
        this.#options.onMessage({ ...mine.message, pos, at })
    }
  }

  async #token(fresh: boolean): Promise<string> {
    const known = this.#session
    if (known && !fresh && Date.now() - this.#gotAt < (known.expiresAt - known.serverTime) / 2)
      return known.access
    const session = (await this.#renewed()) ?? (await this.#created())
    this.#session = session
    this.#gotAt = Date.now()
    return session.access
  }

  /** Null when the shop knows this buyer no more, as after the demo's data were thrown away. */
  async #renewed(): Promise<BuyerReply | null> {
    if (this.#refresh === null) return null
    try {
      return await this.#post('/api/refresh', { refresh: this.#refresh })
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      this.#refresh = null
      return null
    }
  }

  async #created(): Promise<BuyerReply> {
    const { shop, name, onKnown } = this.#options
    const session = await this.#post('/api/buyers', { shop, name })
    this.#refresh = session.refresh
    onKnown(session.refresh)
    return session
  }

  async #post(path: string, body: unknown): Promise<BuyerReply> {
    const response = await fetch(this.#options.url + path, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'accept-language': this.#options.language,
      },
      body: JSON.stringify(body),
    })
    if (response.ok) return (await response.json()) as BuyerReply
    const { code } = (await response.json().catch(() => ({}))) as Partial<ApiError>
    // What may pass is tried again by the client; what can't be mended stops it.
    if (code && code in ERROR_CODES && !ERROR_CODES[code].retry) throw new Refused(code)
    throw new Error(`HTTP ${response.status}`)
  }
}
