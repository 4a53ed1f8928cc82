import { randomUUID } from 'node:crypto'
import { WebSocket } from 'ws'
import {
  ProtocolClient,
  type Batch,
  type Cursor,
  type OutboxFrame,
} from '#shared/protocol/client.ts'
import type { SessionReply } from '#shared/protocol/api.ts'
import type { BuyerEvent, Delivered, ShopEvent } from '#shared/protocol/events.ts'
import { applyToAgentView, applyToBuyerView } from '#shared/protocol/view.ts'
import type { AgentView, BuyerPageView } from '#shared/protocol/view.ts'
import type { Noted, PartyEnd, PartyHistory, Seen } from './history.ts'

/** A round is short: every time a client waits for is cut to this part of it. */
export const HASTE = 4
const FETCH_MS = 1500

export interface PartyOptions {
  readonly party: string
  readonly shop: string
  readonly kind: 'agent' | 'buyer'
  readonly id: string
  readonly role: PartyHistory['role']
  /** Of the proxy. */
  readonly url: string
  readonly access: string
  readonly refresh: string
}

/** What a round needs of whoever takes part in it, in this process or another. */
export interface Party {
  readonly options: PartyOptions
  readonly ready: boolean
  /** What it knows now; null before its first snapshot. */
  view(): AgentView | BuyerPageView | null
  pos(): number
  waiting(): readonly string[]
  say(frame: OutboxFrame & { t: 'send' }, lane: string): void
  command(frame: OutboxFrame & { t: 'cmd' }, lane: string): void
  /** kill -9 of its process, and a start from what it had stored. */
  crash(): void
  probe(): void
  /** As now, for comparing; asked of another process where it lives there. */
  end(convergedMs: number | null): Promise<PartyEnd>
  history(end: PartyEnd): PartyHistory
  close(): Promise<void>
}

interface Stored {
  cursor: Cursor | null
  view: AgentView | BuyerPageView | null
  outbox: Map<string, { frame: OutboxFrame; lane: string }>
  failed: Set<string>
}

/** The protocol's client over a real socket, with all it sees written down. Its store is this object. */
export class WireParty implements Party {
  readonly options: PartyOptions
  readonly seen: Seen[] = []
  readonly #stored: Stored = { cursor: null, view: null, outbox: new Map(), failed: new Set() }
  #client: ProtocolClient
  #access: string
  /** Raised with each crash: what an older life still hears is nobody's. */
  #life = 0

  constructor(options: PartyOptions) {
    this.options = options
    this.#access = options.access
    this.#client = this.#make()
    this.#client.start()
  }

  get ready(): boolean {
    return this.#client.state.kind === 'live' && this.#stored.view !== null
  }

  get state(): ProtocolClient['state'] {
    return this.#client.state
  }

  view(): AgentView | BuyerPageView | null {
    return this.#stored.view
  }

  pos(): number {
    return this.#stored.cursor?.pos ?? 0
  }

