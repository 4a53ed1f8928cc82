import { app, type BrowserWindow, powerMonitor } from 'electron/main'
import type { Connection, Language } from '#shared/bridge/contract.ts'
import type { Delivered, ShopEvent } from '#shared/protocol/events.ts'
import type { Command } from '#shared/protocol/frames.ts'
import type { ConversationId } from '#shared/protocol/model.ts'
import type { AgentView } from '#shared/protocol/view.ts'
import { log } from '../log.ts'
import { showBadge, unreadOfMine } from './badge.ts'
import { setAppMenu } from './menu.ts'
import { candidatesOf } from './notification-rules.ts'
import { Notifications } from './notifications.ts'
import { loadTexts, type Texts } from './texts.ts'
import { AppTray, titleOf, type TrayState } from './tray.ts'

export interface ShellOptions {
  readonly language: () => Language
  readonly window: () => BrowserWindow | null
  readonly showWindow: () => void
  readonly icons: { readonly app: string; readonly tray: string }
  /** Shows this conversation in the page. */
  readonly openConversation: (conversation: ConversationId) => void
  readonly command: (command: Command) => Promise<void>
  readonly inFront: () => ConversationId | null
}

/** What the work is like now. */
export interface WorkSigns {
  readonly view: AgentView
  readonly connection: Connection
}

/**
 * What the operating system shows of us around the window: tray, badge, notifications, titles.
 * Loaded after the first window is painted; nothing here may hold up the start.
 */
export class DesktopShell {
  readonly #options: ShellOptions
  readonly #tray: AppTray
  readonly #notifications: Notifications
  #locked = false
  #signs: WorkSigns | null = null

  constructor(options: ShellOptions) {
    this.#options = options
    this.#tray = new AppTray(options.icons.tray, {
      show: options.showWindow,
      suspend: () => this.#command({ type: 'suspend', reason: this.texts.t('suspendReason') }),
      resume: () => this.#command({ type: 'resume' }),
    })
    this.#notifications = new Notifications({
      texts: () => this.texts,
      icon: options.icons.app,
      attention: () => ({
        inFront: options.inFront(),
        focused: this.#focused(),
        locked: this.#locked,
        doNotDisturb: false,
      }),
      onClick: (conversation) => {
        options.showWindow()
        options.openConversation(conversation)
      },
    })
    powerMonitor.on('lock-screen', () => (this.#locked = true))
    powerMonitor.on('unlock-screen', () => (this.#locked = false))
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
    const state = trayState(signs)
    setAppMenu(texts)
    this.#tray.update(state, texts)
    this.#options.window()?.setTitle(titleOf(state, texts.t))
    showBadge(state.unread)
    if (!signs) this.#notifications.clearAll()
  }

  onEvents(
    events: readonly Delivered<ShopEvent>[],
    before: AgentView,
    after: AgentView,
    connection: Connection,
  ): void {
    this.refresh({ view: after, connection })
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
    this.#notifications.clearAll()
    this.#tray.destroy()
    showBadge(0)
  }

  #focused(): boolean {
    const window = this.#options.window()
    return window !== null && window.isFocused() && window.isVisible() && !window.isMinimized()
  }

  #command(command: Command): void {
    this.#options.command(command).catch(() => {
      // The tray has no place for errors: the window says why.
      this.#options.showWindow()
    })
  }
}

function trayState(signs: WorkSigns | null): TrayState {
  if (!signs) return { name: null, state: 'offline', suspended: null, unread: 0 }
  const { view, connection } = signs
  const me = view.accounts[view.me]
  const suspended = me?.suspended !== null && me?.suspended !== undefined
  const state = connection.kind === 'live' ? (suspended ? 'suspended' : 'online') : connection.kind
  return {
    name: me?.nick ?? null,
    state,
    suspended: connection.kind === 'live' ? suspended : null,
    unread: unreadOfMine(view),
  }
}
