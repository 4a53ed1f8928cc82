import type { SearchPage, SearchRequest } from '#shared/protocol/api.ts'
import type { ErrorCode } from '#shared/protocol/codes.ts'
import type { Figures } from '#shared/measures/figures.ts'
import { emptyFigures, figuresOf } from '#shared/measures/rounds.ts'
import type {
  AccountId,
  AccountView,
  BuyerId,
  BuyerView,
  ConversationId,
  Message,
} from '#shared/protocol/model.ts'
import type { ShopSettings } from '#shared/protocol/settings.ts'
import type { ShopLog, ShopSearch, ShopViews, StoreEngine } from '../store/engine.ts'
import { present } from './audience.ts'
import type {
  DeskCommand,
  HistoryPage,
  LogRow,
  Outcome,
  Records,
  Shop,
  Viewer,
} from './contract.ts'
import { decide, originOf } from './decide.ts'
import { Erasure, heldBuyers, type ErasedBeside } from './erasure.ts'
import { readEvidence } from './evidence.ts'
import { Follower } from './follower.ts'
import { History } from './history.ts'
import { auditPage, Readings } from './keeping-records.ts'
import { withoutCardNumbers } from './cards-out.ts'
import { maskAgentView, maskedEvent, masksFor } from './masking.ts'
import { ShopOverview } from './overview.ts'
import {
  accountByName,
  accountsOf,
  heldCounts,
  isPrivateCustomer,
  readableBuyer,
  watchersOf,
} from './people.ts'
import { RESUMABLE } from './recalled.ts'
import { encodeRow, type Row } from './row.ts'
import { Rows } from './rows.ts'
import { SearchIndex } from './search-index.ts'
import { load, Snapshots } from './snapshots.ts'
import { layer, type Recent, type State } from './state.ts'
import { Transcripts } from './transcripts.ts'
import { waitsForTime } from './uses/tick.ts'
import { agentView, buyerView } from './views.ts'
import { wholeBeside } from './whole.ts'

/** Group commit: after a commit the next one waits this long for company, ms. */
const GATHER = 2
/** Commands per transaction, so that a burst does not make the first of it wait. */
const BATCH = 2048
const TICK_EVERY = 1000

interface Waiting {
  readonly command: DeskCommand
  readonly older: Recent | undefined
  readonly resolve: (outcome: Outcome) => void
}

export interface ShopOptions {
  readonly now: () => number
  /** No timers: for a command line that opens a shop, does one thing and leaves. */
  readonly idle?: boolean
  /** See `GatewayStore.openDesk`. */
  readonly erased?: (shop: string, erased: ErasedBeside) => Promise<void>
  readonly stops?: (shop: string, settings: ShopSettings, text: string) => boolean
}

/** Loads the newest snapshot and replays what is behind it. */
export async function openShop(
  engine: StoreEngine,
  id: string,
  options: ShopOptions,
): Promise<ShopActor> {
  const log = await engine.log(id)
  const views = await engine.views(id)
  const { state, snapshotAt } = await load(log)
  const first = await log.first()
  // Views of a log that went back (a restored file) know too much: they are made again.
  if (views.reached() > state.root.pos) await views.drop()
  const search = await engine.search(id)
  if (search.reached() > state.root.pos) await search.drop()
  const scrub = () => engine.scrub()
  const loaded = { log, views, search, state, snapshotAt, first, scrub }
  const shop = new ShopActor(id, engine.epoch, loaded, options)
  await shop.begin()
  return shop
}

