import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { systemCode } from '../failure.ts'
import { decodeRow } from '../desk/row.ts'
import { LOG_SPAN } from '../store/schema.ts'
import type { Connection } from '../store/sqlite/driver.ts'
import { dumpTable, writeSegment } from './parts.ts'
import type { LedgerEntry, Manifest, Repository, Segment, TableDump } from './manifest.ts'
import { breath, headsOf, ReducedDigest } from './reading.ts'
import { rotate } from './rotate.ts'
import { writeWhole } from './sealed.ts'

/** Ids looked through at once. */
const LOOK = 2000
/** Beside the log, where there may be words of buyers: an older point takes the newest. */
const WORDY = new Set(['keep', 'look', 'order_memory', 'order_act', 'order_line', 'erasure'])

/** The ledger with what the log says of erasures since these heads. */
export async function findErasures(
  repo: Repository,
  db: Connection,
  since: Manifest['shops'],
): Promise<{ readonly ledger: readonly LedgerEntry[]; readonly fresh: readonly LedgerEntry[] }> {
  const known = await repo.ledger()
  const ids = new Set(known.map(({ row, pos, shop }) => `${shop} ${erasureId(pos, row)}`))
  const fresh: LedgerEntry[] = []
  const find = db.prepare<[number, number], { id: number; row: string }>(
    `SELECT id, row FROM log WHERE id > ? AND id <= ? AND instr(row, '"transcript.erased"') > 0`,
  )
  for (const { no, id: shop, head } of headsOf(db)) {
    const base = no * LOG_SPAN
    for (let after = since.find((one) => one.no === no)?.head ?? 0; after < head; after += LOOK) {
      for (const { id, row } of find.all(base + after, base + Math.min(head, after + LOOK))) {
        const erasure = erasureId(id - base, row)
        if (erasure === null || ids.has(`${shop} ${erasure}`)) continue
        ids.add(`${shop} ${erasure}`)
        fresh.push({ shop, pos: id - base, row })
      }
      await breath()
    }
  }
  return { ledger: [...known, ...fresh], fresh }
}

/** Null: the text of a message only speaks of it. */
export function erasureId(pos: number, row: string): string | null {
  const { event } = decodeRow(pos, row)
  return event.type === 'transcript.erased' ? event.id : null
}

/**
 * T3, T5: words that were erased go from the older points, too. Segments with rows that were reduced
 * since are written anew from the log as it is now (it only grows, so each is as it was but for that);
 * tables with words become those of now. Sets of another history than the log's can't be compared with
 * it: they go.
 */
export async function forgetErased(
  repo: Repository,
  db: Connection,
  { current }: { readonly current: Manifest },
): Promise<void> {
  const { points, damaged } = await repo.points()
  const ours = points.filter(({ manifest }) => manifest.epoch === current.epoch)
  for (const { set, seq, manifest } of points)
    if (manifest.epoch !== current.epoch) await repo.drop(set, seq)
  const segments = new Map<string, Segment>()
  const tables = new Map<string, TableDump>()
  const digests = new Map<string, string>()
  for (const { set, seq, manifest } of ours) {
    let changed = false
    const replaced: Segment[] = []
    for (const segment of manifest.segments) {
      const path = `${set}/${segment.file}`
      const range = `${segment.shop} ${segment.from} ${segment.to}`
      const now = digests.get(range) ?? (await reducedNow(db, segment))
      digests.set(range, now)
      if (now === segment.reduced) {
        replaced.push(segment)
        continue
      }
      const known = segments.get(path)
      const anew = known ?? (await writeSegment(repo, db, set, { ...segment, seq }))
      segments.set(path, anew)
      replaced.push(anew)
      changed = true
    }
    const dumps: TableDump[] = []
    for (const table of manifest.tables) {
      const wanted = current.tables.find(({ name }) => name === table.name)
      if (!WORDY.has(table.name) || !wanted || wanted.digest === table.digest) {
        dumps.push(table)
        continue
      }
      const path = `${set}/${table.name}`
      const known = set === current.set ? wanted : tables.get(path)
      const dump =
        known ?? (await dumpTable(repo, db, { set, name: table.name, seq, prior: undefined }))
      tables.set(path, dump)
      dumps.push(dump)
      changed = true
    }
    if (changed) await repo.write({ ...manifest, segments: replaced, tables: dumps })
  }
  const now = await repo.points()
  await rotate(repo, now.points, null, { damaged, force: true })
}

async function reducedNow(db: Connection, { shop, from, to }: Segment): Promise<string> {
  const range = db.prepare<
    [number, number, number],
    { id: number; row: string; row_hash: Uint8Array }
  >(
    'SELECT id, row, row_hash FROM log WHERE id >= ? AND id <= ? AND row_hash IS NOT NULL ORDER BY id LIMIT ?',
  )
  const base = shop * LOG_SPAN
  const digest = new ReducedDigest()
  for (let next = from; next <= to; next += LOOK) {
    const end = Math.min(to, next + LOOK - 1)
    for (const { id, row, row_hash: rowHash } of range.all(base + next, base + end, LOOK))
      digest.add({ pos: id - base, row, rowHash, chain: Buffer.alloc(0) })
    await breath()
  }
  return digest.end()
}

const MARK = 'erasing'

/** An erasure was under way at the last job: whatever it takes is looked for once more. */
export async function takeMark(repo: Repository): Promise<boolean> {
  try {
    await rm(join(repo.folder, MARK))
    return true
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false
    throw error
  }
}

export async function setMark(repo: Repository): Promise<void> {
  await writeWhole(join(repo.folder, MARK), '')
}
