import { describe, expect, it } from 'vitest'
import type { BackupStatus } from '#shared/backups/model.ts'
import { pointsOf, sizeText } from './points.ts'

describe('[T7] The list of backups', () => {
  it('shows the newest first, and a set’s size once', () => {
    const sets = [
      {
        set: 'b',
        bytes: 5,
        points: [
          { seq: 1, at: 30 },
          { seq: 0, at: 20 },
        ],
      },
      { set: 'a', bytes: 7, points: [{ seq: 4, at: 10 }] },
    ]
    const rows = pointsOf({ sets } as unknown as BackupStatus)
    expect(rows.map(({ at, bytes, first }) => [at, bytes, first])).toEqual([
      [30, 5, false],
      [20, null, true],
      [10, 7, true],
    ])
  })

  it('tells sizes as people read them', () => {
    expect([0, 999, 1000, 123_456, 5_000_000_000].map(sizeText)).toEqual([
      '0 B',
      '999 B',
      '1.0 KB',
      '123 KB',
      '5.0 GB',
    ])
  })
})
