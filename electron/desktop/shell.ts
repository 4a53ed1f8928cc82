import { app, type BrowserWindow, globalShortcut } from 'electron/main'
import type { AutoSuspend, Connection, Language } from '#shared/bridge/contract.ts'
import type { Preferences, SoundKind } from '#shared/bridge/preferences.ts'
import { freshSignInAlerts } from '#shared/audit/alerts.ts'
import type { Delivered, ShopEvent } from '#shared/protocol/events.ts'
import type { Command } from '#shared/protocol/frames.ts'
import type { ConversationId } from '#shared/protocol/model.ts'
import type { AgentView } from '#shared/protocol/view.ts'
import { log } from '../log.ts'
import { showBadge } from './badge.ts'
import { setAppMenu } from './menu.ts'
import { candidatesOf, goneFrom } from './notification-rules.ts'
import { type Attention, type ToldKind, type Verdict, verdictOf } from './notification-verdict.ts'
import { Notifications } from './notifications.ts'
import { loadTexts, type Texts } from './texts.ts'
import { PresenceWatch } from './presence-watch.ts'
import { hasFocus } from './page-window.ts'
import { chatTitleOf, signsOf, titleOf, type WorkSigns } from './signs.ts'
import { type Late, lateOf, nextLateAt, waitKey } from './slow-rules.ts'
import { AppTray } from './tray.ts'

/** Of several at once the one that is heard. */
const SOUND_ORDER: readonly SoundKind[] = ['new_buyer', 'forward', 'slow', 'whisper', 'waiting']

/** Unlike any key of a usual program, since it is heard everywhere. */
const SUSPEND_KEY = 'CommandOrControl+Alt+Shift+S'

export interface ShellOptions {
  readonly language: () => Language
  readonly window: () => BrowserWindow | null
  /** Those of single conversations. */
  readonly chatWindows: () => ReadonlyMap<ConversationId, BrowserWindow>
  readonly showWindow: () => void
  readonly icons: { readonly app: string; readonly tray: string }
  /** Brings this conversation to the front, in its own window or in the main one. */
  readonly openConversation: (conversation: ConversationId) => void
  readonly command: (command: Command) => Promise<void>
  readonly autoSuspend: () => AutoSuspend
  /** The computer was locked or unlocked. */
  readonly onLocked: (locked: boolean) => void
  /** Nothing of the chats is to be seen, names in titles included. */
  readonly covered: () => boolean
  /** In practice mode: titles, tray and notifications say so. */
  readonly practice: () => boolean
  /** The page asks for the reason to suspend. */
  readonly askSuspend: () => void
  readonly inFront: (window: BrowserWindow) => ConversationId | null
  readonly preferences: () => Preferences
  readonly playSound: (kind: SoundKind) => void
  /** Up to where alerts were looked at, here or at another workstation of main's; a pos. */
  readonly alertsSeen: () => number
  /** The gateway's clock minus ours, ms. */
  readonly skew: () => number
}

