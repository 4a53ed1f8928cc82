import { mulberry32 } from '#shared/chance/mulberry32.ts'

/**
 * Texts like a shop's: words of one to four Chinese characters by Zipf's law, a third of them set
 * phrases, some with order or parcel numbers. Made from code points and a seed: the same each run.
 */
export interface BenchQuery {
  readonly text: string
  readonly buyer?: string
  readonly from?: number
  readonly to?: number
  /** Words put together by chance, or filtered: it may be that nobody wrote them. */
  readonly mayMiss: boolean
}

export interface Corpus {
  /** The same text for the same pos each time. */
  text(pos: number): string
  queries(count: number): readonly BenchQuery[]
}

const characterCount = 3500
const wordCount = 20_000
const phraseCount = 100

function repeat(count: number, part: () => string): string {
  return Array.from({ length: count }, part).join('')
}

export function createCorpus(seed: number, total: number): Corpus {
  const dice = mulberry32(seed)
  const below = (limit: number, roll = dice): number => Math.floor(roll() * limit)
  const zipf = (limit: number, roll = dice): number => Math.floor((limit + 1) ** roll() - 1)
  const characters = Array.from({ length: characterCount }, (_, index) =>
    String.fromCodePoint(0x4e00 + ((index * 5) % 20_900)),
  )
  const character = (): string => characters[zipf(characterCount)] ?? ''
  const words = Array.from({ length: wordCount }, () => {
    const roll = dice()
    return repeat(roll < 0.25 ? 1 : roll < 0.85 ? 2 : roll < 0.95 ? 3 : 4, character)
  })
  const word = (roll = dice): string => words[zipf(wordCount, roll)] ?? ''
  const phrases = Array.from({ length: phraseCount }, () => repeat(4 + below(12), word))

  function text(pos: number): string {
    const roll = mulberry32(seed + pos * 7919)
    const kind = roll()
    if (kind < 0.3) return phrases[zipf(phraseCount, roll)] ?? ''
    const digits = (count: number): string => repeat(count, () => String(below(10, roll)))
    const plain = repeat(1 + below(24 * roll() + 1, roll), () => word(roll))
    if (kind < 0.4) return `${plain} 2025${digits(15)}`
    if (kind < 0.45) return `${plain} SF${digits(12)}`
    return plain
  }

  /** A mixed set: parts of real messages of every length, common characters, numbers, chance pairs. */
  function query(index: number): BenchQuery {
    const pos = 1 + below(total)
    const source = Array.from(text(pos))
    const part = (length: number): string => {
      const start = below(Math.max(1, source.length - length + 1))
      return source.slice(start, start + length).join('')
    }
    switch (index % 10) {
      case 0:
        return { text: characters[below(40)] ?? '', mayMiss: false }
      case 1:
      case 2:
      case 3:
        return { text: part(2), mayMiss: false }
      case 4:
        return { text: part(1), mayMiss: false }
      case 5:
        return { text: part(3 + below(2)), mayMiss: false }
      case 6:
        return { text: part(5 + below(12)), mayMiss: false }
      case 7:
        return { text: word() + word(), mayMiss: true }
      case 8: {
        const number = /\d{12,}/.exec(text(pos))?.[0] ?? `2025${below(10_000)}`
        return { text: index % 20 === 8 ? number : number.slice(-4), mayMiss: true }
      }
      default: {
        const at = 1_750_000_000_000 + pos * 5_000
        const filter =
          index % 20 === 9 ? { buyer: `buyer-${below(50_000)}` } : { from: at - 86_400_000, to: at }
        return { text: characters[below(200)] ?? '', ...filter, mayMiss: true }
      }
    }
  }

  return { text, queries: (count) => Array.from({ length: count }, (_, index) => query(index)) }
}
