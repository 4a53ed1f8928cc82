import type { Row } from '../../state/rows.ts'

/** The least height of most lines, px. */
const LINE = 34
/** More above the first and below the last of a group: the gap, and the line with the time, px. */
const GROUP_TOP = 7
const GROUP_END = 20
/** So many lines more than fill the window, px: who scrolls finds something to scroll to. */
const SPARE = 3 * LINE

/**
 * From which line on they more than fill a window of `height` px at its end, even if none is wrapped.
 * A switch of the chat draws no others: each costs it a part of the frame.
 */
export function firstInSight(rows: readonly Row[], height: number): number {
  let from = rows.length
  for (let left = height + SPARE; from > 0 && left > 0; from--) {
    const row = rows[from - 1]
    left -= LINE
    if (row?.kind !== 'message' && row?.kind !== 'pending') continue
    if (row.first) left -= GROUP_TOP
    if (row.last) left -= GROUP_END
  }
  return from
}
