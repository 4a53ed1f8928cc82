import {
  app,
  BrowserWindow,
  type BrowserWindowConstructorOptions,
  nativeTheme,
  type WebPreferences,
} from 'electron/main'
import { join } from 'node:path'
import { noteCrash } from '../crash/crashes.ts'
import type { JsonFile } from '../json-file.ts'
import { log } from '../log.ts'
import { isOurs } from '../security/scheme-path.ts'
import type { Settings } from '../settings.ts'

/** So long after its page was loaded a window that nobody sees yet may take for its first frame. */
const FIRST_FRAME_MS = 2000

/** What every window of ours is, whatever it shows: the same walls, the same keys, the same care. */
export interface PageWindowOptions {
  readonly folder: string
  readonly icon: string
  /** Null until they have been read, in the first moments of a start. */
  readonly settings: () => JsonFile<Settings> | null
}

function hardened(folder: string): WebPreferences {
  return {
    preload: join(folder, 'preload.cjs'),
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webviewTag: false,
    spellcheck: false,
    // A waiting timer and a notification's click work in a hidden window, too.
    backgroundThrottling: false,
    navigateOnDragDrop: false,
    // A new buyer is heard before the first click, too.
    autoplayPolicy: 'no-user-gesture-required',
    devTools: !app.isPackaged,
  }
}

/**
 * `show` is called once, with the first frame, so that nobody sees an empty window; or without it where
 * none comes though the page is there: now and then Chromium makes none until the window is shown (0088).
 */
export function openPageWindow(
  { folder, icon, settings }: PageWindowOptions,
  url: string,
  shape: BrowserWindowConstructorOptions,
  show: (window: BrowserWindow) => void,
): BrowserWindow {
  const window = new BrowserWindow({
    ...shape,
    show: false,
    title: 'Xiaoer',
    icon,
    backgroundColor: background(),
    autoHideMenuBar: true,
    webPreferences: hardened(folder),
  })
  const repaint = () => window.setBackgroundColor(background())
  nativeTheme.on('updated', repaint)
  window.once('closed', () => nativeTheme.off('updated', repaint))
  // The title is ours: name and state, by signs.ts.
  window.on('page-title-updated', (event) => event.preventDefault())
  const { webContents } = window
  webContents.on('render-process-gone', recovery(window))
  webContents.on('preload-error', (_event, _path, error) => {
    log('error', 'window: preload failed', { error: error.name })
  })
  // Not before its first frame: a hidden page that is zoomed by then may never make one (0088).
  const zoom = () => webContents.setZoomFactor(settings()?.get().zoom ?? 1)
  let shown = false
  window.once('ready-to-show', () => {
    if (shown) return
    shown = true
    zoom()
    show(window)
  })
  webContents.once('did-stop-loading', () =>
    setTimeout(() => {
      if (shown || window.isDestroyed()) return
      shown = true
      log('warn', 'window: shown without its first frame')
      show(window)
      zoom()
    }, FIRST_FRAME_MS),
  )
  // Chromium asks nobody before it goes to `about:blank`: there the window would stay empty.
  webContents.on('did-navigate', (_event, at) => {
    if (isOurs(at)) return
    log('error', 'window: was led away')
    void window.loadURL(url).catch(() => log('error', 'window: the page did not load'))
  })
  zoomKeys(window, settings)
  void window.loadURL(url).catch(() => log('error', 'window: the page did not load'))
  return window
}

/** In front, whatever it was: hidden or minimised. */
export function bringToFront(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}

/** The person can see it, and keys go to it. */
export function hasFocus(window: BrowserWindow): boolean {
  return window.isFocused() && window.isVisible() && !window.isMinimized()
}

/** The page comes back, unless it dies again and again at once. */
function recovery(
  window: BrowserWindow,
): (event: unknown, details: { reason: string; exitCode: number }) => void {
  let recovered: number[] = []
  return (_event, { reason, exitCode }) => {
    log('error', 'window: the page ended', { reason })
    if (reason !== 'clean-exit') noteCrash({ kind: 'page', reason, exitCode })
    const now = Date.now()
    recovered = [...recovered.filter((at) => now - at < 60_000), now]
    if (recovered.length > 5 || window.isDestroyed()) return
    window.webContents.reload()
  }
}

/** Without a menu nothing else gives these keys on Linux and Windows. */
function zoomKeys({ webContents }: BrowserWindow, settings: PageWindowOptions['settings']): void {
  webContents.on('before-input-event', (event, input) => {
    if (input.type !== 'keyDown' || !(input.control || input.meta) || input.alt) return
    const step = { '+': 0.1, '=': 0.1, '-': -0.1, '0': 0 }[input.key]
    if (step === undefined) return
    event.preventDefault()
    const zoom = step === 0 ? 1 : Math.min(2, Math.max(0.5, webContents.getZoomFactor() + step))
    webContents.setZoomFactor(zoom)
    settings()?.update((value) => ({ ...value, zoom }))
  })
}

function background(): string {
  return nativeTheme.shouldUseDarkColors ? '#17191c' : '#ffffff'
}
