import { isNumber, numberOf, type Original } from './collect.ts'
import { FEWEST_DIGITS, FEWEST_HAN } from './invent.ts'
import { digitRows } from './match.ts'
import { nickCore, personOf } from './persons.ts'
import { telling, tokeniser } from './places.ts'
import { standsAlone } from './needles.ts'
import { fold, isHan, oneOf, plain, windows } from './signs.ts'
import type { DrillKind, DrillWords } from './model.ts'

/**
 * The second look: whether anything of the originals can be read in these texts, also four digits of a
 * number in a row or two Chinese signs of a place's name. It knows nothing of what was replaced.
 */
export function leftIn(
  texts: readonly string[],
  originals: readonly Original[],
  words: DrillWords,
): { message: number; kind: DrillKind }[] {
  const digits = new Map<string, DrillKind>()
  const signs: { kind: DrillKind; pattern: RegExp; alone?: boolean }[] = []
  const tokens = tokeniser(words)
  const escaped = (text: string) => oneOf([text])
  for (const original of originals) {
    const { kind, text } = original
    const folded = fold(text).text
    const rows = isNumber(original) ? [numberOf(original)] : folded.split(/[^0-9]+/)
    if (kind !== 'address' && kind !== 'link')
      for (const row of rows)
        for (const piece of windows(row, FEWEST_DIGITS)) digits.set(piece, kind)
    if (kind === 'address') {
      for (const token of tokens(text).filter(telling)) {
        if (token.kind === 'digits')
          for (const piece of windows(token.text, FEWEST_DIGITS)) digits.set(piece, kind)
        else if (isHan(token.text[0] ?? ''))
          for (const pair of windows(token.text, FEWEST_HAN))
            signs.push({ kind, pattern: new RegExp(escaped(pair), 'u') })
      }
      continue
    }
    if (isNumber(original)) continue
    const person = kind === 'name' || kind === 'agent' ? personOf(text, words) : null
    const core = kind === 'name' || kind === 'agent' ? nickCore(text, words) : folded
    if (!person)
      signs.push({
        kind,
        alone: standsAlone(core),
        pattern: new RegExp(
          standsAlone(core) ? `(?<![a-z0-9])${core}(?![a-z0-9])` : escaped(core),
          'u',
        ),
      })
    else {
      const titles = oneOf([...words.persons.titles, ...words.persons.doubtfulTitles])
      signs.push({ kind, pattern: new RegExp(`${person.surname}${titles}`, 'u') })
      if (person.given !== '')
        signs.push({ kind, pattern: new RegExp(person.surname + person.given, 'u') })
      if (person.given.length >= FEWEST_HAN)
        signs.push({ kind, pattern: new RegExp(person.given, 'u') })
    }
  }
  return texts.flatMap((text, message) => {
    const { text: folded } = fold(text)
    const kinds = new Set<DrillKind>()
    for (const { kind, pattern, alone } of signs)
      if (pattern.test(alone === true ? plain(text) : folded)) kinds.add(kind)
    for (const row of digitRows(text))
      for (const piece of windows(row.text, FEWEST_DIGITS)) {
        const kind = digits.get(piece)
        if (kind !== undefined) kinds.add(kind)
      }
    return Array.from(kinds, (kind) => ({ message, kind }))
  })
}
