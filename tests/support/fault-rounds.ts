import { Pool } from './fault-pool.ts'
import { World, type RoundOptions, type RoundResult } from './fault-world.ts'

export interface RoundsOptions extends RoundOptions {
  readonly seeds: readonly number[]
  /** Rounds at the same time. */
  readonly worlds: number
  readonly onRound?: (
    result: RoundResult | { readonly seed: number; readonly error: unknown },
  ) => void
  /** Looked at before each round. */
  readonly enough?: () => boolean
}

export interface RoundsReport {
  readonly rounds: number
  readonly rows: number
  readonly oks: number
  readonly kills: number
  /** By the storms of the network, how often. */
  readonly storms: Readonly<Record<string, number>>
  /** From the healing until all equalled the gateway, ms, ascending. */
  readonly healed: readonly number[]
  readonly failed: readonly { readonly seed: number; readonly why: readonly string[] }[]
}

/** Many rounds, a few at a time, with one pool of gateways. */
export async function runRounds(options: RoundsOptions): Promise<RoundsReport> {
  const pool = new Pool(options.plant ?? null)
  const left = [...options.seeds]
  const total = { rounds: 0, rows: 0, oks: 0, kills: 0 }
  const storms: Record<string, number> = {}
  const healed: number[] = []
  const failed: { seed: number; why: readonly string[] }[] = []
  const world = async () => {
    for (;;) {
      const seed = left.shift()
      if (seed === undefined || options.enough?.() === true) return
      total.rounds++
      try {
        const result = await new World(seed, pool, options).run()
        total.rows += result.rows
        total.oks += result.oks
        total.kills += result.kills
        if (result.healedMs !== null) healed.push(result.healedMs)
        for (const storm of result.storms) storms[storm] = (storms[storm] ?? 0) + 1
        if (result.violations.length > 0)
          failed.push({ seed, why: result.violations.map(({ rule, what }) => `${rule} ${what}`) })
        options.onRound?.(result)
      } catch (error) {
        failed.push({ seed, why: [error instanceof Error ? (error.stack ?? '') : String(error)] })
        options.onRound?.({ seed, error })
      }
    }
  }
  try {
    await Promise.all(Array.from({ length: options.worlds }, world))
  } finally {
    await pool.close()
  }
  return { ...total, storms, healed: healed.toSorted((a, b) => a - b), failed }
}

/** The rules that were broken, such as `I4`. */
export function rulesOf(report: RoundsReport): ReadonlySet<string> {
  return new Set(report.failed.flatMap(({ why }) => why.map((one) => one.split(' ')[0] ?? '')))
}

export function seedsFrom(first: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => first + index)
}
