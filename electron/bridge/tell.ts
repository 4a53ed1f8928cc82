import { BrowserWindow } from 'electron/main'
import type { BridgeEventName, BridgeEvents } from '#shared/bridge/contract.ts'
import { isOurs } from '../security/scheme-path.ts'

/** Windows that show a page of ours. */
export function ourWindows(): BrowserWindow[] {
  return BrowserWindow.getAllWindows().filter(
    ({ webContents }) => !webContents.isDestroyed() && isOurs(webContents.getURL()),
  )
}

/** To one window, if it shows a page of ours. */
export function tellWindow<N extends BridgeEventName>(
  window: BrowserWindow | null,
  name: N,
  payload: BridgeEvents[N],
): void {
  if (!window || window.isDestroyed()) return
  const { webContents } = window
  if (isOurs(webContents.getURL())) webContents.send(`event:${name}`, payload)
}

/** What one window said, to the others. */
export function tellOthers<N extends BridgeEventName>(
  but: BrowserWindow,
  name: N,
  payload: BridgeEvents[N],
): void {
  for (const window of ourWindows()) if (window !== but) tellWindow(window, name, payload)
}
