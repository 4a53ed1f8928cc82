import { app, BrowserWindow, nativeTheme, screen } from 'electron/main'
import { join } from 'node:path'
import type { JsonFile } from '../json-file.ts'
import { log } from '../log.ts'
import { HOME } from '../security/scheme-path.ts'
import type { Settings, WindowPlace } from '../settings.ts'
import { visiblePlace } from './window-place.ts'

export interface MainWindowOptions {
  readonly folder: string
  readonly icon: string
  readonly settings: JsonFile<Settings>
  /** Signed in: closing hides, so that no buyer is missed by a slip. */
  readonly hidesOnClose: () => boolean
  readonly onReady: () => void
}

const SMALLEST = { width: 1280, height: 720 }
const USUAL = { width: 1440, height: 900 }

/** The workstation's window: one, made at the start, found again by tray, notification and second start. */
export class MainWindow {
  readonly #options: MainWindowOptions
  #window: BrowserWindow | null = null
  #quitting = false
  #recovered: number[] = []
  #saving: NodeJS.Timeout | null = null

  constructor(options: MainWindowOptions) {
    this.#options = options
    app.on('before-quit', () => {
      this.#quitting = true
    })
    nativeTheme.on('updated', () => this.#window?.setBackgroundColor(background()))
  }

  get window(): BrowserWindow | null {
    return this.#window && !this.#window.isDestroyed() ? this.#window : null
  }

  open(): void {
    const { folder, icon, settings, onReady } = this.#options
    const place = visiblePlace(
      settings.get().window ?? { ...USUAL, maximized: false },
      screen.getAllDisplays().map((display) => display.workArea),
      SMALLEST,
    )
    const { maximized, x, y, width, height } = place
    const window = new BrowserWindow({
      width,
      height,
      ...(x === undefined || y === undefined ? {} : { x, y }),
      minWidth: SMALLEST.width,
      minHeight: SMALLEST.height,
      show: false,
      title: 'Xiaoer',
      icon,
      backgroundColor: background(),
      autoHideMenuBar: true,
      webPreferences: {
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
      },
    })
    this.#window = window
    window.once('ready-to-show', () => {
      if (maximized) window.maximize()
      window.show()
      onReady()
    })
    this.#keepPlace(window)
    this.#zoomKeys(window)
    // The title is ours: name and state, by title.ts.
    window.on('page-title-updated', (event) => event.preventDefault())
    window.on('close', (event) => {
      this.#savePlace(window)
      if (this.#quitting || !this.#options.hidesOnClose()) return
      event.preventDefault()
      window.hide()
    })
    window.on('closed', () => {
      this.#window = null
    })
    window.webContents.on('render-process-gone', (_event, details) => {
      log('error', 'window: the page ended', { reason: details.reason })
      this.#recover(window)
    })
    window.webContents.on('preload-error', (_event, _path, error) => {
      log('error', 'window: preload failed', { error: error.name })
    })
    window.webContents.once('did-finish-load', () => {
      window.webContents.setZoomFactor(settings.get().zoom ?? 1)
    })
    void window.loadURL(HOME).catch(() => log('error', 'window: the page did not load'))
  }

  /** In front, whatever it was: hidden, minimised, or never made again after a close on macOS. */
  show(): void {
    const { window } = this
    if (!window) {
      this.open()
      return
    }
    if (window.isMinimized()) window.restore()
    window.show()
    window.focus()
  }

  /** The page comes back, unless it dies again and again at once. */
  #recover(window: BrowserWindow): void {
    const now = Date.now()
    this.#recovered = [...this.#recovered.filter((at) => now - at < 60_000), now]
    if (this.#recovered.length > 5 || window.isDestroyed()) return
    window.webContents.reload()
  }

  #keepPlace(window: BrowserWindow): void {
    const later = () => {
      if (this.#saving) clearTimeout(this.#saving)
      this.#saving = setTimeout(() => this.#savePlace(window), 500)
    }
    window.on('resize', later)
    window.on('move', later)
  }

  #savePlace(window: BrowserWindow): void {
    if (this.#saving) clearTimeout(this.#saving)
    if (window.isDestroyed()) return
    const place: WindowPlace = { ...window.getNormalBounds(), maximized: window.isMaximized() }
    this.#options.settings.update((settings) => ({ ...settings, window: place }))
  }

  /** Without a menu nothing else gives these keys on Linux and Windows. */
  #zoomKeys(window: BrowserWindow): void {
    const { webContents } = window
    webContents.on('before-input-event', (event, input) => {
      if (input.type !== 'keyDown' || !(input.control || input.meta) || input.alt) return
      const step = { '+': 0.1, '=': 0.1, '-': -0.1, '0': 0 }[input.key]
      if (step === undefined) return
      event.preventDefault()
      const zoom = step === 0 ? 1 : Math.min(2, Math.max(0.5, webContents.getZoomFactor() + step))
      webContents.setZoomFactor(zoom)
      this.#options.settings.update((settings) => ({ ...settings, zoom }))
    })
  }
}

function background(): string {
  return nativeTheme.shouldUseDarkColors ? '#17191c' : '#ffffff'
}
