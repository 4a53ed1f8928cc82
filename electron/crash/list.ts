import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { CRASH_KINDS, type Crash } from '#shared/bridge/crashes.ts'
import { crashFiles, KEPT } from './crashes.ts'

const crash = z.strictObject({
  id: z.string(),
  at: z.number(),
  kind: z.enum(CRASH_KINDS),
  reason: z.string(),
  exitCode: z.number().nullable(),
  version: z.string(),
  electron: z.string(),
  platform: z.string(),
  frames: z.array(z.string()),
})

/** Newest first; what cannot be read is passed over. */
export function listCrashes(folder: string): Crash[] {
  const found: Crash[] = []
  for (const name of names(folder).slice(0, KEPT)) {
    try {
      found.push(crash.parse(JSON.parse(readFileSync(join(folder, name), 'utf8'))))
    } catch {
      // Cut off while it was written, or of another version.
    }
  }
  return found
}

export function clearCrashes(folder: string): void {
  for (const name of names(folder)) rmSync(join(folder, name), { force: true })
}

/** There, so that it can be shown. */
export function ensureFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
}

function names(folder: string): string[] {
  try {
    return crashFiles(folder)
  } catch {
    return []
  }
}
