import { runChecks } from './check.ts'
import { ensureBuilt } from './build.ts'
import { addCounts, type Counts } from '../testing/counts.ts'
import { type TestEnvironments, withDesks, withTestEnvironment } from '../testing/environment.ts'
import { printStages, runPlaywright, runVitest, type StageResult } from '../testing/stages.ts'

const oneFailed: Counts = { passed: 0, failed: 1, skipped: 0 }

/** Everything, one after the other; a failing stage doesn't keep the later ones from running. */
async function testAll(): Promise<readonly StageResult[]> {
  const results: StageResult[] = []
  const attempt = async (name: string, run: () => Promise<StageResult | undefined>) => {
    process.stdout.write(`\n── ${name} ──\n`)
    try {
      const result = await run()
      if (result !== undefined) results.push(result)
    } catch (error) {
      console.error(error)
      const note = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
      results.push({ name, counts: oneFailed, note })
    }
  }
  await attempt('build', async () => {
    await ensureBuilt()
    return undefined
  })
  await attempt('check', async () => ({ name: 'check', counts: await runChecks() }))
  await attempt('environment', async () => {
    await withTestEnvironment((environments) => runStages(environments, attempt))
    return undefined
  })
  return results
}

async function runStages(
  { node, electron }: TestEnvironments,
  attempt: (name: string, run: () => Promise<StageResult>) => Promise<void>,
): Promise<void> {
  await attempt('unit', () => runVitest({ name: 'unit', args: [], env: node }))
  await attempt('integration', () => runVitest({ name: 'integration', args: [], env: node }))
  await attempt('e2e', () =>
    withDesks(electron, (env) => runPlaywright({ name: 'e2e', args: [], env })),
  )
  await attempt('faults', () => runVitest({ name: 'faults', args: [], env: node }))
}

const results = await testAll()
const total = addCounts(results.map(({ counts }) => counts))
if (total.failed > 0 || total.passed === 0) process.exitCode = 1
printStages(results, total)
