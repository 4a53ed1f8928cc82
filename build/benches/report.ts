import type { Figure, Goal } from './figure.ts'

/** The one object that `--json` prints on the last line. */
export interface BenchReport {
  readonly name: string
  readonly machine: string
  readonly figures: readonly Figure[]
}

/** The report on one line, numbers rounded to what a measurement can tell. */
export function reportLine(report: BenchReport): string {
  const figures = report.figures.map(
    ({ name, value, unit, baseline = null, ratio = null, goal, ok }) => ({
      name,
      value: round(value),
      unit,
      baseline: baseline === null ? null : round(baseline),
      ratio: ratio === null ? null : round(ratio),
      goal: goal === undefined ? null : goalText(goal, unit),
      ok,
    }),
  )
  return JSON.stringify({ name: report.name, machine: report.machine, figures })
}

/** Rows: figure, value, baseline, ratio, goal, met or not. */
export function reportTable(report: BenchReport): string {
  const rows = report.figures.map(({ name, value, unit, baseline, ratio, goal, ok }) => [
    name,
    `${number(value)} ${unit}`.trimEnd(),
    baseline === undefined ? '' : `${number(baseline)} ${unit}`.trimEnd(),
    ratio === undefined ? '' : `× ${ratio.toFixed(2)}`,
    goal === undefined ? '' : goalText(goal, unit),
    goal === undefined ? '' : ok ? '✓' : '✗ missed',
  ])
  const all = [['figure', 'value', 'baseline', 'ratio', 'goal', ''], ...rows]
  const widths = all[0]?.map((_, column) =>
    Math.max(...all.map((row) => (row[column] ?? '').length)),
  )
  const isNumber = (column: number): boolean => column >= 1 && column <= 3
  const lines = all.map((row) =>
    row
      .map((cell, column) =>
        isNumber(column)
          ? cell.padStart(widths?.[column] ?? 0)
          : cell.padEnd(widths?.[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  )
  return `${report.name} on ${report.machine}\n\n${lines.join('\n')}`
}

function goalText(goal: Goal, unit: string): string {
  switch (goal.of) {
    case 'value':
      return `${goal.is} ${number(goal.bound)} ${unit}`.trimEnd()
    case 'ratio':
      return `${goal.is} ${goal.bound} × baseline`
    case 'difference':
      return `${goal.is} ${number(goal.bound)} ${unit} over baseline`.replace('  ', ' ')
  }
}

function round(value: number): number | null {
  return Number.isFinite(value) ? Number(value.toPrecision(5)) : null
}

function number(value: number): string {
  if (!Number.isFinite(value)) return 'none'
  return value.toLocaleString('en', { maximumFractionDigits: Math.abs(value) < 100 ? 2 : 0 })
}
