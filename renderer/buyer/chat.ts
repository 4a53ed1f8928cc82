import {
  type Batch,
  type LinkState,
  type OutboxItem,
  ProtocolClient,
} from '#shared/protocol/client.ts'
import type { ErrorFrame, OkFrame } from '#shared/protocol/frames.ts'
import type { Message, Source } from '#shared/protocol/model.ts'
import type { BuyerPageView } from '#shared/protocol/view.ts'
import { type BuyerIdentity, Refused } from './io/identity.ts'
import { type BlobStore, readJson, writeQuietly } from './io/storage.ts'
import { openSocket } from './io/socket.ts'
import { buyerEvents, isPlace, type Place, viewAfter } from './model/place.ts'
import { outboxItem, type Pending, type PendingStore, type PlainStorage } from './model/pending.ts'
import { olderQuestion, type Thread, withHistory, withMessages } from './model/threads.ts'

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
  /** Given once, with the first message of this visit. */
  readonly takeOrigin: () => { source: Source | null; address: string | null }
  readonly onChange: (state: ChatState) => void
}

const PAGE = 50
const TYPING_EVERY_MS = 3000
const TYPING_OVER_MS = 5000
/** A typing mark whose end was dropped (S33) goes out by itself. */
const TYPING_LOST_MS = 8000
const UPLOAD_AGAIN_MS = 2000
const SIGN_IN_AGAIN_MS = 30_000

