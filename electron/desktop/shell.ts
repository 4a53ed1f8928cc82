import { app, type BrowserWindow, globalShortcut } from 'electron/main'
import type { AutoSuspend, Connection, Language } from '#shared/bridge/contract.ts'
import type { Delivered, ShopEvent } from '#shared/protocol/events.ts'
import type { Command } from '#shared/protocol/frames.ts'
import type { ConversationId } from '#shared/protocol/model.ts'
import type { AgentView } from '#shared/protocol/view.ts'
import { log } from '../log.ts'
import { showBadge } from './badge.ts'
import { setAppMenu } from './menu.ts'
import { candidatesOf, goneFrom } from './notification-rules.ts'
import { Notifications } from './notifications.ts'
import { loadTexts, type Texts } from './texts.ts'
import { PresenceWatch } from './presence-watch.ts'
import { signsOf, titleOf, type WorkSigns } from './signs.ts'
import { AppTray } from './tray.ts'

/** Unlike any key of a usual program, since it is heard everywhere. */
const SUSPEND_KEY = 'CommandOrControl+Alt+Shift+S'

export interface ShellOptions {
  readonly language: () => Language
  readonly window: () => BrowserWindow | null
  readonly showWindow: () => void
  readonly icons: { readonly app: string; readonly tray: string }
  /** Shows this conversation in the page. */
  readonly openConversation: (conversation: ConversationId) => void
  readonly command: (command: Command) => Promise<void>
  readonly autoSuspend: () => AutoSuspend
  /** The page asks for the reason to suspend. */
  readonly askSuspend: () => void
  readonly inFront: () => ConversationId | null
}

/**
 * What the operating system shows of us around the window: tray, badge, notifications, titles.
 * Loaded after the first window is painted; nothing here may hold up the start.
 */
export class DesktopShell {
  readonly #options: ShellOptions
  readonly #tray: AppTray
  readonly #notifications: Notifications
  readonly #presence: PresenceWatch
  #signs: WorkSigns | null = null
  #keyRefused = false

  constructor(options: ShellOptions) {
    this.#options = options
    this.#tray = new AppTray(options.icons.tray, {
      show: options.showWindow,
      suspend: (reason) => this.#command({ type: 'suspend', reason }),
      askReason: () => this.#askSuspend(),
      resume: () => this.#command({ type: 'resume' }),
    })
    this.#notifications = new Notifications({
      texts: () => this.texts,
      icon: options.icons.app,
      attention: () => ({
        inFront: options.inFront(),
        focused: this.#focused(),
        locked: this.#presence.locked(),
        doNotDisturb: false,
      }),
      onClick: (conversation) => {
        options.showWindow()
        options.openConversation(conversation)
      },
    })
    this.#presence = new PresenceWatch({
      setting: options.autoSuspend,
      work: () => this.#signs,
      command: options.command,
      reason: (absence) => this.texts.t(`autoSuspend.${absence}`),
    })
    app.on('browser-window-focus', (_event, window) => {
      window.flashFrame(false)
      this.looked()
    })
    this.refresh()
  }

  get texts(): Texts {
    return loadTexts(this.#options.language())
  }

  /** Language, account, connection or view changed. */
  refresh(signs: WorkSigns | null = this.#signs): void {
    this.#signs = signs
    const { texts } = this
    const state = signsOf(signs)
    setAppMenu(texts)
    this.#tray.update(state, texts)
    this.#options.window()?.setTitle(titleOf(state, texts.t, texts.language))
    showBadge(state.unread)
    if (!signs) this.#notifications.clearAll()
    this.#holdKey(signs !== null)
    this.#presence.check()
  }

  onEvents(
    events: readonly Delivered<ShopEvent>[],
    before: AgentView,
    after: AgentView,
    connection: Connection,
  ): void {
    this.refresh({ view: after, connection })
    for (const gone of goneFrom(before, after)) this.#notifications.clear(gone)
    const candidates = candidatesOf(events, before, after)
    if (candidates.length === 0) return
    if (!this.#focused()) this.#options.window()?.flashFrame(true)
    void this.#notifications.tell(candidates).then((outcomes) => {
      for (const [index, outcome] of outcomes.entries())
        log('info', 'notification', {
          kind: candidates[index]?.kind ?? '',
          outcome: outcome.kind === 'sent' ? 'sent' : outcome.why,
        })
    })
  }

  /** What is in front of the person's eyes needs no notification any more. */
  looked(): void {
    const conversation = this.#options.inFront()
    if (conversation !== null && this.#focused()) this.#notifications.clear(conversation)
  }

  close(): void {
    this.#presence.stop()
    this.#holdKey(false)
    this.#notifications.clearAll()
    this.#tray.destroy()
    showBadge(0)
  }

  #focused(): boolean {
    const window = this.#options.window()
    return window !== null && window.isFocused() && window.isVisible() && !window.isMinimized()
  }

  #askSuspend(): void {
    this.#options.showWindow()
    this.#options.askSuspend()
  }

  /** Suspend and resume from wherever the person is; taken by another app, the window's key remains. */
  #holdKey(on: boolean): void {
    if (on === globalShortcut.isRegistered(SUSPEND_KEY)) return
    if (!on) globalShortcut.unregister(SUSPEND_KEY)
    else if (!this.#keyRefused)
      this.#keyRefused = !globalShortcut.register(SUSPEND_KEY, () => {
        const { live, suspension } = signsOf(this.#signs)
        if (live && suspension) this.#command({ type: 'resume' })
        else this.#askSuspend()
      })
  }

  #command(command: Command): void {
    this.#options.command(command).catch(() => {
      // The tray has no place for errors: the window says why.
      this.#options.showWindow()
    })
  }
}
