import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'

export type Level = 'info' | 'warn' | 'error'

let file: string | null = null
const MAX_BYTES = 2_000_000

/** Where lines go from now on; one older file is kept. */
export function openLog(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
    file = join(folder, 'desktop.log')
    if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > MAX_BYTES)
      renameSync(file, `${file}.1`)
  } catch {
    file = null
  }
}

/**
 * One JSON line. Callers give fixed texts and codes: never content, names, passwords, tokens or keys
 * (I15).
 */
export function log(
  level: Level,
  message: string,
  more: Readonly<Record<string, string | number | boolean>> = {},
): void {
  if (file === null) return
  try {
    appendFileSync(file, `${JSON.stringify({ at: Date.now(), level, message, ...more })}\n`)
  } catch {
    // A full disk must not take the app down by its own log.
  }
}

/** For people who start by terminal. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
