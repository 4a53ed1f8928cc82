import { expect, test } from 'vitest'
import { addCounts, countLine, judgeRun, playwrightCounts, vitestCounts } from './counts.ts'

test('the count line has its exact form', () => {
  expect(countLine({ passed: 12, failed: 0, skipped: 0 })).toBe('12 passed, 0 failed')
  expect(countLine({ passed: 1, failed: 2, skipped: 3 })).toBe('1 passed, 2 failed, 3 skipped')
})

test('counts of several runners are added', () => {
  expect(
    addCounts([
      { passed: 1, failed: 2, skipped: 3 },
      { passed: 10, failed: 20, skipped: 30 },
    ]),
  ).toEqual({ passed: 11, failed: 22, skipped: 33 })
})

test("vitest's report: tests by state, and a file that fails to load counts as one", () => {
  const report = {
    testResults: [
      {
        status: 'failed',
        assertionResults: [{ status: 'passed' }, { status: 'failed' }, { status: 'skipped' }],
      },
      { status: 'failed', assertionResults: [] },
      { status: 'passed', assertionResults: [{ status: 'passed' }, { status: 'todo' }] },
    ],
  }
  expect(vitestCounts(report)).toEqual({ passed: 2, failed: 2, skipped: 2 })
})

test("Playwright's report: flaky is failed, and errors outside tests count", () => {
  const stats = { expected: 3, unexpected: 1, flaky: 1, skipped: 2 }
  expect(playwrightCounts({ stats, errors: [{}] })).toEqual({ passed: 3, failed: 3, skipped: 2 })
})

const good = { passed: 3, failed: 0, skipped: 0 }

test('a runner that ran well keeps its counts', () => {
  expect(judgeRun(good, { code: 0, timedOut: false })).toEqual({ counts: good })
  const bad = { passed: 3, failed: 1, skipped: 0 }
  expect(judgeRun(bad, { code: 1, timedOut: false })).toEqual({ counts: bad })
})

test.each([
  ['a time limit', good, { code: undefined, timedOut: true }],
  ['a missing report', undefined, { code: 0, timedOut: false }],
  ['no test', { passed: 0, failed: 0, skipped: 4 }, { code: 0, timedOut: false }],
  ['a bad exit code', good, { code: 1, timedOut: false }],
  ['a signal', good, { code: undefined, timedOut: false }],
])('%s adds a failure and says so', (_name, counts, run) => {
  const judged = judgeRun(counts, run)
  expect(judged.counts.failed).toBe(1)
  expect(judged.note).toBeTruthy()
})
