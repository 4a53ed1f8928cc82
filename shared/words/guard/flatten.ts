// Not said to people, but looked for in what they say.
/* oxlint-disable xiaoer/no-chinese-text */
import pairs from 'opencc-js/dict/TSCharacters'

/**
 * What the eye takes for the same becomes the same: width, case, marks, traditional characters,
 * numerals, letters of other alphabets that look Latin. What stands between letters to hide a word
 * (spaces, dots, emoji, invisible characters) is left out and remembered as a gap.
 */
export interface Flat {
  readonly text: string
  readonly length: number
  /** Of each unit of `text`: where it begins and ends in the original. */
  readonly starts: Int32Array
  readonly ends: Int32Array
  /** What was left out before it. */
  readonly gaps: Uint8Array
}
export const NO_GAP = 0
export const SOFT_GAP = 1
/** A mark that ends a sentence or a part of it, or a new line: what stands beyond belongs to other words. */
export const HARD_GAP = 2

const SOFT = 0
const HARD = 0xffff
const HARD_MARKS = '，。！？；、,!?;\n\r｡︐︒﹐﹑﹒﹖﹗︕︖︔﹔'

// Cyrillic, Greek and other letters by what they look like; capitals are made small first.
const LIKE: Readonly<Record<string, string>> = {
  a: 'аαɑ',
  b: 'вβь',
  c: 'сϲç',
  d: 'ԁɗ',
  e: 'еєε℮',
  f: 'ƒ',
  g: 'ɡ',
  h: 'нһ',
  i: 'іιıɩ',
  j: 'јϳ',
  k: 'кκ',
  l: 'ӏǀ',
  m: 'м',
  n: 'пη',
  o: 'оοσ',
  p: 'рρ',
  q: 'ԛ',
  r: 'гʀ',
  s: 'ѕꜱ',
  t: 'тτ',
  u: 'υцʋ',
  v: 'ѵν∨√',
  w: 'ԝωѡшɯ',
  x: 'хχ×✕✖',
  y: 'уүγ',
  z: 'ᴢ',
  加: '+＋➕✚',
  心: '♡',
}
const NUMERALS: Readonly<Record<string, string>> = {
  0: '〇零',
  1: '一壹幺',
  2: '二贰',
  3: '三叁',
  4: '四肆',
  5: '五伍',
  6: '六陆',
  7: '七柒',
  8: '八捌',
  9: '九玖',
}

let table: Uint16Array | null = null

/** Built when first needed (a few ms): one look-up per unit of a text afterwards. */
function flatTable(): Uint16Array {
  if (table) return table
  const made = new Uint16Array(65_536)
  const simplified = new Map<string, string>()
  for (const pair of pairs.split('|')) {
    const [from = '', to = ''] = pair.split(' ')
    if (from.length === 1 && to.length === 1) simplified.set(from, to)
  }
  for (let unit = 0x21; unit < 65_536; unit++) {
    if (unit >= 0xd800 && unit <= 0xf8ff) continue
    // Korean says itself; decomposing it would only make marks of it.
    if (unit >= 0xac00 && unit <= 0xd7a3) {
      made[unit] = unit
      continue
    }
    const char = String.fromCharCode(unit)
    const plain = char
      .normalize('NFKD')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}]/gu, '')
    if (plain.length !== 1) continue
    made[unit] = (simplified.get(plain) ?? plain).charCodeAt(0)
  }
  for (const [to, like] of [...Object.entries(LIKE), ...Object.entries(NUMERALS)])
    for (const from of like) {
      for (const one of [from, from.toUpperCase()])
        if (one.length === 1) made[one.charCodeAt(0)] = to.charCodeAt(0)
    }
  for (const mark of HARD_MARKS) made[mark.charCodeAt(0)] = HARD
  table = made
  return made
}

/** Pictures that stand for the sound of a word; any other hides nothing but itself. */
const HORSES: ReadonlySet<number> = new Set([0x1f434, 0x1f40e])
const HORSE = '马'.charCodeAt(0)

/** Letters outside the first plane: mathematical ones by their plain form, those in circles and squares by place. */
function flatAstral(point: number): number {
  if (HORSES.has(point)) return HORSE
  if (point >= 0x1f1e6 && point <= 0x1f1ff) return 97 + point - 0x1f1e6
  if (point >= 0x1f130 && point <= 0x1f189) {
    const letter = (point - 0x1f130) % 32
    return letter < 26 ? 97 + letter : SOFT
  }
  const plain = String.fromCodePoint(point).normalize('NFKD').toLowerCase()
  return plain.length === 1 ? (flatTable()[plain.charCodeAt(0)] ?? SOFT) : SOFT
}

let room = 1024
let units = new Uint16Array(room)
let starts = new Int32Array(room)
let ends = new Int32Array(room)
let gaps = new Uint8Array(room)
const decoder = new TextDecoder('utf-16le')

/** The arrays are the same at each call: what is needed later must be copied. */
export function flatten(text: string): Flat {
  const by = flatTable()
  if (text.length > room) {
    room = text.length * 2
    units = new Uint16Array(room)
    starts = new Int32Array(room)
    ends = new Int32Array(room)
    gaps = new Uint8Array(room)
  }
  let length = 0
  let gap = NO_GAP
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    let flat = by[unit] ?? SOFT
    let width = 1
    if (unit >= 0xd800 && unit < 0xdc00) {
      const point = text.codePointAt(at) ?? unit
      if (point > 0xffff) {
        width = 2
        flat = flatAstral(point)
      }
    }
    if (flat === SOFT || flat === HARD) {
      if (flat === HARD) gap = HARD_GAP
      else if (gap === NO_GAP) gap = SOFT_GAP
      at += width - 1
      continue
    }
    units[length] = flat
    starts[length] = at
    ends[length] = at + width
    gaps[length] = gap
    gap = NO_GAP
    length++
    at += width - 1
  }
  return { text: decoder.decode(units.subarray(0, length)), length, starts, ends, gaps }
}

/** Of a word of a list. */
export function flat(word: string): string {
  return flatten(word).text
}
