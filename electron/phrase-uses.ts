/**
 * How often quick replies were used since it was last told: gathered, since each is worth a request
 * less than the typing that it saved. What could not be told is told with the next.
 */
export class PhraseUses {
  readonly #tell: (uses: Readonly<Record<string, number>>) => Promise<void>
  #counts = new Map<string, number>()

  constructor(tell: (uses: Readonly<Record<string, number>>) => Promise<void>) {
    this.#tell = tell
  }

  count(id: string, times = 1): void {
    this.#counts.set(id, (this.#counts.get(id) ?? 0) + times)
  }

  /** Never rejects. */
  async flush(): Promise<void> {
    if (this.#counts.size === 0) return
    const telling = this.#counts
    this.#counts = new Map()
    try {
      await this.#tell(Object.fromEntries(telling))
    } catch {
      for (const [id, times] of telling) this.count(id, times)
    }
  }

  /** Another account's uses are not this one's. */
  forget(): void {
    this.#counts.clear()
  }
}
