import { mulberry32 } from '#shared/chance/mulberry32.ts'
import { performance } from 'node:perf_hooks'
import {
  DEFAULT_DISPATCH,
  dispatch,
  shareOf,
  type DispatchAccount,
  type DispatchInput,
} from '#shared/dispatch/dispatch.ts'
import { freePlaces } from './dispatch-desk.ts'
import { figure, median, percentile, type BenchOptions, type Figure } from './figure.ts'

const HOUR = 3600_000
const NOW = 1_000 * HOUR
const LIMIT = 10
const WAITING = 2000
const GROUPS = ['pre', 'after', 'vip'].map((id) => ({ id, name: id }))
const WARM_UP = 3000

/**
 * What a decision costs, with its record of all candidates and their shares. Baseline, in the same
 * run and over the same accounts: a plain loop that finds the least share and tells nothing.
 */
export async function figures({ progress }: BenchOptions): Promise<readonly Figure[]> {
  const shop = measure(200, WAITING)
  progress(`200 agents, ${WAITING} waiting`)
  const growth = [10, 100, 1000].map((agents) => ({ agents, ...measure(agents, WAITING) }))
  progress('10, 100, 1,000 agents')
  const [few, , many] = growth
  const freed = freePlaces(200, WAITING, 1000)
  if (freed.served !== freed.times.length) throw new Error('a freed place was given to nobody')
  progress('the desk')
  return [
    figure({
      name: `decisions per second, 200 agents, ${WAITING} waiting`,
      value: 1000 / mean(shop.decided),
      unit: '1/s',
      baseline: 1000 / mean(shop.scanned),
    }),
    figure({
      name: 'a decision among 200 agents, p99',
      value: percentile(shop.decided, 99),
      unit: 'ms',
      baseline: percentile(shop.scanned, 99),
      goal: { of: 'value', is: 'under', bound: 1 },
    }),
    figure({
      name: 'a decision among 200 agents, slowest',
      value: Math.max(...shop.decided),
      unit: 'ms',
      baseline: Math.max(...shop.scanned),
    }),
    ...growth.map(({ agents, decided, scanned }) =>
      figure({
        name: `one candidate of ${agents}`,
        value: perCandidate(decided, agents),
        unit: 'ns',
        baseline: perCandidate(scanned, agents),
      }),
    ),
    figure({
      name: 'one candidate of 1000 against one of 10 (linear: 1)',
      value: perCandidate(many?.decided ?? [], 1000) / perCandidate(few?.decided ?? [], 10),
      unit: '',
      baseline: perCandidate(many?.scanned ?? [], 1000) / perCandidate(few?.scanned ?? [], 10),
      goal: { of: 'value', is: 'at most', bound: 1.2 },
    }),
    figure({
      name: `a place freed at the desk, ${WAITING} waiting, p99`,
      value: percentile(freed.times, 99),
      unit: 'ms',
    }),
    figure({
      name: `a place freed at the desk, ${WAITING} waiting, p50`,
      value: median(freed.times),
      unit: 'ms',
    }),
  ]
}

interface Measured {
  /** ms of each decision. */
  readonly decided: readonly number[]
  readonly scanned: readonly number[]
}

/** A shop where everyone is full; place after place comes free, and the queue is served. */
function measure(agents: number, waiting: number): Measured {
  const random = mulberry32(agents)
  const accounts = staff(agents, random)
  const buyers = Array.from({ length: waiting }, () => aBuyer(agents, random))
  const decided: number[] = []
  const scanned: number[] = []
  for (let round = 0; round < WARM_UP + waiting; round++) {
    const buyer = buyers[round % waiting]
    const freed = 1 + Math.floor(random() * agents)
    const one = accounts[freed]
    if (!buyer || !one) throw new Error('out of range')
    accounts[freed] = { ...one, held: LIMIT - 1 }

    const start = performance.now()
    const result = dispatch({ ...buyer, accounts })
    const middle = performance.now()
    const found = scan(accounts)
    const end = performance.now()
    if (!found) throw new Error('nobody has room')
    accounts[freed] = { ...one, held: LIMIT, taken: one.taken + (result.kind === 'assign' ? 1 : 0) }
    if (round < WARM_UP) continue
    decided.push(middle - start)
    scanned.push(end - middle)
  }
  return { decided, scanned }
}

function staff(agents: number, random: () => number): DispatchAccount[] {
  return Array.from({ length: agents + 1 }, (_, n) => ({
    id: n === 0 ? 'main' : `s${n}`,
    nick: `Agent ${n}`,
    main: n === 0,
    online: true,
    invisible: false,
    participates: n !== 0,
    suspended: false,
    disabled: false,
    held: LIMIT,
    limit: LIMIT,
    weight: 1,
    onlineMs: HOUR + random() * 7 * HOUR,
    taken: Math.floor(random() * 80),
    groups: random() < 0.5 ? [GROUPS[n % GROUPS.length]?.id ?? ''] : [],
  }))
}

/** A third of them goes by a group, a fifth was served before by someone who may be full. */
function aBuyer(agents: number, random: () => number): Omit<DispatchInput, 'accounts'> {
  const last =
    random() < 0.2
      ? { account: `s${1 + Math.floor(random() * agents)}`, at: NOW - random() * 14 * 24 * HOUR }
      : null
  return {
    now: NOW,
    buyer: { private: false, vip: random() < 0.1, last, servedBy: last ? [last.account] : [] },
    addressed: null,
    group: random() < 1 / 3 ? (GROUPS[Math.floor(random() * GROUPS.length)] ?? null) : null,
    not: [],
    outsideHours: false,
    settings: DEFAULT_DISPATCH,
  }
}

function scan(accounts: readonly DispatchAccount[]): DispatchAccount | null {
  let best: DispatchAccount | null = null
  let least = Infinity
  for (const account of accounts) {
    if (!account.online || !account.participates || account.suspended) continue
    if (account.held >= account.limit) continue
    const share = shareOf(account)
    if (share >= least) continue
    least = share
    best = account
  }
  return best
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** The middle decision, so that a pause of the machine counts for nothing. */
function perCandidate(times: readonly number[], agents: number): number {
  return (median(times) * 1e6) / agents
}
