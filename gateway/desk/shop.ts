import type { SearchPage, SearchRequest } from '#shared/protocol/api.ts'
import type { ErrorCode } from '#shared/protocol/codes.ts'
import type { Figures } from '#shared/measures/figures.ts'
import { emptyFigures, figuresOf } from '#shared/measures/rounds.ts'
import { nameKey } from '#shared/names/names.ts'
import type {
  AccountId,
  AccountView,
  BuyerId,
  BuyerView,
  ConversationId,
} from '#shared/protocol/model.ts'
import type { ShopSettings } from '#shared/protocol/settings.ts'
import type { ShopLog, ShopSearch, ShopViews, StoreEngine } from '../store/engine.ts'
import { apply } from './apply.ts'
import { present } from './audience.ts'
import type { DeskCommand, HistoryPage, LogRow, Outcome, Shop, Viewer } from './contract.ts'
import { decide, originOf } from './decide.ts'
import { Follower } from './follower.ts'
import { freeze, thaw } from './freeze.ts'
import { History } from './history.ts'
import { ShopOverview } from './overview.ts'
import { RESUMABLE } from './recalled.ts'
import { mayReadBuyer } from './rights.ts'
import { Ring } from './ring.ts'
import { decodeRow, encodeRow, type Row } from './row.ts'
import { searchMessages, type SearchSources } from './search.ts'
import { SearchIndex } from './search-index.ts'
import { emptyState, layer, type Recent, type State } from './state.ts'
import { waitsForTime } from './uses/tick.ts'
import { agentView, buyerView } from './views.ts'

/** Group commit: after a commit the next one waits this long for company, ms. */
const GATHER = 2
/** Commands per transaction, so that a burst does not make the first of it wait. */
const BATCH = 2048
/** Rows between two snapshots: a start replays at most so many. */
const SNAPSHOT_EVERY = 50_000
const REPLAY_SLICE = 2000
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
  const loaded = { log, views, search, state, snapshotAt, first }
  return new ShopActor(id, engine.epoch, loaded, options)
}

export async function load(log: ShopLog): Promise<{ state: State; snapshotAt: number }> {
  const snapshot = await log.newestSnapshot()
  const thawed = snapshot === null ? null : thaw(snapshot.parts)
  const state = thawed ?? emptyState()
  const snapshotAt = state.root.pos
  for (;;) {
    const rows = await log.read(state.root.pos, REPLAY_SLICE)
    for (const { pos, text } of rows) apply(state, decodeRow(pos, text))
    if (rows.length < REPLAY_SLICE) return { state, snapshotAt }
  }
}

