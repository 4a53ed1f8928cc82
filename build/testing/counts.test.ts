import { expect, test } from 'vitest'
import {
  addCounts,
  countLine,
  judgeRun,
  playwrightCounts,
  playwrightFailures,
  vitestCounts,
  vitestFailures,
} from './counts.ts'

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
  const one = (status: string, fullName = status) => ({
    status,
    fullName,
    failureMessages: ['\u001b[31mError: it broke\u001b[39m\n  at a place'],
  })
  const report = {
    testResults: [
      {
        name: 'a.test.ts',
        status: 'failed',
        assertionResults: [one('passed'), one('failed', 'does it'), one('skipped')],
      },
      { name: 'b.test.ts', status: 'failed', assertionResults: [] },
      { name: 'c.test.ts', status: 'passed', assertionResults: [one('passed'), one('todo')] },
    ],
  }
  expect(vitestCounts(report)).toEqual({ passed: 2, failed: 2, skipped: 2 })
  expect(vitestFailures(report)).toEqual(['a.test.ts: does it: Error: it broke', 'b.test.ts'])
})

test("Playwright's report: flaky is failed, and errors outside tests count", () => {
  const stats = { expected: 3, unexpected: 1, flaky: 1, skipped: 2 }
  const spec = (ok: boolean, title: string) => ({
    ok,
    title,
    file: 'a.spec.ts',
    line: 7,
    tests: [{ results: [ok ? {} : { error: { message: 'Error: not seen\n\nlong' } }] }],
  })
  const suites = [
    { specs: [spec(true, 'good')], suites: [{ specs: [spec(false, 'bad')] }] },
    { specs: [spec(false, 'worse')] },
  ]
  const report = { stats, errors: [{}], suites }
  expect(playwrightCounts(report)).toEqual({ passed: 3, failed: 3, skipped: 2 })
  expect(playwrightFailures(report)).toEqual([
    'a.spec.ts:7: bad: Error: not seen',
    'a.spec.ts:7: worse: Error: not seen',
  ])
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
