import { app, type BrowserWindow, screen } from 'electron/main'
import { HOME } from '../security/scheme-path.ts'
import type { WindowPlace } from '../settings.ts'
import { bringToFront, openPageWindow, type PageWindowOptions } from './page-window.ts'
import { visiblePlace } from './window-place.ts'

export interface MainWindowOptions extends PageWindowOptions {
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
  #saving: NodeJS.Timeout | null = null

  constructor(options: MainWindowOptions) {
    this.#options = options
    app.on('before-quit', () => {
      this.#quitting = true
    })
  }

  get window(): BrowserWindow | null {
    return this.#window && !this.#window.isDestroyed() ? this.#window : null
  }

  /** `kept`: where it stood. */
  open(kept = this.#options.settings()?.get().window): void {
    const { onReady } = this.#options
    const place = visiblePlace(
      kept ?? { ...USUAL, maximized: false },
      screen.getAllDisplays().map((display) => display.workArea),
      SMALLEST,
    )
    const { maximized, x, y, width, height } = place
    const shape = {
      width,
      height,
      ...(x === undefined || y === undefined ? {} : { x, y }),
      minWidth: SMALLEST.width,
      minHeight: SMALLEST.height,
    }
    const window = openPageWindow(this.#options, HOME, shape, (opened) => {
      if (maximized) opened.maximize()
      opened.show()
      onReady()
    })
    this.#window = window
    this.#keepPlace(window)
    window.on('close', (event) => {
      this.#savePlace(window)
      if (this.#quitting || !this.#options.hidesOnClose()) return
      event.preventDefault()
      window.hide()
    })
    window.on('closed', () => {
      this.#window = null
    })
  }

  /** In front, whatever it was: hidden, minimised, or never made again after a close on macOS. */
  show(): void {
    const { window } = this
    if (window) bringToFront(window)
    else this.open()
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
    this.#options.settings()?.update((settings) => ({ ...settings, window: place }))
  }
}
