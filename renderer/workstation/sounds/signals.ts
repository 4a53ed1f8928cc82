import type { SoundKind } from '#shared/bridge/preferences.ts'

/** One struck tone: like a small bell, so that eight hours of it stay bearable. */
export interface Tone {
  /** Hz. */
  readonly pitch: number
  /** Seconds from the signal's beginning. */
  readonly at: number
  /** Seconds until it has died away. */
  readonly rings: number
  /** Of the signal's own loudness, 0 to 1. */
  readonly strength: number
}

const A4 = 440
/** So many half tones above a'. */
const note = (steps: number) => A4 * 2 ** (steps / 12)

/**
 * Told apart without looking: who comes rises, who waits repeats, who waits too long repeats lower
 * and longer, what colleagues hand over falls and rises, a whisper is one soft high tone.
 */
export const SIGNALS: Readonly<Record<SoundKind, readonly Tone[]>> = {
  new_buyer: [
    { pitch: note(3), at: 0, rings: 0.45, strength: 0.8 },
    { pitch: note(10), at: 0.13, rings: 0.6, strength: 1 },
  ],
  waiting: [
    { pitch: note(7), at: 0, rings: 0.3, strength: 0.7 },
    { pitch: note(7), at: 0.16, rings: 0.4, strength: 0.7 },
  ],
  slow: [
    { pitch: note(0), at: 0, rings: 0.45, strength: 1 },
    { pitch: note(-2), at: 0.2, rings: 0.45, strength: 1 },
    { pitch: note(0), at: 0.4, rings: 0.7, strength: 1 },
  ],
  forward: [
    { pitch: note(8), at: 0, rings: 0.35, strength: 0.8 },
    { pitch: note(3), at: 0.13, rings: 0.35, strength: 0.8 },
    { pitch: note(12), at: 0.26, rings: 0.55, strength: 0.9 },
  ],
  whisper: [{ pitch: note(15), at: 0, rings: 0.5, strength: 0.45 }],
  sent: [{ pitch: note(19), at: 0, rings: 0.12, strength: 0.35 }],
}
