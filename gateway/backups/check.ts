import { createHash } from 'node:crypto'
import { CHAIN_START } from '../store/schema.ts'
import { hashOfRow, nextChain } from '../store/sqlite/log.ts'
import { BackupError } from './errors.ts'
import type { Manifest, Repository } from './manifest.ts'
import { decodeLogRow, type LogRow } from './reading.ts'
import { matches, readSealed, type Sealed } from './sealed.ts'

/** Everything of a set's folder that a point needs. */
export function partsOf(point: Manifest): readonly Sealed[] {
  const { segments, tables, files, uploads } = point
  return [...segments, ...tables, ...files, ...(uploads ? [uploads] : [])]
}

/** Names of parts that are gone or not as they were written; reads each whole, opens none. */
export async function isThere(
  repo: Repository,
  point: Manifest,
  onProgress: (share: number) => void = () => {},
): Promise<readonly string[]> {
  const parts = partsOf(point)
  const total = Math.max(
    1,
    parts.reduce((sum, { bytes }) => sum + bytes, 0),
  )
  const wrong: string[] = []
  let done = 0
  for (const part of parts) {
    if (!(await matches(repo.path(point.set, part.file), part)))
      wrong.push(`${point.set}/${part.file}`)
    done += part.bytes
    onProgress(done / total)
  }
  return wrong
}

/** A shop's rows of the point, in order, as they are in its files. */
export async function* rowsOf(
  repo: Repository,
  point: Manifest,
  shop: number,
): AsyncGenerator<readonly LogRow[]> {
  const head = point.shops.find(({ no }) => no === shop)?.head ?? 0
  const segments = point.segments
    .filter((segment) => segment.shop === shop && segment.from <= head)
    .sort((a, b) => a.from - b.from)
  let next = 1
  for (const { file } of segments)
    for await (const lines of readSealed(
      repo.path(point.set, file),
      repo.context(point.set, file),
      repo.key,
    )) {
      const rows = lines.map(decodeLogRow).filter(({ pos }) => pos <= head)
      for (const { pos } of rows)
        if (pos !== next++) throw new BackupError('damaged', `row ${next - 1} is not in the backup`)
      yield rows
    }
  if (next !== head + 1) throw new BackupError('damaged', `row ${next} is not in the backup`)
}

/** Follows a shop's chain, commit by commit. */
export class Chain {
  #chain: Uint8Array
  #open: Uint8Array[] = []

  constructor(start: Uint8Array = CHAIN_START) {
    this.#chain = start
  }

  /** False: this row, or one of its commit, was changed. */
  add({ row, rowHash, chain }: LogRow): boolean {
    this.#open.push(rowHash ?? hashOfRow(row ?? ''))
    if (chain.length === 0) return true
    const wanted = nextChain(this.#chain, Buffer.concat(this.#open))
    this.#open = []
    this.#chain = chain
    return wanted.equals(chain)
  }

  /** At the end of a commit. */
  get whole(): boolean {
    return this.#open.length === 0
  }

  get hex(): string {
    return Buffer.from(this.#chain).toString('hex')
  }
}

/**
 * Opens all parts of a point, or those that `since` lacks, and follows the chain of each shop from its
 * first row to the head (with `since`: of the new segments alone).
 *
 * @throws BackupError damaged, missing
 */
export async function checkPoint(
  repo: Repository,
  point: Manifest,
  options: {
    readonly since?: Manifest | undefined
    readonly onProgress?: (share: number) => void
  } = {},
): Promise<void> {
  const { since, onProgress = () => {} } = options
  const known = new Set(since ? partsOf(since).map(({ file }) => file) : [])
  const parts = partsOf(point).filter(({ file }) => !known.has(file))
  const total = Math.max(
    1,
    parts.reduce((sum, { bytes }) => sum + bytes, 0),
  )
  let done = 0
  for (const part of parts) {
    if (!(await matches(repo.path(point.set, part.file), part)))
      throw new BackupError('damaged', `${part.file} of the backup is missing or damaged`)
    done += part.bytes / 2
    onProgress(done / total)
  }
  for (const table of point.tables) {
    if (known.has(table.file)) continue
    const hash = createHash('sha256')
    for await (const lines of readSealed(
      repo.path(point.set, table.file),
      repo.context(point.set, table.file),
      repo.key,
    ))
      for (const line of lines) hash.update(line).update('\n')
    if (hash.digest('hex') !== table.digest)
      throw new BackupError('damaged', `${table.file} of the backup is another one`)
  }
  for (const { no, head, chain: wanted } of point.shops) {
    const before = since?.shops.find((shop) => shop.no === no)
    if (before && before.head === head) continue
    const chain = new Chain(
      before && before.head > 0 ? Buffer.from(before.chain, 'hex') : undefined,
    )
    const rows = before ? newRows(repo, point, no, before.head) : rowsOf(repo, point, no)
    for await (const slice of rows) {
      for (const row of slice)
        if (!chain.add(row))
          throw new BackupError('damaged', `row ${row.pos} of the backup does not fit the chain`)
      await new Promise((resolve) => setImmediate(resolve))
    }
    if (head > 0 && (!chain.whole || chain.hex !== wanted))
      throw new BackupError('damaged', 'the log of the backup does not end as it did')
    onProgress(1)
  }
}

async function* newRows(
  repo: Repository,
  point: Manifest,
  shop: number,
  after: number,
): AsyncGenerator<readonly LogRow[]> {
  const segments = point.segments.filter((one) => one.shop === shop && one.from > after)
  for (const { file } of segments.sort((a, b) => a.from - b.from))
    for await (const lines of readSealed(
      repo.path(point.set, file),
      repo.context(point.set, file),
      repo.key,
    ))
      yield lines.map(decodeLogRow)
}
