import { createHash, randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { systemCode } from '../failure.ts'
import type { Connection } from '../store/sqlite/driver.ts'
import { BackupError } from './errors.ts'
import type { Manifest, Repository, Segment, TableDump } from './manifest.ts'
import { encodeLogRow, logRows, ReducedDigest, tableLines } from './reading.ts'
import { SealedWriter, writeSealed } from './sealed.ts'

export async function writeSegment(
  repo: Repository,
  db: Connection,
  set: string,
  { shop, from, to, seq }: { shop: number; from: number; to: number; seq: number },
  onRows: (count: number) => void = () => {},
): Promise<Segment> {
  const file = `log-${shop}-${from}-${seq}-${randomBytes(3).toString('hex')}.xb`
  const writer = await SealedWriter.create(repo.path(set, file), repo.context(set, file), repo.key)
  try {
    const reduced = new ReducedDigest()
    let next = from
    for await (const rows of logRows(db, shop, from, to)) {
      for (const row of rows) {
        if (row.pos !== next++)
          throw new BackupError('damaged', `row ${next - 1} is missing in the database`)
        reduced.add(row)
        await writer.line(encodeLogRow(row))
      }
      onRows(rows.length)
    }
    if (next !== to + 1) throw new BackupError('damaged', `row ${next} is missing in the database`)
    return { ...(await writer.end()), shop, from, to, reduced: reduced.end() }
  } catch (error) {
    await writer.abandon()
    throw error
  }
}

/** Not written again where it is as it was. */
export async function dumpTable(
  repo: Repository,
  db: Connection,
  of: {
    readonly set: string
    readonly name: string
    readonly seq: number
    readonly prior: Pick<Manifest, 'tables'> | undefined
  },
): Promise<TableDump> {
  const { set, name, seq, prior } = of
  const hash = createHash('sha256')
  let rows = -1
  for await (const lines of tableLines(db, name)) {
    for (const line of lines) hash.update(line).update('\n')
    rows += lines.length
  }
  const digest = hash.digest('hex')
  const same = prior?.tables.find((known) => known.name === name && known.digest === digest)
  if (same) return same
  const file = `table-${name.replaceAll('_', '-')}-${seq}-${randomBytes(3).toString('hex')}.xb`
  const writer = await SealedWriter.create(repo.path(set, file), repo.context(set, file), repo.key)
  try {
    for await (const lines of tableLines(db, name))
      for (const line of lines) await writer.line(line)
    return { ...(await writer.end()), name, rows, digest }
  } catch (error) {
    await writer.abandon()
    throw error
  }
}

/** Who uploaded what, as HMACs: small, and written whole. */
export async function dumpUploads(
  repo: Repository,
  folder: string,
  set: string,
  seq: number,
): Promise<Manifest['uploads']> {
  const text = await readFile(join(folder, 'uploads'), 'utf8').catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return null
    throw error
  })
  if (text === null) return null
  const file = `uploads-${seq}-${randomBytes(3).toString('hex')}.xb`
  return writeSealed(repo.path(set, file), repo.context(set, file), repo.key, [
    ...text.split('\n').filter((line) => line !== ''),
  ])
}
