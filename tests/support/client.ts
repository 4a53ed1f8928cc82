import { randomUUID } from 'node:crypto'
import { WebSocket } from 'ws'
import type { BuyerReply, SessionReply } from '#shared/protocol/api.ts'
import {
  ProtocolClient,
  type Batch,
  type Cursor,
  type LinkState,
  type LooseFrame,
  type OutboxFrame,
  type OutboxItem,
} from '#shared/protocol/client.ts'
import type { BuyerEvent, Delivered, ShopEvent } from '#shared/protocol/events.ts'
import type {
  Command,
  ErrorFrame,
  OkFrame,
  Receiver,
  SendableBody,
  WelcomeFrame,
} from '#shared/protocol/frames.ts'
import type { ConversationView, Message, Source } from '#shared/protocol/model.ts'
import type { SettingsChange } from '#shared/protocol/settings.ts'
import {
  applyToAgentView,
  applyToBuyerView,
  type AgentView,
  type OwnLists,
  type BuyerPageView,
} from '#shared/protocol/view.ts'

export interface ClientSetup {
  readonly device?: string
  /** As the doctor shows them. */
  readonly name?: string
  readonly app?: string
  readonly cursor?: Cursor | null
  /** 0: reconnects at once. Default 0, so that tests of cuts don't wait. */
  readonly random?: () => number
  /** Trusts the gateway's own certificate. */
  readonly insecureTls?: boolean
  /** The clock of its machine; the doctor compares it with the gateway's. */
  readonly now?: () => number
}

const WAIT_MS = 15_000

/** What was refused, as a rejection. */
export class Refused extends Error {
  readonly frame: ErrorFrame
  constructor(frame: ErrorFrame) {
    super(`${frame.code}: ${frame.message}`)
    this.frame = frame
  }
  get code(): string {
    return this.frame.code
  }
}

/**
 * A headless client: the protocol's own client half over a real socket, with everything it was given
 * kept in memory and waited for by `until`.
 */
abstract class HeadlessClient<E extends ShopEvent | BuyerEvent> {
  readonly protocol: ProtocolClient
  readonly events: Delivered<E>[] = []
  readonly snapshots: Extract<Batch, { kind: 'snapshot' }>[] = []
  readonly welcomes: WelcomeFrame[] = []
  readonly loose: LooseFrame[] = []
  readonly states: LinkState[] = []
  cursor: Cursor | null
  readonly #url: string
  readonly #waiting = new Set<() => void>()
  readonly #answers = new Map<
    string,
    { resolve: (ok: OkFrame) => void; reject: (refused: Refused) => void }
  >()
  #socket: WebSocket | null = null
  access: string

  constructor(wsUrl: string, url: string, access: string, refresh: string, setup: ClientSetup) {
    this.#url = url
    this.access = access
    this.cursor = setup.cursor ?? null
    this.protocol = new ProtocolClient({
      open: (events) => {
        const socket = new WebSocket(wsUrl, {
          perMessageDeflate: false,
          ...(setup.insecureTls ? { rejectUnauthorized: false } : {}),
        })
        this.#socket = socket
        socket.on('open', () => events.opened())
        socket.on('message', (data: Buffer) => events.received(data.toString()))
        socket.on('close', (code) => events.closed(code))
        socket.on('error', () => {})
        return {
          send: (text) => {
            if (socket.readyState === socket.OPEN) socket.send(text)
          },
          close: () => socket.terminate(),
        }
      },
      token: async (fresh) => {
        if (fresh) await this.refresh(refresh)
        return this.access
      },
      device: {
        id: setup.device ?? 'device-1',
        name: setup.name ?? 'test',
        app: setup.app ?? 'test',
      },
      cursor: this.cursor,
      store: async (batch) => {
        this.cursor = batch.cursor
        if (batch.kind === 'snapshot') {
          this.snapshots.push(batch)
          this.start(batch.view)
        } else
          for (const delivered of batch.events as readonly Delivered<E>[]) {
            this.events.push(delivered)
            this.apply(delivered)
          }
        this.#changed()
      },
      onState: (state) => {
        this.states.push(state)
        this.#changed()
      },
      onWelcome: (welcome) => void this.welcomes.push(welcome),
      onLoose: (frame) => {
        this.loose.push(frame)
        this.#changed()
      },
      onOk: (item, ok) => {
        this.#answers.get(item.cid)?.resolve(ok)
        this.#changed()
      },
      onFailed: (item, error) => {
        this.#answers.get(item.cid)?.reject(new Refused(error))
        this.#changed()
      },
      now: setup.now ?? Date.now,
      random: setup.random ?? (() => 0.001),
      setTimer: (run, ms) => setTimeout(run, ms).unref(),
      clearTimer: (timer) => clearTimeout(timer as NodeJS.Timeout | undefined),
    })
  }

