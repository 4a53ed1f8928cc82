import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { openFiles } from '../files/files.ts'
import { placesOf, prepareFolder, readKey } from '../places.ts'
import { lockFile } from '../store/sqlite/lock.ts'
import { verify, type VerifyReport } from '../store/verify.ts'
import { isThere } from './check.ts'
import { decodeRow } from '../desk/row.ts'
import { BackupError } from './errors.ts'
import {
  manifestName,
  openRepository,
  type LedgerEntry,
  type Opener,
  type Point,
  type Repository,
} from './manifest.ts'
import { filesIn, listedFiles } from './pictures.ts'
import { finishPlacing, place, RESTORING } from './place.ts'
import { rebuild, removeDatabase } from './rebuild.ts'
import type { Salvaged } from './salvage.ts'
import { allLines, syncFolder } from './sealed.ts'

export interface RestoreProgress {
  readonly phase: 'checking' | 'record' | 'files' | 'verifying' | 'placing'
  /** Of the phase, 0 to 1. */
  readonly share: number
}

export interface RestoreOptions {
  /** Folder of the sets. */
  readonly backups: string
  readonly by: Opener
  /** The newest point that is not newer (Unix ms); absent: the newest of all. */
  readonly until?: number | undefined
  readonly dataFolder: string
  /** What is there is damaged: rows behind the backup that still fit are taken over. */
  readonly salvage?: boolean | undefined
  /**
   * Where the gateway's key goes. `file`: into `gateway.key` of the data folder, unless it is there
   * already; `caller`: nowhere, whoever called keeps it.
   */
  readonly keyGoes: 'file' | 'caller'
  readonly now: number
  readonly onProgress?: ((progress: RestoreProgress) => void) | undefined
}

export interface Restored {
  readonly point: { readonly set: string; readonly seq: number; readonly at: number }
  readonly report: VerifyReport
  readonly files: number
  /** Files of the point that were erased since, and are not restored. */
  readonly filesGone: number
  readonly salvaged: Salvaged
  /** Where what was there lies now; null: there was nothing. */
  readonly aside: string | null
  /** The gateway's own key, hex. */
  readonly key: string
}

/**
 * Restores a point into a data folder. All of it is built and verified aside, then put in place; what
 * was there is set aside. Nothing is changed before all of it was found whole.
 *
 * @throws BackupError; StoreError wrong_key, corrupt, newer, locked, io
 */
export async function restoreSet(options: RestoreOptions): Promise<Restored> {
  const { dataFolder, onProgress = () => {}, now } = options
  const repo = await openRepository(options.backups, options.by)
  const { manifest: point } = await choosePoint(repo, options.until)
  const wrong = await isThere(repo, point, (share) => onProgress({ phase: 'checking', share }))
  if (wrong.length > 0)
    throw new BackupError('damaged', `the backup is missing or damaged: ${wrong.join(', ')}`)
  const ledger = await repo.ledger()
  if (ledger.length < point.erasures)
    throw new BackupError('missing', 'the ledger of erasures is missing beside the backups')
  prepareFolder(dataFolder)
  const places = placesOf(dataFolder)
  const unlock = lockFile(places.database)
  try {
    finishPlacing(places.folder)
    const aside = join(places.folder, RESTORING)
    await rm(aside, { recursive: true, force: true })
    await mkdir(aside, { recursive: true, mode: 0o700 })
    const database = join(aside, 'gateway.db')
    try {
      const salvageFrom = options.salvage && existsSync(places.database) ? places.database : null
      const salvaged = await rebuild(repo, {
        point,
        ledger,
        target: database,
        key: point.master,
        salvageFrom,
        now,
        onProgress: (share) => onProgress({ phase: 'record', share }),
      })
      const { files, gone } = await restoreFiles(repo, {
        point,
        ledger,
        to: join(aside, 'files'),
        also: salvageFrom === null ? null : places.files,
        onProgress: (share) => onProgress({ phase: 'files', share }),
      })
      onProgress({ phase: 'verifying', share: 0 })
      const report = await verify(database, point.master)
      if (!report.ok)
        throw new BackupError(
          'damaged',
          `the restored copy does not verify: ${report.shops.flatMap((s) => s.problems)[0] ?? ''}`,
        )
      const kept = options.keyGoes === 'file' ? readKeyQuietly(places.key) : point.master
      if (kept !== point.master)
        await writeFile(join(aside, 'gateway.key'), `${point.master}\n`, { mode: 0o600 })
      await syncFolder(aside)
      onProgress({ phase: 'placing', share: 0 })
      return {
        point: { set: point.set, seq: point.seq, at: point.at },
        report,
        files,
        filesGone: gone,
        salvaged,
        aside: await place(places.folder, now),
        key: point.master,
      }
    } catch (error) {
      if (!existsSync(join(places.folder, 'restore.json'))) {
        removeDatabase(database)
        await rm(aside, { recursive: true, force: true })
      }
      throw error
    }
  } finally {
    unlock()
  }
}