  waiting(): readonly string[] {
    return [...this.#stored.outbox.keys()]
  }

  say(frame: OutboxFrame & { t: 'send' }, lane: string): void {
    this.#queue(frame, lane)
  }

  command(frame: OutboxFrame & { t: 'cmd' }, lane: string): void {
    this.#queue(frame, lane)
  }

  history(end: PartyEnd): PartyHistory {
    const { party, shop, kind, id, role } = this.options
    return { party, shop, kind, id, role, wire: true, seen: this.seen, end }
  }

  end(convergedMs: number | null): Promise<PartyEnd> {
    return Promise.resolve({
      view: this.#stored.view,
      pos: this.pos(),
      outbox: this.waiting(),
      failed: [...this.#stored.failed],
      messages: null,
      convergedMs,
    })
  }

  crash(): void {
    this.#life++
    this.#client.stop()
    this.#note({ kind: 'restarted', pos: this.pos() })
    this.#client = this.#make()
    for (const [cid, { frame, lane }] of this.#stored.outbox)
      this.#client.enqueue({ cid, lane, frame, tried: true })
    this.#client.start()
  }

  probe(): void {
    this.#client.probe()
  }

  revoked(): void {
    this.#note({ kind: 'revoked' })
  }

  talk(use: (client: ProtocolClient) => void): void {
    use(this.#client)
  }

  close(): Promise<void> {
    this.#life++
    this.#client.stop()
    return Promise.resolve()
  }

  #queue(frame: OutboxFrame, lane: string): void {
    const cid = randomUUID()
    this.#stored.outbox.set(cid, { frame, lane })
    this.#note({ kind: 'queued', cid, frame })
    this.#client.enqueue({ cid, lane, frame, tried: false })
  }

  #note(seen: Noted): void {
    this.seen.push({ at: performance.now(), ...seen })
  }

  #make(): ProtocolClient {
    const life = this.#life
    const mine = () => life === this.#life
    const { url, party } = this.options
    return new ProtocolClient({
      open: (events) => {
        const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`, {
          perMessageDeflate: false,
          handshakeTimeout: FETCH_MS,
        })
        socket.on('open', () => events.opened())
        socket.on('message', (data: Buffer) => mine() && events.received(data.toString()))
        socket.on('close', (code) => events.closed(code))
        socket.on('error', () => {})
        return {
          send: (text) => {
            if (socket.readyState === socket.OPEN && mine()) socket.send(text)
          },
          close: () => socket.terminate(),
        }
      },
      token: async (fresh) => {
        if (fresh) this.#access = await refreshed(url, this.options.refresh)
        return this.#access
      },
      device: { id: party, name: party, app: 'faults' },
      cursor: this.#stored.cursor,
      store: (batch) => {
        if (mine()) this.#store(batch)
        return Promise.resolve()
      },
      onState: () => {},
      onWelcome: ({ mode, epoch, head }) => {
        if (mine()) this.#note({ kind: 'welcome', mode, epoch, head })
      },
      onOk: (item, ok) => {
        if (!mine()) return
        this.#stored.outbox.delete(item.cid)
        const { cid, pos, cseq = null, duplicate = false } = ok
        this.#note({ kind: 'ok', cid, pos, cseq, duplicate })
      },
      onFailed: (item, { code }) => {
        if (!mine()) return
        this.#stored.outbox.delete(item.cid)
        this.#stored.failed.add(item.cid)
        this.#note({ kind: 'failed', cid: item.cid, code })
      },
      onSending: ({ cid, tried }) => this.#note({ kind: 'out', cid, tried }),
      now: Date.now,
      // Cuts come faster here than links get steady: the steps of the backoff would grow for ever.
      random: () => Math.random() * 0.1,
      setTimer: (run, ms) => setTimeout(run, ms / HASTE).unref(),
      clearTimer: (timer) => clearTimeout(timer as NodeJS.Timeout | undefined),
    })
  }

  #store(batch: Batch): void {
    const stored = this.#stored
    stored.cursor = batch.cursor
    if (batch.kind === 'snapshot') {
      stored.view = batch.view
      this.#note({ kind: 'snapshot', pos: batch.cursor.pos, view: batch.view })
      return
    }
    for (const delivered of batch.events) {
      const { pos, prev, at: eventAt, event } = delivered
      this.#note({ kind: 'event', pos, prev, eventAt, event })
      if (stored.view === null) continue
      stored.view =
        this.options.kind === 'agent'
          ? applyToAgentView(stored.view as AgentView, delivered as Delivered<ShopEvent>)
          : applyToBuyerView(stored.view as BuyerPageView, delivered as Delivered<BuyerEvent>)
    }
  }
}

async function refreshed(url: string, refresh: string): Promise<string> {
  const response = await fetch(`${url}/api/refresh`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ refresh }),
    signal: AbortSignal.timeout(FETCH_MS),
  })
  const value = (await response.json()) as SessionReply
  if (!response.ok) throw Object.assign(new Error('refresh'), value)
  return value.access
}
