/** How many tests of a stage passed, failed and were skipped. */
export interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

export const noCounts: Counts = { passed: 0, failed: 0, skipped: 0 }

export function addCounts(all: readonly Counts[]): Counts {
  return all.reduce(
    (sum, counts) => ({
      passed: sum.passed + counts.passed,
      failed: sum.failed + counts.failed,
      skipped: sum.skipped + counts.skipped,
    }),
    noCounts,
  )
}

/** The line a whole run ends with: `N passed, N failed`, and `, N skipped` where any were. */
export function countLine(counts: Counts): string {
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''
  return `${counts.passed} passed, ${counts.failed} failed${skipped}`
}

/** The part of vitest's JSON report (jest's shape) that tells numbers. */
interface VitestReport {
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly assertionResults: readonly {
      readonly status: string
      readonly fullName: string
      readonly failureMessages?: readonly string[]
    }[]
  }[]
}

/** A file that could not even be loaded has no tests in the report; it counts as one failed. */
export function vitestCounts(report: VitestReport): Counts {
  return addCounts(
    report.testResults.map((file) => {
      const of = (...wanted: string[]): number =>
        file.assertionResults.filter(({ status }) => wanted.includes(status)).length
      const failed = of('failed')
      return {
        passed: of('passed'),
        // A failing hook of the file leaves every single test as it was.
        failed: failed === 0 && file.status === 'failed' ? 1 : failed,
        skipped: of('skipped', 'pending', 'todo', 'disabled'),
      }
    }),
  )
}

const COLOURS = new RegExp(String.raw`\u001b\[[0-9;]*m`, 'g')

/** A title with the first line of why. */
function told(title: string, message = ''): string {
  const [why = ''] = message.replaceAll(COLOURS, '').split('\n')
  return why === '' ? title : `${title}: ${why.slice(0, 200)}`
}

/** The titles of what failed, for the end of a long log. */
export function vitestFailures(report: VitestReport): readonly string[] {
  return report.testResults.flatMap(({ name, status, assertionResults }) => {
    const titles = assertionResults.flatMap((one) =>
      one.status === 'failed' ? [told(`${name}: ${one.fullName}`, one.failureMessages?.[0])] : [],
    )
    return titles.length === 0 && status === 'failed' ? [name] : titles
  })
}

interface PlaywrightSuite {
  readonly suites?: readonly PlaywrightSuite[]
  readonly specs: readonly {
    readonly ok: boolean
    readonly title: string
    readonly file: string
    readonly line: number
    readonly tests: readonly {
      readonly results: readonly { readonly error?: { readonly message?: string } }[]
    }[]
  }[]
}

/** The part of Playwright's JSON report that tells numbers and names. */
interface PlaywrightReport {
  readonly suites: readonly PlaywrightSuite[]
  readonly stats: {
    readonly expected: number
    readonly unexpected: number
    readonly flaky: number
    readonly skipped: number
  }
  readonly errors: readonly unknown[]
}

/** Errors outside of tests (a file that can't be loaded) count as one failed each. */
export function playwrightCounts(report: PlaywrightReport): Counts {
  const { expected, unexpected, flaky, skipped } = report.stats
  return { passed: expected, failed: unexpected + flaky + report.errors.length, skipped }
}

export function playwrightFailures({ suites }: PlaywrightReport): readonly string[] {
  const within = (suite: PlaywrightSuite): readonly string[] => [
    ...suite.specs.flatMap(({ ok, file, line, title, tests }) =>
      ok ? [] : [told(`${file}:${line}: ${title}`, tests.at(-1)?.results.at(-1)?.error?.message)],
    ),
    ...(suite.suites ?? []).flatMap(within),
  ]
  return suites.flatMap(within)
}

/**
 * What a stage really came to, once its runner has ended: a runner that crashed, hung or ran
 * nothing adds a failure of its own, so that it can't be mistaken for success.
 */
export function judgeRun(
  counts: Counts | undefined,
  run: { readonly code: number | undefined; readonly timedOut: boolean },
): { readonly counts: Counts; readonly note?: string } {
  const known = counts ?? noCounts
  const withFailure = (note: string) => ({
    counts: { ...known, failed: known.failed + 1 },
    note,
  })
  if (run.timedOut) return withFailure('stopped at its time limit')
  if (counts === undefined) return withFailure('left no report')
  if (known.passed + known.failed === 0) return withFailure('ran no test')
  if (run.code !== 0 && known.failed === 0) {
    return withFailure(`ended with ${run.code === undefined ? 'a signal' : `code ${run.code}`}`)
  }
  return { counts: known }
}
