/** A token bucket. The time comes in, from a clock that doesn't jump (I13). */
export class Bucket {
  readonly #rate: number
  readonly #burst: number
  #tokens: number
  #at: number

  /** `rate` tokens a second, at most `burst` saved up; `now` in milliseconds. */
  constructor(rate: number, burst: number, now: number) {
    this.#rate = rate
    this.#burst = burst
    this.#tokens = burst
    this.#at = now
  }

  take(now: number, amount = 1): boolean {
    this.#tokens = Math.min(this.#burst, this.#tokens + ((now - this.#at) * this.#rate) / 1000)
    this.#at = now
    if (this.#tokens < amount) return false
    this.#tokens -= amount
    return true
  }
}

/** One bucket per key, such as an address; forgets the longest unused ones. */
export class Buckets {
  readonly #rate: number
  readonly #burst: number
  readonly #capacity: number
  readonly #buckets = new Map<string, Bucket>()

  constructor(rate: number, burst: number, capacity = 10_000) {
    this.#rate = rate
    this.#burst = burst
    this.#capacity = capacity
  }

  take(key: string, now: number, amount = 1): boolean {
    const bucket = this.#buckets.get(key) ?? new Bucket(this.#rate, this.#burst, now)
    this.#buckets.delete(key)
    this.#buckets.set(key, bucket)
    if (this.#buckets.size > this.#capacity) {
      const oldest = this.#buckets.keys().next()
      if (!oldest.done) this.#buckets.delete(oldest.value)
    }
    return bucket.take(now, amount)
  }
}
