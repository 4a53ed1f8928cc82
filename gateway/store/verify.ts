import { existsSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { apply } from '../desk/apply.ts'
import { freeze, thaw } from '../desk/freeze.ts'
import { decodeRow, type Erasures, type Row } from '../desk/row.ts'
import { ErasureDigest, sha256 } from '../desk/skeleton.ts'
import { emptyState, type State } from '../desk/state.ts'
import type { ErasurePlan } from './engine.ts'
import { StoreError } from './errors.ts'
import { refuseNewer } from './migrations/index.ts'
import { CHAIN_START, LOG_SPAN } from './schema.ts'
import { readSigner, SEAL_EVERY, sealText, type Seal, type Signer } from './seals.ts'
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
  /** Of the key that seals; null: the database never had one. */
  readonly fingerprint: string | null
  readonly shops: readonly ShopReport[]
}

export interface ShopReport {
  readonly shop: string
  readonly rows: number
  readonly head: number
  readonly messages: number
  /** Rows whose words were lawfully erased; their hashes still hold the chain. */
  readonly erased: number
  /** How often the gateway signed the chain, and up to which row; 0: never. */
  readonly seals: number
  readonly sealedUpTo: number
  /** Empty when all is well. English, without content; at most 20. */
  readonly problems: readonly string[]
}

