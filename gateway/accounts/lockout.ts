/**
 * A6: repeated failures lock a name for a time, per address, so that a stranger can't lock the owner
 * out from elsewhere. The wait doubles with each further failure. One address that fails with many
 * names is slowed as well.
 */
export const LOCKOUT = {
  /** Failures of one name from one address before it locks. */
  tries: 5,
  firstMs: 30_000,
  maxMs: 15 * 60_000,
  /** Failures of one address over all names before it locks. */
  addressTries: 50,
  /** A quiet time after which failures are forgotten. */
  forgetMs: 30 * 60_000,
  /** Entries kept; the oldest go first. */
  capacity: 20_000,
} as const

interface Entry {
  failures: number
  lockedUntil: number
  lastAt: number
}

export interface Lockout {
  /** Milliseconds still to wait; 0: may try. */
  waitMs(name: string, address: string, now: number): number
  failed(name: string, address: string, now: number): void
  succeeded(name: string, address: string): void
  /** Its failures are forgotten wherever they came from; an address that fails with many names stays slowed. */
  forgive(name: string): void
}

/** `now` must not jump: milliseconds of a monotonic clock. */
export function createLockout(): Lockout {
  const entries = new Map<string, Entry>()
  const pair = (name: string, address: string) => `${address}\u0000${name}`

  function count(key: string, tries: number, now: number): void {
    const known = entries.get(key)
    const fresh = !known || now - known.lastAt > LOCKOUT.forgetMs
    const failures = fresh ? 1 : known.failures + 1
    const over = failures - tries
    const wait = over < 0 ? 0 : Math.min(LOCKOUT.maxMs, LOCKOUT.firstMs * 2 ** Math.min(over, 16))
    entries.delete(key)
    entries.set(key, { failures, lockedUntil: wait === 0 ? 0 : now + wait, lastAt: now })
    if (entries.size > LOCKOUT.capacity) {
      const oldest = entries.keys().next()
      if (!oldest.done) entries.delete(oldest.value)
    }
  }

  const left = (key: string, now: number) => Math.max(0, (entries.get(key)?.lockedUntil ?? 0) - now)

  return {
    waitMs: (name, address, now) => Math.max(left(pair(name, address), now), left(address, now)),
    failed(name, address, now) {
      count(pair(name, address), LOCKOUT.tries, now)
      count(address, LOCKOUT.addressTries, now)
    },
    succeeded(name, address) {
      entries.delete(pair(name, address))
    },
    forgive(name) {
      for (const key of entries.keys()) if (key.endsWith(`\u0000${name}`)) entries.delete(key)
    },
  }
}
