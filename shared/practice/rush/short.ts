import { chance, pick } from '../random.ts'
import type { Reaction, ScenarioBuyer, ScenarioOrder, Step } from '../scenario.ts'
import type { RushWords } from './questions.ts'

type Question = RushWords['questions'][number]
type Product = RushWords['products'][number]

/** What a short visit is made of. */
export interface Short {
  readonly question: Question
  readonly product: Product
  readonly buyer: ScenarioBuyer
}

/** Seconds until the buyer asks again, asks once more, and is gone. */
const PATIENCE = { nudges: [55, 140], leaves: 300 } as const

/** A buyer with one of the everyday questions: a round each, an unfit answer is asked about once. */
export function shortVisit(
  words: RushWords,
  question: Question,
  { id, name, after, order }: { id: string; name: string; after: number; order: string },
  seed: number,
): Short {
  const product = pick(words.products, seed, id, 'product') ?? words.products[0]
  if (!product) throw new RangeError('a rush needs products')
  // The seed of the run is the one of the text: what is not chosen now would never be said.
  const say = (lines: readonly string[]) => {
    const line = pick(lines, seed, id, lines[0] ?? '') ?? ''
    return [line.replaceAll('{order}', order)]
  }
  const orders = question.order ? [orderOf(words, product, order, question.order, id, seed)] : []
  const steps: Record<string, Step> = {}
  for (const [index, round] of question.rounds.entries()) {
    const next = question.rounds[index + 1] ? `q${index + 2}` : null
    const done: Reaction = next
      ? { when: { matches: round.wants }, mood: 6, go: next }
      : { when: { matches: round.wants }, mood: 10, say: say(question.thanks), end: question.ends }
    const wait: Reaction = {
      when: { matches: words.wait },
      say: say(words.waits),
      mood: 1,
      times: 1,
    }
    const patience = {
      nudges: words.nudges.map((lines, at) => ({
        after: PATIENCE.nudges[at] ?? PATIENCE.leaves - 1,
        say: say(lines),
        mood: -8,
      })),
      leaves: { after: PATIENCE.leaves, say: say(words.leaves), outcome: 'lost' as const },
    }
    steps[`q${index + 1}`] = {
      say: say(round.ask),
      on: [done, wait],
      otherwise: { mood: -5, go: `again${index + 1}` },
      ...patience,
    }
    steps[`again${index + 1}`] = {
      say: say(words.again),
      on: [done, wait],
      otherwise: { mood: -15, say: say(words.givesUp), end: 'unsolved' },
      ...patience,
    }
  }
  return {
    question,
    product,
    buyer: {
      id,
      name,
      persona: pick(words.personas, seed, id, 'persona') ?? '',
      goal: question.goal,
      after,
      mood: 50 + Math.floor(chance(seed, id, 'mood') * 25),
      vip: false,
      product: product.id,
      orders,
      knows:
        orders.length > 0 ? [{ when: { matches: words.asksOrder }, say: say(words.orderIs) }] : [],
      start: 'q1',
      steps,
    },
  }
}

function orderOf(
  words: RushWords,
  product: Product,
  number: string,
  state: NonNullable<Question['order']>,
  id: string,
  seed: number,
): ScenarioOrder {
  const count = 1 + Math.floor(chance(seed, id, 'count') * 2)
  const hours = { paid: 8, shipped: 60, completed: 150 }[state]
  const tracking = `75${Math.floor(chance(seed, id, 'tracking') * 1e12)}`.padEnd(14, '0')
  const carrier = pick(words.carriers, seed, id, 'carrier') ?? ''
  return {
    number,
    placedHoursAgo: hours + Math.floor(chance(seed, id, 'hours') * 30),
    state,
    lines: [
      { product: product.id, variant: pick(product.variants, seed, id, 'variant') ?? '', count },
    ],
    totalFen: product.priceFen * count,
    buyerNote: '',
    shopNote: '',
    shipments: state === 'paid' ? [] : [{ carrier, tracking, track: [] }],
  }
}
