import { fold } from '../../words/fold.ts'
import { PATTERN_TEXT_MAX } from '../pattern.ts'

/** One form of full and half width, big and small letters, and of the apostrophe. */
export function plain(text: string): string {
  return fold(text).replaceAll('\u2019', "'")
}

/** Whether the text has this word; not as a part of a longer number or Latin word. Both plain. */
export function holds(text: string, word: string): boolean {
  if (word === '') return false
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const inside = (inner: string, outer: string) => wordly(inner) && wordly(outer)
    const end = at + word.length
    if (
      !inside(word.charAt(0), text.charAt(at - 1)) &&
      !inside(word.charAt(word.length - 1), text.charAt(end))
    )
      return true
  }
  return false
}

/** A number as people copy it, perhaps in groups of figures. Both plain. */
export function holdsNumber(text: string, number: string): boolean {
  const bare = solid(number)
  if (bare === '' || !solid(text).includes(bare)) return false
  const loose = Array.from(bare, (char) => char.replace(/[\\^$.*+?()[\]{}|/]/, String.raw`\$&`))
  return new RegExp(`(?<!${WORDLY})${loose.join('[\\s-]*')}(?!${WORDLY})`, 'u').test(text)
}

/** The first of the words that the text has, as the rubric writes it. */
export function wordIn(text: string, words: readonly string[]): string | null {
  const folded = plain(text)
  return words.find((word) => holds(folded, plain(word))) ?? null
}

/**
 * What of the text fits. A long text is looked at in pieces that overlap, as a pattern is quick only on
 * short ones (pattern.ts); no padding hides anything. Null, too, where filled variables have made the
 * pattern no pattern.
 */
export function fitting(text: string, pattern: string): string | null {
  try {
    const wanted = new RegExp(pattern, 'iu')
    for (let from = 0; from === 0 || from < text.length; from += PATTERN_TEXT_MAX / 2) {
      const found = wanted.exec(text.slice(from, from + PATTERN_TEXT_MAX))
      if (found) return found[0]
    }
    return null
  } catch {
    return null
  }
}

const WORDLY = String.raw`[\p{Script=Latin}\p{N}]`
const wordlyChar = new RegExp(`^${WORDLY}$`, 'u')

function wordly(char: string): boolean {
  return wordlyChar.test(char)
}

function solid(text: string): string {
  return text.replaceAll(/[\s-]+/g, '')
}
