/** A stretch of time that the questions are about; Unix ms, `to` excluded; null: open. */
export interface Period {
  readonly from: number | null
  readonly to: number | null
}

export const PERIODS = ['hour', 'today', 'yesterday', 'week'] as const
export type PeriodName = (typeof PERIODS)[number]

const HOUR = 3_600_000

/** By this computer's calendar day, which is what the person at it means. */
export function periodOf(name: PeriodName, now: number): Period {
  const midnight = new Date(now)
  midnight.setHours(0, 0, 0, 0)
  const before = new Date(midnight)
  before.setDate(before.getDate() - (name === 'week' ? 6 : 1))
  switch (name) {
    case 'hour':
      return { from: now - HOUR, to: null }
    case 'today':
      return { from: midnight.getTime(), to: null }
    case 'yesterday':
      return { from: before.getTime(), to: midnight.getTime() }
    case 'week':
      return { from: before.getTime(), to: null }
  }
}
