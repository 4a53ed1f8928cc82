import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Crash, CrashKind } from '#shared/bridge/crashes.ts'
import { classOf, framesOf } from './frames.ts'

/** So many are kept, the newest. */
export const KEPT = 20
/** What fails again and again does not push everything else out, nor fill the disk. */
const PER_MINUTE = 6

interface Place {
  readonly folder: string
  readonly version: string
}

let place: Place | null = null
let lately: number[] = []

/** From now on crashes are written into `<userData>/crashes`; before, and in other processes, nowhere. */
export function openCrashes(userData: string, version: string): void {
  place = { folder: crashFolder(userData), version }
  lately = []
}

export function crashFolder(userData: string): string {
  return join(userData, 'crashes')
}

export interface Ended {
  readonly kind: CrashKind
  readonly reason: string
  readonly exitCode?: number | null
  readonly frames?: readonly string[]
}

/**
 * Written at once and without waiting: the process may be about to end. Electron's own reporter is
 * never started: its dumps hold the memory of a process, and with it what people said.
 */
export function noteCrash({ kind, reason, exitCode = null, frames = [] }: Ended): void {
  if (!place) return
  const now = Date.now()
  lately = lately.filter((at) => now - at < 60_000)
  if (lately.length >= PER_MINUTE) return
  lately.push(now)
  const id = `${now}-${randomBytes(4).toString('hex')}`
  const crash: Crash = {
    id,
    at: now,
    kind,
    reason: reason.slice(0, 60),
    exitCode,
    version: place.version,
    electron: process.versions['electron'] ?? '',
    platform: `${process.platform} ${process.arch}`,
    frames,
  }
  try {
    mkdirSync(place.folder, { recursive: true, mode: 0o700 })
    writeFileSync(join(place.folder, `${id}.json`), JSON.stringify(crash, null, 1), { mode: 0o600 })
    for (const old of crashFiles(place.folder).slice(KEPT)) rmSync(join(place.folder, old))
  } catch {
    // No room to tell of it: the crash itself is trouble enough.
  }
}

/** An error that nobody caught. */
export function noteError(kind: CrashKind, error: unknown): void {
  if (!(error instanceof Error)) return noteCrash({ kind, reason: typeof error })
  noteCrash({
    kind,
    reason: classOf(error.name),
    frames: framesOf(error.stack ?? '', error.message),
  })
}

/** Newest first. */
export function crashFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => /^\d{13}-[a-f0-9]{8}\.json$/.test(name))
    .toSorted()
    .toReversed()
}
