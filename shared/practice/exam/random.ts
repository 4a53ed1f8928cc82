import { mulberry32 } from '../../chance/mulberry32.ts'
import { seedOf } from '../random.ts'

/** Numbers in [0, 1). `purpose` keeps the streams of one seed apart. */
export function seeded(seed: number, purpose: string): () => number {
  return mulberry32(seedOf(seed, purpose))
}

/** Fisher and Yates: each order equally likely. */
export function shuffled<T>(values: readonly T[], random: () => number): T[] {
  const rest = [...values]
  const drawn: T[] = []
  while (rest.length > 0) drawn.push(...rest.splice(Math.floor(random() * rest.length), 1))
  return drawn
}
