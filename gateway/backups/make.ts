import { randomBytes } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { systemCode } from '../failure.ts'
import { connect } from '../store/sqlite/connection.ts'
import type { Connection } from '../store/sqlite/driver.ts'
import { appliedMigrations } from '../store/sqlite/engine.ts'
import { checkPoint, isThere } from './check.ts'
import { findErasures, forgetErased, setMark, takeMark } from './erasures.ts'
import { BackupError } from './errors.ts'
import { keysPath, newSetName, Repository, type Manifest, type Point } from './manifest.ts'
import type { Segment, TableDump } from './manifest.ts'
import { dumpTable, writeSegment } from './parts.ts'
import { filesInPool, writeFileLists } from './pictures.ts'
import { headsOf, tablesOf } from './reading.ts'
import { rotate, type Keeping } from './rotate.ts'
import { syncFolder, writeWhole } from './sealed.ts'
import type { KeysFile } from './keys.ts'

/** Rows in a file of the log at most: what an erasure makes to be written again. */
const SEGMENT_ROWS = 20_000
const DAY = 24 * 60 * 60_000

export interface Progress {
  readonly phase: 'checking' | 'record' | 'files' | 'verifying'
  /** Of the job's work, 0 to 1. */
  readonly share: number
  /** Written so far. */
  readonly bytes: number
}

export interface JobOptions {
  /** Of the gateway's database, which may be open and written to meanwhile. */
  readonly database: string
  /** 64 hex digits. */
  readonly key: string
  readonly filesFolder: string
  readonly folder: string
  readonly backupKey: Buffer
  readonly keys: KeysFile
  readonly keeping: Keeping
  readonly now: () => number
  /** A whole new set, whatever there is. */
  readonly fresh?: boolean | undefined
  readonly onProgress?: ((progress: Progress) => void) | undefined
}

export interface Made {
  readonly set: string
  readonly seq: number
  readonly at: number
  /** It began a set. */
  readonly base: boolean
  /** What was written for it. */
  readonly bytes: number
  /** Log rows in it that no earlier point of the set had. */
  readonly rows: number
  readonly files: number
  /** Of the folder, before it: what is damaged or gone there. */
  readonly damaged: readonly string[]
}

/**
 * Makes one point, online: the log's new rows, tables that changed, new files. It counts when its
 * manifest lies there, which is written last; what a crash leaves is removed by the next job.
 *
 * @throws BackupError full, io, damaged; StoreError
 */
export async function makePoint(options: JobOptions): Promise<Made> {
  try {
    return await new Job(options).run()
  } catch (error) {
    const code = systemCode(error)
    if (code === 'ENOSPC' || code === 'EDQUOT')
      throw new BackupError('full', `the disk of the backups is full: ${options.folder}`, {
        cause: error,
      })
    if (code !== undefined && /^E[A-Z]+$/.test(code))
      throw new BackupError('io', `the backups can't be written: ${options.folder} (${code})`, {
        cause: error,
      })
    throw error
  }
}

class Job {
  readonly #options: JobOptions
  readonly #repo: Repository
  #bytes = 0
  #done = 0
  #total = 1
  #phase: Progress['phase'] = 'checking'

  constructor(options: JobOptions) {
    this.#options = options
    this.#repo = new Repository(options.folder, options.backupKey)
  }

  async run(): Promise<Made> {
    const { database, key, folder, keys } = this.#options
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await writeWhole(keysPath(folder), JSON.stringify(keys))
    const db = connect(database, key, { readonly: true })
    try {
      return await this.#make(db)
    } finally {
      db.close()
    }
  }