  protected abstract start(view: AgentView | BuyerPageView): void
  protected abstract apply(delivered: Delivered<E>): void

  async refresh(refresh: string): Promise<void> {
    const response = await fetch(`${this.#url}/api/refresh`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ refresh }),
    })
    const value = (await response.json()) as SessionReply
    if (!response.ok) throw Object.assign(new Error('refresh'), value)
    this.access = value.access
  }

  /** Waits until it holds, looking again after each thing that happens to this client. */
  until(what: string, holds: () => boolean, withinMs = WAIT_MS): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (!holds()) return
        this.#waiting.delete(look)
        clearTimeout(timer)
        resolve()
      }
      const timer = setTimeout(() => {
        this.#waiting.delete(look)
        reject(new Error(`never came: ${what} (${JSON.stringify(this.protocol.state)})`))
      }, withinMs)
      this.#waiting.add(look)
      look()
    })
  }

  /** Starts it where it hasn't, and waits until it is connected with its view. */
  async live(): Promise<void> {
    this.protocol.start()
    await this.until('live', () => this.protocol.state.kind === 'live' && this.hasView())
  }

  protected abstract hasView(): boolean

  /** The answer to one frame; rejects with `Refused`. */
  submit(frame: OutboxFrame, options: { cid?: string; lane?: string; tried?: boolean } = {}) {
    const cid = options.cid ?? randomUUID()
    const item: OutboxItem = {
      cid,
      lane: options.lane ?? cid,
      frame,
      tried: options.tried ?? false,
    }
    const { promise, resolve, reject } = Promise.withResolvers<OkFrame>()
    this.#answers.set(cid, { resolve, reject })
    this.protocol.enqueue(item)
    return promise
  }

  /** Pulls the plug, as a network does: no close frame. The client comes back by itself. */
  cut(): void {
    this.#socket?.terminate()
  }

  get socket(): WebSocket | null {
    return this.#socket
  }

  close(): void {
    this.protocol.stop()
  }

  /** Messages of a conversation in the order they came. */
  messages(conversation: string): Omit<Message, 'pos' | 'at'>[] {
    return this.events.flatMap((delivered) => {
      const event: ShopEvent | BuyerEvent = delivered.event
      return event.type === 'message.sent' && event.message.conversation === conversation
        ? [event.message]
        : []
    })
  }

  texts(conversation: string): string[] {
    return this.messages(conversation).flatMap(({ body }) =>
      body.kind === 'text' ? [body.text] : [],
    )
  }

  /** The automatic replies in a conversation, as this client was given them. */
  auto(conversation: string): string[] {
    return this.messages(conversation).flatMap(({ body }) =>
      body.kind === 'auto' ? [body.reply] : [],
    )
  }

  #changed(): void {
    for (const look of [...this.#waiting]) look()
  }
}

export class AgentClient extends HeadlessClient<ShopEvent> {
  view: AgentView | null = null
  /** Nobody keeps a view of this client over an event. */
  readonly #own: OwnLists = new WeakSet()
  readonly session: SessionReply

  constructor(wsUrl: string, url: string, session: SessionReply, setup: ClientSetup = {}) {
    super(wsUrl, url, session.access, session.refresh ?? '', setup)
    this.session = session
  }

  get id(): string {
    return this.session.account.id
  }

  protected start(view: AgentView | BuyerPageView): void {
    this.view = view as AgentView
  }

