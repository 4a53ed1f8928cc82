import type { DESKTOP_POINTS } from './fault-desktop.ts'
import { randomOf } from './fault-random.ts'

/** What a round goes through; all of it drawn from its seed. */
export interface Profile {
  readonly storms: boolean
  readonly kills: boolean
  readonly fails: boolean
  readonly clock: boolean
  readonly bus: boolean
  readonly crashes: boolean
  readonly epoch: boolean
  readonly desktop: boolean
  readonly page: boolean
  readonly privates: boolean
  /** The whole link is slow, and who dies takes along what is on its way. */
  readonly slow?: boolean
  /** Where the desktop's half dies; absent: drawn. */
  readonly desktopPoint?: (typeof DESKTOP_POINTS)[number]
  /** How long people go on, ms. */
  readonly lasts: number
  /** Between two acts, and between two storms, ms; absent: as a short round has them. */
  readonly pace?: readonly [number, number]
  readonly calm?: readonly [number, number]
}

export function profileOf(seed: number): Profile {
  const random = randomOf(seed ^ 0x5eed)
  return {
    storms: random.chance(0.8),
    kills: random.chance(0.35),
    fails: random.chance(0.2),
    clock: random.chance(0.25),
    bus: random.chance(0.35),
    crashes: random.chance(0.35),
    epoch: random.chance(0.08),
    desktop: random.chance(0.1),
    page: random.chance(0.4),
    privates: random.chance(0.2),
    lasts: random.between(350, 900),
  }
}
