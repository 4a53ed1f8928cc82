import { join } from 'node:path'
import { isProgram } from '../command.ts'
import { localeFaults } from '../checks/locales.ts'
import { root } from '../root.ts'
import { addCounts, countLine, type Counts } from '../testing/counts.ts'
import { runProgram } from '../testing/program.ts'

interface CheckResult {
  readonly name: string
  /** One line (or a small block) per problem; empty when the check passed. */
  readonly problems: readonly string[]
}

const limit = 3 * 60_000
/** Problems of one check that are printed; one missing type makes hundreds. */
const shown = 50

/** Runs all checks, prints a summary, and counts each check as one test. */
export async function runChecks(): Promise<Counts> {
  const results = (await Promise.all([types(), lint(), locales(), format()])).flat()
  for (const { name, problems } of results) {
    const count = problems.length === 0 ? '' : ` (${problems.length})`
    process.stdout.write(`${problems.length === 0 ? '✓' : '✗'} ${name}${count}\n`)
    for (const problem of problems.slice(0, shown)) process.stdout.write(`    ${problem}\n`)
    if (problems.length > shown) {
      process.stdout.write(`    … and ${problems.length - shown} more\n`)
    }
  }
  return addCounts(
    results.map(({ problems }) => ({
      passed: problems.length === 0 ? 1 : 0,
      failed: problems.length === 0 ? 0 : 1,
      skipped: 0,
    })),
  )
}

function tool(name: string, path: string, ...args: string[]) {
  return runProgram({
    command: process.execPath,
    args: [join(root, 'node_modules', path), ...args],
    timeout: limit,
    quiet: true,
  }).then((run) => ({ ...run, failure: `${name} ended with ${run.code ?? 'a signal'}` }))
}

async function types(): Promise<CheckResult[]> {
  const run = await tool('tsc', 'typescript/bin/tsc', '--noEmit', '--pretty', 'false')
  const lines = run.output.split('\n').filter((line) => line.trim() !== '')
  return [{ name: 'types', problems: run.code === 0 ? [] : [...lines, run.failure] }]
}

/** The parts of the linter's JSON report that a reader needs. */
interface LintReport {
  readonly diagnostics: readonly {
    readonly message: string
    readonly code?: string
    readonly filename: string
    readonly labels: readonly { readonly span: { line: number; column: number } }[]
  }[]
}

/** One run of the linter, told apart by what the problems are about. */
async function lint(): Promise<CheckResult[]> {
  const run = await tool('oxlint', 'oxlint/bin/oxlint', '-f', 'json')
  const named: Record<string, string[]> = {
    lint: [],
    zones: [],
    'chinese text': [],
    'electron security': [],
  }
  try {
    const report = JSON.parse(run.output.slice(run.output.indexOf('{'))) as LintReport
    for (const { message, code = '', filename, labels } of report.diagnostics) {
      const span = labels[0]?.span
      const place = span === undefined ? filename : `${filename}:${span.line}:${span.column}`
      const group =
        code === 'xiaoer(zones)'
          ? 'zones'
          : code === 'xiaoer(no-chinese-text)'
            ? 'chinese text'
            : code === 'xiaoer(electron-security)'
              ? 'electron security'
              : 'lint'
      named[group]?.push(`${place} ${message} ${code}`)
    }
    const found = Object.values(named).some((problems) => problems.length > 0)
    if (run.code !== 0 && !found) named['lint']?.push(run.failure)
  } catch {
    named['lint']?.push(run.failure, ...run.output.split('\n').slice(-20))
  }
  return Object.entries(named).map(([name, problems]) => ({ name, problems }))
}

async function locales(): Promise<CheckResult[]> {
  return [{ name: 'locales', problems: localeFaults(join(root, 'resources/locales')) }]
}

async function format(): Promise<CheckResult[]> {
  const run = await tool(
    'prettier',
    'prettier/bin/prettier.cjs',
    '--check',
    '--cache',
    '--log-level',
    'warn',
    '.',
  )
  const lines = run.output.split('\n').filter((line) => line.trim() !== '')
  return [{ name: 'format', problems: run.code === 0 ? [] : lines }]
}

if (isProgram(import.meta)) {
  const counts = await runChecks()
  if (counts.failed > 0) process.exitCode = 1
  process.stdout.write(`${countLine(counts)}\n`)
}
