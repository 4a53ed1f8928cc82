import { expect, test } from 'vitest'
import { figure, median, percentile } from './figure.ts'
import { reportLine, reportTable } from './report.ts'

const figures = [
  figure({
    name: 'delivered',
    value: 18_000,
    unit: 'msg/s',
    baseline: 24_000,
    goal: { of: 'ratio', is: 'at least', bound: 0.5 },
  }),
  figure({
    name: 'idle connection',
    value: 24,
    unit: 'kB',
    goal: { of: 'value', is: 'at most', bound: 20 },
  }),
  figure({ name: 'batch', value: 12.345678, unit: '' }),
]
const report = { name: 'gateway', machine: 'a machine', figures }

test('the JSON report is one line of the agreed shape', () => {
  const line = reportLine(report)
  expect(line).not.toContain('\n')
  expect(JSON.parse(line)).toEqual({
    name: 'gateway',
    machine: 'a machine',
    figures: [
      {
        name: 'delivered',
        value: 18_000,
        unit: 'msg/s',
        baseline: 24_000,
        ratio: 0.75,
        goal: 'at least 0.5 × baseline',
        ok: true,
      },
      {
        name: 'idle connection',
        value: 24,
        unit: 'kB',
        baseline: null,
        ratio: null,
        goal: 'at most 20 kB',
        ok: false,
      },
      { name: 'batch', value: 12.346, unit: '', baseline: null, ratio: null, goal: null, ok: true },
    ],
  })
})

test('the table lines up and marks a missed goal', () => {
  expect(reportTable(report)).toBe(
    [
      'gateway on a machine',
      '',
      'figure                  value      baseline   ratio  goal',
      'delivered        18,000 msg/s  24,000 msg/s  × 0.75  at least 0.5 × baseline  ✓',
      'idle connection         24 kB                        at most 20 kB            ✗ missed',
      'batch                   12.35',
    ].join('\n'),
  )
})

test.each([
  [{ of: 'difference', is: 'under', bound: 120 } as const, 380, 263, true],
  [{ of: 'difference', is: 'under', bound: 120 } as const, 383, 263, false],
  [{ of: 'ratio', is: 'under', bound: 1.6 } as const, 1.6, 1, false],
  [{ of: 'ratio', is: 'under', bound: 1.6 } as const, 1, undefined, false],
  [{ of: 'value', is: 'at most', bound: 30 } as const, Number.NaN, undefined, false],
])('goal %j of %d against %d', (goal, value, baseline, ok) => {
  const parts = baseline === undefined ? {} : { baseline }
  expect(figure({ name: 'x', value, unit: 'u', goal, ...parts }).ok).toBe(ok)
})

test('median and percentile', () => {
  expect(median([3, 1, 2])).toBe(2)
  expect(median([4, 1, 2, 3])).toBe(2.5)
  expect(median([])).toBeNaN()
  const hundred = Array.from({ length: 100 }, (_, index) => index + 1)
  expect(percentile(hundred, 99)).toBe(99)
  expect(percentile(hundred, 50)).toBe(50)
  expect(percentile([7], 99)).toBe(7)
  expect(percentile([], 99)).toBeNaN()
})
