import type { BackupStatus } from '#shared/backups/model.ts'

export interface PointRow {
  readonly key: string
  readonly at: number
  readonly set: string
  /** Of its whole set, in the set's newest point; null: told there. */
  readonly bytes: number | null
  /** The oldest that is kept of its set. */
  readonly first: boolean
}

/** Newest first. */
export function pointsOf({ sets }: BackupStatus): PointRow[] {
  return sets
    .flatMap(({ set, bytes, points }) =>
      points.map(({ seq, at }, index) => ({
        key: `${set}/${seq}`,
        at,
        set,
        bytes: index === 0 ? bytes : null,
        first: index === points.length - 1,
      })),
    )
    .sort((a, b) => b.at - a.at)
}

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'] as const

export function sizeText(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000
    unit++
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit] ?? ''}`
}
