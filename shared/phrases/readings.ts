import type { Readings } from './match.ts'

/** What is used of pinyin-pro; given from outside, so that the dictionary is loaded where it is wanted. */
export type Pinyin = (
  text: string,
  options: { toneType: 'none'; type: 'array'; v: true; multiple?: boolean },
) => string[]

/** By character: for one the library gives every reading, and a list is searched by all of them. */
export function readingsBy(pinyin: Pinyin): Readings {
  const known = new Map<string, readonly string[]>()
  return (text) =>
    Array.from(text, (char) => {
      let readings = known.get(char)
      if (!readings) {
        readings = /\p{Script=Han}/u.test(char)
          ? [...new Set(pinyin(char, { toneType: 'none', type: 'array', v: true, multiple: true }))]
          : []
        known.set(char, readings)
      }
      return readings
    })
}
