import { z } from 'zod'

/**
 * Quick replies 快捷短语. The team's are changed by supervisors and the main account, personal ones by
 * their owner. They live beside the log (they are no record), each with its revision.
 */
const line = (max: number) => z.string().trim().max(max)

export const phraseFile = z.strictObject({
  id: z.string().regex(/^[a-f0-9]{64}$/),
  name: z.string().min(1).max(255),
  type: z.string().min(1).max(100),
  size: z.number().int().min(0),
  width: z.number().int().min(0).optional(),
  height: z.number().int().min(0).optional(),
})

export const phrase = z.strictObject({
  /** A UUID of the client that made it. */
  id: z.uuid(),
  /** Personal phrases are seen by their owner alone. */
  scope: z.enum(['team', 'personal']),
  /** Such as «发货/时效»; empty: none. */
  group: line(60),
  /** What is typed behind `/` to get it: letters, digits, Chinese; empty: none. Unique in its scope. */
  code: z
    .string()
    .trim()
    .max(20)
    .regex(/^[\p{L}\p{N}_-]*$/u),
  title: line(60),
  /** With variables: {buyer}, {order}, {tracking}, {agent}, {shop}. May be empty where there is a picture. */
  text: z.string().max(5000),
  files: z.array(phraseFile).max(9),
  /** Within its group, smaller first. */
  place: z.number(),
})
export type Phrase = z.infer<typeof phrase>

export interface KnownPhrase extends Phrase {
  /** How often it was used, by everyone (team) or its owner. */
  readonly uses: number
  /** Raised with each change: who saves names the one it saw. */
  readonly revision: number
  readonly updatedAt: number
  /** Who changed it last. */
  readonly by: string
}

/**
 * GET  /api/phrases → PhraseBook; POST /api/phrases PhraseChange → PhraseBook; POST /api/phrases/uses.
 * After a change every session of the shop is given the loose frame `changed{what: phrases}`.
 */
export interface PhraseBook {
  readonly phrases: readonly KnownPhrase[]
}
export const phraseChange = z.strictObject({
  /** `revision` 0: new. Another one than the gateway's: `phrase_changed`, nothing is written. */
  save: z
    .array(z.strictObject({ phrase, revision: z.number().int().min(0) }))
    .max(500)
    .default([]),
  remove: z.array(z.uuid()).max(500).default([]),
})
export type PhraseChange = z.infer<typeof phraseChange>
export const phraseUses = z.strictObject({
  uses: z.record(z.uuid(), z.number().int().min(1).max(1000)),
})

export const PHRASE_LIMITS = { team: 5000, personal: 2000 } as const
