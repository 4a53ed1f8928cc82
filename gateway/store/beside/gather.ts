/**
 * Small writes wait a moment for company and become durable in one transaction: a flush costs the
 * same for one as for a hundred, and the log waits behind it.
 */
export class Gather {
  readonly #transaction: (work: () => void) => void
  readonly #waitMs: number
  #waiting: {
    readonly work: () => void
    readonly resolve: () => void
    readonly reject: (error: unknown) => void
  }[] = []
  #timer: NodeJS.Timeout | null = null

  constructor(transaction: (work: () => void) => void, waitMs: number) {
    this.#transaction = transaction
    this.#waitMs = waitMs
  }

  add<T>(work: () => T): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    let result: T
    this.#waiting.push({
      work: () => {
        result = work()
      },
      resolve: () => resolve(result),
      reject,
    })
    this.#timer ??= setTimeout(() => this.flush(), this.#waitMs)
    return promise
  }

  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    const batch = this.#waiting
    this.#waiting = []
    if (batch.length === 0) return
    try {
      this.#transaction(() => {
        for (const { work } of batch) work()
      })
    } catch (error) {
      for (const { reject } of batch) reject(error)
      return
    }
    for (const { resolve } of batch) resolve()
  }
}
