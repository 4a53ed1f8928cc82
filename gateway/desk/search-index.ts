import type { Message } from '#shared/protocol/model.ts'
import { fold, searchable } from '#shared/words/fold.ts'
import { indexTokens, scopeToken } from '#shared/words/grams.ts'
import type { SearchEntry, ShopSearch } from '../store/engine.ts'
import { contentHash, type Row } from './row.ts'
import { parseConversationId } from './state.ts'

/** Rows per transaction of the index, and how many of them are cut into tokens within one turn. */
const STEP = 250
const TURN = 25
/** Commits so close to each other mean that the shop is at work, ms. */
const BUSY = 100
/**
 * Pause between two steps, ms: of an idle shop; while it is at work (1,000 rows a second); while it is
 * and the index falls behind all the same (4,000).
 */
const IDLE_REST = 5
const BUSY_REST = 250
const BEHIND_REST = 60
const BEHIND = 20_000
/** Rows a second from which the messages need the core: the index waits for calmer times. */
const RUSH = 4000
const RUSH_REST = 1000

type Sent = Omit<Message, 'pos' | 'at'>

export function sentIn(row: Row): Sent | null {
  return row.event.type === 'message.sent' ? row.event.message : null
}

export function buyerIn(row: Row, { conversation }: Pick<Sent, 'conversation'>): string | null {
  return row.audience.buyer ?? parseConversationId(conversation)?.buyer ?? null
}

/** Who held it when it was written: listed first (audience.ts). */
export function holderIn({ audience: { accounts } }: Row): string | null {
  return accounts === 'all' ? null : (accounts[0] ?? null)
}

/** A token takes ids as a hash: one that two share costs a check, no more. */
export function tokenOf(scope: 'buyer' | 'account', id: string): string {
  return scopeToken(scope, contentHash(id))
}

/** Null: nobody can find it. */
function entryOf(row: Row): SearchEntry | null {
  const message = sentIn(row)
  if (!message || !isFindable(message)) return null
  const tokens = [indexTokens(fold(searchable(message.body)))]
  const buyer = buyerIn(row, message)
  const holder = holderIn(row)
  if (buyer !== null) tokens.push(tokenOf('buyer', buyer))
  if (holder !== null) tokens.push(tokenOf('account', holder))
  return { pos: row.pos, at: row.at, tokens: tokens.join(' ').trim() }
}

export function isFindable({ body }: Sent): boolean {
  return searchable(body) !== ''
}

/**
 * Lets the index of words follow the log: in small steps, with rests that grow with the shop's work.
 * What is not in it yet is scanned by who searches, so being late costs time there and no find.
 */
export class SearchIndex {
  readonly #search: ShopSearch
  readonly #head: () => number
  readonly #read: (after: number, limit: number) => Promise<readonly Row[]>
  /** The row of a message that is in the log already. */
  readonly #rowOf: (conversation: string, cseq: number) => Promise<Row | null>
  #timer: NodeJS.Timeout | null = null
  #running: Promise<void> | null = null
  #stopped = false
  #wokenAt = 0
  #seen: { readonly head: number; readonly at: number }

  constructor(
    search: ShopSearch,
    log: {
      readonly head: () => number
      readonly read: (after: number, limit: number) => Promise<readonly Row[]>
      readonly rowOf: (conversation: string, cseq: number) => Promise<Row | null>
    },
  ) {
    this.#search = search
    this.#head = log.head
    this.#read = log.read
    this.#rowOf = log.rowOf
    this.#seen = { head: log.head(), at: performance.now() }
  }

  /** There is more in the log. */
  wake(): void {
    this.#wokenAt = performance.now()
    if (this.#timer === null && this.#running === null) this.#later(BUSY_REST)
  }

  /** Everything up to this pos, or of now. */
  async reach(upTo?: number): Promise<void> {
    const head = upTo ?? this.#head()
    while (this.#search.reached() < head && !this.#stopped) {
      await this.#running?.catch(() => undefined)
      if (this.#search.reached() < head) await this.#step()
    }
  }

  /** T5: messages that are in it go, word by word; told once, with the rows as they were added. */
  async forget(rows: readonly Row[]): Promise<void> {
    const removed = rows.map(entryOf).filter((entry) => entry !== null)
    if (removed.length === 0) return
    await this.#running?.catch(() => undefined)
    this.#running = this.#search.follow(this.#search.reached(), [], removed).finally(() => {
      this.#running = null
    })
    await this.#running
  }

  async stop(): Promise<void> {
    this.#stopped = true
    if (this.#timer !== null) clearTimeout(this.#timer)
    await this.#running?.catch(() => undefined)
  }

  #later(rest: number): void {
    if (this.#stopped || this.#search.reached() >= this.#head()) return
    this.#timer = setTimeout(() => {
      this.#timer = null
      if (this.#rate() > RUSH) {
        this.#later(RUSH_REST)
        return
      }
      this.#step().then(
        () => this.#later(this.#rest()),
        () => undefined, // a full disk: the next commit wakes it again
      )
    }, rest)
    this.#timer.unref()
  }

  #rest(): number {
    if (performance.now() - this.#wokenAt >= BUSY) return IDLE_REST
    return this.#head() - this.#search.reached() > BEHIND ? BEHIND_REST : BUSY_REST
  }

  /** Rows a second since it was asked last. */
  #rate(): number {
    const before = this.#seen
    this.#seen = { head: this.#head(), at: performance.now() }
    return ((this.#seen.head - before.head) * 1000) / Math.max(1, this.#seen.at - before.at)
  }

  #step(): Promise<void> {
    this.#running = this.#takeStep().finally(() => {
      this.#running = null
    })
    return this.#running
  }

  async #takeStep(): Promise<void> {
    const rows = await this.#read(this.#search.reached(), STEP)
    const last = rows.at(-1)
    if (!last) return
    const added = new Map<number, SearchEntry>()
    const removed: SearchEntry[] = []
    for (const [index, row] of rows.entries()) {
      if (index > 0 && index % TURN === 0) await new Promise((resolve) => setImmediate(resolve))
      const entry = entryOf(row)
      if (entry) added.set(row.pos, entry)
      if (row.event.type !== 'message.recalled') continue
      const recalled = await this.#rowOf(row.event.conversation, row.event.cseq)
      const gone = recalled && entryOf(recalled)
      // In this very step, or in the index since an earlier one.
      if (gone && !added.delete(gone.pos)) removed.push(gone)
    }
    await this.#search.follow(last.pos, [...added.values()], removed)
  }
}
