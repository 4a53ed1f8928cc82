import type { ConversationId } from '#shared/protocol/model.ts'
import type { ChatGroup, GroupKey } from '../../state/order.ts'

/** Heights in CSS pixels; tokens.css has the same as `--row`, by density. */
export const ROW = 56
export const ROWS = { compact: ROW, comfortable: 66 } as const
export const HEAD = 32

export interface Section {
  readonly key: GroupKey
  readonly ids: readonly ConversationId[]
  readonly open: boolean
  /** Top of its first row. */
  readonly top: number
}
export interface Layout {
  readonly sections: readonly Section[]
  readonly height: number
  /** Top of each row that is not folded away. */
  readonly tops: ReadonlyMap<ConversationId, number>
}

export function layoutOf(
  groups: readonly ChatGroup[],
  collapsed: readonly string[],
  row: number = ROW,
): Layout {
  const tops = new Map<ConversationId, number>()
  const sections: Section[] = []
  let height = 0
  for (const { key, ids } of groups) {
    const open = !collapsed.includes(key)
    const top = height + HEAD
    sections.push({ key, ids, open, top })
    if (open) ids.forEach((id, index) => tops.set(id, top + index * row))
    height = top + (open ? ids.length * row : 0)
  }
  return { sections, height, tops }
}

const OVERSCAN = 2

/** Which rows of a section are in sight, with a few more on either side. */
export function visibleRange(
  section: Section,
  scrollTop: number,
  height: number,
  row: number = ROW,
): { from: number; to: number } {
  if (!section.open) return { from: 0, to: 0 }
  const first = Math.floor((scrollTop - section.top) / row) - OVERSCAN
  const last = Math.ceil((scrollTop + height - section.top) / row) + OVERSCAN
  const limit = section.ids.length
  return { from: Math.min(limit, Math.max(0, first)), to: Math.min(limit, Math.max(0, last)) }
}

/**
 * How the list must be scrolled and padded so that a row that moved by `delta` stays where it was
 * on the screen.
 */
export function anchored(
  now: { readonly scrollTop: number; readonly spacerTop: number },
  delta: number,
  height: number,
  viewport: number,
): { scrollTop: number; top: number; bottom: number } {
  const want = now.scrollTop + delta
  const top = now.spacerTop + Math.max(0, -want)
  const scrollTop = Math.max(0, want)
  return { scrollTop, top, bottom: Math.max(0, scrollTop + viewport - (height + top)) }
}
