/**
 * A3: how many sub-accounts a shop of each level may have. The gateway's operator may replace the
 * table (`levels.json` in the data folder); a shop keeps the number it was given with its level.
 */
export type Levels = Readonly<Record<string, number>>

export const DEFAULT_LEVELS: Levels = { starter: 3, standard: 30, large: 200, unlimited: 10_000 }
export const DEFAULT_LEVEL = 'standard'
