import {
  type Batch,
  type LinkState,
  type OutboxItem,
  ProtocolClient,
} from '#shared/protocol/client.ts'
import type { ErrorFrame, HistoryReply, OkFrame } from '#shared/protocol/frames.ts'
import { LIMITS } from '#shared/protocol/limits.ts'
import type { Choice } from '#shared/protocol/settings.ts'
import type { Message, Source } from '#shared/protocol/model.ts'
import type { BuyerPageView } from '#shared/protocol/view.ts'
import type { BuyerIdentity } from './io/identity.ts'
import { type BlobStore, readJson, writeQuietly } from './io/storage.ts'
import { openSocket } from './io/socket.ts'
import { buyerEvents, isPlace, type Place, viewAfter } from './model/place.ts'
import type { Pending, PendingStore, PlainStorage } from './model/pending.ts'
import { Outbox } from './outbox.ts'
import {
  olderQuestion,
  type Thread,
  withHistory,
  withMessages,
  withRecalled,
} from './model/threads.ts'

/** Everything the page shows; replaced as a whole, never changed in place. */
export interface ChatState {
  readonly view: BuyerPageView | null
  readonly threads: readonly Thread[]
  readonly pending: readonly Pending[]
  readonly link: LinkState
  readonly shopTyping: boolean
  /** The newest history has arrived (or there is none). */
  readonly loaded: boolean
  readonly loadingOlder: boolean
  /** Up to where this browser has read, in the view's conversation. */
  readonly readUpTo: number
  /** What the shop asks before the first message (D10), and what was chosen of it. */
  readonly choices: readonly Choice[]
  readonly chosen: string | null
  /** The shop's people read what is being typed, and the page says so. */
  readonly typingPreview: boolean
  /** On the way to the shop, and why it was refused. */
  readonly rating: { readonly sending: boolean; readonly failed: string | null }
  /** The browser keeps nothing: what waits is lost when the page is closed. */
  readonly fragile: boolean
}

export interface ChatOptions {
  readonly shop: string
  readonly base: string
  readonly durable: boolean
  readonly storage: PlainStorage
  readonly pending: PendingStore
  readonly blobs: BlobStore
  readonly identity: BuyerIdentity
  /** `opening`: the message begins a conversation. */
  readonly takeOrigin: (
    opening: boolean,
    choice: string | null,
  ) => { source: Source | null; address: string | null }
  /** What the buyer looks at while this page is open; null: nothing the shop would know. */
  readonly look: { readonly page: string; readonly product?: string } | null
  readonly onChange: (state: ChatState) => void
}

const PAGE = 50
const TYPING_EVERY_MS = 3000
/** Where the words are shown. */
const PREVIEW_EVERY_MS = 700
const TYPING_OVER_MS = 5000
/** A typing mark whose end was dropped (S33) goes out by itself. */
const TYPING_LOST_MS = 8000
const SIGN_IN_AGAIN_MS = 30_000

export class Chat {
  readonly outbox: Outbox
  readonly #options: ChatOptions
  #client: ProtocolClient
  #state: ChatState
  #replaceThreads = true
  #historyWanted = true
  #askingHistory = false
  /** T3: an answer from before the newest may bring erased words: it is asked for again. */
  #erasures = 0
  #readInFlight = false
  #typing = { sentAt: 0, over: 0 }
  #typingLost = 0
  #signedInAgainAt = -Infinity

  constructor(options: ChatOptions) {
    this.#options = options
    const stored = readJson(options.storage, this.#key('place'), isPlace)
    const place = stored && stored.buyer === options.identity.buyer ? stored : null
    this.#state = {
      view: place?.view ?? null,
      threads: [],
      pending: options.pending.load(),
      link: { kind: 'idle' },
      shopTyping: false,
      loaded: false,
      loadingOlder: false,
      readUpTo: this.#storedRead(place?.view.conversation?.id),
      choices: [],
      chosen: null,
      typingPreview: false,
      rating: { sending: false, failed: null },
      fragile: !options.durable,
    }
    this.#client = this.#makeClient(place)
    this.outbox = new Outbox({
      store: options.pending,
      blobs: options.blobs,
      items: this.#state.pending,
      takeOrigin: () => {
        const { chosen } = this.#state
        const opening = isOpening(this.#state)
        if (opening && chosen !== null) this.#set({ chosen: null })
        return options.takeOrigin(opening, chosen)
      },
      upload: (file, onProgress) => options.identity.upload(file, onProgress),
      now: () => Date.now() + this.skew,
      live: () => this.#state.link.kind === 'live',
      enqueue: (item) => this.#client.enqueue(item),
      withdraw: (cid) => this.#client.remove(cid),
      onChange: (pending) => this.#set({ pending }),
      onFragile: () => this.#set({ fragile: true }),
    })
  }

  get state(): ChatState {
    return this.#state
  }
  get skew(): number {
    return this.#client.skew
  }

  start(): void {
    this.#client.start()
    this.outbox.flush()
    // Without an answer nothing is asked: the buyer can write all the same.
    this.#options.identity.shop().then(
      ({ choices, typingPreview }) => this.#set({ choices, typingPreview }),
      () => {},
    )
  }