/**
 * Reads everything: hash chain, seals, what erased rows were reduced to, dense positions (I3), dense
 * cseqs, snapshots and views equal to a replay. Changes nothing; works beside a running gateway.
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
    // Every page in use, whatever table it belongs to.
    if (db.pragma('quick_check(1)', { simple: true }) !== 'ok')
      throw new StoreError('corrupt', `${file}: the database is damaged`)
    const epoch = db
      .prepare<[], { value: string }>("SELECT value FROM meta WHERE key = 'epoch'")
      .get()
    const shops = db.prepare<[], { no: number; id: string }>('SELECT no, id FROM shop').all()
    const signer = readSigner(db)
    const reports: ShopReport[] = []
    for (const { no, id } of shops) reports.push(await verifyShop(db, no, id, views, signer))
    return {
      ok: reports.every((report) => report.problems.length === 0),
      epoch: epoch?.value ?? '',
      fingerprint: signer?.fingerprint ?? null,
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
  signer: Signer | null,
): Promise<ShopReport> {
  const kept = views === null ? null : await SqliteViews.open(localRunner(views), shop)
  const checks = await Checks.begin(shop, kept)
  const log = new SqliteLog(db, no)
  const snapshot = await log.newestSnapshot()
  // A backup of an earlier version has none.
  if (appliedMigrations(db).includes('0005-evidence'))
    checks.expect(await log.seals(), signer, await log.erasures())
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
  #seals: Seal[] = []
  #sealCount = 0
  #sealedUpTo = 0
  #lastSeal = 0
  #signer: Signer | null = null
  /** Of rows that name an erasure whose event has not come yet. */
  readonly #digests = new Map<string, ErasureDigest>()
  readonly #told = new Set<string>()
  readonly #underWay = new Set<string>()
  readonly #shop: string
  /** The views as they are, and as they would be made now: in memory, without any words. */
  readonly #kept: SqliteViews | null
  readonly #memory: Connection
  readonly #rebuilt: SqliteViews
  #pending: Row[] = []

  private constructor(
    shop: string,
    kept: SqliteViews | null,
    memory: Connection,
    rebuilt: SqliteViews,
  ) {
    this.#shop = shop
    this.#kept = kept
    this.#memory = memory
    this.#rebuilt = rebuilt
  }

  static async begin(shop: string, kept: SqliteViews | null): Promise<Checks> {
    const memory = openDatabase(':memory:', {})
    createViews(memory)
    return new Checks(shop, kept, memory, await SqliteViews.open(localRunner(memory), shop))
  }

  problem(text: string): void {
    if (this.#problems.length < PROBLEMS_TOLD) this.#problems.push(text)
  }

  link(pos: number, text: string | null, rowHash: Uint8Array | null, chain: Uint8Array): void {
    if (this.head === 0) this.#first = pos
    else if (pos !== this.head + 1) this.problem(`rows ${this.head + 1} to ${pos - 1} are missing`)
    this.head = pos
    if (pos === 1) this.#anchored = true
    if (text === null) this.problem(`row ${pos} has no text`)
    const own = rowHash ?? (text === null ? null : hashOfRow(text))
    if (this.#unchained.length === 0) this.#commitFrom = pos
    this.#unchained.push(own ?? new Uint8Array())
    if (chain.length > 0) this.#endCommit(pos, chain)
    if (text !== null) this.#replay(pos, text, rowHash)
  }

  /** Seals must be there, and fit; an erasure under way is finished by the gateway's next start. */
  expect(seals: readonly Seal[], signer: Signer | null, plans: readonly ErasurePlan[]): void {
    this.#seals = [...seals]
    this.#sealCount = seals.length
    this.#sealedUpTo = seals.at(-1)?.pos ?? 0
    this.#signer = signer
    for (const { id } of plans) this.#underWay.add(id)
  }

  #checkSeal(pos: number, chain: Uint8Array): void {
    const at = this.#seals.findIndex((seal) => seal.pos >= pos)
    const passed = at < 0 ? this.#seals.splice(0) : this.#seals.splice(0, at)
    for (const seal of passed) this.problem(`the seal at ${seal.pos} is inside a commit`)
    const [seal] = this.#seals
    if (seal?.pos === pos) {
      this.#seals.shift()
      const text = sealText(this.#shop, pos, seal.at, Buffer.from(chain).toString('hex'))
      if (this.#signer?.signed(text, seal.signature) !== true)
        this.problem(`the seal at ${pos} does not fit the log`)
    } else if (this.#lastSeal === 0 || pos - this.#lastSeal < SEAL_EVERY) return
    else this.problem(`the seal at ${pos} is missing`)
    this.#lastSeal = pos
  }

  /** What is left of an erased row is vouched for by the event of its erasure, further on. */
  #takeErased(pos: number, text: string, rowHash: Uint8Array, erased: Erasures): void {
    this.#erased++
    for (let index = 0; index < erased.length; index += 2) {
      const id = erased[index] ?? ''
      const left = erased[index + 1] ?? sha256(text)
      if (this.#told.has(id)) this.problem(`row ${pos} was erased behind the event of it`)
      const digest = this.#digests.get(id) ?? new ErasureDigest()
      this.#digests.set(id, digest)
      digest.add(pos, rowHash, left)
    }
  }

  #checkErasure({ pos, event }: Row): void {
    if (event.type !== 'transcript.erased') return
    const digest = this.#digests.get(event.id) ?? new ErasureDigest()
    this.#digests.delete(event.id)
    this.#told.add(event.id)
    const done = digest.rows === event.rows && digest.end() === event.digest
    if (done) return
    this.problem(
      this.#underWay.has(event.id)
        ? `the erasure at ${pos} is not finished; the gateway does that when it starts`
        : `what is left of the rows erased at ${pos} is not what was written down then`,
    )
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
    this.#checkSeal(pos, chain)
  }

  /** A log ends with a commit: rows without a chain behind the last one can't be vouched for. */
  endOfLog(): void {
    if (this.#unchained.length > 0)
      this.problem(`rows ${this.#commitFrom} to ${this.head} are outside the hash chain`)
    for (const { pos } of this.#seals) this.problem(`rows up to the seal at ${pos} are missing`)
    for (const id of this.#digests.keys())
      this.problem(`rows were erased by ${id}, and no event of the log says so`)
  }

  #replay(pos: number, text: string, rowHash: Uint8Array | null): void {
    let row: Row
    try {
      row = decodeRow(pos, text)
      apply(this.state, row)
    } catch {
      this.problem(`row ${pos} can not be read`)
      return
    }
    if (rowHash !== null && row.erased !== undefined && row.erased.length % 2 === 1)
      this.#takeErased(pos, text, rowHash, row.erased)
    else if (rowHash !== null || row.erased !== undefined)
      this.problem(`row ${pos} is not as an erasure leaves it`)
    this.#checkErasure(row)
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
    return this.#first === 1
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
      seals: this.#sealCount,
      sealedUpTo: this.#sealedUpTo,
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
    closed: table(state.closed.entries()),
  }
}
