import abuse from '#resources/words/abuse.json' with { type: 'json' }
import claims from '#resources/words/claims.json' with { type: 'json' }
import contact from '#resources/words/contact.json' with { type: 'json' }
import payment from '#resources/words/payment.json' with { type: 'json' }
import { compiling } from '#shared/words/guard/guard.ts'
import type { BundledLists, Guard } from '#shared/words/guard/model.ts'
import { guardReadings } from '#shared/words/guard/readings.ts'
import type { WordBook } from '#shared/words/own.ts'

/** A chunk of its own with the lists and the dictionary of sounds: fetched when there is time. */
export const BUNDLED: BundledLists = { contact, payment, claims, abuse }

/** So much of an idle stretch is used at once, ms. */
const SLICE = 8

/** Null: it is not wanted any more. Never in the way of a frame, and of a key no longer than a step takes. */
export async function compile(
  { bundled, words }: Pick<WordBook, 'bundled' | 'words'>,
  over: () => boolean,
): Promise<Guard | null> {
  const { pinyin } = await import('pinyin-pro')
  const work = compiling({ bundled, own: words }, guardReadings(pinyin))
  for (;;) {
    await new Promise((resolve) => requestIdleCallback(resolve, { timeout: 2000 }))
    if (over()) return null
    const until = performance.now() + SLICE
    do {
      const step = work.next()
      if (step.done === true) return step.value
    } while (performance.now() < until && !inputWaits())
  }
}

/** TypeScript's own list does not have it: only Chromium does. */
interface Scheduling {
  readonly scheduling: { isInputPending(): boolean }
}

/** A key or the mouse was pressed: it is waiting for us. */
function inputWaits(): boolean {
  return (navigator as Navigator & Scheduling).scheduling.isInputPending()
}
