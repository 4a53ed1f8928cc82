import { flat, HARD_GAP, NO_GAP, type Flat } from './flatten.ts'

/**
 * All words at once, at a cost that hardly depends on how many there are: most places of a text are
 * passed by one look into a table of first characters, the others by their first two; only then are
 * whole words looked up, once for each length that begins so. Compiles in one pass, so that it can be
 * done in slices; Aho-Corasick would save nothing here (words are short) and costs its links.
 */
export class Dictionary<T> {
  readonly #first = new Uint8Array(65_536)
  readonly #lengths = new Map<number, number[]>()
  readonly #words = new Map<string, T[]>()

  get size(): number {
    return this.#words.size
  }

  /** The word is given flat. */
  add(word: string, value: T): void {
    if (word === '') return
    const values = this.#words.get(word)
    if (values) {
      if (!values.includes(value)) values.push(value)
      return
    }
    this.#words.set(word, [value])
    const first = word.charCodeAt(0)
    if (word.length === 1) {
      this.#first[first] = (this.#first[first] ?? 0) | 1
      return
    }
    this.#first[first] = (this.#first[first] ?? 0) | 2
    const key = first * 65_536 + word.charCodeAt(1)
    const lengths = this.#lengths.get(key)
    if (!lengths) this.#lengths.set(key, [word.length])
    else if (!lengths.includes(word.length)) lengths.push(word.length)
  }

  each(text: string, found: (at: number, length: number, values: readonly T[]) => void): void {
    const last = text.length - 1
    for (let at = 0; at <= last; at++) {
      const unit = text.charCodeAt(at)
      const first = this.#first[unit] ?? 0
      if (first === 0) continue
      if ((first & 1) !== 0) {
        const values = this.#words.get(text.charAt(at))
        if (values) found(at, 1, values)
      }
      if ((first & 2) === 0 || at === last) continue
      const lengths = this.#lengths.get(unit * 65_536 + text.charCodeAt(at + 1))
      if (!lengths) continue
      for (const length of lengths) {
        if (at + length > text.length) continue
        const values = this.#words.get(text.slice(at, at + length))
        if (values) found(at, length, values)
      }
    }
  }
}

const latin = (unit: number) => unit >= 97 && unit <= 122
const figure = (unit: number) => unit >= 48 && unit <= 57
/** Two units of one piece: letters of one word, figures of one number. */
const joined = (left: number, right: number) =>
  (latin(left) && latin(right)) || (figure(left) && figure(right))
/** So much may be left out between two characters of a word: an emoji with its parts, some spaces. */
const WIDEST_GAP = 12

/** Whether what stands there is the word, and not pieces of its neighbours. */
export function standsAlone(flatText: Flat, at: number, length: number): boolean {
  const { text, starts, ends, gaps } = flatText
  const end = at + length
  let hard = 0
  let any = 0
  for (let one = at + 1; one < end; one++) {
    const gap = gaps[one] ?? NO_GAP
    if (gap === NO_GAP) continue
    any++
    if (gap === HARD_GAP) hard++
    if ((starts[one] ?? 0) - (ends[one - 1] ?? 0) > WIDEST_GAP) return false
  }
  // One comma stands between two words; several within one hide something.
  if (hard === 1 || (hard > 0 && length < 3)) return false
  const last = text.charCodeAt(end - 1)
  if (at > 0 && gaps[at] === NO_GAP && joined(text.charCodeAt(at - 1), text.charCodeAt(at)))
    return false
  return !(
    end < text.length &&
    gaps[end] === NO_GAP &&
    joined(last, text.charCodeAt(end)) &&
    !(latin(last) && NAME_BEHIND.test(text.slice(end, end + 20)))
  )
}

/** Whether there is a letter in it: figures alone are a number, whatever they look like. */
export function hasLetter({ text }: Flat, at: number, length: number): boolean {
  for (let one = at; one < at + length; one++) if (latin(text.charCodeAt(one))) return true
  return false
}

/** Two letters with something between: «S B» is two sizes, «Q.Q» is one word. */
export function isSplitPair({ text, gaps }: Flat, at: number, length: number): boolean {
  return length === 2 && gaps[at + 1] !== NO_GAP && latin(text.charCodeAt(at))
}

/** «vxlanlan88»: letters and figures in one. */
const NAME_BEHIND = /^[a-z]{3,14}[0-9]{2,}/

const NEAR = 10

/** The flat text before and behind a place, within the same part of the sentence. */
export function around(flatText: Flat, at: number, end: number): readonly [string, string] {
  const { text, gaps } = flatText
  let from = at
  while (from > 0 && at - from < NEAR && gaps[from] !== HARD_GAP) from--
  let to = end
  while (to < text.length && to - end < NEAR + 20 && gaps[to] !== HARD_GAP) to++
  return [text.slice(from, at), text.slice(end, to)]
}

export const flatAll = (words: readonly string[]): readonly string[] =>
  words.map((word) => (word.startsWith('#') ? word : flat(word))).filter((word) => word !== '')
