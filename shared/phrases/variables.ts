/**
 * What a quick reply can leave open. Apart from the schemas: the desk's start fills none in, and reads
 * no zod in.
 */
export const PHRASE_VARIABLES = ['buyer', 'order', 'tracking', 'agent', 'shop'] as const
export type PhraseVariable = (typeof PHRASE_VARIABLES)[number]
