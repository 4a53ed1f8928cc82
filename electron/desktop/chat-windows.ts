import { app, type BrowserWindow, screen } from 'electron/main'
import type { ConversationId } from '#shared/protocol/model.ts'
import { chatHome } from '../security/scheme-path.ts'
import type { JsonFile } from '../json-file.ts'
import type { Settings, WindowPlace } from '../settings.ts'
import { flushPage } from './flush-page.ts'
import { bringToFront, openPageWindow, type PageWindowOptions } from './page-window.ts'
import { cascaded, visiblePlace } from './window-place.ts'

export interface ChatWindowsOptions extends Omit<PageWindowOptions, 'settings'> {
  /** Where the last one stood. */
  readonly settings: JsonFile<Settings>
  /** Which were open, of the world that is in front. */
  readonly kept: () => JsonFile<Settings>
  /** Which conversations stand in windows of their own now. */
  readonly onChanged: (tornOff: readonly ConversationId[]) => void
}

const USUAL = { width: 720, height: 760 }
const SMALLEST = { width: 480, height: 480 }
/** A further window lies so far beside the one before, px. */
const CASCADE = 32
/** Each is a page of its own; nobody looks at more. */
const MOST = 12

/** Conversations in windows of their own, remembered by account over restarts. */
export class ChatWindows {
  readonly #options: ChatWindowsOptions
  /** Null: it will be opened when the main window is painted. */
  readonly #windows = new Map<ConversationId, BrowserWindow | null>()
  #account: string | null = null
  #quitting = false

  constructor(options: ChatWindowsOptions) {
    this.#options = options
    app.on('before-quit', () => {
      this.#quitting = true
    })
  }

  get tornOff(): ConversationId[] {
    return [...this.#windows.keys()]
  }

  get open(): ReadonlyMap<ConversationId, BrowserWindow> {
    const open = new Map<ConversationId, BrowserWindow>()
    for (const [id, window] of this.#windows)
      if (window && !window.isDestroyed()) open.set(id, window)
    return open
  }

  of(conversation: ConversationId): BrowserWindow | null {
    return this.open.get(conversation) ?? null
  }

  conversationOf(window: BrowserWindow): ConversationId | null {
    for (const [id, one] of this.#windows) if (one === window) return id
    return null
  }

  /** Signed in: the windows that were open, as far as their conversations are still there. */
  begin(account: string, isThere: (conversation: ConversationId) => boolean): void {
    this.#account = account
    const kept = this.#options.kept().get().tornOff?.[account] ?? []
    for (const id of kept.filter(isThere).slice(0, MOST)) this.#windows.set(id, null)
  }

  /** Nothing before the main window's first paint waits for these. */
  restore(): void {
    for (const [id, window] of this.#windows) if (!window) this.#open(id, false)
  }

  /** False: there are too many. */
  tearOff(conversation: ConversationId): boolean {
    const window = this.of(conversation)
    if (window) {
      bringToFront(window)
      return true
    }
    if (this.#account === null || this.#windows.size >= MOST) return false
    this.#open(conversation, true)
    this.#changed()
    return true
  }

  /** Its window hands over what was typed, and goes. */
  async putBack(conversation: ConversationId): Promise<void> {
    const window = this.of(conversation)
    if (!this.#windows.delete(conversation)) return
    if (window) {
      window.hide()
      await flushPage(window)
      if (!window.isDestroyed()) window.destroy()
    }
    this.#changed()
  }

  /** D6: nothing of them may be seen any more. */
  drop(conversations: readonly ConversationId[]): void {
    const gone = conversations.filter((id) => this.#windows.has(id))
    for (const id of gone) {
      this.of(id)?.destroy()
      this.#windows.delete(id)
    }
    if (gone.length > 0) this.#changed()
  }

  /** Signed out: they come back with the account. */
  end(): void {
    const open = [...this.open.values()]
    this.#account = null
    this.#windows.clear()
    for (const window of open) window.destroy()
    if (open.length > 0) this.#options.onChanged([])
  }

  #changed(): void {
    const account = this.#account
    if (account === null) return
    const { kept, onChanged } = this.#options
    const { tornOff } = this
    kept().update((value) => {
      const others = Object.entries(value.tornOff ?? {}).filter(([id]) => id !== account)
      const mine: [string, string[]][] = tornOff.length > 0 ? [[account, tornOff]] : []
      return { ...value, tornOff: Object.fromEntries([...others, ...mine]) }
    })
    onChanged(tornOff)
  }

  #open(conversation: ConversationId, focused: boolean): void {
    const { x, y, width, height } = this.#place()
    const { folder, icon, settings } = this.#options
    const window = openPageWindow(
      { folder, icon, settings: () => settings },
      chatHome(conversation),
      {
        width,
        height,
        ...(x === undefined || y === undefined ? {} : { x, y }),
        minWidth: SMALLEST.width,
        minHeight: SMALLEST.height,
      },
      (opened) => {
        // Restored ones take nobody's keys.
        if (focused) opened.show()
        else opened.showInactive()
      },
    )
    this.#windows.set(conversation, window)
    const save = () => this.#savePlace(window)
    window.on('moved', save)
    window.on('resized', save)
    window.on('close', (event) => {
      save()
      if (this.#quitting || !this.#windows.has(conversation)) return
      event.preventDefault()
      void this.putBack(conversation)
    })
  }

  /** Where the last one was, beside those that are open. */
  #place(): WindowPlace {
    const areas = screen.getAllDisplays().map((display) => display.workArea)
    const last = this.#options.settings.get().chatWindow ?? { ...USUAL, maximized: false }
    const taken = [...this.open.values()].map((window) => window.getBounds())
    return visiblePlace(cascaded(last, taken, CASCADE), areas, SMALLEST)
  }

  #savePlace(window: BrowserWindow): void {
    if (window.isDestroyed()) return
    const place: WindowPlace = { ...window.getNormalBounds(), maximized: false }
    this.#options.settings.update((value) => ({ ...value, chatWindow: place }))
  }
}
