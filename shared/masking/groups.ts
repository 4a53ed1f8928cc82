import { digitOf } from './signs.ts'

/** A run of digits without anything between them; [start, end) in UTF-16 units. */
export interface Group {
  readonly start: number
  readonly end: number
  /** As ASCII digits. */
  readonly digits: string
  /** What stands between it and the next group; null: more than separates parts of one number. */
  readonly gap: string | null
}

const LONGEST_GAP = 2
const GAP = /^[\s.\-_·•—–/－．﹣‑()（）]{1,2}$/u
/** Of a keycap emoji, behind its digit. */
const KEYCAP = /^\ufe0f?\u20e3$/

/** The digits of a text, in whatever form they are written. */
export function groupsOf(text: string): readonly Group[] {
  const groups: Group[] = []
  let at = 0
  while (at < text.length) {
    if (digitOf(text.charCodeAt(at)) < 0) {
      at++
      continue
    }
    const start = at
    let digits = ''
    for (; at < text.length; at++) {
      const value = valueAt(text, at, digits !== '')
      if (value < 0) break
      digits += String(value)
    }
    groups.push({ start, end: at, digits, gap: null })
  }
  return groups.map((group, index) => {
    const next = groups[index + 1]
    if (!next) return group
    const between = text.slice(group.end, next.start)
    const joins = KEYCAP.test(between) || (between.length <= LONGEST_GAP && GAP.test(between))
    return joins ? { ...group, gap: between } : group
  })
}

/** An O between digits is a zero to the eye. */
function valueAt(text: string, at: number, within: boolean): number {
  const unit = text.charCodeAt(at)
  const value = digitOf(unit)
  if (value >= 0 || !within || (unit !== 0x4f && unit !== 0x6f)) return value
  const next = text.charCodeAt(at + 1)
  return next === 0x4f || next === 0x6f || digitOf(next) >= 0 ? 0 : -1
}
