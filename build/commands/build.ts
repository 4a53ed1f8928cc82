import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { commandArguments, isProgram, runCommand } from '../command.ts'
import { withLock } from '../lock.ts'
import { root } from '../root.ts'
import { ContentHashes, Stamps } from '../stamps.ts'
import { type Target, type TargetName, targets } from '../vite/targets.ts'

export interface BuildReport {
  readonly built: readonly TargetName[]
  readonly fresh: readonly TargetName[]
  /** Targets whose sources don't exist. */
  readonly skipped: readonly TargetName[]
}

export interface BuildOptions {
  /** Which targets; all when left out. */
  readonly only?: readonly TargetName[]
  /** Build even what is fresh. */
  readonly force?: boolean
  /** Where one line per built or skipped target goes; standard error when left out. */
  readonly log?: (line: string) => void
}

/** A fault in the sources; the message holds the places, and a stack would only hide it. */
export class BuildError extends Error {
  override readonly name = 'BuildError'
}

/**
 * Builds into out/ what is stale, judged by the contents of its sources.
 *
 * Two processes may call it at once: the second waits and then finds everything fresh.
 * @throws BuildError when a target fails to build, after all others were tried; its stamp is then
 * unchanged, so that the next call tries again.
 */
export async function ensureBuilt(options: BuildOptions = {}): Promise<BuildReport> {
  return withLock(join(root, 'out/.stamps/lock'), () => buildStale(options))
}

async function buildStale(options: BuildOptions): Promise<BuildReport> {
  const log = options.log ?? ((line: string) => void process.stderr.write(`${line}\n`))
  const hashes = new ContentHashes(root)
  const stamps = new Stamps(join(root, 'out/.stamps'))
  const built: TargetName[] = []
  const fresh: TargetName[] = []
  const skipped: TargetName[] = []
  const failures: string[] = []
  for (const target of targets) {
    if (options.only !== undefined && !options.only.includes(target.name)) continue
    if (!existsSync(join(root, target.steps[0].entry))) {
      log(`build: ${target.name} skipped, there is no ${target.steps[0].entry}`)
      skipped.push(target.name)
      continue
    }
    const hash = hashes.ofAll(target.inputs)
    const outputs = target.outputs.map((output) => join(root, output))
    if (options.force !== true && stamps.isFresh(target.name, hash, outputs)) {
      fresh.push(target.name)
      continue
    }
    const start = performance.now()
    try {
      await buildTarget(target)
    } catch (error) {
      // The others are built all the same, so that one folder's fault hides no other's.
      failures.push(error instanceof Error ? error.message : String(error))
      continue
    }
    stamps.write(target.name, hash)
    built.push(target.name)
    log(`build: ${target.name} in ${Math.round(performance.now() - start)} ms`)
  }
  if (failures.length > 0) throw new BuildError(failures.join('\n'))
  return { built, fresh, skipped }
}

async function buildTarget(target: Target): Promise<void> {
  // Loaded only now: vite takes longer to load than it takes to see that everything is fresh.
  const { runStep } = await import('../vite/run.ts')
  for (const step of target.steps) {
    if (!existsSync(join(root, step.entry))) continue
    try {
      await runStep(step)
    } catch (error) {
      // Vite colours what it says, whether or not a terminal reads it.
      const reason = stripVTControlCharacters(
        error instanceof Error ? error.message : String(error),
      )
      throw new Error(`build: ${target.name}: ${step.entry} does not build\n${reason}`)
    }
  }
  const missing = target.outputs.filter((output) => !existsSync(join(root, output)))
  if (missing.length > 0) throw new Error(`build: ${target.name} left no ${missing.join(', ')}`)
}

if (isProgram(import.meta)) {
  await runCommand(async () => {
    const report = await ensureBuilt({ force: commandArguments().includes('--force') })
    process.stderr.write(
      `build: ${report.built.length} built, ${report.fresh.length} fresh, ${report.skipped.length} skipped\n`,
    )
  })
}
