import { existsSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { apply } from '../desk/apply.ts'
import { freeze, thaw } from '../desk/freeze.ts'
import { decodeRow, type Row } from '../desk/row.ts'
import { emptyState, type State } from '../desk/state.ts'
import { refuseNewer } from './migrations/index.ts'
import { CHAIN_START, LOG_SPAN } from './schema.ts'
import { localRunner } from './sqlite/background.ts'
import { connect, explained } from './sqlite/connection.ts'
import { openDatabase, type Connection } from './sqlite/driver.ts'
import { appliedMigrations } from './sqlite/engine.ts'
import { hashOfRow, nextChain, SqliteLog } from './sqlite/log.ts'
import { createViews, SqliteViews, VIEWS_VERSION } from './sqlite/views.ts'

const SLICE = 2000
/** A broken log would name every row behind the break. */
const PROBLEMS_TOLD = 20

export interface VerifyReport {
  readonly ok: boolean
  readonly epoch: string
  readonly shops: readonly ShopReport[]
}

export interface ShopReport {
  readonly shop: string
  readonly rows: number
  readonly head: number
  readonly messages: number
  /** Rows whose words were lawfully erased; their hashes still hold the chain. */
  readonly erased: number
  /** Empty when all is well. English, without content; at most 20. */
  readonly problems: readonly string[]
}

/**
 * Reads everything: hash chain, dense positions (I3), dense cseqs, snapshots and views equal to a
 * replay. Changes nothing; works beside a running gateway.
 *
 * @throws StoreError missing, wrong_key, corrupt, newer
 */
export async function verify(file: string, key: string): Promise<VerifyReport> {
  const db = connect(file, key, { readonly: true })
  const views = existsSync(`${file}.views`) ? openViewsQuietly(`${file}.views`, key) : null
  try {
    // Beside a running gateway both must stand still, the views the earlier: they follow the log.
    if (views !== null) standStill(views)
    standStill(db)
    refuseNewer(appliedMigrations(db))
    const epoch = db
      .prepare<[], { value: string }>("SELECT value FROM meta WHERE key = 'epoch'")
      .get()
    const shops = db.prepare<[], { no: number; id: string }>('SELECT no, id FROM shop').all()
    const reports: ShopReport[] = []
    for (const { no, id } of shops) reports.push(await verifyShop(db, no, id, views))
    return {
      ok: reports.every((report) => report.problems.length === 0),
      epoch: epoch?.value ?? '',
      shops: reports,
    }
  } catch (error) {
    throw explained(error, file)
  } finally {
    views?.close()
    db.close()
  }
}

/** Views that can't be opened are made again at the next start: nothing is lost with them. */
function openViewsQuietly(file: string, key: string): Connection | null {
  try {
    const views = connect(file, key, { readonly: true })
    if (views.pragma('user_version', { simple: true }) === VIEWS_VERSION) return views
    // Of another version of the program: made again at its next start, too.
    views.close()
    return null
  } catch {
    return null
  }
}

/** One read transaction until it is closed; it begins with the first read. */
function standStill(db: Connection): void {
  db.exec('BEGIN')
  db.prepare('SELECT count(*) FROM sqlite_master').get()
}

async function verifyShop(
  db: Connection,
  no: number,
  shop: string,
  views: Connection | null,
): Promise<ShopReport> {
  const kept = views === null ? null : await SqliteViews.open(localRunner(views), shop)
  const checks = await Checks.begin(shop, kept)
  const snapshot = await new SqliteLog(db, no).newestSnapshot()
  const range = db.prepare<
    [number, number, number],
    { id: number; row: string | null; row_hash: Uint8Array | null; chain: Uint8Array }
  >('SELECT id, row, row_hash, chain FROM log WHERE id > ? AND id < ? ORDER BY id LIMIT ?')
  let after = no * LOG_SPAN
  for (;;) {
    const rows = range.all(after, (no + 1) * LOG_SPAN, SLICE)
    for (const { id, row, row_hash: rowHash, chain } of rows) {
      checks.link(id - no * LOG_SPAN, row, rowHash, chain)
      if (checks.state.root.pos === snapshot?.pos) checks.snapshot(snapshot.parts)
    }
    await checks.follow()
    // A gateway that verifies its own file goes on serving.
    await new Promise((resolve) => setImmediate(resolve))
    const last = rows.at(-1)
    if (!last) break
    after = last.id
  }
  checks.endOfLog()
  if (snapshot !== null && snapshot.pos > checks.head)
    checks.problem(`the snapshot at ${snapshot.pos} is ahead of the log`)
  await checks.compareViews()
  checks.close()
  return checks.report(shop)
}

/** One pass over a shop's log. */
class Checks {
  readonly state: State = emptyState()
  head = 0
  #first = 0
  #messages = 0
  #erased = 0
  #chain: Uint8Array = CHAIN_START
  /** Hashes of the rows since then, and the first of them. */
  #unchained: Uint8Array[] = []
  #commitFrom = 0
  /** Behind a removed stretch the first chain that is met is what the rest is measured by. */
  #anchored = false
  readonly #problems: string[] = []
  readonly #cseqs = new Map<string, number>()
  /** The views as they are, and as they would be made now: in memory, without any words. */
  readonly #kept: SqliteViews | null
  readonly #memory: Connection
  readonly #rebuilt: SqliteViews
  #pending: Row[] = []

  private constructor(kept: SqliteViews | null, memory: Connection, rebuilt: SqliteViews) {
    this.#kept = kept
    this.#memory = memory
    this.#rebuilt = rebuilt
  }

  static async begin(shop: string, kept: SqliteViews | null): Promise<Checks> {
    const memory = openDatabase(':memory:', {})
    createViews(memory)
    return new Checks(kept, memory, await SqliteViews.open(localRunner(memory), shop))
  }

  problem(text: string): void {
    if (this.#problems.length < PROBLEMS_TOLD) this.#problems.push(text)
  }

  link(pos: number, text: string | null, rowHash: Uint8Array | null, chain: Uint8Array): void {
    if (this.head === 0) this.#first = pos
    else if (pos !== this.head + 1) this.problem(`rows ${this.head + 1} to ${pos - 1} are missing`)
    this.head = pos
    if (pos === 1) this.#anchored = true
    const own = text === null ? rowHash : hashOfRow(text)
    if (own === null) this.problem(`row ${pos} is empty and has no hash`)
    if (this.#unchained.length === 0) this.#commitFrom = pos
    this.#unchained.push(own ?? new Uint8Array())
    if (chain.length > 0) this.#endCommit(pos, chain)
    if (text === null) this.#erased++
    else this.#replay(pos, text)
  }

  #endCommit(pos: number, chain: Uint8Array): void {
    const fits = nextChain(this.#chain, Buffer.concat(this.#unchained)).equals(chain)
    if (this.#anchored && !fits) {
      const from = this.#commitFrom
      const rows = from === pos ? `row ${pos} does` : `rows ${from} to ${pos} do`
      this.problem(`${rows} not fit the hash chain: one of them or the row before was changed`)
    }
    this.#anchored = true
    this.#chain = chain
    this.#unchained = []
  }

  /** A log ends with a commit: rows without a chain behind the last one can't be vouched for. */
  endOfLog(): void {
    if (this.#unchained.length > 0)
      this.problem(`rows ${this.#commitFrom} to ${this.head} are outside the hash chain`)
  }

  #replay(pos: number, text: string): void {
    let row: Row
    try {
      row = decodeRow(pos, text)
      apply(this.state, row)
    } catch {
      this.problem(`row ${pos} can not be read`)
      return
    }
    this.#pending.push(row)
    if (row.event.type !== 'message.sent') return
    this.#messages++
    const { conversation, cseq } = row.event.message
    const before = this.#cseqs.get(conversation) ?? 0
    if (cseq !== before + 1)
      this.problem(`row ${pos}: cseq ${cseq} follows ${before} in its conversation`)
    this.#cseqs.set(conversation, cseq)
  }

  snapshot(parts: readonly string[]): void {
    const kept = thaw(parts)
    if (kept === null || !this.#whole()) return
    const replayed = thaw([...freeze(this.state).parts])
    if (!isDeepStrictEqual(sorted(kept), replayed && sorted(replayed)))
      this.problem(`the snapshot at ${kept.root.pos} differs from a replay`)
  }

  #whole(): boolean {
    return this.#first === 1 && this.#erased === 0
  }

  async follow(): Promise<void> {
    const upTo = this.#kept?.reached() ?? 0
    const rows = this.#pending.filter((row) => row.pos <= upTo)
    this.#pending = []
    if (rows.length > 0 && this.#whole() && this.#problems.length === 0)
      await this.#rebuilt.follow(rows)
  }

  async compareViews(): Promise<void> {
    if (this.#kept === null || !this.#whole() || this.#problems.length > 0) return
    if (this.#kept.reached() > this.head) this.problem('the views are ahead of the log')
    else if (!isDeepStrictEqual(await this.#kept.dump(), await this.#rebuilt.dump()))
      this.problem('the views differ from what the log makes of them; delete the .views file')
  }

  close(): void {
    this.#memory.close()
  }

  report(shop: string): ShopReport {
    return {
      shop,
      rows: this.head === 0 ? 0 : this.head - this.#first + 1,
      head: this.head,
      messages: this.#messages,
      erased: this.#erased,
      problems: this.#problems,
    }
  }
}

/** Tables keep no order of their own. */
function sorted(state: State): unknown {
  const table = <V>(entries: Iterable<[string, V]>) =>
    [...entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return {
    root: state.root,
    accounts: table(state.accounts.entries()),
    buyers: table(state.buyers.entries()),
    conversations: table(state.conversations.entries()),
  }
}
