const HOUR = 3_600_000
/** More in an hour than the work of a busy agent asks for. */
const USUAL = 60
const REMEMBERED = 2000

/** T4: how often each account unmasked in the last hour, by a clock that doesn't jump. */
export class Unmaskings {
  readonly #monotonic: () => number
  readonly #times = new Map<string, number[]>()

  constructor(monotonic: () => number) {
    this.#monotonic = monotonic
  }

  /** Counts one more. True for the first that is too many, and then for every sixtieth. */
  isUnusual(account: string): boolean {
    const now = this.#monotonic()
    const times = (this.#times.get(account) ?? []).filter((at) => now - at < HOUR)
    times.push(now)
    this.#times.delete(account)
    this.#times.set(account, times)
    const [oldest] = this.#times.keys()
    if (this.#times.size > REMEMBERED && oldest !== undefined) this.#times.delete(oldest)
    return times.length > USUAL && times.length % USUAL === 1
  }
}
