import type {
  BridgeArgument,
  BridgeEventName,
  BridgeEvents,
  CommandReply,
  Connection,
  SearchHit,
  WorkStart,
} from '#shared/bridge/contract.ts'
import {
  type Batch,
  type ClientSocket,
  type Cursor,
  type LinkState,
  type OutboxItem,
  ProtocolClient,
  type SocketEvents,
} from '#shared/protocol/client.ts'
import { digitRunsHidden, mask } from '#shared/masking/mask.ts'
import { maskAgentView, maskClosed } from '#shared/masking/views.ts'
import { completeConversation } from '#shared/protocol/complete.ts'
import type { Delivered, ShopEvent } from '#shared/protocol/events.ts'
import type { Command, ErrorFrame } from '#shared/protocol/frames.ts'
import type { ConversationId } from '#shared/protocol/model.ts'
import { NEWEST_PAGE } from '#shared/bridge/pages.ts'
import type { Figures } from '#shared/measures/figures.ts'
import type { AgentView } from '#shared/protocol/view.ts'
import type { Device } from '../account/device.ts'
import type { Session } from '../account/session.ts'
import { describe, Failure } from '../failure.ts'
import { log } from '../log.ts'
import type { Json } from '../transcripts/calls.ts'
import type { CacheWithHeadStart } from '../transcripts/head-start.ts'
import { Commands } from './commands.ts'
import { Doubts } from './doubts.ts'
import { completeBase } from './base.ts'
import { Kept } from './kept.ts'
import { tellLoose } from './loose.ts'
import { Outbox } from './outbox.ts'
import { Pages } from './pages.ts'
import { type Trace, Traces } from './traces.ts'
import { stepByEvents, stepBySnapshot, type ViewBase } from './view-batch.ts'

export interface WorkOptions {
  readonly session: Session
  /** Open already. */
  readonly cache: CacheWithHeadStart
  readonly device: Device
  readonly appVersion: string
  /** The first window is: the link comes up behind that, for what the cache has is there at once. */
  readonly painted: Promise<void>
  /** What is shown of shop and account before the first snapshot. */
  readonly fallback: ViewBase
  readonly tell: <N extends BridgeEventName>(name: N, payload: BridgeEvents[N]) => void
  /** After they are stored: for notifications and the badge. */
  readonly onEvents: (
    events: readonly Delivered<ShopEvent>[],
    before: AgentView,
    after: AgentView,
  ) => void
  /** D6: a buyer may not be known any more; what else is kept of the shop's files must go. */
  readonly onWithdrawn: (conversations: readonly ConversationId[]) => void
  readonly onView: (view: AgentView) => void
  /** `skew`: the gateway's clock minus ours, ms. */
  readonly onConnection: (connection: Connection, skew: number) => void
  /** The cache said that it can't go on; the owner opens it again and makes a new Work. */
  readonly onCacheLost: () => void
  /** The gateway took a message that was said here. */
  readonly onSent: () => void
  /** Those in windows of their own. */
  readonly tornOff: () => readonly ConversationId[]
}

const BASE_KEY = 'link.base'
const WORKSPACE_KEY = 'workspace'

/** One signed-in account at work: the link, what it stores, and what the windows are told. */
export class Work {
  readonly #options: WorkOptions
  readonly #outbox: Outbox
  readonly #pages: Pages
  readonly #doubts: Doubts
  readonly #kept: Kept
  readonly #traces: Traces
  readonly #commands: Commands
  #client: ProtocolClient | null = null
  #openSocket: ((events: SocketEvents) => ClientSocket) | null = null
  #view: AgentView
  #loading = true
  #cursor: Cursor | null = null
  #connection: Connection = { kind: 'connecting' }
  #mismatch = false
  #ended = false
  #workspace: Record<string, Json> = {}
  #figures: Figures | null = null

