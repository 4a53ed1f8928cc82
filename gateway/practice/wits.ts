import { makeWits } from '#shared/practice/wits.ts'
import facts from '#resources/practice/facts.json' with { type: 'json' }
import intents from '#resources/practice/intents.json' with { type: 'json' }

/** What simulated buyers understand: of the bundled data, made once. */
export const WITS = makeWits(intents, facts)
