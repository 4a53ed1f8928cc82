const DAY = 24 * 3600_000
/** "Today" of D8 begins at midnight in China, where there is no summer time. */
const DAY_OFFSET = 8 * 3600_000

/** The number of the day that D8 counts for. */
export function dayOf(at: number): number {
  return Math.floor((at + DAY_OFFSET) / DAY)
}

/** When the day of `at` began. */
export function startOfToday(at: number): number {
  return dayOf(at) * DAY - DAY_OFFSET
}
