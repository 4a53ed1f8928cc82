import { z } from 'zod'
import { intentsFile, makeIntents } from './intents/intents.ts'
import type { Heard } from './intents/intents.ts'

const list = z.array(z.string().min(1)).min(1)

/** How facts of an order are usually written: resources/practice/facts.json. */
export const factWords = z.strictObject({
  /** Words that tell a state, by state. */
  states: z.record(z.string(), list),
  /** Carriers, each with the names it goes by; the first is its own. */
  carriers: z.array(list),
  /** Right before a value they deny it. */
  denials: list,
  /** After an amount: whole units of the currency. */
  units: list,
  /** Before an amount. */
  signs: list,
  /** They make an amount one of the order's total, or of a product's price. */
  totals: list,
  prices: list,
  /** After which the last figures of a number stand. */
  tails: list,
})
export type FactWords = z.infer<typeof factWords>

/**
 * What simulated buyers understand of a language. `shared` holds no data of its own, so it comes in:
 * `makeWits(resources/practice/intents.json, resources/practice/facts.json)`, once, and is passed on.
 */
export interface Wits {
  /** All that a condition may ask for. */
  readonly intents: ReadonlySet<string>
  /** What a message means, the surest first. */
  readonly intentsOf: (text: string) => readonly Heard[]
  readonly facts: FactWords
}

/** Throws a ZodError where the data has not their shape. */
export function makeWits(intents: unknown, facts: unknown): Wits {
  const data = intentsFile.parse(intents)
  return {
    intents: new Set(data.intents.map((intent) => intent.id)),
    intentsOf: makeIntents(data),
    facts: factWords.parse(facts),
  }
}