export class Chat {
  readonly #options: ChatOptions
  #client: ProtocolClient
  #state: ChatState
  #replaceThreads = true
  #historyWanted = true
  #askingHistory = false
  #uploading = new Set<string>()
  #readInFlight = false
  #order = 0
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
      fragile: !options.durable,
    }
    this.#client = this.#makeClient(place)
  }

  get state(): ChatState {
    return this.#state
  }
  get skew(): number {
    return this.#client.skew
  }

  start(): void {
    this.#client.start()
    this.#flush()
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
    this.#flush()
  }

  sendText(text: string): void {
    this.#add({ kind: 'text', text })
    this.typing(false)
  }

  async sendPicture(picture: {
    blob: Blob
    name: string
    type: string
    width: number
    height: number
  }): Promise<void> {
    const { blob, name, type, width, height } = picture
    const cid = crypto.randomUUID()
    await this.#options.blobs.put(cid, blob)
    this.#add(
      { kind: 'image', file: { name, type, size: blob.size, width, height }, ref: null },
      cid,
    )
  }

  retry(cid: string): void {
    const pending = this.#state.pending.find((item) => item.cid === cid)
    if (!pending || pending.failed === null) return
    if (pending.failed === 'cid_conflict') {
      // That cid says something else at the shop: the message gets a new one.
      const fresh = { ...pending, cid: crypto.randomUUID(), failed: null, tried: false }
      this.#forget(cid)
      this.#put(fresh)
    } else this.#put({ ...pending, failed: null })
    this.#flush()
  }

  discard(cid: string): void {
    this.#client.remove(cid)
    this.#forget(cid)
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

  /** Call at each change of the text; `on` while there is any. */
  typing(on: boolean): void {
    const conversation = this.#state.view?.conversation
    if (!conversation || conversation.state !== 'held') return
    const now = Date.now()
    clearTimeout(this.#typing.over)
    if (on) {
      if (now - this.#typing.sentAt > TYPING_EVERY_MS) {
        this.#client.typing(conversation.id, true)
        this.#typing.sentAt = now
      }
      this.#typing.over = window.setTimeout(() => this.typing(false), TYPING_OVER_MS)
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
      const reply = await this.#client.history(question.conversation, question.before, PAGE)
      this.#set({ threads: withHistory(this.#state.threads, reply, 'oldest') })
    } catch {
      // Cut in between: the button stays and asks again.
    } finally {
      this.#set({ loadingOlder: false })
    }
  }

  /** A message that another tab of this browser wrote or got rid of. */
  storageChanged(key: string | null, value: string | null): void {
    const change = this.#options.pending.changed(key, value)
    if (!change) return
    if ('removed' in change) {
      const item = this.#state.pending.find((pending) => pending.cid === change.removed)
      if (!item || item.acknowledged) return
      this.#client.remove(item.cid)
      // Sent by the other tab (the event comes here, too) or discarded there.
      this.#set({ pending: this.#state.pending.filter((pending) => pending !== item) })
      return
    }
    this.#show(change)
    this.#flush()
  }

  #add(body: Pending['body'], cid: string = crypto.randomUUID()): void {
    const { source, address } = this.#options.takeOrigin()
    this.#put({
      cid,
      order: Date.now() + this.#order++ / 1000,
      at: Date.now() + this.skew,
      body,
      source,
      address,
      tried: false,
      failed: null,
      progress: null,
      acknowledged: false,
    })
    this.#flush()
  }

  #put(pending: Pending): void {
    try {
      // [S20] stored before the first try; where the browser refuses, the page says so and sends anyway.
      this.#options.pending.put(pending)
    } catch {
      this.#set({ fragile: true })
    }
    this.#show(pending)
  }

  #show(pending: Pending): void {
    const others = this.#state.pending.filter((item) => item.cid !== pending.cid)
    this.#set({ pending: [...others, pending].toSorted((a, b) => a.order - b.order) })
  }

  #patch(cid: string, patch: Partial<Pending>): void {
    this.#set({
      pending: this.#state.pending.map((item) => (item.cid === cid ? { ...item, ...patch } : item)),
    })
  }

  #forget(cid: string): void {
    this.#options.pending.remove(cid)
    void this.#options.blobs.remove(cid)
    this.#set({ pending: this.#state.pending.filter((item) => item.cid !== cid) })
  }

  #flush(): void {
    for (const pending of this.#state.pending) {
      if (pending.acknowledged || pending.failed !== null) continue
      const item = outboxItem(pending)
      if (item) this.#client.enqueue(item)
      else if (this.#state.link.kind === 'live') void this.#upload(pending)
    }
  }

  async #upload(pending: Pending): Promise<void> {
    if (pending.body.kind !== 'image' || this.#uploading.has(pending.cid)) return
    this.#uploading.add(pending.cid)
    const { file } = pending.body
    try {
      const blob = await this.#options.blobs.get(pending.cid)
      if (!blob) {
        this.#fail(pending.cid, 'gone')
        return
      }
      const ref = await this.#options.identity.upload(
        { blob, name: file.name, type: file.type },
        (progress) => this.#patch(pending.cid, { progress }),
      )
      const still = this.#state.pending.find((item) => item.cid === pending.cid)
      if (!still) return
      this.#put({
        ...still,
        progress: null,
        body: {
          kind: 'image',
          file,
          ref: { ...ref, width: ref.width ?? file.width, height: ref.height ?? file.height },
        },
      })
      this.#flush()
    } catch (error) {
      if (error instanceof Refused && error.status !== 401) this.#fail(pending.cid, error.code)
      else {
        // The network broke it: once more, but not at once.
        this.#patch(pending.cid, { progress: null })
        setTimeout(() => this.#flush(), UPLOAD_AGAIN_MS)
      }
    } finally {
      this.#uploading.delete(pending.cid)
    }
  }

  #fail(cid: string, code: string): void {
    const pending = this.#state.pending.find((item) => item.cid === cid)
    if (!pending) return
    this.#put({ ...pending, failed: code, progress: null })
  }

  #makeClient(place: Place | null): ProtocolClient {
    const { base, identity } = this.#options
    const client: ProtocolClient = new ProtocolClient({
      open: (events) => openSocket(base, events),
      token: (fresh) => identity.token(fresh),
      device: { id: identity.buyer ?? 'page', name: 'browser', app: 'buyer-page' },
      cursor: place?.cursor ?? null,
      store: (batch) => this.#store(client, batch),
      onState: (link) => client === this.#client && this.#linkChanged(link),
      onLoose: (frame) => {
        if (frame.t === 'typing' && frame.by === 'shop') this.#shopTyping(frame.on)
      },
      onOk: (item, ok) => this.#ok(item, ok),
      onFailed: (item, error) => this.#failed(item, error),
      onSending: (item) => this.#sending(item),
      now: () => Date.now(),
      random: () => Math.random(),
      setTimer: (run, ms) => window.setTimeout(run, ms),
      clearTimer: (timer) => typeof timer === 'number' && window.clearTimeout(timer),
    })
    return client
  }

  #linkChanged(link: LinkState): void {
    this.#set(link.kind === 'live' ? { link } : { link, shopTyping: false })
    if (link.kind !== 'live') {
      this.#readInFlight = false
      if (link.kind === 'stopped') this.#signInAgain(link.code)
      return
    }
    this.#flush()
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
          this.#settleArrived(message)
        } else if (event.type === 'message.read' && event.by === 'buyer')
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
        const reply = await this.#client.history(conversation, undefined, PAGE)
        const kept = this.#replaceThreads
          ? this.#state.threads.filter((thread) => thread.id === conversation)
          : this.#state.threads
        // A restored gateway's conversation may hold other messages under the same numbers.
        const base =
          this.#replaceThreads && reply.messages.length > 0 ? newerThan(kept, reply.messages) : kept
        this.#replaceThreads = false
        this.#historyWanted = this.#state.view.conversation?.id !== conversation
        for (const message of reply.messages) this.#settleArrived(message)
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

  /** The event is as good as the `ok`: the message is at the shop. */
  #settleArrived(message: Message): void {
    const { cid } = message
    if (cid === null || message.sender.kind !== 'buyer') return
    if (!this.#state.pending.some((item) => item.cid === cid)) return
    this.#options.pending.remove(cid)
    // Its ok may still come; only what is stored and shown goes now.
    this.#set({ pending: this.#state.pending.filter((item) => item.cid !== cid) })
    void this.#options.blobs.remove(cid)
  }

  #ok(item: OutboxItem, ok: OkFrame): void {
    if (item.lane === 'read') {
      this.#readInFlight = false
      return
    }
    this.#options.pending.remove(item.cid)
    if (ok.duplicate) {
      // It is at the shop since earlier: its event may lie behind our cursor, the history has it.
      this.#forget(item.cid)
      this.#historyWanted = true
      void this.#loadNewest()
    } else this.#patch(item.cid, { acknowledged: true })
  }

  #failed(item: OutboxItem, error: ErrorFrame): void {
    if (item.lane === 'read') this.#readInFlight = false
    else this.#fail(item.cid, error.code)
  }

  #sending(item: OutboxItem): void {
    const pending = this.#state.pending.find((entry) => entry.cid === item.cid)
    if (pending && !pending.tried) this.#patch(item.cid, { tried: true })
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