/** The alarm of slow replies is no more exact than this. */
const LOOK_MS = 1000
/** While anybody waits at least so often: this computer's clock may be set, or it may have slept. */
const AGAIN_MS = 10_000

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
  #told = new Set<string>()
  /** Alerts that were told and not looked at yet. */
  #alerts: readonly number[] = []
  readonly #flashing = new Set<BrowserWindow>()
  /** Set only while there is something to look for: at rest nothing of this runs. */
  #timer: NodeJS.Timeout | undefined
  #lookAt = Infinity

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
      practice: options.practice,
      icon: options.icons.app,
      wordsOf: (conversation) => {
        const last = this.#signs?.view.conversations[conversation]?.last
        return last?.from === 'buyer' && last.kind === 'text' ? last.text : null
      },
      onClick: options.openConversation,
      onAlerts: () => {
        // Who clicks has looked: not every system gives the window the focus then, or at once.
        this.#forgetAlerts()
        options.showWindow()
      },
    })
    this.#presence = new PresenceWatch({
      setting: options.autoSuspend,
      work: () => this.#signs,
      command: options.command,
      reason: (absence) => this.texts.t(`autoSuspend.${absence}`),
      onLocked: options.onLocked,
    })
    app.on('browser-window-focus', () => {
      this.#calm()
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
    const state = signsOf(signs, this.#options.practice())
    setAppMenu(texts)
    this.#tray.update(state, texts)
    this.#options.window()?.setTitle(titleOf(state, texts.t, texts.language))
    this.retitle()
    showBadge(state.unread)
    if (state.unread === 0) this.#calm()
    if (!signs) {
      this.#notifications.clearAll()
      this.#told.clear()
      this.#alerts = []
    }
    this.#holdKey(signs !== null)
    this.#presence.check()
    if (signs) this.#lookBy(Date.now() + LOOK_MS)
  }

  onEvents(
    events: readonly Delivered<ShopEvent>[],
    before: AgentView,
    after: AgentView,
    connection: Connection,
  ): void {
    this.refresh({ view: after, connection })
    for (const gone of goneFrom(before, after)) this.#notifications.clear(gone)
    this.#tellAlerts(events)
    const candidates = candidatesOf(events, before, after)
    if (candidates.length === 0) return
    const verdicts = new Map(candidates.map((one) => [one, this.#verdict(one)]))
    for (const [{ conversation }, { flash }] of verdicts) if (flash) this.#flash(conversation)
    this.#play([...verdicts.values()])
    const verdictFor = (one: (typeof candidates)[number]) => verdicts.get(one) ?? this.#verdict(one)
    void this.#notifications.tell(candidates, verdictFor).then((outcomes) => {
      for (const [index, outcome] of outcomes.entries())
        log('info', 'notification', {
          kind: candidates[index]?.kind ?? '',
          outcome: outcome.kind === 'sent' ? 'sent' : outcome.why,
        })
    })
  }

  /** What is in front of the person's eyes needs no notification any more. */
  looked(): void {
    const { inFront, focused } = this.#attention()
    if (inFront !== null) this.#notifications.clear(inFront)
    if (focused) this.#forgetAlerts()
  }

  /** A6: once each; those that come before anyone has looked are told together. */
  #tellAlerts(events: readonly Delivered<ShopEvent>[]): void {
    const seen = this.#options.alertsSeen()
    const fresh = freshSignInAlerts(events, seen)
    if (fresh.length === 0) return
    const verdict = this.#verdict({ kind: 'alert', conversation: null })
    if (verdict.why !== 'in_app')
      this.#alerts = [...this.#alerts.filter((pos) => pos > seen), ...fresh]
    if (verdict.flash) this.#flash(null)
    void this.#notifications.tellAlerts(this.#alerts.length, verdict).then((outcome) =>
      log('info', 'notification', {
        kind: 'alert',
        outcome: outcome.kind === 'sent' ? 'sent' : outcome.why,
      }),
    )
  }

  /** The window shows them by itself. */
  #forgetAlerts(): void {
    if (this.#alerts.length === 0) return
    this.#alerts = []
    this.#notifications.clearAlerts()
  }

  /** The windows of single conversations: one was opened, or what they show changed. */
  retitle(): void {
    const { texts } = this
    const state = signsOf(this.#signs, this.#options.practice())
    for (const [id, window] of this.#options.chatWindows()) {
      const chat = this.#signs?.view.conversations[id]
      const covered = this.#options.covered()
      window.setTitle(chatTitleOf(state, (!covered && chat) || null, texts.t, texts.language))
    }
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#presence.stop()
    this.#holdKey(false)
    this.#notifications.clearAll()
    this.#tray.destroy()
    showBadge(0)
  }

  #attention(): Attention {
    const { window, chatWindows, inFront } = this.#options
    const main = window()
    const all = [...(main ? [main] : []), ...chatWindows().values()]
    const focused = all.find(hasFocus)
    return {
      inFront: focused ? inFront(focused) : null,
      focused: focused !== undefined,
      locked: this.#presence.locked(),
    }
  }

  #verdict(one: {
    readonly kind: ToldKind
    readonly conversation: ConversationId | null
  }): Verdict {
    return verdictOf(one, this.#attention(), this.#options.preferences(), Date.now())
  }

  #play(verdicts: readonly Verdict[]): void {
    const sound = SOUND_ORDER.find((kind) => verdicts.some((verdict) => verdict.sound === kind))
    if (sound) this.#options.playSound(sound)
  }

  #flash(conversation: ConversationId | null): void {
    const own = conversation === null ? undefined : this.#options.chatWindows().get(conversation)
    const window = own ?? this.#options.window()
    if (!window) return
    this.#flashing.add(window)
    window.flashFrame(true)
  }

  /** Somebody looks, or nobody waits any more. */
  #calm(): void {
    for (const window of this.#flashing) if (!window.isDestroyed()) window.flashFrame(false)
    this.#flashing.clear()
  }

  #lookBy(when: number): void {
    if (when >= this.#lookAt) return
    clearTimeout(this.#timer)
    this.#lookAt = when
    this.#timer = setTimeout(() => this.#lookForSlow(), Math.max(0, when - Date.now()))
  }

  /** Once per wait, and one notification for all of them. */
  #lookForSlow(): void {
    this.#lookAt = Infinity
    if (!this.#signs) return
    const { view, connection } = this.#signs
    // Cut off, nobody here knows who was answered meanwhile.
    if (connection.kind !== 'live') return
    const now = Date.now() + this.#options.skew()
    const late = lateOf(view, now)
    const keys = new Set(late.map(waitKey))
    const fresh = late.filter((one) => !this.#told.has(waitKey(one)))
    if (late.length === 0 && this.#told.size > 0) this.#notifications.clearSlow()
    this.#told = keys
    if (fresh.length > 0) this.#tellSlow(late, fresh)
    const next = nextLateAt(view, now)
    if (next !== null) this.#lookBy(Date.now() + Math.min(next - now, AGAIN_MS))
  }

  #tellSlow(late: readonly Late[], fresh: readonly Late[]): void {
    const verdicts = fresh.map((one) => this.#verdict({ ...one, kind: 'slow' }))
    this.#play(verdicts)
    for (const [index, { flash }] of verdicts.entries())
      if (flash) this.#flash(fresh[index]?.conversation ?? '')
    // Shown where any of them is: the one in front of the person's eyes needs none.
    const verdict = verdicts.find(({ why }) => why === null) ?? verdicts[0]
    if (!verdict) return
    void this.#notifications.tellSlow(late, verdict).then((outcome) =>
      log('info', 'notification', {
        kind: 'slow',
        outcome: outcome.kind === 'sent' ? 'sent' : outcome.why,
      }),
    )
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
        const { live, suspension } = signsOf(this.#signs, this.#options.practice())
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
