import type { OrderTrouble } from '#shared/orders/model.ts'
import { OrderFailure, type OrderAdapter } from '../adapters/orders/contract.ts'
import { Breaker } from './breaker.ts'

/** An answer later than this is none, ms. */
export const DEADLINE = 5000
const AT_ONCE = 4

/** Why a question had no answer. The message is for logs: without content and secrets. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer'
  readonly kind: OrderTrouble

  constructor(kind: OrderTrouble, message: string) {
    super(message)
    this.kind = kind
  }
}

/** The way to one shop's order system: a few questions at once, each with a deadline, none while it is broken. */
export class Asking {
  readonly breaker = new Breaker()
  lastOkAt: number | null = null
  readonly #make: () => OrderAdapter
  readonly #now: () => number
  readonly #queue: (() => void)[] = []
  #adapter: OrderAdapter | null = null
  #running = 0

  constructor(make: () => OrderAdapter, now: () => number) {
    this.#make = make
    this.#now = now
  }

  /** Made when it is needed first. @throws OrderFailure where it can't be made */
  adapter(): OrderAdapter {
    this.#adapter ??= this.#make()
    return this.#adapter
  }

  /**
   * `check` makes what was told believed; what it throws is the answer's fault, not the line's.
   *
   * @throws NoAnswer, and OrderFailure `refused` of an act (`words`)
   */
  async ask<T, R>(
    work: (adapter: OrderAdapter, signal: AbortSignal) => Promise<T>,
    check: (told: T) => R,
    options: { readonly words?: boolean } = {},
  ): Promise<R> {
    await this.#slot()
    const deadline = new AbortController()
    let late: NodeJS.Timeout | undefined
    try {
      const told = await Promise.race([
        // A throw of the adapter's making is a rejection, too.
        Promise.resolve().then(() => work(this.adapter(), deadline.signal)),
        new Promise<never>((_, reject) => {
          late = setTimeout(() => {
            reject(new NoAnswer('slow', 'no answer in time'))
            deadline.abort()
          }, DEADLINE)
        }),
      ])
      this.breaker.worked()
      this.lastOkAt = this.#now()
      return check(told)
    } catch (error) {
      if (options.words === true && error instanceof OrderFailure && error.kind === 'refused')
        throw error
      const failure = failureOf(error)
      // Of one customer's nonsense the others know nothing.
      if (failure.kind !== 'lies') this.breaker.failed(failure.kind, this.#now())
      throw failure
    } finally {
      clearTimeout(late)
      this.#running--
      this.#queue.shift()?.()
    }
  }

  close(): void {
    try {
      this.#adapter?.close?.()
    } catch {
      // It is gone either way.
    }
    this.#adapter = null
  }

  async #slot(): Promise<void> {
    if (this.#running >= AT_ONCE) await new Promise<void>((resolve) => this.#queue.push(resolve))
    this.#running++
  }
}

function failureOf(error: unknown): NoAnswer {
  if (error instanceof NoAnswer) return error
  if (error instanceof OrderFailure) return new NoAnswer(error.kind, error.message)
  // What other errors say may quote an address with a secret in it.
  return new NoAnswer('down', 'the order system can not be reached')
}