  protected apply(delivered: Delivered<ShopEvent>): void {
    if (this.view) this.view = applyToAgentView(this.view, delivered, this.#own)
  }

  protected hasView(): boolean {
    return this.view !== null || this.cursor !== null
  }

  /** Conversations this account holds now. */
  held(): ConversationView[] {
    return Object.values(this.view?.conversations ?? {}).filter(
      (conversation) => conversation.holder === this.id,
    )
  }

  /** Waits until it holds a conversation (of that buyer, where named). */
  async served(buyer?: string): Promise<ConversationView> {
    const find = () => this.held().find((conversation) => !buyer || conversation.buyer.id === buyer)
    await this.until('a conversation', () => find() !== undefined)
    const found = find()
    if (!found) throw new Error('it went away again')
    return found
  }

  /** Anything but words, or words that answer a message. */
  tell(conversation: ConversationView, body: SendableBody): Promise<OkFrame> {
    const now = this.view?.conversations[conversation.id] ?? conversation
    return this.submit({
      t: 'send',
      conversation: conversation.id,
      holderEpoch: now.holderEpoch,
      body,
    })
  }

  reply(conversation: ConversationView, text: string, cid?: string): Promise<OkFrame> {
    return this.submit(
      {
        t: 'send',
        conversation: conversation.id,
        body: { kind: 'text', text },
        holderEpoch: conversation.holderEpoch,
      },
      { lane: conversation.id, ...(cid ? { cid } : {}) },
    )
  }

  command(command: Command): Promise<OkFrame> {
    return this.submit({ t: 'cmd', command })
  }

  /** Kept for all workstations of the account, and told back (S52). */
  async keep(key: string, value: string | null): Promise<void> {
    this.protocol.keep(key, value)
    await this.until(`${key} kept`, () => (this.kept()[key] ?? null) === value)
  }

  /** What the account keeps, as this client was told. */
  kept(): Readonly<Record<string, string>> {
    const kept: Record<string, string> = {}
    for (const frame of this.loose) {
      if (frame.t !== 'kept') continue
      if (frame.all) for (const key of Object.keys(kept)) delete kept[key]
      for (const [key, value] of Object.entries(frame.entries))
        if (value === null) delete kept[key]
        else kept[key] = value
    }
    return kept
  }

  /** Of which kinds of thing it was told a change. */
  changes(what: Extract<LooseFrame, { t: 'changed' }>['what']): LooseFrame[] {
    return this.loose.filter((frame) => frame.t === 'changed' && frame.what === what)
  }

  /** Forwards under the epoch this client knows. */
  forward(conversation: string, to: Receiver, note?: string): Promise<OkFrame> {
    const holderEpoch = this.view?.conversations[conversation]?.holderEpoch ?? 0
    return this.command({
      type: 'forward',
      conversation,
      holderEpoch,
      to,
      ...(note === undefined ? {} : { note }),
    })
  }

  /** The main account changes sections of the shop's settings, and has them in its view. */
  async settings(change: SettingsChange): Promise<void> {
    const revision = this.view?.settings.revision ?? 0
    await this.command({ type: 'settings.set', revision, change })
    await this.until('the settings', () => (this.view?.settings.revision ?? 0) > revision)
  }
}

export class BuyerClient extends HeadlessClient<BuyerEvent> {
  view: BuyerPageView | null = null
  readonly session: BuyerReply

  constructor(wsUrl: string, url: string, session: BuyerReply, setup: ClientSetup = {}) {
    super(wsUrl, url, session.access, session.refresh, setup)
    this.session = session
  }

  get id(): string {
    return this.session.buyer.id
  }

  protected start(view: AgentView | BuyerPageView): void {
    this.view = view as BuyerPageView
  }

  protected apply(delivered: Delivered<BuyerEvent>): void {
    if (this.view) this.view = applyToBuyerView(this.view, delivered)
  }

  protected hasView(): boolean {
    return this.view !== null || this.cursor !== null
  }

  say(
    text: string,
    options: {
      cid?: string
      address?: string
      source?: Source
      body?: SendableBody
      tried?: boolean
    } = {},
  ): Promise<OkFrame> {
    return this.submit(
      {
        t: 'send',
        conversation: null,
        body: options.body ?? { kind: 'text', text },
        ...(options.address ? { address: options.address } : {}),
        ...(options.source ? { source: options.source } : {}),
      },
      { lane: 'shop', ...options },
    )
  }
}
