import { createHash, randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { systemCode } from '../failure.ts'
import { decodeRow } from '../desk/row.ts'
import { dumpUploads } from './parts.ts'
import type { LedgerEntry, Manifest, Repository } from './manifest.ts'
import { allLines, writeSealed, writeWhole } from './sealed.ts'

const ID = /^[a-f0-9]{64}$/
const DAY = 24 * 60 * 60_000

/** A picture or file as it lies in the data folder: encrypted already, its name the content's hash. */
export interface PoolFile {
  readonly shop: string
  readonly id: string
  readonly bytes: number
  /** Of the encrypted file. */
  readonly sha256: string
}

export async function filesIn(
  folder: string,
): Promise<readonly { readonly shop: string; readonly id: string }[]> {
  const found: { shop: string; id: string }[] = []
  for (const shop of await names(folder))
    for (const part of await names(join(folder, shop)))
      for (const id of await names(join(folder, shop, part)))
        if (ID.test(id)) found.push({ shop, id })
  return found
}

export async function listedFiles(
  repo: Repository,
  point: Manifest,
): Promise<ReadonlyMap<string, PoolFile>> {
  const all = new Map<string, PoolFile>()
  for (const { file } of point.files)
    for (const line of await allLines(
      repo.path(point.set, file),
      repo.context(point.set, file),
      repo.key,
    )) {
      const [shop, id, bytes, sha256] = JSON.parse(line) as [string, string, number, string]
      all.set(`${shop}/${id}`, { shop, id, bytes, sha256 })
    }
  return all
}

/** Copies what the pool lacks, and lists what the points before did not have. */
export async function writeFileLists(
  repo: Repository,
  of: {
    readonly set: string
    readonly seq: number
    readonly folder: string
    readonly before: Manifest | null
    readonly onProgress: (share: number) => void
  },
): Promise<{
  readonly lists: Manifest['files']
  readonly uploads: Manifest['uploads']
  readonly files: number
  readonly bytes: number
}> {
  const { set, seq, folder, before, onProgress } = of
  const known = before ? await listedFiles(repo, before) : new Map<string, PoolFile>()
  const there = await filesIn(folder)
  const added: PoolFile[] = []
  let bytes = 0
  let files = 0
  for (const [index, { shop, id }] of there.entries()) {
    const listed = known.get(`${shop}/${id}`)
    const source = join(folder, shop, id.slice(0, 2), id)
    const target = repo.filePath(shop, id)
    const lies = await sizeOf(target)
    if (listed && lies === listed.bytes) continue
    const content = await readFile(source).catch((error: unknown) => {
      // Erased since it was listed.
      if (systemCode(error) === 'ENOENT') return null
      throw error
    })
    if (content === null) continue
    const sha256 = createHash('sha256').update(content).digest('hex')
    if (!(lies === content.length && (await sameContent(target, sha256)))) {
      await mkdir(dirname(target), { recursive: true, mode: 0o700 })
      await writeWhole(target, content)
      bytes += content.length
      files++
    }
    if (listed?.sha256 !== sha256) added.push({ shop, id, bytes: content.length, sha256 })
    onProgress(index / there.length)
  }
  const lists = [...(before?.files ?? [])]
  if (added.length > 0) {
    const file = `files-${seq}-${randomBytes(3).toString('hex')}.xb`
    const lines = added.map((one) => JSON.stringify([one.shop, one.id, one.bytes, one.sha256]))
    const list = await writeSealed(repo.path(set, file), repo.context(set, file), repo.key, lines)
    bytes += list.bytes
    lists.push({ ...list, count: added.length })
  }
  return { lists, uploads: await dumpUploads(repo, folder, set, seq), files, bytes }
}

/**
 * The pool keeps what any point lists. What is gone at the gateway goes here, too, when erasures were
 * lately at work: else it was lost there, and the copy may be all that is left of it.
 */
export async function filesInPool(
  repo: Repository,
  folder: string,
  { ledger, at }: { readonly ledger: readonly LedgerEntry[]; readonly at: number },
): Promise<void> {
  const { points, damaged } = await repo.points()
  const erasing = ledger.some(({ pos, row }) => at - decodeRow(pos, row).at < 3 * DAY)
  const wanted = new Set<string>()
  if (erasing) for (const { shop, id } of await filesIn(folder)) wanted.add(`${shop}/${id}`)
  else if (damaged.length > 0) return
  else
    for (const { manifest } of points)
      for (const name of (await listedFiles(repo, manifest)).keys()) wanted.add(name)
  for (const { shop, id } of await filesIn(join(repo.folder, 'files')))
    if (!wanted.has(`${shop}/${id}`)) await rm(repo.filePath(shop, id), { force: true })
}

async function sameContent(path: string, sha256: string): Promise<boolean> {
  const content = await readFile(path).catch(() => null)
  return content !== null && createHash('sha256').update(content).digest('hex') === sha256
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => null))?.size ?? -1
}

async function names(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch((error: unknown) => {
    const code = systemCode(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return []
    throw error
  })
}
