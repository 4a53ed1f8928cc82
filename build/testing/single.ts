import { BuildError, ensureBuilt } from '../commands/build.ts'
import { commandArguments } from '../command.ts'
import { addCounts } from './counts.ts'
import { type TestEnvironments, withDesks, withTestEnvironment } from './environment.ts'
import { printStages, type Stage, type StageResult } from './stages.ts'

/** The body of the commands that run one stage alone; sets the exit code. */
export async function runSingle(
  name: Stage['name'],
  run: (stage: Stage) => Promise<StageResult>,
  environment: keyof TestEnvironments,
): Promise<void> {
  try {
    await ensureBuilt()
  } catch (error) {
    // Unit tests run from source: a fault elsewhere is told, and they go on.
    if (name !== 'unit' || !(error instanceof BuildError)) throw error
    process.stderr.write(`${error.message}\n`)
  }
  const args = commandArguments()
  const result = await withTestEnvironment((environments) => {
    const env = environments[environment]
    return name === 'e2e'
      ? withDesks(env, (desks) => run({ name, args, env: desks }))
      : run({ name, args, env })
  })
  const total = addCounts([result.counts])
  if (total.failed > 0) process.exitCode = 1
  printStages([result], total)
}
