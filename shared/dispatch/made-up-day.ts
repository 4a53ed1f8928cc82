import { mulberry32 } from '../chance/mulberry32.ts'
import type { Source } from '../protocol/model.ts'
import type { Day, DayAccount, DayBuyer } from './day.ts'

/**
 * How buyers spread over a made-up day. even: all the time alike. usual: few at night, peaks before
 * noon, in the afternoon and the highest in the evening. sale: half of them in the first tenth.
 */
export type DayShape = 'even' | 'usual' | 'sale'

export interface MadeUpDay {
  /** The same seed makes the same day. */
  readonly seed: number
  /** How many come. */
  readonly buyers: number
  /** Without spans: online all day. */
  readonly accounts: readonly (Omit<DayAccount, 'spans'> & Partial<Pick<DayAccount, 'spans'>>)[]
  readonly from: number
  readonly to: number
  readonly shape: DayShape
  /** Shares of the buyers, 0 to 1. Returning ones come back to an account that served them. */
  readonly returning?: number
  readonly vip?: number
  readonly private?: number
  /** How long a chat takes on the average, ms. */
  readonly staysMs?: number
  /** One of these for each buyer; none: nothing is known of where it comes from. */
  readonly sources?: readonly Source[]
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Buyers by hour of the day in China, in parts of the highest. */
const USUAL = [
  12, 6, 4, 3, 3, 4, 8, 15, 30, 55, 75, 70, 50, 55, 68, 70, 62, 50, 48, 62, 92, 100, 80, 40,
]
const USUAL_OFFSET = 8 * HOUR
const SLOTS = 288

export function madeUpDay(given: MadeUpDay): Day {
  const { seed, buyers: count, accounts, from, to } = given
  const random = mulberry32(seed)
  const slots = slotWeights(given)
  const served = accounts.filter((account) => !account.main && account.participates)
  const buyers: DayBuyer[] = []
  for (let index = 0; index < count; index++) {
    const at = momentOf(slots, from, to, random(), random())
    const before = random() < (given.returning ?? 0.15) ? pick(served, random()) : undefined
    const ago = random()
    buyers.push({
      buyer: `made-up-${index + 1}`,
      at,
      vip: random() < (given.vip ?? 0.05),
      private: random() < (given.private ?? 0),
      source: pick(given.sources ?? [], random()) ?? null,
      addressed: null,
      last: before ? { account: before.id, at: from - Math.round(ago * 5 * DAY) } : null,
      staysMs: staysOf(given.staysMs ?? 8 * MINUTE, random()),
      real: null,
    })
  }
  return {
    from,
    to,
    accounts: accounts.map((account) => ({
      ...account,
      spans: account.spans ?? [{ from, to, state: 'online' }],
    })),
    buyers: buyers.toSorted((a, b) => a.at - b.at),
  }
}

function pick<T>(list: readonly T[], random: number): T | undefined {
  return list[Math.floor(random * list.length)]
}

/** How many come in each slot of the day, in parts of the whole, summed up: the last is 1. */
function slotWeights({ from, to, shape }: MadeUpDay): readonly number[] {
  const weights = Array.from({ length: SLOTS }, (_, slot) => {
    switch (shape) {
      case 'even':
        return 1
      case 'usual': {
        const local = from + ((slot + 0.5) / SLOTS) * (to - from) + USUAL_OFFSET
        return USUAL[Math.floor((((local % DAY) + DAY) % DAY) / HOUR)] ?? 1
      }
      case 'sale':
        return slot < SLOTS / 10 ? 9 : 1
    }
  })
  const whole = weights.reduce((sum, weight) => sum + weight, 0)
  let sum = 0
  return weights.map((weight) => (sum += weight) / whole)
}

function momentOf(
  slots: readonly number[],
  from: number,
  to: number,
  which: number,
  within: number,
): number {
  const found = slots.findIndex((sum) => which < sum)
  const slot = found < 0 ? SLOTS - 1 : found
  return Math.floor(from + ((slot + within) / SLOTS) * (to - from))
}

/** Most chats are short and a few long: exponential, from half a minute to five times the mean. */
function staysOf(mean: number, random: number): number {
  return Math.round(Math.min(5 * mean, Math.max(MINUTE / 2, -Math.log(1 - random) * mean)))
}
