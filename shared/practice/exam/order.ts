/** How many stand in rising order at most when the others are taken out (longest rising subsequence). */
export function longestInOrder(values: readonly number[]): number {
  const best: number[] = []
  values.forEach((value, at) => {
    const before = values.slice(0, at).map((one, index) => (one < value ? (best[index] ?? 0) : 0))
    best.push(1 + Math.max(0, ...before))
  })
  return Math.max(0, ...best)
}

/**
 * 0, 0.5 or 1 for steps in this order, given as indices of the right one.
 *
 * Whole marks for the exact order. Half where a single step is out of place, told by the longest run
 * in right relative order (all but one): place by place, one step moved to the front would look all
 * wrong. No marks by length beyond that: a random order of six has some three in a row by chance, and
 * would earn half. Three steps are right or wrong: with one out of place, five orders of six would earn.
 */
export function orderShare(places: readonly number[], steps: number): number {
  if (new Set(places).size !== steps || places.length !== steps) return 0
  const longest = longestInOrder(places)
  if (longest === steps) return 1
  return steps > 3 && longest === steps - 1 ? 0.5 : 0
}
