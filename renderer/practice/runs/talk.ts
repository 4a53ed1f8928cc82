import type { Cite, Entry, MarkResult, Score, ViolationResult } from '#shared/practice/run.ts'

/** A line of the record with its place in it, which is what marks and comments point at. */
export interface Line {
  readonly index: Cite
  readonly entry: Entry
}

/** A buyer's lines; null: everyone's. What is of no one buyer stands with each. */
export function linesOf(entries: readonly Entry[], buyer: string | null): readonly Line[] {
  return entries
    .map((entry, index) => ({ entry, index }))
    .filter(
      ({ entry }) =>
        buyer === null || entry.kind === 'paused' || entry.buyer === null || entry.buyer === buyer,
    )
}

export function buyerOf(entry: Entry | undefined): string | null {
  return entry === undefined || entry.kind === 'paused' ? null : entry.buyer
}

/** What was judged by a line. */
export interface Judged {
  readonly marks: readonly MarkResult[]
  readonly violations: readonly ViolationResult[]
}
export type Verdicts = ReadonlyMap<Cite, Judged>

export function verdictsOf({ marks, violations }: Pick<Score, 'marks' | 'violations'>): Verdicts {
  const found = new Map<Cite, { marks: MarkResult[]; violations: ViolationResult[] }>()
  const at = (cite: Cite) => {
    const there = found.get(cite) ?? { marks: [], violations: [] }
    found.set(cite, there)
    return there
  }
  for (const mark of marks) for (const cite of new Set(mark.cites)) at(cite).marks.push(mark)
  for (const one of violations) for (const cite of new Set(one.cites)) at(cite).violations.push(one)
  return found
}

/** 0 to 100, one decimal: what the mark gave of the total, and the most it can give. */
export function pointsOf(
  mark: Pick<MarkResult, 'weight' | 'got'>,
  marks: readonly Pick<MarkResult, 'weight'>[],
): { readonly got: number; readonly most: number } {
  const sum = marks.reduce((all, { weight }) => all + weight, 0)
  const most = sum > 0 ? (100 * mark.weight) / sum : 100 / Math.max(1, marks.length)
  const round = (value: number) => Math.round(Number((value * 10).toFixed(6))) / 10
  return { got: round(most * mark.got), most: round(most) }
}

export interface MoodPoint {
  readonly at: number
  readonly mood: number
}

/** A buyer's mood over its visit, beginning with the one it came with. Empty: it never came. */
export function moodsOf(
  entries: readonly Entry[],
  buyer: string,
  begins: number,
): readonly MoodPoint[] {
  const points: MoodPoint[] = []
  for (const entry of entries) {
    if (buyerOf(entry) !== buyer || !('mood' in entry) || entry.mood === null) continue
    if (points.length === 0) points.push({ at: entry.at, mood: begins })
    points.push({ at: entry.at, mood: entry.mood })
  }
  return points
}

/** Bad first, then by what is lost; each skill with its marks. */
export function bySkill(marks: readonly MarkResult[]): readonly {
  readonly skill: MarkResult['skill']
  readonly marks: readonly MarkResult[]
}[] {
  const skills = [...new Set(marks.map(({ skill }) => skill))]
  return skills.map((skill) => ({
    skill,
    marks: marks
      .filter((mark) => mark.skill === skill)
      .toSorted((a, b) => b.weight * (1 - b.got) - a.weight * (1 - a.got)),
  }))
}
