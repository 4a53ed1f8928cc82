/**
 * How alike two short texts are: by their words and their pairs of characters, where rare ones count
 * more. Words alone miss what the dictionary has not; pairs alone know nothing of words.
 */

/** Where the platform has no segmenter for Chinese, pairs of characters do alone. */
const segmenter =
  typeof Intl.Segmenter === 'function' ? new Intl.Segmenter('zh', { granularity: 'word' }) : null

/** Weights by feature, of length 1 altogether. */
export type Features = ReadonlyMap<string, number>

/** A text's features, each once. */
export function featuresOf(folded: string): ReadonlySet<string> {
  const features = new Set<string>()
  for (const run of folded.match(/[\p{L}\p{N}]+/gu) ?? []) {
    const characters = Array.from(run)
    for (const [index, character] of characters.entries()) {
      const next = characters[index + 1]
      if (next !== undefined) features.add(character + next)
      else if (characters.length === 1) features.add(character)
    }
    for (const { segment, isWordLike } of segmenter?.segment(run) ?? []) {
      // Pairs that are words count as words, too: they weigh twice.
      if (isWordLike === true) features.add(`=${segment}`)
    }
  }
  return features
}

/** Rarity of features among these texts. */
export function rarityIn(texts: readonly string[]): (feature: string) => number {
  const counts = new Map<string, number>()
  for (const text of texts) {
    for (const feature of featuresOf(text)) counts.set(feature, (counts.get(feature) ?? 0) + 1)
  }
  return (feature) => Math.log((1 + texts.length) / (1 + (counts.get(feature) ?? 0))) + 0.1
}

export function weighed(folded: string, rarity: (feature: string) => number): Features {
  const weights = new Map<string, number>()
  let sum = 0
  for (const feature of featuresOf(folded)) {
    const weight = rarity(feature)
    weights.set(feature, weight)
    sum += weight * weight
  }
  const length = Math.sqrt(sum)
  for (const [feature, weight] of weights) weights.set(feature, weight / length)
  return weights
}

/** 0 to 1. */
export function likeness(one: Features, other: Features): number {
  const [few, many] = one.size < other.size ? [one, other] : [other, one]
  let sum = 0
  for (const [feature, weight] of few) sum += weight * (many.get(feature) ?? 0)
  return Math.min(1, sum)
}