  constructor(options: WorkOptions) {
    this.#options = options
    this.#view = { ...options.fallback, conversations: {} }
    const client = () => this.#live()
    this.#commands = new Commands(client)
    this.#outbox = new Outbox({
      cache: options.cache,
      client,
      tell: (changed, gone) => options.tell('chats.outbox', { changed, gone }),
      holderEpoch: (id) => this.#view.conversations[id]?.holderEpoch,
      now: Date.now,
    })
    this.#pages = new Pages({
      cache: options.cache,
      conversation: (id) => this.#view.conversations[id],
      history: (...ask) => client().history(...ask),
      isLive: () => client().state.kind === 'live',
      inDoubt: (id) => this.#doubts.hides(id),
      forget: (id) => this.#forget(id),
      masks: () => this.#masks,
      keep: async (messages) => {
        if (this.#cursor && messages.length > 0)
          await options.cache.applyBatch({ ...this.#cursor, conversations: [], messages })
      },
    })
    this.#kept = new Kept({
      cache: options.cache,
      keep: (key, value) => client().keep(key, value),
      tell: options.tell,
      later: (run, ms) => {
        const timer = setTimeout(run, ms)
        return () => clearTimeout(timer)
      },
    })
    this.#traces = new Traces({
      cache: options.cache,
      send: async (traces) => {
        const { session } = options
        await session.http.shopSide.trace(await session.token(), { traces: [...traces] })
      },
      monotonic: () => performance.now(),
      later: (run, ms) => setTimeout(run, ms).unref(),
    })
    this.#doubts = new Doubts({
      cache: options.cache,
      ask: (id) => client().history(id, undefined, 1),
      forget: (id) => this.#forget(id),
      later: (run, ms) => setTimeout(run, ms),
    })
  }

  async #forget(conversation: ConversationId): Promise<void> {
    this.#kept.forget([conversation])
    const { outbox } = await this.#options.cache.forget({ conversation })
    this.#outbox.withdrawn(outbox)
  }

  get view(): AgentView {
    return this.#view
  }

  /** On the list, or nobody knows yet. */
  shows(conversation: ConversationId): boolean {
    return this.#loading || this.#view.conversations[conversation] !== undefined
  }

  /** The gateway's clock minus ours, ms. */
  get skew(): number {
    return this.#client?.skew ?? 0
  }

  get connection(): Connection {
    return this.#connection
  }

  /** The last state from the cache first, so that the windows have it before the link is up. */
  async begin(): Promise<void> {
    const { cache, fallback } = this.#options
    const [cursor, conversations, base, stored, workspace] = await Promise.all([
      cache.cursor(),
      cache.conversations(),
      cache.workspaceGet({ key: BASE_KEY }),
      cache.outboxList(),
      cache.workspaceGet({ key: WORKSPACE_KEY }),
      this.#doubts.load(),
      this.#kept.load(),
      this.#traces.load(),
    ])
    // Without its base the list can't be carried on: begin from a snapshot. At pos 0 the cache was
    // emptied for another epoch and the snapshot not stored: the base may be the old epoch's (I10).
    const known = base as unknown as ViewBase | null
    this.#cursor = known && cursor && cursor.pos > 0 ? cursor : null
    this.#view = {
      ...completeBase(known ?? fallback),
      conversations: Object.fromEntries(
        conversations.map(({ conversation, view }) => [conversation, completeConversation(view)]),
      ),
    }
    if (this.#masks)
      this.#view = cache.isMasked(conversations)
        ? { ...this.#view, closed: this.#view.closed.map(maskClosed) }
        : maskAgentView(this.#view)
    cache.foreseeMasks(() => this.#masks)
    this.#loading = this.#cursor === null
    if (workspace !== null && typeof workspace === 'object' && !Array.isArray(workspace))
      this.#workspace = { ...(workspace as Record<string, Json>) }
    this.#client = this.#makeClient()
    this.#outbox.load(stored)
    void this.#options.painted.then(() => this.#connect())
  }

  /** Sockets and what they stand on are loaded only now: nothing that is shown first waits for them. */
  async #connect(): Promise<void> {
    const { http } = this.#options.session
    const [{ openSocket }, line] = await Promise.all([import('./socket.ts'), http.line()])
    this.#openSocket = (events) => openSocket(http, line, events, () => this.#mismatched())
    if (!this.#ended) this.#client?.start()
  }

  /** What is kept under the key for all of the account's workstations. */
  keptOf(key: string): string | undefined {
    return this.#kept.entries()[key]
  }

  /** As of one moment, so that no event told meanwhile is undone by it. */
  start(): WorkStart {
    return {
      view: this.#view,
      pos: this.#cursor?.pos ?? 0,
      connection: this.#connection,
      skew: this.#live().skew,
      outbox: this.#outbox.views(),
      drafts: this.#kept.drafts(),
      workspace: this.#workspace,
      kept: this.#kept.entries(),
      figures: this.#figures,
      tornOff: this.#options.tornOff(),
      loading: this.#loading,
    }
  }

  get outbox(): Outbox {
    return this.#outbox
  }

  get pages(): Pages {
    return this.#pages
  }

  command(command: Command): Promise<CommandReply> {
    return this.#commands.send(command)
  }

  /** For all workstations of this account, when they can be reached. */
  async keep(key: string, value: string | null): Promise<void> {
    await this.#kept.set(key, value)
  }

  /** What still waits to be told the gateway goes now: the end is near. */
  async flush(): Promise<void> {
    this.#kept.flush()
    await this.#traces.flush()
  }

  /** T6: what came before the eyes. */
  looked(conversation: ConversationId): void {
    const { accounts, me, conversations } = this.#view
    this.#traces.looked(accounts[me], conversations[conversation])
  }

  /** In front of the main window: what a start would show. */
  foresee(conversation: ConversationId): void {
    this.#options.cache.foresee({ conversation, limit: NEWEST_PAGE })
  }

  /** T6: what was copied or saved; told to the gateway as soon as it can be reached. */
  async trace(traces: readonly Trace[]): Promise<void> {
    await this.#traces.add(traces)
  }

  typing(conversation: string, on: boolean): void {
    this.#live().typing(conversation, on)
  }

  probe(): void {
    this.#client?.probe()
  }

  async setDraft(conversation: string, text: string): Promise<void> {
    await this.#kept.setDraft(conversation, text)
  }

  async setWorkspace(key: string, value: Json): Promise<void> {
    this.#workspace = { ...this.#workspace, [key]: value }
    await this.#options.cache.workspaceSet({ key: WORKSPACE_KEY, value: this.#workspace })
  }

  /** In what this computer has; the newest first. */
  async search(ask: BridgeArgument<'search.messages'>): Promise<SearchHit[]> {
    const { hits } = await this.#options.cache.search(ask)
    const names = new Map(
      Object.values(this.#view.conversations).map(({ buyer }) => [buyer.id, buyer.name]),
    )
    const readable = hits.filter(({ conversation }) => !this.#doubts.hides(conversation))
    return readable.map(({ conversation, cseq, pos, at, buyer, snippet }) => ({
      conversation,
      cseq,
      pos,
      at,
      buyer,
      buyerName: names.get(buyer) ?? '',
      // Of the same length: what was found stays where it is.
      snippet: this.#masks ? digitRunsHidden(mask(snippet.text)) : snippet.text,
      ranges: snippet.ranges,
    }))
  }

  get #masks(): boolean {
    return this.#view.settings.privacy.masking
  }

  /** T4: masking has been switched on: what was given whole is so no longer. */
  #masked(view: AgentView, wasOff: boolean): AgentView {
    return wasOff && view.settings.privacy.masking ? maskAgentView(view) : view
  }

  /** The cache stays open: it is its owner's. */
  end(): void {
    this.#ended = true
    this.#kept.end()
    this.#traces.end()
    this.#client?.stop()
    this.#commands.end()
  }

  #live(): ProtocolClient {
    if (!this.#client) throw new Failure('offline', 'not started')
    return this.#client
  }

  #makeClient(): ProtocolClient {
    const { session, device, appVersion, tell } = this.#options
    return new ProtocolClient({
      open: (events) => {
        if (!this.#openSocket) throw new Error('the link was not begun')
        return this.#openSocket(events)
      },
      token: async (fresh) => {
        try {
          return await session.token(fresh)
        } catch (error) {
          const pinned = session.http.address.fingerprint !== null
          // Public certificates are mended by their owner; behind a hotel's sign-in page, too.
          if (pinned && error instanceof Failure && error.code === 'certificate_mismatch')
            this.#mismatched()
          throw error
        }
      },
      device: { ...device, app: `xiaoer-desktop ${appVersion}` },
      cursor: this.#cursor,
      store: (batch) => this.#store(batch),
      onState: (state) => this.#onState(state),
      onLoose: (frame) => {
        if (frame.t === 'kept') this.#kept.heard(frame.entries, frame.all)
        else tellLoose(frame, tell)
        if (frame.t === 'figures') this.#figures = frame.figures
      },
      onOk: async (item, ok) => {
        if (item.frame.t === 'send') {
          if (ok.duplicate !== true) this.#options.onSent()
          await this.#outbox.accepted(item.cid)
        } else this.#commands.done(item.cid, ok)
      },
      onFailed: (item, error) => this.#onFailed(item, error),
      onSending: (item) => this.#outbox.sending(item.cid),
      now: Date.now,
      random: Math.random,
      setTimer: (run, ms) => setTimeout(run, ms),
      clearTimer: (timer) => {
        clearTimeout(timer as NodeJS.Timeout | undefined)
      },
    })
  }

  async #onFailed(item: OutboxItem, error: ErrorFrame): Promise<void> {
    if (item.frame.t === 'send') await this.#outbox.refused(item.cid, error)
    else this.#commands.refused(item.cid, error)
  }

  /** One transaction with the cursor, then the windows. */
  async #store(batch: Batch): Promise<void> {
    try {
      if (batch.kind === 'snapshot')
        await this.#storeSnapshot(batch.view as AgentView, batch.cursor)
      else await this.#storeEvents(batch.events as readonly Delivered<ShopEvent>[], batch.cursor)
    } catch (error) {
      // The cache closes behind us; what was not stored comes again from the cursor.
      if (this.#ended) throw error
      log('error', 'link: a batch was not stored', { error: describe(error) })
      if (error instanceof Error && 'code' in error)
        if (error.code === 'corrupt' || error.code === 'crashed') this.#options.onCacheLost()
      throw error
    }
  }

  async #storeSnapshot(view: AgentView, cursor: Cursor): Promise<void> {
    const { cache, tell, onView } = this.#options
    const before = await cache.cursor()
    if (before && before.epoch !== cursor.epoch) await cache.reset({ epoch: cursor.epoch })
    // The main account may read everything.
    else if (before && view.accounts[view.me]?.role !== 'main')
      await this.#doubts.raise((id) => view.conversations[id] !== undefined)
    const step = stepBySnapshot(Object.keys(this.#view.conversations), view, cursor)
    await this.#keepBase(step.view)
    await cache.applyBatch(step.batch)
    this.#cursor = cursor
    this.#view = step.view
    this.#pages.renewed()
    this.#doubts.settle()
    this.#loading = false
    tell('chats.view', { view: step.view, pos: cursor.pos })
    onView(step.view)
    await this.#kept.dropAbsent((id) => step.view.conversations[id] !== undefined)
  }

  async #storeEvents(events: readonly Delivered<ShopEvent>[], cursor: Cursor): Promise<void> {
    const { cache, tell, onEvents } = this.#options
    const before = this.#view
    const step = stepByEvents(before, events, cursor, (id) => this.#pages.buyerOf(id))
    if (step.baseChanged) await this.#keepBase(step.view)
    this.#pages.heard(events)
    const { forgotten } = await cache.applyBatch(step.batch)
    this.#cursor = cursor
    const masked = before.settings.privacy.masking
    this.#view = this.#masked(step.view, !masked)
    const over = events.flatMap(({ event }) =>
      event.type === 'conversation.closed' ? [event.conversation] : [],
    )
    await this.#kept.drop(over)
    if (forgotten) {
      this.#kept.forget(forgotten.conversations)
      this.#outbox.withdrawn(forgotten.outbox)
      this.#options.onWithdrawn(forgotten.conversations)
    }
    tell('chats.events', { events })
    // Their pages are asked for again, too.
    if (this.#view !== step.view) tell('chats.view', { view: this.#view, pos: cursor.pos })
    const cids = step.batch.messages.flatMap((message) => message.cid ?? [])
    this.#outbox.arrived(cids)
    onEvents(events, before, this.#view)
  }

  /**
   * Before the batch, since it is not in its transaction: read again after a crash in between, the
   * events that it already knows change nothing in it.
   */
  async #keepBase({ me, shop, settings, accounts, closed }: AgentView): Promise<void> {
    const value = { me, shop, settings, accounts, closed } as unknown as Json
    await this.#options.cache.workspaceSet({ key: BASE_KEY, value })
  }

  #mismatched(): void {
    this.#mismatch = true
    this.#client?.stop()
  }

  #onState(state: LinkState): void {
    this.#connection = this.#connectionOf(state)
    if (state.kind === 'waiting') this.#outbox.requeued()
    if (state.kind === 'live') this.#doubts.settle()
    this.#kept.connected(state.kind === 'live')
    this.#traces.connected(state.kind === 'live')
    const skew = this.#client?.skew ?? 0
    this.#options.tell('chats.connection', { connection: this.#connection, skew })
    this.#options.onConnection(this.#connection, skew)
  }

  #connectionOf(state: LinkState): Connection {
    switch (state.kind) {
      case 'idle':
      case 'connecting':
        return { kind: 'connecting' }
      case 'live':
        return { kind: 'live' }
      case 'waiting':
        return { kind: 'offline', retryAt: state.retryAt }
      case 'stopped':
        return { kind: 'stopped', code: this.#mismatch ? 'certificate_mismatch' : state.code }
    }
  }
}
