import { app, type BrowserWindow, BrowserWindow as Windows, type WebContents } from 'electron/main'
import { HOME, isOurs } from './scheme-path.ts'

/**
 * No page of ours ever leaves for another address, opens a window or holds a webview, whoever asks.
 * A link with a target is handed to the one door for external links.
 */
export function guardNavigation(
  openExternal: (url: string, parent: BrowserWindow | null) => void,
): void {
  app.on('web-contents-created', (_event, contents: WebContents) => {
    // Loading the same page again is how a window recovers; all else is refused.
    const itself = (url: string) => url === HOME || (isOurs(url) && url === contents.getURL())
    contents.on('will-navigate', (event) => {
      if (!itself(event.url)) event.preventDefault()
    })
    contents.on('will-frame-navigate', (event) => {
      if (!itself(event.url) || !event.isMainFrame) event.preventDefault()
    })
    contents.on('will-redirect', (event) => event.preventDefault())
    contents.on('will-attach-webview', (event, preferences) => {
      delete preferences.preload
      event.preventDefault()
    })
    // Unanswered, the first device found would be given.
    contents.on('select-bluetooth-device', (event, _devices, choose) => {
      event.preventDefault()
      choose('')
    })
    contents.setWindowOpenHandler(({ url }) => {
      openExternal(url, Windows.fromWebContents(contents))
      return { action: 'deny' }
    })
  })
}
