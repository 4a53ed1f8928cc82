import type { BrowserWindow } from 'electron/main'
import { setTimeout as delay } from 'node:timers/promises'
import { bridgeIdle } from '../bridge/door.ts'

/** A page that hangs must not hold up the end. */
const WITHIN_MS = 800

/**
 * Before quitting: lets the page hand over what it keeps for a moment, such as a draft being typed.
 * A real `pagehide` comes too late, when its frame is no longer a trusted caller; so it is told while
 * it still is. Its answer to a further call shows that what it said before has arrived.
 */
export async function flushPage(window: BrowserWindow): Promise<void> {
  const { webContents } = window
  if (webContents.isDestroyed() || webContents.isCrashed()) return
  const told = webContents
    .executeJavaScript(
      `window.dispatchEvent(new Event('pagehide')); window.xiaoer.call('app.state').then(() => true)`,
    )
    .then(bridgeIdle)
    .catch(() => undefined)
  await Promise.race([told, delay(WITHIN_MS)])
}
