import type { MarkResult, Score } from '../run.ts'

/** One mark of a run beside the same mark of a model run. */
export interface MarkComparison {
  readonly id: string
  /** Null: this run has no such mark; the scenarios' rubrics differ. */
  readonly own: MarkResult | null
  readonly model: MarkResult | null
  /** What the model run has more of the total, in points (0 to 100); below 0: the run is better. */
  readonly behind: number
}

export interface Comparison {
  /** By the model's order; marks that only the run has come last. */
  readonly marks: readonly MarkComparison[]
  readonly behind: number
}

export function compare(own: Score, model: Score): Comparison {
  const both = model.marks.map((mark) => ({
    own: own.marks.find(({ id }) => id === mark.id) ?? null,
    model: mark,
  }))
  const alone = own.marks
    .filter(({ id }) => model.marks.every((mark) => mark.id !== id))
    .map((mark) => ({ own: mark, model: null }))
  const marks = [...both, ...alone].map((pair) => ({
    id: pair.model?.id ?? pair.own?.id ?? '',
    ...pair,
    behind: oneDecimal(points(pair.model, model) - points(pair.own, own)),
  }))
  return { marks, behind: oneDecimal(model.total - own.total) }
}

function points(mark: MarkResult | null, { marks }: Score): number {
  const sum = marks.reduce((all, { weight }) => all + weight, 0)
  if (!mark) return 0
  return 100 * mark.got * (sum > 0 ? mark.weight / sum : 1 / marks.length)
}

function oneDecimal(value: number): number {
  // Never -0, which is no number that people read.
  return Math.round(Number((value * 10).toFixed(6))) / 10 || 0
}
