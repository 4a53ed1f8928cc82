import { cpus, totalmem, release } from 'node:os'

/** One measured number, judged where there is a goal for it. */
export interface Figure {
  readonly name: string
  readonly value: number
  /** Such as `msg/s`, `ms`, `MB`; empty for a plain number. */
  readonly unit: string
  /** The same thing measured on the bare alternative in the same run, in the same unit. */
  readonly baseline?: number
  /** value divided by baseline. */
  readonly ratio?: number
  readonly goal?: Goal
  /** Whether the goal is met; true where there is none. */
  readonly ok: boolean
}

/** The bound a figure, or its ratio to the baseline, or its difference from it, has to keep. */
export interface Goal {
  readonly of: 'value' | 'ratio' | 'difference'
  readonly is: 'at most' | 'under' | 'at least'
  readonly bound: number
}

export interface BenchOptions {
  /** Arguments after the bench's name, without `--json`. */
  readonly args: readonly string[]
  /** Where progress goes; never to standard output, whose last line is the result. */
  readonly progress: (line: string) => void
}

/** What a file in build/benches exports as `figures`. */
export type Bench = (options: BenchOptions) => Promise<readonly Figure[]>

/** Makes a figure: works out the ratio and whether the goal is met. */
export function figure(parts: {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly baseline?: number
  readonly goal?: Goal
}): Figure {
  const { baseline, goal, ...rest } = parts
  const ratio = baseline === undefined || baseline === 0 ? undefined : parts.value / baseline
  return {
    ...rest,
    ...(baseline === undefined ? {} : { baseline }),
    ...(ratio === undefined ? {} : { ratio }),
    ...(goal === undefined ? {} : { goal }),
    ok: goal === undefined || meets(parts.value, baseline, goal),
  }
}

function meets(value: number, baseline: number | undefined, goal: Goal): boolean {
  const measured = measure(value, baseline, goal)
  // A goal against a baseline that was not measured is not met.
  if (measured === undefined || Number.isNaN(measured)) return false
  switch (goal.is) {
    case 'at most':
      return measured <= goal.bound
    case 'under':
      return measured < goal.bound
    case 'at least':
      return measured >= goal.bound
  }
}

function measure(value: number, baseline: number | undefined, goal: Goal): number | undefined {
  if (goal.of === 'value') return value
  if (baseline === undefined) return undefined
  return goal.of === 'ratio' ? value / baseline : value - baseline
}

/** The middle value, or the mean of the middle two; NaN for no values. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

/**
 * The smallest value that at least `percent` of all values don't exceed (nearest rank), so that it
 * is always one that was measured; NaN for no values.
 */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const rank = Math.ceil((percent / 100) * sorted.length)
  return sorted[Math.max(rank - 1, 0)] ?? Number.NaN
}

/** What a figure was measured on, in words. */
export function machine(): string {
  const processors = cpus()
  const model = processors[0]?.model.replaceAll(/\s+/g, ' ').trim() ?? 'unknown processor'
  const memory = `${(totalmem() / 2 ** 30).toFixed(1)} GiB`
  return `${processors.length} × ${model}, ${memory}, ${process.platform} ${release()}, Node ${process.versions.node}`
}
