import type { AuditKind } from '#shared/audit/model.ts'
import type { CredentialStore } from '../desk/contract.ts'
import type { Row } from '../desk/row.ts'
import type { BesideStore } from './beside/contract.ts'
import type { Seal, Signer } from './seals.ts'

/**
 * The seam between the shop's writer and a database. Every engine passes the same contract suite
 * (`tests/contract/store.ts`). All methods may reject with StoreError.
 */
export interface StoreEngine {
  /** Random; another one means another history (S7). */
  readonly epoch: string
  readonly credentials: CredentialStore
  readonly beside: BesideStore
  shops(): Promise<readonly string[]>
  /** Creates the shop's log when there is none. */
  log(shop: string): Promise<ShopLog>
  views(shop: string): Promise<ShopViews>
  search(shop: string): Promise<ShopSearch>
  /** T5: by which the log is sealed and evidence is signed. */
  readonly signer: Signer
  /** What was deleted or reduced so far is in no page and no WAL any more when it resolves. */
  scrub(): Promise<void>
  close(): Promise<void>
}

/** A row as it is stored; `text` by `encodeRow`. */
export interface LogText {
  readonly pos: number
  readonly text: string
  /** SHA-256 of the text as it was first written, where its words were erased since. */
  readonly hash?: Uint8Array
}

/** A row with what the chain takes of it; `chain` where it ends a commit. */
export interface ChainedText extends LogText {
  readonly chain: Uint8Array | null
}

/** An erasure that is announced, until all its rows are reduced: kept so that a crash loses none. */
export interface ErasurePlan {
  readonly id: string
  readonly buyer: string | null
  readonly before: number | null
  /** Rows in (after, upTo]. */
  readonly after: number
  readonly upTo: number
  /** Buyers that were held as evidence then. */
  readonly held: readonly string[]
  /** Files that the erased words named. */
  readonly files: readonly string[]
}

/** The record of one shop: rows 1..head, only ever appended to. */
export interface ShopLog {
  head(): Promise<number>
  /** The oldest pos that is still there; head + 1 for an empty log. */
  first(): Promise<number>
  /**
   * Durable when it resolves; all rows or none. `rows` follow `after` without a hole; rejects with
   * `fenced` when the log's head is not `after`.
   */
  append(after: number, rows: readonly LogText[]): Promise<void>
  /** Rows in (after, …], ascending, at most `limit`. */
  read(after: number, limit: number): Promise<readonly LogText[]>
  /** These rows, ascending; unknown positions are left out. */
  readAt(positions: readonly number[]): Promise<readonly LogText[]>
  /** As `read`, for evidence. */
  chained(after: number, limit: number): Promise<readonly ChainedText[]>
  /** T5: all seals, ascending. */
  seals(): Promise<readonly Seal[]>
  /** Signs the chain at the head, if something was written since the last seal. */
  seal(): Promise<void>
  /** Before its event is appended; given until `erasureDone`. */
  planErasure(plan: ErasurePlan): Promise<void>
  erasures(): Promise<readonly ErasurePlan[]>
  erasureDone(id: string): Promise<void>
  /**
   * The only change that a row ever suffers, in one transaction: `text` takes its place, and the hash
   * of its first text stays. Doing it again changes nothing.
   */
  reduce(rows: readonly LogText[]): Promise<void>
  newestSnapshot(): Promise<StoredSnapshot | null>
  /** Written in slices between other work; the older ones go when it is complete. */
  writeSnapshot(snapshot: { readonly pos: number; readonly parts: Iterable<string> }): Promise<void>
}

export interface StoredSnapshot {
  readonly pos: number
  readonly parts: readonly string[]
}

/** All optional but `limit`; `before` and `from`, `to` (of `at`, from included) as in `DecisionsQuery`. */
export interface DecisionLookup {
  readonly conversation?: string | undefined
  /** Who got it. */
  readonly account?: string | undefined
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly before?: number | undefined
  readonly limit: number
}

