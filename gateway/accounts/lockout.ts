/**
 * A6: repeated failures lock a name for a time, so that nobody guesses, and a stranger can't lock the
 * owner out. Whoever comes with a device that this account has signed in with before has a budget of
 * its own, which nobody else's failures touch. All others share what is left: a budget per name and
 * address; one per address over all names; and one per name over all addresses, so that many
 * addresses together get no further, which an address block that the account knows is spared.
 * Each wait doubles with each further failure.
 */
export const LOCKOUT = {
  /** Failures of one name from one address, or with one known device, before it locks. */
  tries: 5,
  firstMs: 30_000,
  maxMs: 15 * 60_000,
  /** Failures of one address over all names before it locks. */
  addressTries: 50,
  /** Failures of one name over all strangers before it locks for strangers. */
  strangerTries: 20,
  /** A quiet time after which failures are forgotten. */
  forgetMs: 30 * 60_000,
  /** Entries of each budget; the oldest go first. */
  capacity: 20_000,
} as const

/** Who tries. */
export interface Attempt {
  /** As names are compared. */
  readonly name: string
  /** An account has the name: its entries are never pushed out by made-up names. */
  readonly exists: boolean
  /** As limits go by (`limitKeyOf`). */
  readonly address: string
  /** The device's id where the account has signed in with it before, else null. */
  readonly knownDevice: string | null
  readonly knownPlace: boolean
}

export interface Lockout {
  /** Milliseconds still to wait; 0: may try. */
  waitMs(attempt: Attempt, now: number): number
  /** @returns whether it locked something that was open */
  failed(attempt: Attempt, now: number): boolean
  succeeded(attempt: Attempt): void
  /** Its failures are forgotten wherever they came from; an address that fails with many names stays slowed. */
  forgive(name: string): void
  /** Entries in memory. */
  size(): number
}

interface Entry {
  failures: number
  lockedUntil: number
  lastAt: number
}

class Budget {
  readonly entries = new Map<string, Entry>()
  readonly #tries: number
  constructor(tries: number) {
    this.#tries = tries
  }

  left(key: string, now: number): number {
    return Math.max(0, (this.entries.get(key)?.lockedUntil ?? 0) - now)
  }

  count(key: string, now: number): boolean {
    const known = this.entries.get(key)
    const fresh = !known || now - known.lastAt > LOCKOUT.forgetMs
    const failures = fresh ? 1 : known.failures + 1
    const over = failures - this.#tries
    const wait = over < 0 ? 0 : Math.min(LOCKOUT.maxMs, LOCKOUT.firstMs * 2 ** Math.min(over, 16))
    this.entries.delete(key)
    this.entries.set(key, { failures, lockedUntil: wait === 0 ? 0 : now + wait, lastAt: now })
    if (this.entries.size > LOCKOUT.capacity) {
      const oldest = this.entries.keys().next()
      if (!oldest.done) this.entries.delete(oldest.value)
    }
    return wait > 0
  }
}

/** `now` must not jump: milliseconds of a monotonic clock. */
export function createLockout(): Lockout {
  const pairs = new Budget(LOCKOUT.tries)
  const devices = new Budget(LOCKOUT.tries)
  const addresses = new Budget(LOCKOUT.addressTries)
  const names = new Budget(LOCKOUT.strangerTries)
  /** Apart, so that a flood of names that nobody has makes room for nothing. */
  const madeUp = new Budget(LOCKOUT.strangerTries)

  /** The budgets that an attempt draws on, with its key in each. */
  function budgetsOf({ name, exists, address, knownDevice, knownPlace }: Attempt) {
    if (knownDevice !== null) return [{ budget: devices, key: `${knownDevice}\u0000${name}` }]
    return [
      { budget: pairs, key: `${address}\u0000${name}` },
      { budget: addresses, key: address },
      ...(knownPlace ? [] : [{ budget: exists ? names : madeUp, key: name }]),
    ]
  }

  return {
    waitMs: (attempt, now) =>
      Math.max(...budgetsOf(attempt).map(({ budget, key }) => budget.left(key, now))),
    failed: (attempt, now) =>
      budgetsOf(attempt)
        .map(({ budget, key }) => {
          const was = budget.left(key, now) > 0
          return budget.count(key, now) && !was
        })
        .includes(true),
    succeeded({ name, address, knownDevice }) {
      if (knownDevice === null) pairs.entries.delete(`${address}\u0000${name}`)
      else devices.entries.delete(`${knownDevice}\u0000${name}`)
    },
    forgive(name) {
      for (const { entries } of [pairs, devices])
        for (const key of entries.keys()) if (key.endsWith(`\u0000${name}`)) entries.delete(key)
      names.entries.delete(name)
    },
    size: () =>
      [pairs, devices, addresses, names, madeUp].reduce(
        (sum, { entries }) => sum + entries.size,
        0,
      ),
  }
}
