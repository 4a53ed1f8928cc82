import { mulberry32 } from '#shared/chance/mulberry32.ts'

/** Returns [0, 1). */
export type Random = () => number

/** The same seed plays the same day. */
export const seeded: (seed: number) => Random = mulberry32

export function pick<T>(list: readonly [T, ...T[]], random: Random): T
export function pick<T>(list: readonly T[], random: Random): T | undefined
export function pick<T>(list: readonly T[], random: Random): T | undefined {
  return list[Math.floor(random() * list.length)]
}

/** Every one once, in a random order. */
export function shuffled<T>(list: readonly T[], random: Random): T[] {
  return list
    .map((value) => ({ value, place: random() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ value }) => value)
}
