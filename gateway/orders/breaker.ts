import type { OrderTrouble } from '#shared/orders/model.ts'

const FIRST = 2000
const LONGEST = 120_000

/** After a failure nobody is asked for a time that doubles, 2 s to 2 min; one answer ends it. */
export class Breaker {
  #wait = 0
  #kind: OrderTrouble | null = null
  #retryAt = 0
  readonly #first: number

  constructor(first = FIRST) {
    this.#first = first
  }

  get trouble(): { readonly kind: OrderTrouble; readonly retryAt: number } | null {
    return this.#kind === null ? null : { kind: this.#kind, retryAt: this.#retryAt }
  }

  /** May it be asked now? */
  closed(now: number): boolean {
    return this.#kind === null || now >= this.#retryAt
  }

  failed(kind: OrderTrouble, now: number): void {
    // Several questions that were under way fail together: that is one failure.
    if (this.#kind !== null && now < this.#retryAt) {
      this.#kind = kind
      return
    }
    this.#wait = Math.min(LONGEST, this.#wait === 0 ? this.#first : this.#wait * 2)
    this.#kind = kind
    this.#retryAt = now + this.#wait
  }

  worked(): void {
    this.#wait = 0
    this.#kind = null
  }
}
