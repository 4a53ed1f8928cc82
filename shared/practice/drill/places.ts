import { FEWEST_DIGITS, FEWEST_HAN, type Inventor } from './invent.ts'
import { digitsOf, fold, HAN, isHan, oneOf, plain } from './signs.ts'
import type { DrillWords } from './model.ts'

/** A part of an address: its names and numbers tell of somebody, what lies between them does not. */
export interface Token {
  readonly kind: 'province' | 'name' | 'digits' | 'numeral' | 'letter' | 'rest'
  /** Folded. */
  readonly text: string
}

const NUMERAL = '[\\u4e00\\u4e8c\\u4e09\\u56db\\u4e94\\u516d\\u4e03\\u516b\\u4e5d\\u5341]'

/** Road, street, village, town, township, lane. */
const NAMED_AFTER = '\\u8def\\u8857\\u6751\\u9547\\u4e61\\u5df7'

export type Tokenise = (address: string) => readonly Token[]

/** Longest words first; a name has two signs at least, so that «Luqiao Qu» is not taken for «Lu». */
export function tokeniser({ places }: DrillWords): Tokenise {
  const ends = oneOf(places.ends)
  const generic = oneOf(places.generic)
  const pattern = new RegExp(
    [
      `(?<province>${oneOf(places.provinces.flat())})(?:${ends})?`,
      // «South Gate» is no name, but that of a road.
      `(?:${generic})(?!(?<=..)[${NAMED_AFTER}])`,
      `(?<digits>[0-9]+)`,
      `(?<numeral>${NUMERAL}{1,3})(?=${generic})`,
      `(?<letter>[a-z])(?![a-z])`,
      `(?<name>${HAN}{${FEWEST_HAN},8}?)${ends}`,
      `(?<loose>(?:(?!${generic})${HAN}){${FEWEST_HAN},}|[a-z]{2,})`,
      `[^]`,
    ].join('|'),
    'gu',
  )
  return (address) =>
    Array.from(plain(address).matchAll(pattern)).flatMap((match) => tokensOf(match))
}

function tokensOf({ 0: whole, groups }: RegExpMatchArray): Token[] {
  const { province, digits, numeral, letter, name, loose } = groups ?? {}
  const found = province ?? digits ?? numeral ?? letter ?? name ?? loose
  const rest = fold(whole.slice(found?.length ?? 0)).text
  const tokens: Token[] = []
  if (found !== undefined)
    tokens.push({
      kind:
        province !== undefined
          ? 'province'
          : digits !== undefined
            ? 'digits'
            : numeral !== undefined
              ? 'numeral'
              : letter !== undefined
                ? 'letter'
                : 'name',
      text: found,
    })
  if (rest !== '') tokens.push({ kind: 'rest', text: rest })
  return tokens
}

/** Folded, as long as the token. */
export function inventedPlace({ kind, text }: Token, inventor: Inventor): string {
  switch (kind) {
    case 'province':
      return inventor.province(text)
    case 'name':
      return isHan(text[0] ?? '') ? inventor.placeName(text) : inventor.signs(text)
    case 'digits':
      return text.length >= FEWEST_DIGITS
        ? inventor.digits('number', text)
        : inventor.houseNumber(text)
    case 'numeral':
      return inventor.houseNumeral(text)
    case 'letter':
      return inventor.letter(text)
    case 'rest':
      return text
  }
}

/** What of it must be nowhere else, either. */
export function telling(token: Token): boolean {
  if (token.kind === 'digits') return digitsOf(token.text).length >= FEWEST_DIGITS
  return token.kind === 'province' || (token.kind === 'name' && token.text.length >= FEWEST_HAN)
}
