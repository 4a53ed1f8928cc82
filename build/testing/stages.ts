import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root } from '../root.ts'
import {
  type Counts,
  countLine,
  judgeRun,
  playwrightCounts,
  playwrightFailures,
  vitestCounts,
  vitestFailures,
} from './counts.ts'
import { type ProgramResult, runProgram } from './program.ts'

export interface StageResult {
  readonly name: string
  readonly counts: Counts
  /** Why the stage failed beyond its tests. */
  readonly note?: string
  /** Titles of the tests that failed. */
  readonly failures?: readonly string[]
}

export interface Stage {
  readonly name: 'unit' | 'integration' | 'e2e' | 'faults' | 'tour'
  /** Further arguments for the runner: file filters, `-t <part of a title>`. */
  readonly args: readonly string[]
  readonly env: NodeJS.ProcessEnv
  /** Instead of the stage's own limit, for a run that was asked to be longer. */
  readonly timeoutMs?: number
}

/** Milliseconds after which a stage hangs rather than works. */
const limits: Record<Stage['name'], number> = {
  unit: 8 * 60_000,
  integration: 15 * 60_000,
  e2e: 40 * 60_000,
  faults: 20 * 60_000,
  tour: 10 * 60_000,
}

/** Runs the tests of one vitest project. */
export async function runVitest(stage: Stage): Promise<StageResult> {
  return runStage(stage, 'vitest', vitestCounts, vitestFailures, (report) => [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--project',
    stage.name,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...stage.args,
  ])
}

/** Runs the Playwright tests in tests/<stage>. */
export async function runPlaywright(stage: Stage): Promise<StageResult> {
  return runStage(stage, 'Playwright', playwrightCounts, playwrightFailures, () => [
    join(root, 'node_modules/@playwright/test/cli.js'),
    'test',
    '--config',
    `tests/${stage.name}/playwright.config.ts`,
    '--reporter=list,json',
    ...stage.args.map((argument) => (argument === '-t' ? '-g' : argument)),
  ])
}

async function runStage<Report>(
  stage: Stage,
  runner: string,
  count: (report: Report) => Counts,
  failuresOf: (report: Report) => readonly string[],
  args: (report: string) => readonly string[],
): Promise<StageResult> {
  const report = join(root, 'test-results', `${stage.name}.json`)
  const logFile = join(root, 'test-results', `${stage.name}.log`)
  mkdirSync(dirname(report), { recursive: true })
  // An earlier run's report must not pass for this one's.
  rmSync(report, { force: true })
  const run = await runProgram({
    command: process.execPath,
    args: args(report),
    env: { ...stage.env, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
    timeout: stage.timeoutMs ?? limits[stage.name],
    logFile,
  })
  const judged = judgeRun(readReport(report, count), run)
  const failures = readReport(report, failuresOf) ?? []
  if (judged.note !== undefined) tellTrouble(stage, runner, judged.note, run, logFile)
  return { name: stage.name, ...judged, failures }
}

function readReport<Report, Told>(path: string, read: (report: Report) => Told): Told | undefined {
  if (!existsSync(path)) return undefined
  try {
    return read(JSON.parse(readFileSync(path, 'utf8')) as Report)
  } catch {
    // Cut off while it was written: the runner crashed.
    return undefined
  }
}

function tellTrouble(
  stage: Stage,
  runner: string,
  note: string,
  run: ProgramResult,
  logFile: string,
): void {
  const lines = run.tail.trimEnd().split('\n').slice(-30)
  process.stderr.write(
    `\n${stage.name}: ${runner} ${note}. Its last lines (all of them: ${logFile}):\n` +
      `${lines.map((line) => `  │ ${line}`).join('\n')}\n`,
  )
}

/**
 * One line per stage, what failed in it below, then the line with the sum, which must stay the last
 * that is printed.
 */
export function printStages(results: readonly StageResult[], total: Counts): void {
  const lines = results.flatMap(({ name, counts, note, failures = [] }) => [
    `${counts.failed === 0 ? '✓' : '✗'} ${name.padEnd(12)} ${countLine(counts)}${note === undefined ? '' : ` (${note})`}`,
    ...failures.map((title) => `  ✗ ${title}`),
  ])
  process.stdout.write(`\n${lines.join('\n')}\n${countLine(total)}\n`)
}
