/** Difficulty index P in a word: how many of its points a question gave away. */
export function difficultyWord(difficulty: number): 'easy' | 'fit' | 'hard' {
  if (difficulty >= 0.85) return 'easy'
  return difficulty < 0.4 ? 'hard' : 'fit'
}

/** Discrimination index D in a word (Ebel 1965: 0.4 very good, under 0.2 poor). Null: too few sittings. */
export function discriminationWord(
  discrimination: number | null,
): 'unknown' | 'against' | 'little' | 'some' | 'well' {
  if (discrimination === null) return 'unknown'
  if (discrimination < 0) return 'against'
  if (discrimination < 0.2) return 'little'
  return discrimination < 0.4 ? 'some' : 'well'
}
