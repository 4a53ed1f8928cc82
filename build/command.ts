import { realpathSync } from 'node:fs'
import { inspect } from 'node:util'

/** True when this module is the program that was started, and not imported by another. */
export function isProgram(meta: ImportMeta): boolean {
  const started = process.argv[1]
  return started !== undefined && realpathSync(started) === realpathSync(meta.filename)
}

/** What was typed after the command's name. */
export function commandArguments(): string[] {
  return process.argv.slice(2)
}

/**
 * Runs a command's body: what it throws is told in its own words, and the exit code is 1.
 * With XIAOER_DEBUG set, the stack is told, too.
 */
export async function runCommand(body: () => Promise<void>): Promise<void> {
  try {
    await body()
  } catch (error) {
    process.exitCode = 1
    const isKnown = error instanceof Error && process.env['XIAOER_DEBUG'] === undefined
    process.stderr.write(`${isKnown ? error.message : inspect(error)}\n`)
  }
}
