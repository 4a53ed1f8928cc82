import { hash, verify } from '@node-rs/argon2'

/**
 * argon2id by OWASP's second profile, a step up in passes: 19 MiB, 3 passes, one lane. About 40 ms on
 * a small server, and two at a time don't starve it (docs/decisions/0021).
 */
export const ARGON2 = { memoryCost: 19_456, timeCost: 3, parallelism: 1, outputLen: 32 } as const

export interface PasswordCost {
  readonly memoryCost: number
  readonly timeCost: number
  readonly parallelism: number
  readonly outputLen: number
}

/** Runs at most `size` at once: each hash takes 19 MiB and a core, and sign-ins come in storms at nine. */
function turnstile(size: number): <T>(work: () => Promise<T>) => Promise<T> {
  let inside = 0
  const waiting: (() => void)[] = []
  return async (work) => {
    if (inside >= size) await new Promise<void>((resolve) => waiting.push(resolve))
    else inside++
    try {
      return await work()
    } finally {
      // The place is handed on, not freed and taken again: nobody can slip in between.
      const next = waiting.shift()
      if (next) next()
      else inside--
    }
  }
}

export interface Passwords {
  hash(password: string): Promise<string>
  /** `stored` null (no such account): takes the same time and says no. */
  verify(stored: string | null, password: string): Promise<boolean>
}

export function createPasswords(cost: PasswordCost = ARGON2): Passwords {
  const queue = turnstile(2)
  // Made once, so that an unknown name costs what a known one does.
  const decoy = hash('a password nobody has', cost)
  decoy.catch(() => {})
  return {
    hash: (password) => queue(() => hash(password.normalize('NFC'), cost)),
    async verify(stored, password) {
      const against = stored ?? (await decoy)
      const right = await queue(() => verify(against, password.normalize('NFC'))).catch(() => false)
      return right && stored !== null
    },
  }
}
