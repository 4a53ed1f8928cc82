import { isHan } from './signs.ts'
import type { Turn } from './turns.ts'
import type { Line, Replacement } from './model.ts'

const MOST = 6

/**
 * For each turn the words of its answer that say most: of two signs or more, none that was invented,
 * those first that the agent said least often elsewhere. An answer without such a word: its clauses.
 */
export function keywordsOf(
  messages: readonly Line[],
  replaced: readonly Replacement[],
  turns: readonly Turn[],
  stop: readonly string[],
): readonly (readonly string[])[] {
  const segmenter = new Intl.Segmenter('zh', { granularity: 'word' })
  const places = replaced.flatMap((each) => each.places)
  const words = turns.map(({ answers }) => {
    const said = new Set<string>()
    const clauses = new Set<string>()
    for (const message of answers) {
      let text = messages[message]?.text ?? ''
      for (const { now } of places.filter((place) => place.message === message))
        text = text.slice(0, now.start) + '\0'.repeat(now.end - now.start) + text.slice(now.end)
      for (const clause of text.match(/[\u3400-\u9fff]{1,20}/g) ?? []) clauses.add(clause)
      for (const { segment } of segmenter.segment(text))
        if (segment.length > 1 && segment.length <= 20 && Array.from(segment).every(isHan))
          if (!stop.includes(segment)) said.add(segment)
    }
    return said.size > 0 ? said : clauses
  })
  const count = new Map<string, number>()
  for (const said of words) for (const word of said) count.set(word, (count.get(word) ?? 0) + 1)
  const often = (word: string): number => count.get(word) ?? 0
  return words.map((said) =>
    Array.from(said)
      .toSorted((a, b) => often(a) - often(b))
      .slice(0, MOST),
  )
}
