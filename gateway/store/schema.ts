import type { Generated } from 'kysely'
import type { EvidenceTables } from './migrations/0005-evidence.ts'
import type { OrderTables } from './migrations/0003-orders.ts'
import type { SignInTables } from './migrations/0004-sign-in.ts'
import type { WordTables } from './migrations/0006-words.ts'
import type { PracticeTables } from './migrations/0007-practice.ts'
import type { PracticeItemTables } from './migrations/0008-practice-items.ts'
import type { ExamTables } from './migrations/0009-exams.ts'

/** Tables of the record, as Kysely types; `migrations/` makes them. */
export interface RecordTables
  extends
    EvidenceTables,
    OrderTables,
    SignInTables,
    WordTables,
    PracticeTables,
    PracticeItemTables,
    ExamTables {
  /** epoch. */
  meta: { key: string; value: string }
  shop: { no: Generated<number>; id: string }
  /**
   * The log of all shops in one b-tree that only grows. `id` is `shop.no * LOG_SPAN + pos`;
   * `row` the text by `encodeRow`. Where its words were lawfully erased (skeleton.ts) it is the
   * text of what is left, and `row_hash` keeps SHA-256 of what it was. The last row of each commit bears
   * `chain`, SHA-256(chain before + SHA-256(row) of each
   * of the commit's rows); it is empty on the others. A stretch that is removed ends with a commit.
   */
  log: { id: number; row: string | null; row_hash: Uint8Array | null; chain: Uint8Array }
  snapshot: {
    id: Generated<number>
    shop: number
    pos: number
    /** Number of parts; null while they are being written. */
    parts: number | null
  }
  snapshot_part: { snapshot: number; part: number; text: string }
  credential: { shop: string; account: string; hash: string }
  session: {
    id: string
    shop: string
    /** JSON of an Actor. */
    subject: string
    /** The account of `subject`, null for a buyer: to end an account's sessions. */
    account: string | null
    refresh_hash: string
    device_id: string
    device_name: string
    /** Where it was used last; empty: not known. */
    address: string
    app: string
    created_at: number
    last_seen_at: number
  }
  setting: { key: string; value: string }
  keep: { shop: string; account: string; key: string; value: string; at: number }
  phrase: {
    shop: string
    id: string
    /** Of a personal phrase; empty: the team's. */
    owner: string
    group_name: string
    code: string
    /** As codes are compared; null: none. */
    code_key: string | null
    title: string
    text: string
    /** JSON of FileRefs. */
    files: string
    place: number
    revision: number
    updated_at: number
    changed_by: string
  }
  phrase_file: { shop: string; file: string; phrase: string }
  phrase_use: { shop: string; phrase: string; account: string; uses: number }
  look: {
    no: Generated<number>
    shop: string
    buyer: string
    at: number
    page: string
    title: string | null
    product: string | null
  }
}

/** Positions per shop in `log.id`: 2^40, which leaves 2^13 shops within exact integers. */
export const LOG_SPAN = 2 ** 40

/** The chain before the first row. */
export const CHAIN_START = Buffer.alloc(32)
