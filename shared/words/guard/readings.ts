import type { Readings } from './model.ts'

/** What is used of pinyin-pro; given from outside, so that the dictionary is loaded where it is wanted. */
export type Pinyin = (
  text: string,
  options: { toneType: 'none'; type: 'array'; v: true },
) => string[]

export function guardReadings(pinyin: Pinyin): Readings {
  const known = new Map<string, readonly string[]>()
  return (character) => {
    let readings = known.get(character)
    if (!readings) {
      readings = pinyin(character, { toneType: 'none', type: 'array', v: true })
      known.set(character, readings)
    }
    return readings
  }
}
