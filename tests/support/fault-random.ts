import { mulberry32 } from '#shared/chance/mulberry32.ts'

/** A seeded stream of numbers (mulberry32): the same seed gives the same schedule on every machine. */
export interface Random {
  /** In [0, 1). */
  next(): number
  /** Whole, in [from, to]. */
  between(from: number, to: number): number
  chance(part: number): boolean
  pick<T>(of: readonly T[]): T
  /** A stream of its own, so that what one party draws does not shift what the others draw. */
  fork(): Random
}

export function randomOf(seed: number): Random {
  const next = mulberry32(seed)
  const between = (from: number, to: number) => from + Math.floor(next() * (to - from + 1))
  return {
    next,
    between,
    chance: (part) => next() < part,
    pick<T>(of: readonly T[]): T {
      if (of.length === 0) throw new RangeError('nothing to pick from')
      return of[between(0, of.length - 1)] as T
    },
    fork: () => randomOf(Math.floor(next() * 4294967296)),
  }
}