/** `account`: by it or about it; the rest as in `AuditQuery`. */
export interface AuditLookup {
  readonly kind?: AuditKind | undefined
  readonly account?: string | undefined
  readonly buyer?: string | undefined
  readonly alerts?: boolean | undefined
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly before?: number | undefined
  readonly limit: number
}

/**
 * What a row without words is about: a conversation's opening, each decision on it and its closing;
 * an account's comings and goings, and what it was opened as and changed to.
 */
export const HAPPENINGS = {
  opened: 1,
  decision: 2,
  closed: 3,
  presence: 4,
  suspended: 5,
  invisible: 6,
  account: 7,
  /** Of a conversation that was over: its buyer's word, and that it went on. */
  rated: 8,
  reopened: 9,
} as const
export type Happening = keyof typeof HAPPENINGS

/**
 * What follows the log and can be dropped and rebuilt: an index by conversation. It names positions;
 * the words are in the log alone, so that what is erased there is gone.
 */
export interface ShopViews {
  /** Everything up to it is in. */
  reached(): number
  /** Takes rows that follow `reached` without a hole, in one transaction. */
  follow(rows: readonly Row[]): Promise<void>
  /** Positions of a conversation's messages with cseq < before, the newest `limit`, ascending. */
  page(conversation: string, before: number, limit: number): Promise<readonly number[]>
  /** Positions of messages in a conversation that may have this cid: compare in the log. */
  withCid(conversation: string, cid: string): Promise<readonly number[]>
  /** cseqs of this conversation's messages that were taken back, ascending. */
  recalled(conversation: string): Promise<readonly number[]>
  /** How many of its messages people wrote. */
  countMessages(conversation: string): Promise<number>
  /** Conversations with a message that shows this file and was not taken back. */
  withFile(file: string): Promise<readonly string[]>
  /** Positions of decisions (D14), newest first; not of mere changes of a place in the queue. */
  decisions(query: DecisionLookup): Promise<readonly number[]>
  /** Positions of what makes a day, at in [from, to), ascending: see `Happening`. */
  happenings(from: number, to: number): Promise<readonly number[]>
  /** Of one conversation, ascending. */
  happeningsOf(conversation: string): Promise<readonly number[]>
  /**
   * How the accounts were just before `before`: positions of each account's newest presence,
   * suspension and invisibility, and of all that was opened or changed, ascending.
   */
  standing(before: number): Promise<readonly number[]>
  /** When the account came or went last; null: it never did. */
  lastPresence(account: string): Promise<number | null>
  /** T6: positions of what the main account can look up, newest first. */
  audit(query: AuditLookup): Promise<readonly number[]>
  /** Rows up to `reached` that were reduced since: the files they named and their cids go. */
  reduced(rows: readonly Row[]): Promise<void>
  /** Is the file in any message of the shop, taken back or not? */
  hasFile(file: string): Promise<boolean>
  /** Everything is forgotten; `reached` is 0. */
  drop(): Promise<void>
  /** All content, for comparing a kept view with a rebuilt one. */
  dump(): Promise<readonly unknown[]>
}

/** A message as the index has it; `tokens` by shared/words, with those of its buyer and holder. */
export interface SearchEntry {
  readonly pos: number
  readonly at: number
  readonly tokens: string
}

/** The index of words, which follows the log further behind than the views: it names positions. */
export interface ShopSearch {
  /** What was written up to it is in. */
  reached(): number
  /** In one transaction. Those of `removed` are told with the tokens they were added with. */
  follow(
    upTo: number,
    added: readonly SearchEntry[],
    removed: readonly SearchEntry[],
  ): Promise<void>
  /** Positions in [first, last] that match the FTS5 expression, newest first. */
  candidates(
    expression: string,
    first: number,
    last: number,
    limit: number,
  ): Promise<readonly number[]>
  /** Bounds of the positions of the days from and to belong to; null: nothing of them is in. */
  between(from: number, to: number): Promise<{ first: number; last: number } | null>
  /** Everything is forgotten; `reached` is 0. */
  drop(): Promise<void>
}
