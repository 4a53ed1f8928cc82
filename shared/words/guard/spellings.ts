import type { Dictionary } from './dictionary.ts'
import { flat, HARD_GAP, NO_GAP, type Flat } from './flatten.ts'
import type { Readings } from './model.ts'

/** Shorter pinyin is too often something else («ni ma», «gun»). */
const SHORTEST = 5
/** From so many letters on a word of pinyin may stand within others. */
const LONG = 8
const latin = (unit: number) => unit >= 97 && unit <= 122

/**
 * Words written in pinyin, in whole or in part («加wei信», «jia wei xin»). A text with Latin letters is
 * read aloud as far as the lists know its characters, and words are looked for in what it sounds like;
 * only what has letters of the text itself counts, for homophones alone are other words.
 */
export class Sounds {
  readonly #readings: Readings | null
  readonly #known = new Map<number, string>()

  constructor(readings: Readings | null) {
    this.#readings = readings
  }

  /** In one string, or null: it has no Chinese character, or is too short to be told in pinyin. */
  ofWord(word: string): string | null {
    const readings = this.#readings
    if (!readings || !/\p{Script=Han}/u.test(word)) return null
    let sound = ''
    let syllables = 0
    for (const char of word) {
      const plain = flat(char)
      if (plain === '') continue
      if (!/\p{Script=Han}/u.test(char)) sound += plain
      else {
        const reading = readings(char)[0]
        if (reading === undefined || !/^[a-z]+$/.test(reading)) return null
        if (plain.length === 1) this.#known.set(plain.charCodeAt(0), reading)
        sound += reading
        syllables++
      }
    }
    return syllables > 0 && sound.length >= SHORTEST && sound.length <= 60 ? sound : null
  }

  /** Calls `found` with places of the flat text. */
  each<T>(
    flatText: Flat,
    words: Dictionary<T>,
    found: (at: number, length: number, values: readonly T[]) => void,
  ): void {
    const { text, gaps } = flatText
    if (this.#readings === null || !/[a-z]{2}/.test(text)) return
    let sound = ''
    const places: number[] = []
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at)
      const said = latin(unit) ? text.charAt(at) : (this.#known.get(unit) ?? text.charAt(at))
      sound += said
      for (let letter = 0; letter < said.length; letter++) places.push(at)
    }
    words.each(sound, (from, length, values) => {
      const first = places[from] ?? 0
      const last = places[from + length - 1] ?? first
      // Whole syllables of characters, and whole runs of letters where the word is short.
      if (places[from - 1] === first || places[from + length] === last) return
      const long = length >= LONG
      const before = first > 0 && latin(text.charCodeAt(first - 1)) && gaps[first] === NO_GAP
      const behind =
        last + 1 < text.length && latin(text.charCodeAt(last + 1)) && gaps[last + 1] === NO_GAP
      if (!long && before && latin(text.charCodeAt(first))) return
      if (!long && behind && latin(text.charCodeAt(last))) return
      let letters = 0
      let hard = 0
      for (let at = first; at <= last; at++) {
        if (latin(text.charCodeAt(at))) letters++
        if (at > first && gaps[at] === HARD_GAP) hard++
      }
      if (letters < 2 || hard === 1) return
      found(first, last + 1 - first, values)
    })
  }
}
