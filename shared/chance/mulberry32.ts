/**
 * Chance that can be had again: the same seed gives the same numbers on every machine, from 0 to below
 * 1. By Tommy Ettinger (public domain): 32 bits of state, enough for days, buyers and their lines.
 */
export function mulberry32(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
