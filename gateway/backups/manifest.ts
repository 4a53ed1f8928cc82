import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { systemCode } from '../failure.ts'
import { BackupError } from './errors.ts'
import { keyId, keysFile, unwrapKey, type KeysFile } from './keys.ts'
import { allLines, writeSealed, writeWhole } from './sealed.ts'

const sealed = {
  file: z.string().regex(/^[a-z0-9._-]+$/),
  bytes: z.number().int(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
}
const segment = z.strictObject({
  ...sealed,
  /** `shop.no`, and the positions in it. */
  shop: z.number().int(),
  from: z.number().int(),
  to: z.number().int(),
  /** Over the rows in it that were reduced by erasures: another digest, another erasure since. */
  reduced: z.string(),
})
const table = z.strictObject({
  ...sealed,
  name: z.string(),
  rows: z.number().int(),
  /** Of its content: unchanged tables are not written again. */
  digest: z.string(),
})

/**
 * One point of a set, at which it can be restored. Encrypted and authenticated with the set's name
 * and its own, so that one can't be put in the place of another.
 */
export const manifest = z.strictObject({
  v: z.literal(1),
  set: z.string(),
  seq: z.number().int(),
  /** Unix ms. */
  at: z.number().int(),
  epoch: z.string(),
  migrations: z.array(z.string()),
  /** The gateway's own key: whoever has the recovery key gets everything back. */
  master: z.string(),
  shops: z.array(
    z.strictObject({
      no: z.number().int(),
      id: z.string(),
      head: z.number().int(),
      /** Hex, at the head. */
      chain: z.string(),
    }),
  ),
  segments: z.array(segment),
  tables: z.array(table),
  /** Lists of pictures and files; together all that the point needs. */
  files: z.array(z.strictObject({ ...sealed, count: z.number().int() })),
  /** The HMACs of who uploaded what, as they were. */
  uploads: z.strictObject(sealed).nullable(),
  /** How many entries the ledger of erasures had. */
  erasures: z.number().int(),
})
export type Manifest = z.infer<typeof manifest>
export type Segment = z.infer<typeof segment>
export type TableDump = z.infer<typeof table>

/** An erasure that restored copies must know: the text of its row in the log. */
export const ledgerEntry = z.strictObject({
  shop: z.string(),
  pos: z.number().int(),
  row: z.string(),
})
export type LedgerEntry = z.infer<typeof ledgerEntry>

const SET = /^\d{8}t\d{6}z-[0-9a-f]{6}$/
const POINT = /^(\d{4,})\.manifest$/
const KEYS = 'keys.json'
const LEDGER = 'erasures.xb'

export interface Point {
  readonly set: string
  readonly seq: number
  readonly manifest: Manifest
}

/** A folder of backups, opened with its key. */
export class Repository {
  readonly folder: string
  readonly key: Buffer

  constructor(folder: string, key: Buffer) {
    this.folder = folder
    this.key = key
  }

  path(set: string, file: string): string {
    return join(this.folder, set, file)
  }

  /** As files of a set are authenticated. */
  context(set: string, file: string): string {
    return `${set}/${file}`
  }

  /** Of a picture or file; `files/<shop>/<aa>/<id>` as in a data folder. */
  filePath(shop: string, id: string): string {
    return join(this.folder, 'files', shop, id.slice(0, 2), id)
  }

  /** Names of the sets that lie there, whole or not, oldest first. */
  async sets(): Promise<readonly string[]> {
    return (await list(this.folder)).filter((name) => SET.test(name)).sort()
  }

  async seqs(set: string): Promise<readonly number[]> {
    return (await list(join(this.folder, set)))
      .map((name) => Number(POINT.exec(name)?.[1] ?? -1))
      .filter((seq) => seq >= 0)
      .sort((a, b) => a - b)
  }

  async write(point: Manifest): Promise<void> {
    const file = manifestName(point.seq)
    const context = this.context(point.set, file)
    await writeSealed(this.path(point.set, file), context, this.key, [JSON.stringify(point)])
  }

  async read(set: string, seq: number): Promise<Manifest> {
    const file = manifestName(seq)
    const [text = ''] = await allLines(this.path(set, file), this.context(set, file), this.key)
    const value: unknown = JSON.parse(text)
    const parsed = manifest.safeParse(value)
    if (parsed.success && parsed.data.set === set && parsed.data.seq === seq) return parsed.data
    if (z.object({ v: z.number().min(2) }).safeParse(value).success)
      throw new BackupError('newer', 'the backup was made by a newer version of Xiaoer')
    throw new BackupError('damaged', `${file} of the backup can't be read`)
  }

  /** Newest first; those whose manifest can't be read are left out and named in `damaged`. */
  async points(): Promise<{ readonly points: readonly Point[]; readonly damaged: string[] }> {
    const points: Point[] = []
    const damaged: string[] = []
    for (const set of await this.sets())
      for (const seq of await this.seqs(set))
        try {
          points.push({ set, seq, manifest: await this.read(set, seq) })
        } catch (error) {
          if (!(error instanceof BackupError)) throw error
          damaged.push(`${set}/${manifestName(seq)}`)
        }
    points.sort(
      (a, b) => b.manifest.at - a.manifest.at || (a.set < b.set ? 1 : -1) || b.seq - a.seq,
    )
    return { points, damaged }
  }

  /** Beside the sets and in each of them, so that each can be carried elsewhere. */
  async putKeys(keys: KeysFile): Promise<void> {
    for (const folder of [this.folder, ...(await this.sets()).map((set) => join(this.folder, set))])
      if ((await readKeys(folder))?.id === keys.id)
        await writeWhole(keysPath(folder), JSON.stringify(keys))
  }

  async drop(set: string, seq: number): Promise<void> {
    await rm(this.path(set, manifestName(seq)), { force: true })
  }

  async ledger(): Promise<readonly LedgerEntry[]> {
    const path = join(this.folder, LEDGER)
    try {
      return (await allLines(path, LEDGER, this.key)).map((line) =>
        ledgerEntry.parse(JSON.parse(line)),
      )
    } catch (error) {
      if (error instanceof BackupError && error.code === 'missing') return []
      throw error
    }
  }

  async writeLedger(entries: readonly LedgerEntry[]): Promise<void> {
    const lines = entries.map((entry) => JSON.stringify(entry))
    await writeSealed(join(this.folder, LEDGER), LEDGER, this.key, lines)
  }
}

export function manifestName(seq: number): string {
  return `${String(seq).padStart(4, '0')}.manifest`
}

/** What opens a folder of backups: the gateway's own key, or the recovery key. */
export type Opener =
  | { readonly gateway: Buffer; readonly recovery?: undefined }
  | { readonly recovery: Buffer; readonly gateway?: undefined }

/**
 * @throws BackupError missing: no backups; wrong_key
 */
export async function openRepository(folder: string, by: Opener): Promise<Repository> {
  const sets = (await list(folder)).filter((name) => SET.test(name))
  const places = [
    folder,
    ...sets
      .sort()
      .reverse()
      .map((set) => join(folder, set)),
  ]
  let found = false
  for (const place of places) {
    const keys = await readKeys(place)
    if (!keys) continue
    found = true
    const key =
      by.gateway !== undefined
        ? unwrapKey('gateway', by.gateway, keys.gateway)
        : keys.recovery && unwrapKey('recovery', by.recovery, keys.recovery)
    if (key && keyId(key) === keys.id) return new Repository(folder, key)
  }
  if (!found) throw new BackupError('missing', `there are no backups in ${folder}`)
  throw new BackupError('wrong_key', `the key does not open the backups in ${folder}`)
}

export async function readKeys(folder: string): Promise<KeysFile | null> {
  const text = await readFile(join(folder, KEYS), 'utf8').catch(() => null)
  if (text === null) return null
  try {
    return keysFile.parse(JSON.parse(text))
  } catch {
    return null
  }
}

export function keysPath(folder: string): string {
  return join(folder, KEYS)
}

async function list(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    const code = systemCode(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return []
    throw error
  }
}

export function newSetName(at: number, random: string): string {
  const stamp = new Date(at).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').toLowerCase()
  return `${stamp}z-${random}`
}