  /** Null: none. It goes with the message that opens the conversation. */
  choose(chosen: string | null): void {
    this.#set({ chosen })
  }

  probe(): void {
    this.#client.probe()
  }

  /** The shop doesn't know this browser's buyer any more: begin as the new one; what waits goes along. */
  restart(): void {
    this.#client.stop()
    writeQuietly(this.#options.storage, this.#key('place'), null)
    this.#set({ view: null, threads: [], loaded: false, shopTyping: false, readUpTo: 0 })
    this.#replaceThreads = true
    this.#historyWanted = true
    this.#client = this.#makeClient(null)
    this.#client.start()
    this.outbox.flush()
  }

  sendText(text: string): void {
    this.outbox.addText(text)
    this.typing('')
  }

  /** The reader sees everything up to the newest message. */
  markRead(): void {
    const { view, threads, readUpTo, link } = this.#state
    const conversation = view?.conversation
    if (!conversation || conversation.state === 'closed') return
    const thread = threads.find((entry) => entry.id === conversation.id)
    const upTo = thread?.messages.findLast((message) => message.sender.kind === 'account')?.cseq
    if (upTo === undefined || upTo <= readUpTo) return
    if (link.kind !== 'live' || this.#readInFlight) return
    this.#readInFlight = true
    this.#setRead(conversation.id, upTo)
    this.#client.enqueue({
      cid: crypto.randomUUID(),
      lane: 'read',
      tried: false,
      frame: { t: 'cmd', command: { type: 'read', conversation: conversation.id, upTo } },
    })
  }