export async function choosePoint(repo: Repository, until?: number): Promise<Point> {
  const { points, damaged } = await repo.points()
  const found = points.find(({ manifest }) => until === undefined || manifest.at <= until)
  // A damaged one may be the newest: whoever asks for the newest is told, not given an older one.
  const [newest] = points
  const best = newest ? `${newest.set}/${manifestName(newest.seq)}` : ''
  const newer = damaged.find((path) => path > best)
  if (!found || (until === undefined && newer !== undefined))
    throw damaged.length > 0
      ? new BackupError('damaged', `these points are damaged: ${damaged.join(', ')}`)
      : new BackupError('missing', 'there is no such point in the backups')
  return found
}

function readKeyQuietly(file: string): string | null {
  try {
    return readKey(file)?.toString('hex') ?? null
  } catch {
    return null
  }
}

async function restoreFiles(
  repo: Repository,
  of: {
    readonly point: Point['manifest']
    readonly ledger: readonly LedgerEntry[]
    readonly to: string
    /** Files of a damaged gateway that the backup lacks. */
    readonly also: string | null
    readonly onProgress: (share: number) => void
  },
): Promise<{ readonly files: number; readonly gone: number }> {
  const { point, to, onProgress } = of
  const master = Buffer.from(point.master, 'hex')
  const listed = [...(await listedFiles(repo, point)).values()]
  const erasedSince = of.ledger.some(({ pos, row }) => decodeRow(pos, row).at >= point.at)
  const pool = await openFiles(join(repo.folder, 'files'), master)
  await mkdir(to, { recursive: true, mode: 0o700 })
  let files = 0
  let gone = 0
  const put = async (shop: string, id: string, bytes: Buffer) => {
    const target = join(to, shop, id.slice(0, 2), id)
    await mkdir(dirname(target), { recursive: true, mode: 0o700 })
    await writeFile(target, bytes, { mode: 0o600, flush: true })
  }
  for (const { shop, id, sha256 } of listed) {
    const bytes = await readFile(repo.filePath(shop, id)).catch(() => null)
    if (bytes === null && erasedSince) {
      gone++
      continue
    }
    const same = bytes !== null && createHash('sha256').update(bytes).digest('hex') === sha256
    // Uploaded again since, it is encrypted anew: then its content must be what its name says.
    if (bytes === null || (!same && !(await opens(pool, shop, id))))
      throw new BackupError('damaged', `the file ${shop}/${id} of the backup is missing or damaged`)
    await put(shop, id, bytes)
    files++
    onProgress(files / listed.length)
  }
  const uploads = point.uploads
    ? await allLines(
        repo.path(point.set, point.uploads.file),
        repo.context(point.set, point.uploads.file),
        repo.key,
      )
    : []
  if (of.also !== null) {
    const here = new Set(listed.map(({ shop, id }) => `${shop}/${id}`))
    const old = await openFiles(of.also, master)
    for (const { shop, id } of await filesIn(of.also))
      if (!here.has(`${shop}/${id}`) && (await opens(old, shop, id))) {
        await put(shop, id, await readFile(join(of.also, shop, id.slice(0, 2), id)))
        files++
      }
    const more = await readFile(join(of.also, 'uploads'), 'utf8').catch(() => '')
    uploads.push(...more.split('\n').filter((line) => line !== ''))
  }
  const marks = [...new Set(uploads)].map((line) => `${line}\n`).join('')
  await writeFile(join(to, 'uploads'), marks, { mode: 0o600, flush: true })
  return { files, gone }
}

async function opens(
  files: Awaited<ReturnType<typeof openFiles>>,
  shop: string,
  id: string,
): Promise<boolean> {
  const found = await files.get(shop, id).catch(() => null)
  return found?.ok === true && createHash('sha256').update(found.value.bytes).digest('hex') === id
}
