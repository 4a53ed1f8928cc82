import { realpathSync } from 'node:fs'

/** True when this module is the program that was started, and not imported by another. */
export function isProgram(meta: ImportMeta): boolean {
  const started = process.argv[1]
  return started !== undefined && realpathSync(started) === realpathSync(meta.filename)
}

/** What was typed after the command's name. */
export function commandArguments(): string[] {
  return process.argv.slice(2)
}