  async #make(db: Connection): Promise<Made> {
    const { now, keys } = this.#options
    const at = now()
    const repo = this.#repo
    const epoch =
      db.prepare<[], { value: string }>("SELECT value FROM meta WHERE key = 'epoch'").get()
        ?.value ?? ''
    const { points, damaged } = await repo.points()
    const { before, found } = await this.#goesOn(db, points, epoch, at)
    damaged.push(...found)
    const set = before?.manifest.set ?? newSetName(at, randomBytes(3).toString('hex'))
    const seq = Math.max(-1, ...(await repo.seqs(set))) + 1
    try {
      await mkdir(join(repo.folder, set), { recursive: true, mode: 0o700 })
      await writeWhole(keysPath(join(repo.folder, set)), JSON.stringify(keys))
      return await this.#write(db, { set, seq, at, epoch, before, points, damaged })
    } catch (error) {
      // A set that has no point is none; a full disk is not kept full by it.
      if (!before && (await repo.seqs(set).catch(() => [0])).length === 0)
        await rm(join(repo.folder, set), { recursive: true, force: true }).catch(() => undefined)
      else await this.#sweep(set).catch(() => undefined)
      throw error
    }
  }

  async #sweep(set: string): Promise<void> {
    const { points, damaged } = await this.#repo.points()
    if (damaged.length === 0) await rotate(this.#repo, points, null, { only: set })
  }

  /** The point that this one follows in its set; null: a new set begins. */
  async #goesOn(
    db: Connection,
    points: readonly Point[],
    epoch: string,
    at: number,
  ): Promise<{ before: Point | null; found: readonly string[] }> {
    const [newest] = points.filter(({ manifest }) => manifest.epoch === epoch)
    if (!newest || this.#options.fresh) return { before: null, found: [] }
    const { manifest } = newest
    const first = points.filter(({ set }) => set === newest.set).at(-1)
    const old = at - (first?.manifest.at ?? 0) >= this.#options.keeping.baseEveryDays * DAY
    const migrated = manifest.migrations.join() !== appliedMigrations(db).join()
    // Its head must be in this log: else someone has put another database in the place of it.
    const rewritten = manifest.shops.some((shop) => !isPrefix(db, shop))
    if (old || migrated || rewritten) return { before: null, found: [] }
    const found = await isThere(this.#repo, manifest, (share) => this.#tell(share * 0.1))
    return { before: found.length === 0 ? newest : null, found }
  }

  async #write(
    db: Connection,
    of: {
      readonly set: string
      readonly seq: number
      readonly at: number
      readonly epoch: string
      readonly before: Point | null
      readonly points: readonly Point[]
      readonly damaged: readonly string[]
    },
  ): Promise<Made> {
    const { set, seq, at, epoch, before, damaged } = of
    const { key, filesFolder, keeping } = this.#options
    const repo = this.#repo
    const prior = before?.manifest
    this.#phase = 'record'
    const { shops, tables } = await this.#still(db, set, seq, prior)
    const covered = new Map<number, number>()
    for (const { shop, to } of prior?.segments ?? [])
      covered.set(shop, Math.max(covered.get(shop) ?? 0, to))
    const rows = shops.reduce((sum, { no, head }) => sum + head - (covered.get(no) ?? 0), 0)
    this.#total = Math.max(1, rows)
    const segments: Segment[] = [...(prior?.segments ?? [])]
    for (const { no, head } of shops)
      for (let from = (covered.get(no) ?? 0) + 1; from <= head; from += SEGMENT_ROWS) {
        const to = Math.min(head, from + SEGMENT_ROWS - 1)
        segments.push(await this.#segment(db, set, { shop: no, from, to, seq }))
      }
    // As late as the rows were read: one that is reduced by now is reduced by an erasure we know.
    const { ledger, fresh } = await findErasures(repo, db, prior?.shops ?? [])
    this.#phase = 'files'
    const { lists, uploads, files, bytes } = await writeFileLists(repo, {
      set,
      seq,
      folder: filesFolder,
      before: prior ?? null,
      onProgress: (share) => this.#tell(0.6 + share * 0.3),
    })
    this.#bytes += bytes
    const made: Manifest = {
      v: 1,
      set,
      seq,
      at,
      epoch,
      migrations: [...appliedMigrations(db)],
      master: key,
      shops: [...shops],
      segments,
      tables: [...tables],
      files: [...lists],
      uploads,
      erasures: ledger.length,
    }
    this.#phase = 'verifying'
    this.#tell(0.9)
    if (fresh.length > 0) await repo.writeLedger(ledger)
    await checkPoint(repo, made, { since: prior })
    await syncFolder(join(repo.folder, set))
    await repo.write(made)
    await syncFolder(join(repo.folder, set))
    await syncFolder(repo.folder)
    const marked = await takeMark(repo)
    if (this.#unfinished(db)) await setMark(repo)
    if (fresh.length > 0 || marked) await forgetErased(repo, db, { current: made })
    const now = await repo.points()
    await filesInPool(repo, filesFolder, { ledger, at })
    await rotate(repo, now.points, keeping, { damaged: now.damaged })
    this.#tell(1)
    return { set, seq, at, base: !before, bytes: this.#bytes, rows, files, damaged }
  }

  /** An erasure that was announced and not done yet: older points may hold what it takes. */
  #unfinished(db: Connection): boolean {
    return db.prepare('SELECT 1 FROM erasure LIMIT 1').get() !== undefined
  }

  /** Heads and all small tables of one moment, in one read transaction of a connection of its own. */
  async #still(
    db: Connection,
    set: string,
    seq: number,
    prior: Manifest | undefined,
  ): Promise<{ shops: Manifest['shops']; tables: readonly TableDump[] }> {
    db.exec('BEGIN')
    try {
      const shops = [...headsOf(db)]
      const tables: TableDump[] = []
      for (const name of tablesOf(db)) {
        const dump = await dumpTable(this.#repo, db, { set, name, seq, prior })
        if (!prior?.tables.includes(dump)) this.#bytes += dump.bytes
        tables.push(dump)
      }
      return { shops, tables }
    } finally {
      db.exec('COMMIT')
    }
  }

  async #segment(
    db: Connection,
    set: string,
    range: { readonly shop: number; readonly from: number; readonly to: number; seq: number },
  ): Promise<Segment> {
    const written = await writeSegment(this.#repo, db, set, range, (rows) => {
      this.#done += rows
      this.#tell(0.1 + (this.#done / this.#total) * 0.5)
    })
    this.#bytes += written.bytes
    return written
  }

  #tell(share: number): void {
    this.#options.onProgress?.({ phase: this.#phase, share, bytes: this.#bytes })
  }
}

/** Is the point's head a row of this log, with this chain? */
function isPrefix(db: Connection, { no, head, chain }: Manifest['shops'][number]): boolean {
  if (head === 0) return true
  const row = db
    .prepare<[number], { chain: Uint8Array }>('SELECT chain FROM log WHERE id = ?')
    .get(no * 2 ** 40 + head)
  return row !== undefined && Buffer.from(row.chain).toString('hex') === chain
}
