import { app, type BrowserWindow, BrowserWindow as Windows, type WebContents } from 'electron/main'
import { HOME } from './scheme-path.ts'

/**
 * No page of ours ever leaves for another address, opens a window or holds a webview, whoever asks.
 * A link with a target is handed to the one door for external links.
 */
export function guardNavigation(
  openExternal: (url: string, parent: BrowserWindow | null) => void,
): void {
  app.on('web-contents-created', (_event, contents: WebContents) => {
    contents.on('will-navigate', (event) => {
      // Loading the same page again is how a window recovers; all else is refused.
      if (event.url !== HOME) event.preventDefault()
    })
    contents.on('will-frame-navigate', (event) => {
      if (event.url !== HOME || !event.isMainFrame) event.preventDefault()
    })
    contents.on('will-redirect', (event) => event.preventDefault())
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.setWindowOpenHandler(({ url }) => {
      openExternal(url, Windows.fromWebContents(contents))
      return { action: 'deny' }
    })
  })
}
