import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFile } from './account/cache-file.ts'
import type { Settings } from './settings.ts'
import { headStartPath } from './transcripts/head-start-path.ts'

/*
 * What a start must know before its schemas are loaded, which takes longer than the window to open.
 * Only what is plainly what it should be is taken, all else is as usual: the files as a whole are
 * judged a moment later by those who own them.
 */

export type Peeked = Pick<Settings, 'theme' | 'window' | 'noGraphics'>

/** Of `settings.ts`. */
export function peekSettings(folder: string): Peeked {
  const { theme, window, noGraphics } = read(join(folder, 'settings.json'))
  const place = placeOf(recordOf(window))
  const { electron, until } = recordOf(noGraphics)
  return {
    theme: theme === 'light' || theme === 'dark' ? theme : 'system',
    ...(place ? { window: place } : {}),
    ...(typeof electron === 'string' && typeof until === 'number'
      ? { noGraphics: { electron, until } }
      : {}),
  }
}

/** Of `account/saved-accounts.ts`: the id of who is remembered and will be at work at once, if anyone. */
export function peekRemembered(folder: string): string | null {
  const { current, accounts } = read(join(folder, 'accounts.json'))
  if (typeof current !== 'string' || !Array.isArray(accounts)) return null
  const goesToWork = accounts.some((one) => {
    const { id, remembered } = recordOf(one)
    return id === current && remembered === true
  })
  return goesToWork ? current : null
}

/** There is no head start, so that the first questions go to the account's cache itself. */
export function peekNeedsCache(folder: string, knownId: string): boolean {
  return !existsSync(headStartPath(cacheFile(folder, knownId)))
}

function read(file: string): Readonly<Record<string, unknown>> {
  try {
    return recordOf(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return {}
  }
}

function placeOf(value: Readonly<Record<string, unknown>>): Settings['window'] | null {
  const { x, y, width, height, maximized } = value
  if (!isWhole(width) || !isWhole(height) || typeof maximized !== 'boolean') return null
  return isWhole(x) && isWhole(y)
    ? { x, y, width, height, maximized }
    : { width, height, maximized }
}

const isWhole = (value: unknown): value is number => Number.isSafeInteger(value)

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
