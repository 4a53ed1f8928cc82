import type { BuyerId } from '#shared/protocol/model.ts'
import type { ChainedText, ShopLog } from '../store/engine.ts'
import type { Seal } from '../store/seals.ts'
import { CHAIN_START } from '../store/schema.ts'
import { hashOfRow } from '../store/sqlite/log.ts'
import { decodeRow, type Row } from './row.ts'
import { buyerOfEvent } from './skeleton.ts'
import type { State } from './state.ts'

/**
 * T5: what proves one buyer's transcript: its rows as they are stored, and between them the hashes of
 * all others, from a seal before the first to one behind the last, for each stretch with a row of it.
 */
export interface EvidenceRecord {
  readonly stretches: readonly Stretch[]
  /** Those within the stretches and at their ends. */
  readonly seals: readonly ChainedSeal[]
  /** The buyer's rows, ascending. */
  readonly rows: readonly Row[]
  /** How many conversations it has, and the newest cseq of each. */
  readonly conversations: number
}

export interface ChainedSeal extends Seal {
  /** Hex. */
  readonly chain: string
}

export interface Stretch {
  /** The row before the first, and the chain there (hex). */
  readonly after: number
  readonly chain: string
  readonly commits: readonly (readonly EvidenceEntry[])[]
}

/** A row of the buyer; with its first hash where it was erased. A string: the hash of another's row. Base64. */
export type EvidenceEntry = string | { readonly text: string; readonly hash?: string }

const LOOK = 500

export async function readEvidence(
  log: ShopLog,
  state: State,
  buyer: BuyerId,
): Promise<EvidenceRecord> {
  await log.seal()
  const head = await log.head()
  const seals = (await log.seals()).filter(({ pos }) => pos <= head)
  const firstSeen = state.buyers.get(buyer)?.view.firstSeenAt ?? 0
  const rows: Row[] = []
  const stretches: Stretch[] = []
  const bounds = [0, ...seals.map(({ pos }) => pos)]
  let from = await startOf(log, bounds, firstSeen)
  const needle = JSON.stringify(buyer).slice(1, -1)
  for (; from < bounds.length - 1; from++) {
    const [after, upTo] = [bounds[from] ?? 0, bounds[from + 1] ?? head]
    const stretch: ChainedText[] = []
    const own = new Map<number, Row>()
    for (let at = after; at < upTo;) {
      const slice = await log.chained(at, Math.min(LOOK, upTo - at))
      for (const stored of slice) {
        stretch.push(stored)
        if (!stored.text.includes(needle)) continue
        const row = decodeRow(stored.pos, stored.text)
        if (buyerOfEvent(row.event) === buyer) own.set(row.pos, row)
      }
      at = slice.at(-1)?.pos ?? upTo
      await new Promise((resolve) => setImmediate(resolve))
    }
    if (own.size === 0) continue
    rows.push(...own.values())
    const last = stretches.at(-1)
    const commits = commitsOf(stretch, own)
    // Next to each other they are one.
    if (last && endOf(last) === after)
      stretches[stretches.length - 1] = { ...last, commits: [...last.commits, ...commits] }
    else stretches.push({ after, chain: await chainAt(log, after), commits })
  }
  const told: ChainedSeal[] = []
  for (const seal of seals)
    if (stretches.some((one) => seal.pos >= one.after && seal.pos <= endOf(one)))
      told.push({ ...seal, chain: await chainAt(log, seal.pos) })
  const conversations = state.buyers.get(buyer)?.conversations ?? 0
  return { stretches, seals: told, rows, conversations }
}

async function chainAt(log: ShopLog, pos: number): Promise<string> {
  const [row] = pos === 0 ? [] : await log.chained(pos - 1, 1)
  return Buffer.from(pos === 0 ? CHAIN_START : (row?.chain ?? [])).toString('hex')
}

function endOf({ after, commits }: Stretch): number {
  return commits.reduce((pos, commit) => pos + commit.length, after)
}

function commitsOf(
  stretch: readonly ChainedText[],
  own: ReadonlyMap<number, Row>,
): (readonly EvidenceEntry[])[] {
  const commits: (readonly EvidenceEntry[])[] = []
  let commit: EvidenceEntry[] = []
  for (const { pos, text, hash, chain } of stretch) {
    const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
    if (!own.has(pos)) commit.push(base64(hash ?? hashOfRow(text)))
    else commit.push(hash === undefined ? { text } : { text, hash: base64(hash) })
    if (chain === null) continue
    commits.push(commit)
    commit = []
  }
  return commits
}

/** The last bound before the buyer was first seen: times never go back (I13). */
async function startOf(log: ShopLog, bounds: readonly number[], at: number): Promise<number> {
  let start = 0
  for (const [index, pos] of bounds.entries()) {
    if (index === 0) continue
    const [row] = await log.readAt([pos])
    if (!row || decodeRow(pos, row.text).at >= at) break
    start = index
  }
  return start
}
