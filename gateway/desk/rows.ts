import type { ShopLog } from '../store/engine.ts'
import type { Erasure } from './erasure.ts'
import { Ring } from './ring.ts'
import { decodeRow, type Row } from './row.ts'

interface Sources {
  readonly log: ShopLog
  /** The pos up to which rows are visible. */
  readonly head: () => number
  /** Hides what is being erased. */
  readonly erasure: Pick<Erasure, 'shown'>
}

/** The log's rows as they may be read: the newest from memory, else from the log, without what is being erased. */
export class Rows {
  readonly #log: ShopLog
  readonly #head: () => number
  readonly #erasure: Pick<Erasure, 'shown'>
  #newest: Ring

  constructor({ log, head, erasure }: Sources) {
    this.#log = log
    this.#head = head
    this.#erasure = erasure
    this.#newest = new Ring(head())
  }

  /** Behind their commit. */
  push(rows: readonly Row[]): void {
    this.#newest.push(rows)
  }

  /** None is in memory from now on: whoever asks for one reads the log. */
  forget(): void {
    this.#newest = new Ring(this.#head())
  }

  /** See `Shop.rows`. */
  after(after: number, limit: number): readonly Row[] | Promise<readonly Row[]> {
    const recent = this.#newest.read(after, limit)
    return recent === null ? this.#fromLog(after, limit) : this.#erasure.shown(recent)
  }

  async #fromLog(after: number, limit: number): Promise<readonly Row[]> {
    const rows = await this.#log.read(after, Math.min(limit, this.#head() - after))
    return this.#erasure.shown(rows.map(({ pos, text }) => decodeRow(pos, text)))
  }

  /** Those that are there, in the order of `positions`. */
  async at(positions: readonly number[]): Promise<readonly Row[]> {
    const missing = positions.filter((pos) => this.#newest.at(pos) === undefined)
    const read = missing.length > 0 ? await this.#log.readAt(missing) : []
    const found = new Map(read.map(({ pos, text }) => [pos, decodeRow(pos, text)]))
    return this.#erasure.shown(
      positions
        .map((pos) => found.get(pos) ?? this.#newest.at(pos))
        .filter((row) => row !== undefined),
    )
  }
}
