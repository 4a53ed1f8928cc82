import { isNumber, numberOf, type Original } from './collect.ts'
import { seedOf } from '../random.ts'
import { FEWEST_DIGITS, FEWEST_HAN, Inventor } from './invent.ts'
import { nickCore, personOf } from './persons.ts'
import { inventedPlace, telling, tokeniser } from './places.ts'
import { digitsOf, fold, isHan, oneOf, windows } from './signs.ts'
import type { DrillWords } from './model.ts'

/** What to look for in all lines, and what to write in its place. */
export interface Needle {
  /** Index of its original. */
  readonly of: number
  /** `digits`: in rows of digits of whatever form; `signs`: in folded text. */
  readonly in: 'digits' | 'signs'
  readonly signs: string
  /** As long as `signs`; of a `whole` one what is written as it is. */
  readonly invented: string
  readonly whole: boolean
  /** So many signs of it in a row are found, too; null: only all of it. */
  readonly least: number | null
  /** No Latin sign or digit stands beside it: a short word would be found within others. */
  readonly alone: boolean
  /** What must stand before and behind it, in folded text. */
  readonly before: RegExp | null
  readonly behind: RegExp | null
  /** Only a part of the original. */
  readonly part: boolean
  readonly doubtful: boolean
}

type Rest = Partial<Needle> & Pick<Needle, 'signs' | 'invented'>

/** All that is looked for. */
export function plan(
  originals: readonly Original[],
  words: DrillWords,
  seed: number,
): readonly Needle[] {
  const inventor = new Inventor(seed, words, takenBy(originals, words))
  const needles: Needle[] = []
  for (const [of, original] of originals.entries()) {
    const add = (rest: Rest): string => {
      const { signs, invented } = rest
      if (signs !== '')
        needles.push({
          of,
          in: 'signs',
          whole: false,
          least: null,
          alone: false,
          before: null,
          behind: null,
          part: false,
          doubtful: original.doubtful,
          ...rest,
        })
      return invented
    }
    planned(original, words, inventor, add)
  }
  return needles
}

type Add = (rest: Rest) => string

function planned(original: Original, words: DrillWords, inventor: Inventor, add: Add): string {
  const { kind, text } = original
  if (isNumber(original)) {
    const signs = numberOf(original)
    const tailed = kind === 'identity' && /[x\u00d7]$/.test(fold(text).text) ? 17 : null
    const digits = tailed === null ? signs : signs.slice(0, tailed)
    return add({
      in: 'digits',
      signs: digits,
      invented: inventor.digits(kind, digits),
      least: FEWEST_DIGITS,
    })
  }
  switch (kind) {
    case 'name':
    case 'agent':
      return named(text, words, inventor, add)
    case 'address':
      return placed(text, words, inventor, add)
    case 'email': {
      const at = text.search(/ ?[@\uff20]/)
      const local = fold(text.slice(0, at)).text
      const made = nick(local, inventor, add, true)
      return add({
        signs: fold(text).text,
        invented: `${made}@example.com`,
        whole: true,
      })
    }
    case 'link':
      return add({
        signs: fold(text).text,
        invented: `https://shop.example/${inventor.signs(seedOf(text).toString(36).padStart(7, 'a'))}`,
        whole: true,
      })
    case 'plate': {
      const { text: signs } = fold(text)
      const made = inventor.plateSign(signs.slice(0, 1)) + inventor.signs(signs.slice(1))
      return add({ signs, invented: made })
    }
    default:
      return nick(fold(text).text, inventor, add, false)
  }
}

/** An id: as a whole, and its longer numbers wherever they stand. */
function nick(signs: string, inventor: Inventor, add: Add, part: boolean): string {
  let invented = inventor.signs(signs)
  for (const { 0: digits, index } of signs.matchAll(/[0-9]+/g)) {
    if (digits.length < FEWEST_DIGITS) continue
    const made = inventor.digits('number', digits)
    invented = invented.slice(0, index) + made + invented.slice(index + digits.length)
    add({ in: 'digits', signs: digits, invented: made, least: FEWEST_DIGITS, part: true })
  }
  return add({ signs, invented, part, alone: standsAlone(signs) })
}

