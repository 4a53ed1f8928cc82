import { z } from 'zod'
import { WORD_VERDICTS, type BundledLists } from './guard/model.ts'

/**
 * The shop's own list, kept beside the log, and what a workstation needs to look for words by itself.
 * GET /api/words → WordBook; POST /api/words WordChange → WordBook, by the main account alone. After a
 * change every session of the shop is given the loose frame `changed{what: words}`.
 */
export const WORD_LIMITS = { words: 10_000, length: 60, note: 200 } as const

export const ownWord = z.strictObject({
  /** As people write it; width, case, signs between and traditional characters do not matter. */
  word: z.string().trim().min(1).max(WORD_LIMITS.length),
  verdict: z.enum(WORD_VERDICTS),
  /** For the main account's own memory; given to nobody else. */
  note: z.string().trim().max(WORD_LIMITS.note),
})
export type ListedWord = z.infer<typeof ownWord>

/** The whole list. `revision`: of the list it was made from; another one: `words_changed`. */
export const wordChange = z.strictObject({
  revision: z.number().int().min(0),
  words: z.array(ownWord).max(WORD_LIMITS.words),
})
export type WordChange = z.infer<typeof wordChange>

export interface WordBook {
  readonly revision: number
  readonly words: readonly ListedWord[]
  readonly bundled: BundledLists
}
