import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { partsOf } from './check.ts'
import { keyId } from './keys.ts'
import { manifestName, readKeys, type Point, type Repository } from './manifest.ts'

const DAY = 24 * 60 * 60_000

/** How many points are kept; a new whole set begins every so many days. */
export interface Keeping {
  readonly daily: number
  readonly weekly: number
  readonly monthly: number
  readonly baseEveryDays: number
}
export const KEEPING: Keeping = { daily: 7, weekly: 4, monthly: 6, baseEveryDays: 30 }

/** The newest, and the newest of each of the last days, weeks and months that have one. */
export function kept(points: readonly Point[], keeping: Keeping): ReadonlySet<Point> {
  const newestFirst = [...points].sort((a, b) => b.manifest.at - a.manifest.at || b.seq - a.seq)
  const keep = new Set<Point>(newestFirst.slice(0, 1))
  const spans: readonly [number, (at: number) => number][] = [
    [keeping.daily, (at) => Math.floor(at / DAY)],
    // Weeks begin on Mondays; the first of January 1970 was a Thursday.
    [keeping.weekly, (at) => Math.floor((at / DAY + 3) / 7)],
    [keeping.monthly, (at) => new Date(at).getUTCFullYear() * 12 + new Date(at).getUTCMonth()],
  ]
  for (const [count, span] of spans) {
    const seen = new Set<number>()
    for (const point of newestFirst) {
      const one = span(point.manifest.at)
      if (seen.has(one)) continue
      if (seen.size >= count) break
      seen.add(one)
      keep.add(point)
    }
  }
  return keep
}

/**
 * Drops the points that are kept no more, then files that no point needs. `keeping` null: no point is
 * dropped. A set with a manifest that can't be read loses nothing, unless `force`.
 */
export async function rotate(
  repo: Repository,
  points: readonly Point[],
  keeping: Keeping | null,
  options: {
    readonly only?: string
    readonly damaged?: readonly string[]
    readonly force?: boolean
  } = {},
): Promise<void> {
  const keep = keeping === null ? new Set(points) : kept(points, keeping)
  for (const point of points) if (!keep.has(point)) await repo.drop(point.set, point.seq)
  const unreadable = new Set((options.damaged ?? []).map((path) => path.split('/')[0] ?? ''))
  for (const set of await repo.sets()) {
    if (options.only !== undefined && set !== options.only) continue
    if (unreadable.has(set) && !options.force) continue
    const ours = [...keep].filter((point) => point.set === set)
    const wanted = new Set(['keys.json'])
    for (const { seq, manifest } of ours) {
      wanted.add(manifestName(seq))
      for (const { file } of partsOf(manifest)) wanted.add(file)
    }
    const folder = join(repo.folder, set)
    if (ours.length === 0) {
      // Half a set of another gateway's is none of ours.
      const keys = await readKeys(folder)
      if (!keys || keys.id === keyId(repo.key)) await rm(folder, { recursive: true, force: true })
    } else
      for (const file of await readdir(folder))
        if (!wanted.has(file)) await rm(join(folder, file), { force: true })
  }
}
