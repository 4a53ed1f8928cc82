import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Bench, machine } from '../benches/figure.ts'
import { reportLine, reportTable } from '../benches/report.ts'
import { commandArguments, runCommand } from '../command.ts'
import { root } from '../root.ts'
import { ensureBuilt } from './build.ts'

const folder = join(root, 'build/benches')
const args = commandArguments()
const json = args.includes('--json')
const [name, ...rest] = args.filter((argument) => argument !== '--json')

/** Files that export figures; the others in the folder are parts of benches. */
function benches(): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .filter((file) =>
      /^export (?:async )?(?:function|const) figures\b/m.test(
        readFileSync(join(folder, file), 'utf8'),
      ),
    )
    .map((file) => file.slice(0, -'.ts'.length))
}

function isBench(module: unknown): module is { figures: Bench } {
  return (
    typeof module === 'object' &&
    module !== null &&
    'figures' in module &&
    typeof module.figures === 'function'
  )
}

async function run(): Promise<void> {
  if (name === undefined || !benches().includes(name)) {
    process.stderr.write(`usage: npm run bench -- <${benches().join('|')}> [--json]\n`)
    process.exitCode = 2
    return
  }
  await ensureBuilt()
  const file = join(folder, `${name}.ts`)
  const module: unknown = await import(pathToFileURL(file).href)
  if (!isBench(module)) throw new Error(`${file} exports no function figures`)
  const figures = await module.figures({
    args: rest,
    progress: (line) => void process.stderr.write(`bench: ${line}\n`),
  })
  const report = { name, machine: machine(), figures }
  process.stdout.write(`${json ? reportLine(report) : reportTable(report)}\n`)
}

// A missed goal is a result and not an error: the exit code stays 0.
await runCommand(run)