/** The shop's one writer. What is visible is always what is durable. */
export class ShopActor implements Shop {
  readonly id: string
  readonly epoch: string
  readonly overview: ShopOverview
  readonly #log: ShopLog
  readonly #follower: Follower
  readonly #history: History
  readonly #index: SearchIndex
  readonly #searched: SearchSources
  readonly #options: ShopOptions
  readonly #listeners = new Set<(head: number) => void>()
  #state: State
  #ring: Ring
  #first: number
  #waiting: Waiting[] = []
  /** A commit is planned or under way. */
  #busy = false
  #lastCommit = 0
  #snapshotAt: number
  #snapshot: Promise<void> | null = null
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
    },
    options: ShopOptions,
  ) {
    this.id = id
    this.epoch = epoch
    this.#log = loaded.log
    this.#state = loaded.state
    this.#snapshotAt = loaded.snapshotAt
    this.#first = loaded.first
    this.#options = options
    this.#ring = new Ring(loaded.state.root.pos)
    const read = async (after: number, limit: number) =>
      (await this.rows(after, limit)) as readonly Row[]
    this.#follower = new Follower(loaded.views, () => this.head(), read)
    const sources = {
      state: () => this.#state,
      views: loaded.views,
      reach: () => this.#follower.reach(),
      rowsAt: (positions: readonly number[]) => this.#rowsAt(positions),
    }
    this.#history = new History(sources)
    const head = () => this.head()
    const rowOf = (conversation: ConversationId, cseq: number) =>
      this.#history.rowOf(conversation, cseq)
    this.#index = new SearchIndex(loaded.search, { head, read, rowOf })
    this.#searched = { ...sources, search: loaded.search, head, rows: read }
    this.overview = new ShopOverview({ ...sources, now: options.now })
    if (options.idle !== true) {
      this.#follower.wake()
      this.#index.wake()
      this.#ticker = setInterval(() => this.#tick(), TICK_EVERY)
      this.#ticker.unref()
    }
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

  submit(command: DeskCommand): Promise<Outcome> {
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
    for (const { command, older } of batch) {
      try {
        const { outcome, rows: decided, next } = decide(tentative, command, { now, older })
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
      this.#ring.push(rows)
    }
    for (const [index, { resolve }] of batch.entries())
      resolve(
        committed
          ? (outcomes[index] ?? { ok: false, code: 'internal', message: 'not decided' })
          : { ok: false, code: 'storage_failed', message: 'the log could not be written' },
      )
    if (committed && rows.length > 0) {
      this.#announce()
      // Whoever keeps up has it; kept, the texts would be most of the memory of the ring.
      for (const row of rows) row.eventText = undefined
      this.#follower.wake()
      this.#index.wake()
      this.#maybeSnapshot()
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
      this.#ring = new Ring(state.root.pos)
      this.#announce()
    } catch {
      // Not even readable: each further append fails as this one did, until it is again.
    }
  }

  #announce(): void {
    const head = this.head()
    for (const listener of this.#listeners) listener(head)
  }

  #maybeSnapshot(): void {
    if (this.#snapshot !== null || this.head() - this.#snapshotAt < SNAPSHOT_EVERY) return
    void this.#writeSnapshot()
  }

  async #writeSnapshot(): Promise<void> {
    const frozen = freeze(this.#state)
    this.#snapshot = this.#log.writeSnapshot(frozen).then(
      () => {
        this.#snapshotAt = frozen.pos
      },
      // A full disk: the log is whole without it, and a later one tries again.
      () => undefined,
    )
    await this.#snapshot
    this.#snapshot = null
  }

  #tick(): void {
    if (waitsForTime(this.#state)) void this.submit({ type: 'tick' })
  }

  rows(after: number, limit: number): readonly LogRow[] | Promise<readonly LogRow[]> {
    return this.#ring.read(after, limit) ?? this.#readLog(after, limit)
  }

  async #readLog(after: number, limit: number): Promise<readonly Row[]> {
    const head = this.head()
    const rows = await this.#log.read(after, Math.min(limit, head - after))
    return rows.map(({ pos, text }) => decodeRow(pos, text))
  }

  async #rowsAt(positions: readonly number[]): Promise<readonly Row[]> {
    const missing = positions.filter((pos) => this.#ring.at(pos) === undefined)
    const read = missing.length > 0 ? await this.#log.readAt(missing) : []
    const found = new Map(read.map(({ pos, text }) => [pos, decodeRow(pos, text)]))
    return positions
      .map((pos) => found.get(pos) ?? this.#ring.at(pos))
      .filter((row) => row !== undefined)
  }

  present(viewer: Viewer, row: LogRow) {
    return present(this.#state, viewer, row)
  }

  agentSnapshot(account: AccountId) {
    return { pos: this.head(), view: agentView(this.#state, account) }
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
    return this.#history.page(viewer, conversation, before, limit)
  }

  search(viewer: Viewer, request: SearchRequest): Promise<SearchPage | ErrorCode> {
    return searchMessages(this.#searched, viewer, request)
  }

  mayReadFile(viewer: Viewer, fileId: string): Promise<boolean> {
    return this.#history.mayReadFile(viewer, fileId)
  }

  account(id: AccountId): AccountView | undefined {
    return this.#state.accounts.get(id)?.view
  }

  accountByName(name: string): AccountView | undefined {
    const key = nameKey(name)
    return this.accounts().find((one) => !one.deleted && nameKey(one.name) === key)
  }

  accounts(): readonly AccountView[] {
    return Array.from(this.#state.accounts.entries(), ([, account]) => account.view)
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
    const buyer = this.#state.buyers.get(id)
    if (!buyer) return null
    if (viewer.kind === 'buyer') return viewer.buyer === id ? buyer.view : null
    const account = this.account(viewer.account)
    const may = account && !account.disabled && mayReadBuyer(this.#state, account, buyer)
    return may ? buyer.view : null
  }

  isPrivateCustomer(customer: string): boolean {
    for (const [, { view }] of this.#state.buyers.entries())
      if (view.private && view.customer?.id === customer) return true
    return false
  }

  holderOf(conversation: ConversationId) {
    const view = this.#state.conversations.get(conversation)?.view
    return view && { holder: view.holder, buyer: view.buyer.id }
  }

  watchersOf(id: BuyerId): readonly AccountId[] {
    const buyer = this.#state.buyers.get(id)
    if (!buyer) return []
    const holder =
      buyer.open === null ? null : (this.#state.conversations.get(buyer.open)?.view.holder ?? null)
    return this.accounts()
      .filter(({ id: account, role, disabled }) => {
        if (disabled) return false
        if (role === 'main') return true
        return !buyer.view.private && (role === 'supervisor' || account === holder)
      })
      .map((account) => account.id)
  }

  heldCounts(): Readonly<Record<AccountId, number>> {
    const counts: Record<AccountId, number> = {}
    for (const [id, account] of this.#state.accounts.entries()) counts[id] = account.held
    return counts
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
    await this.#snapshot
    await this.#index.stop()
    await this.#follower.reach().catch(() => undefined)
    await this.#follower.stop()
    if (this.head() > this.#snapshotAt) await this.#writeSnapshot()
  }
}
