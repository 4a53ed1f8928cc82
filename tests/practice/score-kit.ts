import type { Deed, Entry, RunRecord, Score } from '#shared/practice/run.ts'
import { scenario, type Scenario } from '#shared/practice/scenario.ts'
import { score } from '#shared/practice/score/score.ts'
import { bundledWits } from './load.ts'

/** For the scorer's own tests: small scenarios and records. */
export const wits = bundledWits()

const address = (name: string, phone: string) => ({ name, phone, text: '1 Harbour Road' })
const order = (number: string, tracking: string, name: string, phone: string) => ({
  number,
  placedHoursAgo: 10,
  state: 'shipped',
  lines: [{ product: 'mug' }],
  totalFen: 5900,
  address: address(name, phone),
  shipments: [{ carrier: 'Swift', tracking }],
})
const buyer = (id: string, name: string, orders: readonly object[] = []) => ({
  id,
  name,
  persona: 'p',
  goal: 'g',
  start: 's',
  steps: { s: {} },
  orders,
})

export const BUYERS = [
  buyer('ann', 'Ann Lee', [order('N-1001', 'SW111222333', 'Annabel', '13800001111')]),
  buyer('bob', 'Bob', [order('N-1002', 'SW444555666', 'Robert', '13800002222')]),
  buyer('kim', 'Mug'),
]

export function scenarioOf(
  marks: readonly object[],
  rest: { violations?: readonly object[]; buyers?: readonly object[]; facts?: object } = {},
): Scenario {
  return scenario.parse({
    xiaoer: 1,
    id: 'small',
    title: 't',
    summary: 's',
    skills: ['logistics', 'several'],
    level: 1,
    minutes: 1,
    products: [{ id: 'mug', title: 'Mug', priceFen: 5900, stock: [{ variant: '', count: 1 }] }],
    colleagues: [{ group: 'care', title: 'Care', nick: 'Max' }],
    facts: rest.facts ?? { tracking: { order: 'N-1001', field: 'tracking' } },
    buyers: rest.buyers ?? BUYERS,
    rubric: { marks, violations: rest.violations ?? [] },
  })
}

export const mark = (kind: string, rest: object = {}) => ({ id: 'm', weight: 1, kind, ...rest })

let cseq = 0
export const asked = (s: number, by = 'ann', text = '?', mood = 60): Entry => ({
  kind: 'asked',
  at: s * 1000,
  buyer: by,
  text,
  cseq: ++cseq,
  mood,
})
export const answered = (
  s: number,
  to = 'ann',
  text = 'ok',
  rest: Partial<Extract<Entry, { kind: 'answered' }>> = {},
): Extract<Entry, { kind: 'answered' }> => ({
  kind: 'answered',
  at: s * 1000,
  buyer: to,
  text,
  body: 'text',
  of: null,
  quickReply: null,
  cseq: ++cseq,
  labels: [],
  mood: 60,
  ...rest,
})
export const automatic = (s: number, to = 'ann'): Entry => ({
  kind: 'automatic',
  at: s * 1000,
  buyer: to,
  text: 'welcome',
  cseq: ++cseq,
})
export const did = (
  s: number,
  deed: Deed,
  of: string | null = 'ann',
  labels: readonly string[] = [],
): Entry => ({ kind: 'did', at: s * 1000, buyer: of, deed, labels, mood: null })
export const left = (
  s: number,
  who = 'ann',
  outcome: Extract<Entry, { kind: 'left' }>['outcome'] = 'solved',
  mood = 60,
): Entry => ({ kind: 'left', at: s * 1000, buyer: who, outcome, mood })
export const paused = (s: number, seconds: number): Entry => ({
  kind: 'paused',
  at: s * 1000,
  for: seconds * 1000,
})
export const forward: Deed = { do: 'forward', group: 'care', note: null }
export const orderDeed = (rest: Partial<Extract<Deed, { do: 'order' }>> = {}): Deed => ({
  do: 'order',
  act: 'refund',
  order: 'N-1001',
  amount: 5900,
  text: '',
  outcome: 'done',
  ...rest,
})

export const recordOf = (
  entries: readonly Entry[],
  ended: RunRecord['ended'] = 'done',
): RunRecord => ({ scenario: '', seed: 1, startedAt: 0, entries, ended })

/** The score of a small scenario with these marks. */
export function scored(
  marks: readonly object[],
  entries: readonly Entry[],
  rest: Parameters<typeof scenarioOf>[1] = {},
): Score {
  return score(scenarioOf(marks, rest), recordOf(entries), wits)
}

/** How one mark alone is judged: its key, share, and cites. */
export function one(
  line: object,
  entries: readonly Entry[],
): readonly [string, number, readonly number[]] {
  const [first] = scored([line], entries).marks
  return first ? [first.how, first.got, first.cites] : ['', -1, []]
}
