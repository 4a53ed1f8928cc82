import { z } from 'zod'
import { SKILLS } from '../scenario.ts'

/** How the buyers of a rush come: evenly, in waves with breaths between, or ever faster. */
export const RHYTHMS = ['steady', 'waves', 'growing'] as const
export type Rhythm = (typeof RHYTHMS)[number]

/** A load of buyers to train speed with. */
export const rushSettings = z.strictObject({
  buyers: z.number().int().min(1).max(60),
  /** In which all of them come; a run takes a little longer, as the last ones want to be answered. */
  minutes: z.number().min(1).max(60),
  rhythm: z.enum(RHYTHMS),
  /** What the talks are about; empty: anything. */
  skills: z.array(z.enum(SKILLS)).max(SKILLS.length).default([]),
})
export type RushSettings = z.infer<typeof rushSettings>

export const startRush = rushSettings.extend({
  /** The same seed and settings, the same buyers to the word. Absent: a new one. */
  seed: z.number().int().min(0).max(0xffff_ffff).optional(),
})
export type StartRush = z.input<typeof startRush>
