import { join } from 'node:path'
import { root } from '../root.ts'
import { figure, median, type BenchOptions, type Figure } from './figure.ts'
import { Load, type FixedRate, type Saturation } from './gateway/load.ts'

const SIZE = { buyers: 100, agents: 10, idle: 2000 } as const
const WINDOW = 16
const FIXED_PER_SECOND = 2000
const SERVERS = {
  gateway: join(root, 'build/benches/gateway/server.ts'),
  baseline: join(root, 'build/benches/baseline/server.ts'),
} as const
type Kind = keyof typeof SERVERS

interface Run {
  readonly saturation: Saturation
  readonly fixed: FixedRate
  readonly idle: number
}

/**
 * The gateway under load on loopback, beside the bare baseline in the same run: 100 buyers write,
 * ten agents (and the buyers) are given every message after its durable commit. Turn by turn, so that
 * a noisy neighbour meets both; medians.
 */
export async function figures({ args, progress }: BenchOptions): Promise<readonly Figure[]> {
  const quick = args.includes('--quick')
  const turns = quick ? 1 : 3
  const runs: Record<Kind, Run[]> = { gateway: [], baseline: [] }
  for (let turn = 0; turn < turns; turn++)
    for (const kind of ['baseline', 'gateway'] as const) {
      const run = await measure(kind, quick)
      const { saturation, fixed, idle } = run
      progress(
        `${kind} ${turn + 1}/${turns}: ${Math.round(saturation.perSecond)} msg/s, ` +
          `p50 ${fixed.p50.toFixed(1)} ms, p99 ${fixed.p99.toFixed(1)} ms, ` +
          `${(idle / 1000).toFixed(1)} kB per idle connection`,
      )
      runs[kind].push(run)
    }

  const of = (kind: Kind, read: (run: Run) => number) => median(runs[kind].map(read))
  const both = (name: string, unit: string, read: (run: Run) => number) => ({
    name,
    unit,
    value: of('gateway', read),
    baseline: of('baseline', read),
  })
  return [
    figure({
      ...both('delivered at saturation', 'msg/s', (run) => run.saturation.perSecond),
      goal: { of: 'ratio', is: 'at least', bound: 0.5 },
    }),
    figure(both(`p50 at ${FIXED_PER_SECOND} msg/s`, 'ms', (run) => run.fixed.p50)),
    figure({
      ...both(`p99 at ${FIXED_PER_SECOND} msg/s`, 'ms', (run) => run.fixed.p99),
      goal: { of: 'ratio', is: 'under', bound: 2 },
    }),
    figure({
      ...both(
        `delivered of those offered at ${FIXED_PER_SECOND} msg/s`,
        '%',
        (run) => (run.fixed.delivered / run.fixed.offered) * 100,
      ),
      goal: { of: 'value', is: 'at least', bound: 100 },
    }),
    figure(both('CPU per 10,000 messages, saturated', 's', (run) => run.saturation.cpuPer10k)),
    figure(
      both(
        `CPU per 10,000 messages at ${FIXED_PER_SECOND} msg/s`,
        's',
        (run) => run.fixed.cpuPer10k,
      ),
    ),
    figure({
      ...both('memory per idle connection', 'kB', (run) => run.idle / 1000),
      goal: { of: 'value', is: 'at most', bound: 20 },
    }),
  ]
}

async function measure(kind: Kind, quick: boolean): Promise<Run> {
  const load = await Load.start(SERVERS[kind], SIZE)
  try {
    const idle = await load.idle()
    const fixed = await load.fixed(FIXED_PER_SECOND, quick ? 3 : 6)
    const saturation = await load.saturate(quick ? 3 : 6, WINDOW)
    if (load.errors > 0) throw new Error(`${kind}: ${load.errors} frames were refused`)
    return { saturation, fixed, idle }
  } finally {
    await load.stop()
  }
}
