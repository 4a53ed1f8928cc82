import { isIdentity, luhn } from '../../masking/checks.ts'
import { seeded } from '../exam/random.ts'
import { isHan, windows } from './signs.ts'
import type { DrillKind, DrillWords } from './model.ts'

/** Signs in a row of an original that must be nowhere in what is shown. */
export const FEWEST_DIGITS = 4
export const FEWEST_HAN = 2
const TRIES = 2000

/**
 * Values of nobody, of the kind and length of the originals. `taken` are pieces of originals that none
 * of them may hold.
 */
export class Inventor {
  private readonly seed: number
  private readonly words: DrillWords
  private readonly taken: ReadonlySet<string>
  private readonly given = new Map<string, string>()
  private readonly used = new Set<string>()

  constructor(seed: number, words: DrillWords, taken: ReadonlySet<string>) {
    this.seed = seed
    this.words = words
    this.taken = taken
  }

  /** The same value by the same one, whatever was asked before it. */
  private once(purpose: string, value: string, make: (random: () => number) => string): string {
    const key = `${purpose} ${value}`
    const before = this.given.get(key)
    if (before !== undefined) return before
    const random = seeded(this.seed, key)
    let made = make(random)
    for (let tries = 0; tries < TRIES && !this.good(purpose, made, value); tries++)
      made = make(random)
    this.given.set(key, made)
    this.used.add(`${purpose} ${made}`)
    return made
  }

  private good(purpose: string, made: string, value: string): boolean {
    if (made === value || this.taken.has(made)) return false
    // Two values by two, where there are enough: not so for a floor or a letter.
    if (this.used.has(`${purpose} ${made}`)) return false
    return !windows(made, FEWEST_DIGITS)
      .concat(windows(made, FEWEST_HAN).filter((pair) => isHan(pair[0] ?? '')))
      .some((piece) => this.taken.has(piece))
  }

  digits(kind: DrillKind, value: string): string {
    return this.once('digits', value, (random) => digitsOf(kind, value, random))
  }

  surname(value: string): string {
    const { inventedSurnames, inventedCompound } = this.words.persons
    return this.once('surname', value, (random) =>
      value.length > 1 ? pick(inventedCompound, random) : pick(inventedSurnames, random),
    )
  }

  givenName(value: string): string {
    const { inventedGiven } = this.words.persons
    return this.once('given', value, (random) =>
      Array.from(value, () => pick(inventedGiven, random)).join(''),
    )
  }

  /** A nick, an id, a company: each sign by one of its class. */
  signs(value: string): string {
    const pool = this.words.persons.inventedNicks
    return this.once('signs', value, (random) => {
      const han = filled(Array.from(value).filter(isHan).length, pool, random)
      let next = 0
      return value.replaceAll(/[\u3400-\u9fffa-z0-9]/g, (sign) => {
        if (isHan(sign)) return han[next++] ?? sign
        return /[0-9]/.test(sign) ? digit(random) : String.fromCharCode(97 + below(26, random))
      })
    })
  }

  placeName(value: string): string {
    return this.once('place', value, (random) =>
      filled(value.length, this.words.places.names, random),
    )
  }

  province(value: string): string {
    const near = this.words.places.provinces.find((names) => names.includes(value)) ?? [value]
    return this.once('province', value, (random) => pick(near, random))
  }

  /** Of a house or a room; so many digits. */
  houseNumber(value: string): string {
    return this.once('house', value, (random) => number(value.length, random))
  }

  houseNumeral(value: string): string {
    const signs = '\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d'
    return this.once('numeral', value, (random) =>
      Array.from(value, () => pick(signs, random)).join(''),
    )
  }

  letter(value: string): string {
    return this.once('letter', value, (random) => pick('abcdef', random))
  }

  plateSign(value: string): string {
    return this.once('plate', value, (random) => pick(this.words.numbers.plates, random))
  }
}

function digitsOf(kind: DrillKind, value: string, random: () => number): string {
  switch (kind) {
    case 'phone':
      return phone(value, random)
    case 'identity':
      return identity(value, random)
    case 'card': {
      // It fails the checksum: nobody has it, and no rule takes it out of the drill.
      const made = `62${run(value.length - 2, random)}`
      return luhn(made) ? made.slice(0, -1) + String((Number(made.at(-1)) + 1) % 10) : made
    }
    default: {
      // Many order numbers begin with a day, and so do the invented ones.
      const dated = /^20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])/.test(value)
      if (!dated) return number(value.length, random)
      const day = `20${two(10 + below(50, random))}${two(1 + below(12, random))}${two(1 + below(28, random))}`
      return day + run(value.length - day.length, random)
    }
  }
}

/** 154 is given out to nobody on the mainland; 026 and 0399 are no areas. */
function phone(value: string, random: () => number): string {
  if (/^1[3-9]\d{9}$/.test(value)) return `154${run(8, random)}`
  if (/^0(?:10|2\d)\d{8}$/.test(value)) return `026${value[3] ?? ''}${run(7, random)}`
  if (/^0[3-9]\d{2}[2-9]\d{6,7}$/.test(value))
    return `0399${value[4] ?? ''}${run(value.length - 5, random)}`
  const kept = Math.min(3, value.length)
  return value.slice(0, kept) + run(value.length - kept, random)
}

/**
 * Right by form, born before anyone alive, of a place that is none (99 behind the province). `value`:
 * 15 digits, 17 (X behind) or 18.
 */
function identity(value: string, random: () => number): string {
  const place =
    pick(['11', '13', '31', '32', '33', '35', '37', '41', '44', '50', '61'], random) +
    `99${run(2, random)}`
  const born = `190${below(8, random)}${two(1 + below(12, random))}${two(1 + below(28, random))}`
  if (value.length === 15) return place + born.slice(2) + run(3, random)
  const head = place + born
  for (;;) {
    const made = head + run(3, random)
    if (value.length === 17 ? isIdentity(made, 'X') : !isIdentity(made, 'X')) {
      if (value.length === 17) return made
      const check = '0123456789'.split('').find((sign) => isIdentity(made, sign))
      return made + (check ?? '0')
    }
  }
}

function below(end: number, random: () => number): number {
  return Math.floor(random() * end)
}

function pick(from: string | readonly string[], random: () => number): string {
  return from[below(from.length, random)] ?? ''
}

const digit = (random: () => number): string => String(below(10, random))
const run = (length: number, random: () => number): string =>
  Array.from({ length: Math.max(0, length) }, () => digit(random)).join('')
const two = (value: number): string => String(value).padStart(2, '0')
const number = (length: number, random: () => number): string =>
  String(1 + below(9, random)) + run(length - 1, random)

/** Words in a row, cut to so many signs. */
function filled(length: number, pool: readonly string[], random: () => number): string {
  let made = ''
  while (made.length < length) made += pick(pool, random)
  return made.slice(0, length)
}