/** The shop's one writer. What is visible is always what is durable. */
export class ShopActor implements Shop {
  readonly id: string
  readonly epoch: string
  readonly overview: ShopOverview
  readonly records: Records
  readonly #erasure: Erasure
  readonly #readings: Readings
  readonly wholeBeside: Shop['wholeBeside']
  readonly #log: ShopLog
  readonly #rows: Rows
  readonly #snapshots: Snapshots
  readonly #follower: Follower
  readonly #history: History
  readonly #index: SearchIndex
  readonly #transcripts: Transcripts
  readonly #options: ShopOptions
  readonly #listeners = new Set<(head: number) => void>()
  #state: State
  #first: number
  #waiting: Waiting[] = []
  /** A commit is planned or under way. */
  #busy = false
  #lastCommit = 0
  #ticker: NodeJS.Timeout | null = null
  #closed = false

  constructor(
    id: string,
    epoch: string,
    loaded: {
      readonly log: ShopLog
      readonly views: ShopViews
      readonly search: ShopSearch
      readonly state: State
      readonly snapshotAt: number
      readonly first: number
      readonly scrub: () => Promise<void>
    },
    options: ShopOptions,
  ) {
    this.id = id
    this.epoch = epoch
    this.#log = loaded.log
    this.#state = loaded.state
    this.#snapshots = new Snapshots({
      log: loaded.log,
      state: () => this.#state,
      at: loaded.snapshotAt,
    })
    this.#first = loaded.first
    this.#options = options
    const read = async (after: number, limit: number) => this.#rows.after(after, limit)
    this.#follower = new Follower(loaded.views, () => this.head(), read)
    const sources = {
      state: () => this.#state,
      views: loaded.views,
      reach: () => this.#follower.reach(),
      rowsAt: (positions: readonly number[]) => this.#rows.at(positions),
    }
    this.#history = new History(sources)
    const head = () => this.head()
    const rowOf = (conversation: ConversationId, cseq: number) =>
      this.#history.rowOf(conversation, cseq)
    this.#index = new SearchIndex(loaded.search, { head, read, rowOf })
    const { now } = options
    const submit = (command: DeskCommand) => this.submit(command)
    this.#readings = new Readings({ state: sources.state, now, submit })
    this.#transcripts = new Transcripts({
      ...sources,
      search: loaded.search,
      head,
      rows: read,
      history: this.#history,
      readings: this.#readings,
    })
    this.wholeBeside = (viewer, asked) => wholeBeside({ ...sources, now }, viewer, asked)
    this.overview = new ShopOverview({ ...sources, now, readings: this.#readings })
    this.#erasure = new Erasure({
      ...sources,
      log: loaded.log,
      index: this.#index,
      submit,
      snapshot: () => this.#snapshots.current(),
      forgetRows: () => this.#rows.forget(),
      scrub: loaded.scrub,
      beside: async (erased) => options.erased?.(id, erased),
      stopped: () => this.#closed,
    })
    this.#rows = new Rows({ log: loaded.log, head, erasure: this.#erasure })
    this.records = {
      audit: (viewer, query) => auditPage({ ...sources, now }, viewer, query),
      erase: (by, buyer) => this.#erasure.buyer(by, buyer),
      expire: (before, after) => this.#erasure.older(before, after),
      finishErasures: () => this.#erasure.finish(),
      held: () => heldBuyers(this.#state),
      seal: () => this.#log.seal(),
      seals: () => this.#log.seals(),
      evidence: (buyer) => readEvidence(this.#log, this.#state, buyer),
    }
    if (options.idle !== true) {
      this.#ticker = setInterval(() => this.#tick(), TICK_EVERY)
      this.#ticker.unref()
    }
  }

  /** Before it is used. */
  async begin(): Promise<void> {
    await this.#erasure.begin()
    if (this.#options.idle === true) return
    this.#follower.wake()
    this.#index.wake()
  }

  get view() {
    const { shop } = this.#state.root
    if (shop === null) throw new Error('the shop is not open yet')
    return shop
  }

  head(): number {
    return this.#state.root.pos
  }

  oldestResumable(): number {
    return Math.max(this.#first - 2, this.head() - RESUMABLE - 1)
  }

  submit(given: DeskCommand): Promise<Outcome> {
    const command = withoutCardNumbers(given)
    if ((command.type === 'send' || command.type === 'command') && command.resend === true)
      return this.#submitAgain(command)
    return this.#enqueue(command, undefined)
  }

  async #submitAgain(
    command: Extract<DeskCommand, { type: 'send' | 'command' }>,
  ): Promise<Outcome> {
    let older: Recent | undefined
    try {
      const origin = originOf(command)
      if (origin !== null) older = await this.#history.olderAnswer(command, origin)
    } catch {
      return { ok: false, code: 'storage_failed', message: 'older messages could not be read' }
    }
    return this.#enqueue(command, older)
  }

  #enqueue(command: DeskCommand, older: Recent | undefined): Promise<Outcome> {
    return new Promise((resolve) => {
      if (this.#closed) {
        resolve({ ok: false, code: 'draining', message: 'the shop is closing' })
        return
      }
      this.#waiting.push({ command, older, resolve })
      if (!this.#busy) this.#plan()
    })
  }

  #plan(): void {
    this.#busy = true
    // A full batch has nothing to wait for.
    const full = this.#waiting.length >= BATCH
    const rest = full ? 0 : this.#lastCommit + GATHER - performance.now()
    if (rest > 0) setTimeout(() => void this.#commit(), rest)
    else setImmediate(() => void this.#commit())
  }

  /** One transaction: decided one after the other, each seeing the ones before, then durable, then told. */
  async #commit(): Promise<void> {
    const batch = this.#waiting.splice(0, BATCH)
    const tentative = layer(this.#state)
    const rows: Row[] = []
    const outcomes: Outcome[] = []
    const now = this.#options.now()
    const stops = (settings: ShopSettings, text: string) =>
      this.#options.stops?.(this.id, settings, text) ?? false
    for (const { command, older } of batch) {
      try {
        const { outcome, rows: decided, next } = decide(tentative, command, { now, older, stops })
        next?.merge(tentative)
        for (const row of decided) rows.push(row)
        outcomes.push(outcome)
      } catch {
        // Its layer is dropped with it: the others are not touched.
        outcomes.push({ ok: false, code: 'internal', message: 'the command could not be decided' })
      }
    }
    const committed = rows.length === 0 || (await this.#append(rows))
    if (committed && rows.length > 0) {
      tentative.merge(this.#state)
      this.#rows.push(rows)
    }
    let index = 0
    for (const { resolve } of batch)
      resolve(
        committed
          ? (outcomes[index++] ?? { ok: false, code: 'internal', message: 'not decided' })
          : { ok: false, code: 'storage_failed', message: 'the log could not be written' },
      )
    if (committed && rows.length > 0) {
      this.#announce()
      // Whoever keeps up has it; kept, the texts would be most of the memory of the ring.
      for (const row of rows) row.eventText = row.masked = undefined
      this.#follower.wake()
      this.#index.wake()
      this.#snapshots.grown(this.head())
    }
    this.#lastCommit = performance.now()
    if (this.#waiting.length > 0) this.#plan()
    else this.#busy = false
  }

  async #append(rows: readonly Row[]): Promise<boolean> {
    try {
      await this.#log.append(
        this.head(),
        rows.map((row) => ({ pos: row.pos, text: encodeRow(row) })),
      )
      return true
    } catch {
      await this.#afterFailure()
      return false
    }
  }

  /**
   * S18: the log is the truth. Usually nothing was written and the visible state is still right;
   * when the log has moved (a commit that was durable but not confirmed), memory is read from it.
   */
  async #afterFailure(): Promise<void> {
    try {
      if ((await this.#log.head()) === this.head()) return
      const { state } = await load(this.#log)
      this.#state = state
      this.#rows.forget()
      this.#announce()
    } catch {
      // Not even readable: each further append fails as this one did, until it is again.
    }
  }

  #announce(): void {
    const head = this.head()
    for (const listener of this.#listeners) listener(head)
  }

  #tick(): void {
    if (waitsForTime(this.#state)) void this.submit({ type: 'tick' })
  }

  rows(after: number, limit: number): readonly LogRow[] | Promise<readonly LogRow[]> {
    return this.#rows.after(after, limit)
  }

  present(viewer: Viewer, row: LogRow) {
    const event = present(this.#state, viewer, row)
    return event === null || !masksFor(this.#state, viewer) ? event : maskedEvent(row, event)
  }

  agentSnapshot(account: AccountId) {
    const view = agentView(this.#state, account)
    const { masking } = this.settings().privacy
    return { pos: this.head(), view: masking ? maskAgentView(view) : view }
  }

  buyerSnapshot(buyer: BuyerId) {
    return { pos: this.head(), view: buyerView(this.#state, buyer) }
  }

  history(
    viewer: Viewer,
    conversation: ConversationId,
    before: number | undefined,
    limit: number,
  ): Promise<HistoryPage | { readonly code: 'not_found' | 'not_allowed' | 'storage_failed' }> {
    return this.#transcripts.page(viewer, conversation, before, limit)
  }

  noteReading(viewer: Viewer, conversation: ConversationId): Promise<boolean> {
    return this.#readings.conversation(viewer, conversation)
  }

  whole(
    viewer: Viewer,
    conversation: ConversationId,
    cseq: number,
  ): Promise<Message | { readonly code: ErrorCode }> {
    return this.#transcripts.whole(viewer, conversation, cseq)
  }

  search(viewer: Viewer, request: SearchRequest): Promise<SearchPage | ErrorCode> {
    return this.#transcripts.search(viewer, request)
  }

  mayReadFile(viewer: Viewer, fileId: string): Promise<boolean> {
    return this.#history.mayReadFile(viewer, fileId)
  }

  account(id: AccountId): AccountView | undefined {
    return this.#state.accounts.get(id)?.view
  }

  accountByName(name: string): AccountView | undefined {
    return accountByName(this.#state, name)
  }

  accounts(): readonly AccountView[] {
    return accountsOf(this.#state)
  }

  settings(): ShopSettings {
    return this.#state.root.settings
  }

  figures(id: AccountId): Figures {
    const known = this.#state.accounts.get(id)?.figures ?? emptyFigures(0)
    return figuresOf(known, this.#options.now(), this.settings().hours.timeZone)
  }

  hasBuyer(id: BuyerId): boolean {
    return this.#state.buyers.get(id) !== undefined
  }

  readableBuyer(viewer: Viewer, id: BuyerId): BuyerView | null {
    return readableBuyer(this.#state, viewer, id)
  }

  isPrivateCustomer(customer: string | null): boolean {
    return isPrivateCustomer(this.#state, customer)
  }

  holderOf(conversation: ConversationId) {
    const view = this.#state.conversations.get(conversation)?.view
    return view && { holder: view.holder, buyer: view.buyer.id }
  }

  watchersOf(id: BuyerId): readonly AccountId[] {
    return watchersOf(this.#state, id)
  }

  heldCounts(withPrivate = true): Readonly<Record<AccountId, number>> {
    return heldCounts(this.#state, withPrivate)
  }

  onCommit(listener: (head: number) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** For tests: the index of words holds everything of now. */
  indexed(): Promise<void> {
    return this.#index.reach()
  }

  /** For tests and `verify`: the visible state. Read only. */
  get state(): State {
    return this.#state
  }

  /** Everything submitted is answered first; then the views and a snapshot make the next start short. */
  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    if (this.#ticker !== null) clearInterval(this.#ticker)
    while (this.#busy) await new Promise((resolve) => setImmediate(resolve))
    await this.#erasure.stop()
    await this.#snapshots.settled()
    await this.#index.stop()
    await this.#follower.reach().catch(() => undefined)
    await this.#follower.stop()
    await this.#snapshots.reach(this.head())
    // A full disk keeps nobody from leaving.
    await this.#log.seal().catch(() => undefined)
  }
}
