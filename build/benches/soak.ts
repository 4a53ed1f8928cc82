import { slopeOf } from '#tests/support/history-checker-rest.ts'
import type { Health, Live } from '#tests/support/fault-gateway.ts'
import { Pool } from '#tests/support/fault-pool.ts'
import type { Profile } from '#tests/support/fault-profile.ts'
import { World } from '#tests/support/fault-world.ts'
import { figure, median, percentile, type BenchOptions, type Figure } from './figure.ts'

const MINUTES = 30
/** Caches fill and code is compiled: what is measured begins behind it. */
const WARM_UP = 0.2
const SAMPLE_MS = 2000
/** Each half minute it is looked at what lives behind a collection. */
const LIVE_EVERY = 15
/**
 * The page caches of the four connections fill to 16 MiB each in the gateway, which takes longer than
 * this runs and would hide a leak as well as look like one: here they are full within a minute.
 */
const CACHE_KIB = 512
/** Live objects and threads, V8's young generation at its largest, code: what such a shop may take. */
const MOST_MIB = 512
const MIB = 2 ** 20

/** A shop's working day in small: writing, forwarding, closing, with a bad network and a bad disk. */
const DAY: Omit<Profile, 'lasts'> = {
  storms: true,
  // The process that is measured must live; a thousand rounds kill it.
  kills: false,
  fails: true,
  clock: false,
  bus: true,
  crashes: true,
  epoch: false,
  desktop: false,
  page: true,
  privates: false,
  pace: [20, 60],
  calm: [400, 3000],
}

/**
 * `npm run bench -- soak [--minutes N] [--seed S] --json`: mixed traffic under faults against a real
 * gateway in a process of its own, everything that everyone saw judged by the history checker at the
 * end; its memory, handles and event loop sampled meanwhile.
 *
 * Memory is told apart, for the resident size alone says little of a leak: V8 lets its young generation
 * grow to some 100 MiB before it collects, and gives nothing back while there is room. What must be flat
 * is what lives behind a full collection (JavaScript's heap, threads included), and what the process has
 * without V8's heap (SQLite, sockets, malloc); the resident size has a bound. See decision 82.
 */
export async function figures({ args, progress }: BenchOptions): Promise<readonly Figure[]> {
  const minutes = option(args, '--minutes') ?? MINUTES
  const seed = option(args, '--seed') ?? Math.floor(Math.random() * 2 ** 31)
  progress(`seed ${seed}, ${minutes} minutes`)
  const samples: (Health & { readonly atMs: number })[] = []
  const began = performance.now()
  let told = began
  const pool = new Pool(null, CACHE_KIB)
  try {
    const world = new World(seed, pool, {
      profile: { ...DAY, lasts: minutes * 60_000 },
      healMs: 30_000,
      sample: {
        everyMs: SAMPLE_MS,
        liveEvery: LIVE_EVERY,
        take: (health) => {
          const now = performance.now()
          samples.push({ ...health, atMs: now - began })
          if (now - told < 58_000 || health.live === null) return
          told = now
          const { live, rss, fds } = health
          const lives = live ? `${mib(live.heap)} MiB live, ${mib(live.native)} native, ` : ''
          progress(
            `${Math.round((now - began) / 60_000)} min: ${lives}${mib(rss)} resident, ${fds} handles`,
          )
        },
      },
    })
    const result = await world.run()
    for (const { rule, what } of result.violations.slice(0, 20)) progress(`${rule} ${what}`)
    const warm = samples.filter(({ atMs }) => atMs > WARM_UP * minutes * 60_000)
    const quarter = Math.ceil(warm.length / 4)
    const fds = (part: typeof warm) => median(part.map((sample) => sample.fds))
    return [
      figure({
        name: 'lost, doubled, skipped or out of place',
        value: result.violations.length,
        unit: '',
        goal: { of: 'value', is: 'at most', bound: 0 },
      }),
      figure({ name: 'answered by ok', value: result.oks, unit: '' }),
      figure({ name: 'rows in the log', value: result.rows, unit: '' }),
      figure({ name: 'storms', value: result.storms.length, unit: '' }),
      figure({
        name: 'healed after the last storm',
        value: result.healedMs ?? Number.NaN,
        unit: 'ms',
        goal: { of: 'value', is: 'under', bound: 5000 },
      }),
      figure({
        name: 'live heap, slope behind the warm-up',
        value: liveSlope(warm, 'heap'),
        unit: 'MiB/min',
        goal: { of: 'value', is: 'under', bound: 0.5 },
      }),
      figure({
        name: 'memory beside the heap, slope behind the warm-up',
        value: liveSlope(warm, 'native'),
        unit: 'MiB/min',
        goal: { of: 'value', is: 'under', bound: 0.5 },
      }),
      figure({
        name: 'live heap at the end',
        value: (warm.findLast(({ live }) => live !== null)?.live?.heap ?? Number.NaN) / MIB,
        unit: 'MiB',
      }),
      figure({
        name: 'resident memory, its most',
        value: Math.max(...samples.map(({ rss }) => rss)) / MIB,
        unit: 'MiB',
        goal: { of: 'value', is: 'under', bound: MOST_MIB },
      }),
      figure({ name: 'resident memory, slope', value: slopeOf(warm) / MIB, unit: 'MiB/min' }),
      figure({
        name: 'open handles, last quarter',
        value: fds(warm.slice(-quarter)),
        unit: '',
        baseline: fds(warm.slice(0, quarter)),
        goal: { of: 'difference', is: 'at most', bound: 5 },
      }),
      figure({
        name: 'event loop delay, p99, median of samples',
        value: median(warm.map(({ delayP99 }) => delayP99)),
        unit: 'ms',
        goal: { of: 'value', is: 'under', bound: 50 },
      }),
      figure({
        name: 'event loop delay, p99, the worst tenth of samples',
        value: percentile(
          warm.map(({ delayP99 }) => delayP99),
          90,
        ),
        unit: 'ms',
      }),
    ]
  } finally {
    await pool.close()
  }
}

/** MiB/min; NaN, which meets no goal, where nothing was looked at. */
function liveSlope(
  samples: readonly (Health & { readonly atMs: number })[],
  part: keyof Live,
): number {
  const seen = samples.flatMap(({ atMs, live }) => (live ? [{ atMs, rss: live[part] }] : []))
  return seen.length < 3 ? Number.NaN : slopeOf(seen) / MIB
}

function mib(bytes: number): number {
  return Math.round(bytes / MIB)
}

function option(args: readonly string[], name: string): number | null {
  const at = args.indexOf(name)
  if (at < 0) return null
  const value = Number(args[at + 1])
  if (!(value > 0)) throw new Error(`${name} wants a number`)
  return value
}