  /** Once, for the conversation that is over. */
  rate(score: number, text: string): void {
    const conversation = this.#state.view?.conversation
    if (conversation?.state !== 'closed' || this.#state.rating.sending) return
    this.#set({ rating: { sending: true, failed: null } })
    this.#client.enqueue({
      cid: crypto.randomUUID(),
      lane: 'rate',
      tried: false,
      frame: { t: 'cmd', command: { type: 'rate', conversation: conversation.id, score, text } },
    })
  }

  /** Call at each change of the text: it goes along only where the shop shows it, and says so. */
  typing(value: string): void {
    const on = value.trim() !== ''
    const conversation = this.#state.view?.conversation
    if (!conversation || conversation.state !== 'held') return
    const now = Date.now()
    clearTimeout(this.#typing.over)
    if (on) {
      const { typingPreview } = this.#state
      const every = typingPreview ? PREVIEW_EVERY_MS : TYPING_EVERY_MS
      const wait = this.#typing.sentAt + every - now
      if (wait <= 0) {
        const shown = typingPreview ? value.slice(0, LIMITS.previewLength) : undefined
        this.#client.typing(conversation.id, true, shown)
        this.#typing.sentAt = now
        this.#typing.over = window.setTimeout(() => this.typing(''), TYPING_OVER_MS)
      } else
        // The last words count: they are told when it is time.
        this.#typing.over = window.setTimeout(() => this.typing(value), wait)
    } else if (this.#typing.sentAt > 0) {
      this.#client.typing(conversation.id, false)
      this.#typing.sentAt = 0
    }
  }

  async loadOlder(): Promise<void> {
    const question = olderQuestion(this.#state.threads)
    if (!question || this.#state.loadingOlder || this.#state.link.kind !== 'live') return
    this.#set({ loadingOlder: true })
    try {
      const erasures = this.#erasures
      const reply = await this.#client.history(question.conversation, question.before, PAGE)
      // What it belonged to is no longer on the screen; the newest page is on its way.
      if (erasures === this.#erasures)
        this.#set({ threads: withHistory(this.#state.threads, reply, 'oldest') })
    } catch {
      // Cut in between: the button stays and asks again.
    } finally {
      this.#set({ loadingOlder: false })
    }
  }

  #makeClient(place: Place | null): ProtocolClient {
    const { base, identity } = this.#options
    const client: ProtocolClient = new ProtocolClient({
      open: (events) => openSocket(base, events),
      token: (fresh) => identity.token(fresh),
      device: { id: identity.buyer ?? 'page', name: 'browser', app: 'buyer-page' },
      cursor: place?.cursor ?? null,
      store: (batch) => this.#store(client, batch),
      onState: (link) => client === this.#client && this.#linkChanged(client, link),
      onLoose: (frame) => {
        if (frame.t === 'typing' && frame.by === 'shop') this.#shopTyping(frame.on)
      },
      onOk: (item, ok) => this.#ok(item, ok),
      onFailed: (item, error) => this.#failed(item, error),
      onSending: (item) => this.outbox.sending(item.cid),
      now: () => Date.now(),
      random: () => Math.random(),
      setTimer: (run, ms) => window.setTimeout(run, ms),
      clearTimer: (timer) => typeof timer === 'number' && window.clearTimeout(timer),
    })
    return client
  }

  #linkChanged(client: ProtocolClient, link: LinkState): void {
    this.#set(link.kind === 'live' ? { link } : { link, shopTyping: false })
    if (link.kind !== 'live') {
      this.#readInFlight = false
      if (link.kind === 'stopped') this.#signInAgain(link.code)
      return
    }
    this.outbox.flush()
    if (this.#options.look) client.look(this.#options.look)
    void this.#loadNewest()
  }

  /**
   * A token that is no good any more is no reason to trouble the buyer: a new one, or a new buyer
   * (the identity then tells so), and on. Not in a loop: a gateway that goes on refusing stops it.
   */
  #signInAgain(code: string): void {
    if (code !== 'token_invalid' && code !== 'token_expired' && code !== 'session_revoked') return
    if (Date.now() - this.#signedInAgainAt < SIGN_IN_AGAIN_MS) return
    this.#signedInAgainAt = Date.now()
    const client = this.#client
    this.#options.identity.token(true).then(
      () => client === this.#client && client.start(),
      () => {},
    )
  }

  async #store(client: ProtocolClient, batch: Batch): Promise<void> {
    if (client !== this.#client) return
    const view = viewAfter(this.#state.view, batch)
    let { threads } = this.#state
    if (batch.kind === 'snapshot') {
      // Another history, or too much missed: what is on the screen stays until the new one is here.
      this.#replaceThreads = true
      this.#historyWanted = true
    } else {
      for (const { pos, at, event } of buyerEvents(batch)) {
        if (event.type === 'message.sent') {
          const message: Message = { ...event.message, pos, at }
          threads = withMessages(threads, message.conversation, [message])
          if (message.sender.kind === 'account') this.#shopTyping(false)
          this.#arrived(message)
        } else if (event.type === 'buyer.erased') {
          // What was said goes from the screen; what is there now is asked for.
          threads = []
          this.#erasures++
          this.#historyWanted = true
        } else if (event.type === 'message.recalled')
          threads = withRecalled(threads, event.conversation, event.cseq)
        else if (event.type === 'message.read' && event.by === 'buyer')
          this.#setRead(event.conversation, event.upTo)
      }
    }
    if (view?.conversation?.id !== this.#state.view?.conversation?.id)
      this.#set({ readUpTo: this.#storedRead(view?.conversation?.id) })
    this.#set({ view, threads })
    // A conversation seen live from its start: whether there is an older one, only history tells.
    if (threads[0] && threads[0].previous === undefined) this.#historyWanted = true
    const { identity, storage } = this.#options
    if (view && identity.buyer !== null) {
      const place: Place = { buyer: identity.buyer, cursor: batch.cursor, view }
      writeQuietly(storage, this.#key('place'), JSON.stringify(place))
    }
    if (this.#historyWanted && this.#state.link.kind === 'live') void this.#loadNewest()
    return Promise.resolve()
  }

  /** The newest page of the view's conversation; asked again when it changed meanwhile. */
  async #loadNewest(): Promise<void> {
    if (!this.#historyWanted || this.#askingHistory || !this.#state.view) return
    this.#askingHistory = true
    try {
      const conversation = this.#state.view.conversation?.id
      if (conversation === undefined) {
        this.#historyWanted = false
        this.#set({ threads: this.#replaceThreads ? [] : this.#state.threads, loaded: true })
      } else {
        const reply = await this.#historyOf(conversation)
        const kept = this.#replaceThreads
          ? this.#state.threads.filter((thread) => thread.id === conversation)
          : this.#state.threads
        // A restored gateway's conversation may hold other messages under the same numbers.
        const base =
          this.#replaceThreads && reply.messages.length > 0 ? newerThan(kept, reply.messages) : kept
        this.#replaceThreads = false
        this.#historyWanted = this.#state.view.conversation?.id !== conversation
        for (const message of reply.messages) this.#arrived(message)
        this.#set({ threads: withHistory(base, reply, 'newest'), loaded: true })
      }
    } catch {
      // The cut rejects it; the next `live` asks again.
    } finally {
      this.#askingHistory = false
    }
    if (this.#historyWanted && this.#state.link.kind === 'live' && this.#state.loaded)
      void this.#loadNewest()
  }

  async #historyOf(conversation: string): Promise<HistoryReply> {
    for (;;) {
      const erasures = this.#erasures
      const reply = await this.#client.history(conversation, undefined, PAGE)
      if (erasures === this.#erasures) return reply
    }
  }

  #arrived(message: Message): void {
    if (message.sender.kind === 'buyer' && message.cid !== null) this.outbox.arrived(message.cid)
  }

  #ok(item: OutboxItem, ok: OkFrame): void {
    if (item.lane === 'rate') {
      this.#set({ rating: { sending: false, failed: null } })
      return
    }
    if (item.lane === 'read') {
      this.#readInFlight = false
      // Something newer may have come meanwhile: whoever draws looks again.
      this.#set({})
      return
    }
    if (!ok.duplicate) {
      this.outbox.acknowledged(item.cid)
      return
    }
    // It is at the shop since earlier: its event may lie behind our cursor, the history has it.
    this.outbox.arrived(item.cid)
    this.#historyWanted = true
    void this.#loadNewest()
  }

  #failed(item: OutboxItem, error: ErrorFrame): void {
    if (item.lane === 'read') this.#readInFlight = false
    else if (item.lane === 'rate') this.#set({ rating: { sending: false, failed: error.code } })
    else this.outbox.fail(item.cid, error.code)
  }

  #shopTyping(on: boolean): void {
    clearTimeout(this.#typingLost)
    if (on) this.#typingLost = window.setTimeout(() => this.#shopTyping(false), TYPING_LOST_MS)
    if (on !== this.#state.shopTyping) this.#set({ shopTyping: on })
  }

  #setRead(conversation: string, upTo: number): void {
    if (conversation !== this.#state.view?.conversation?.id || upTo <= this.#state.readUpTo) return
    writeQuietly(this.#options.storage, this.#key('read'), JSON.stringify({ conversation, upTo }))
    this.#set({ readUpTo: upTo })
  }

  #storedRead(conversation: string | undefined): number {
    const stored = readJson(this.#options.storage, this.#key('read'), isRead)
    return stored && stored.conversation === conversation ? stored.upTo : 0
  }

  #key(what: 'place' | 'read'): string {
    return `xiaoer.${this.#options.shop}.${what}`
  }

  #set(patch: Partial<ChatState>): void {
    this.#state = { ...this.#state, ...patch }
    this.#options.onChange(this.#state)
  }
}

/** What is sent next begins a conversation. */
export function isOpening({ view, pending }: Pick<ChatState, 'view' | 'pending'>): boolean {
  const conversation = view?.conversation
  const waits = pending.some((item) => item.failed === null)
  return (!conversation || conversation.state === 'closed') && !waits
}

function newerThan(threads: readonly Thread[], messages: readonly Message[]): readonly Thread[] {
  const last = messages.at(-1)?.cseq ?? 0
  return threads.map((thread) => ({
    ...thread,
    messages: thread.messages.filter((message) => message.cseq > last),
  }))
}

function isRead(value: unknown): value is { conversation: string; upTo: number } {
  const read = value as { conversation?: unknown; upTo?: unknown } | null
  return typeof read?.conversation === 'string' && typeof read.upTo === 'number'
}
