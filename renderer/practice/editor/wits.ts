import { makeWits } from '#shared/practice/wits.ts'
import facts from '#resources/practice/facts.json'
import intents from '#resources/practice/intents.json'

/** What simulated buyers understand, the same as the gateway's: of the bundled data, made once. */
export const WITS = makeWits(intents, facts)
