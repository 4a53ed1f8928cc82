import type { Row } from './row.ts'

/** Rows that sessions pump from memory; whoever is further behind reads the log. */
const KEPT = 16_384

/** The newest rows of the log, without holes, up to its head. */
export class Ring {
  #rows: Row[] = []
  #head: number

  constructor(head: number) {
    this.#head = head
  }

  push(rows: readonly Row[]): void {
    for (const row of rows) this.#rows.push(row)
    this.#head = rows.at(-1)?.pos ?? this.#head
    // Cut seldom and by half: each cut copies.
    if (this.#rows.length > 2 * KEPT) this.#rows = this.#rows.slice(-KEPT)
  }

  /** Rows in (after, …], or null when the first of them is no longer here. */
  read(after: number, limit: number): readonly Row[] | null {
    const from = this.#rows.length - (this.#head - after)
    return from < 0 ? null : this.#rows.slice(from, from + limit)
  }

  at(pos: number): Row | undefined {
    return this.#rows[this.#rows.length - 1 - (this.#head - pos)]
  }
}