export function standsAlone(signs: string): boolean {
  return signs.length < 5 && /^[a-z0-9]+$/.test(signs)
}

function named(text: string, words: DrillWords, inventor: Inventor, add: Add): string {
  const person = personOf(text, words)
  const { text: all } = fold(text)
  if (!person) {
    const core = nickCore(text, words)
    const made = inventor.signs(core)
    const at = all.indexOf(core)
    const invented = all.slice(0, at) + made + all.slice(at + core.length)
    const several = text.trim().split(/[\s.\u00b7]+/)
    if (several.length > 1 && /^[a-z]/.test(core)) {
      // Each word of a foreign name by one of its own.
      const parts = several.map((word) => {
        const signs = fold(word).text
        const one = nick(signs, inventor, add, true)
        return { signs, one }
      })
      const joined = parts.map(({ one }) => one).join('')
      add({ signs: parts.map(({ signs }) => signs).join(''), invented: joined })
      return parts.map(({ one }) => one.slice(0, 1).toUpperCase() + one.slice(1)).join(' ')
    }
    nick(core, inventor, add, core !== all)
    return invented
  }
  const { surname, given } = person
  const invented = inventor.surname(surname) + (given === '' ? '' : inventor.givenName(given))
  const titles = new RegExp(
    `^${oneOf([...words.persons.titles, ...words.persons.doubtfulTitles])}`,
    'u',
  )
  const little = new RegExp(`[${words.persons.little}]$`, 'u')
  if (given !== '') add({ signs: all, invented })
  const family = { signs: surname, invented: inventor.surname(surname), part: true }
  add({ ...family, behind: titles })
  add({ ...family, before: new RegExp(`${oneOf(words.persons.surnameSaid)}$`, 'u') })
  add({ ...family, before: little, doubtful: true })
  if (given.length >= FEWEST_HAN)
    add({ signs: given, invented: inventor.givenName(given), part: true })
  else if (given !== '') {
    const one = { signs: given, invented: inventor.givenName(given), part: true }
    add({ ...one, before: little, doubtful: true })
    add({ ...one, behind: titles, doubtful: true })
    add({ ...one, signs: given + given, invented: one.invented + one.invented, doubtful: true })
  }
  return invented
}

function placed(text: string, words: DrillWords, inventor: Inventor, add: Add): string {
  let signs = ''
  let invented = ''
  for (const token of tokeniser(words)(text)) {
    const made = inventedPlace(token, inventor)
    signs += token.text
    invented += made
    if (!telling(token)) continue
    if (token.kind === 'digits')
      add({ in: 'digits', signs: token.text, invented: made, least: FEWEST_DIGITS, part: true })
    else
      add({
        signs: token.text,
        invented: made,
        least: isHan(token.text[0] ?? '') ? FEWEST_HAN : null,
        part: true,
        alone: standsAlone(token.text),
      })
  }
  return add({ signs, invented })
}

/** Pieces of all originals: an invented value that has one in it would look as if it were left. */
function takenBy(originals: readonly Original[], words: DrillWords): ReadonlySet<string> {
  const taken = new Set<string>()
  const tokens = tokeniser(words)
  for (const original of originals) {
    const { text } = fold(original.text)
    taken.add(text)
    for (const row of [digitsOf(original.text), ...text.split(/[^0-9]+/)])
      for (const piece of windows(row, FEWEST_DIGITS)) taken.add(piece)
    if (original.kind === 'name' || original.kind === 'agent') {
      const person = personOf(original.text, words)
      if (person) taken.add(person.surname).add(person.given)
      taken.add(nickCore(original.text, words))
      for (const pair of windows(text, FEWEST_HAN)) taken.add(pair)
    }
    if (original.kind === 'address')
      for (const token of tokens(original.text).filter(telling)) {
        taken.add(token.text)
        for (const pair of windows(token.text, FEWEST_HAN)) taken.add(pair)
      }
  }
  return taken
}
