import { app } from 'electron/main'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { log } from '../log.ts'
import { noteCrash } from './crashes.ts'

/** Not crashes: ended in order, or by the system's or our own wish. */
const ORDERLY = new Set(['clean-exit'])

/**
 * Chromium's processes, and an end of this one that nobody saw. Loaded after the first paint: what
 * dies before is told by its own place (the window's page, the gateway's host).
 */
export function watchCrashes(userData: string): void {
  app.on('child-process-gone', (_event, { type, reason, exitCode, name }) => {
    // The gateway's host tells of its own process.
    if (ORDERLY.has(reason) || name === GATEWAY) return
    log('error', 'helper process ended', { type, reason, code: exitCode })
    noteCrash({ kind: 'helper', reason: `${type} ${reason}`, exitCode })
  })
  const mark = join(userData, 'running')
  // A crash of this process itself leaves nobody to tell of it but the next start.
  if (leftBehind(mark)) noteCrash({ kind: 'main', reason: 'unclean end' })
  try {
    writeFileSync(mark, String(process.pid), { mode: 0o600 })
  } catch {
    return
  }
  app.on('quit', () => rmSync(mark, { force: true }))
}

export const GATEWAY = 'Xiaoer gateway'

function leftBehind(mark: string): boolean {
  try {
    return Number(readFileSync(mark, 'utf8')) > 0
  } catch {
    return false
  }
}
