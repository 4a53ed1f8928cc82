import { chance } from '../random.ts'
import type { RushSettings } from './settings.ts'

/** The last buyer still wants to be served within the minutes. */
const USED = 0.85
/** Of a wave, this part brings its buyers; the rest is for breathing. */
const CREST = 0.3

/** When each buyer comes, whole seconds after the beginning, ascending; the first comes at once. */
export function arrivals(
  { buyers, minutes, rhythm }: Pick<RushSettings, 'buyers' | 'minutes' | 'rhythm'>,
  seed: number,
): readonly number[] {
  const window = minutes * 60 * USED
  const jitter = (index: number) => chance(seed, 'arrival', index)
  const shares = Array.from({ length: buyers }, (_, index) => {
    if (index === 0) return 0
    switch (rhythm) {
      case 'steady':
        return (index + 0.6 * (jitter(index) - 0.5)) / Math.max(1, buyers - 1)
      case 'growing':
        // How many have come grows with the square of the time: the gaps get ever smaller.
        return Math.sqrt(index / Math.max(1, buyers - 1))
      case 'waves': {
        const waves = Math.min(buyers, Math.max(2, Math.min(6, Math.round(minutes / 3))))
        return (Math.floor((index * waves) / buyers) + CREST * jitter(index)) / waves
      }
    }
  })
  return shares
    .map((share) => Math.round(Math.min(1, Math.max(0, share)) * window))
    .toSorted((a, b) => a - b)
}
