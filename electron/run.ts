import { ALERTS_KEY, seenUpTo } from '#shared/audit/alerts.ts'
import { app, type BrowserWindow, nativeTheme, powerMonitor } from 'electron/main'
import { join } from 'node:path'
import type { AppState } from '#shared/bridge/contract.ts'
import { loadDevice } from './account/device.ts'
import { type Keychain, openKeychain, secretName } from './account/keychain.ts'
import { accountBook, rememberedId, savedAccounts } from './account/saved-accounts.ts'
import { buyerPage, type SignedIn } from './account/signed-in.ts'
import { AppStateStore } from './app-state.ts'
import { loadSchemas, openBridge, tellWindows } from './bridge/door.ts'
import { accountHandlers } from './bridge/handlers/account.ts'
import { appHandlers } from './bridge/handlers/app.ts'
import { chatsHandlers } from './bridge/handlers/chats.ts'
import { crashHandlers } from './bridge/handlers/crashes.ts'
import { filesHandlers } from './bridge/handlers/files.ts'
import { keptHandlers } from './bridge/handlers/kept.ts'
import { manageHandlers } from './bridge/handlers/manage.ts'
import { practiceHandlers } from './bridge/handlers/practice.ts'
import { recordHandlers } from './bridge/handlers/records.ts'
import { securityHandlers } from './bridge/handlers/security.ts'
import { shopHandlers } from './bridge/handlers/shop.ts'
import { windowsHandlers } from './bridge/handlers/windows.ts'
import { setupHandlers, tryDemo } from './bridge/handlers/setup.ts'
import { Leaving } from './bridge/leaving.ts'
import type { Parts } from './bridge/parts.ts'
import { tellWindow } from './bridge/tell.ts'
import { ChatWindows } from './desktop/chat-windows.ts'
import { flushPage } from './desktop/flush-page.ts'
import { noteGraphics } from './desktop/graphics.ts'
import { InFront } from './desktop/in-front.ts'
import type { MainWindow } from './desktop/main-window.ts'
import { bringToFront } from './desktop/page-window.ts'
import type { DesktopShell } from './desktop/shell.ts'
import { noteError } from './crash/crashes.ts'
import { framesOf } from './crash/frames.ts'
import { describe, Failure } from './failure.ts'
import { GatewayFiles } from './files.ts'
import type { JsonFile } from './json-file.ts'
import { Work, type WorkOptions } from './link/work.ts'
import { log, say } from './log.ts'
import { ExternalLinks } from './security/external-links.ts'
import type { GatewayFileReader } from './security/scheme.ts'
import { makeWorld, type World, type WorldOptions } from './world.ts'
import { practiceFolder, Worlds } from './worlds.ts'
import {
  chooseLanguage,
  NO_AUTO_SUSPEND,
  preferencesOf,
  type Settings,
  settingsFile,
} from './settings.ts'

const PAINT_MS = 3000
/** The first frame may come before the chats, which follow it at once. */
const CHATS_MS = 200
const SHELL_MS = 400

/** So far apart waiting times and dates are no longer believable. */
const CLOCK_WRONG_MS = 2 * 60_000

export interface Begun {
  /** Where the build is, and the resources beside it. */
  readonly here: string
  readonly resources: string
  /** The user's own. */
  readonly folder: string
  /** Open, or about to be. */
  readonly mainWindow: MainWindow
  /** Asked already for the secret of who is remembered; null: for nothing yet. */
  readonly keychain: Promise<Keychain | null> | null
}

/** What the first window asks for once there is somebody to answer. */
export interface Running {
  readonly settings: JsonFile<Settings>
  readonly openLink: (url: string, parent: BrowserWindow | null) => void
  readonly readFile: GatewayFileReader
  readonly hidesOnClose: () => boolean
  /** The window is shown. */
  readonly onReady: () => void
}

/**
 * The start, where `main.ts` leaves it: the window's process is coming up, and its page will ask for
 * its chats. All of this happens in one go, so that the bridge is there before the page is.
 */
export function run({ here, resources, folder, mainWindow, keychain: asked }: Begun): Running {
  catchStrays()

  // 3. What is known without asking anyone.
  const screenshot = app.commandLine.getSwitchValue('xiaoer-screenshot')
  const settings = settingsFile(folder)
  const book = accountBook(folder)
  const device = loadDevice(folder)
  const state = new AppStateStore({
    phase: 'starting',
    language: settings.get().language ?? chooseLanguage(app.getPreferredSystemLanguages()),
    theme: settings.get().theme,
    autoSuspend: settings.get().autoSuspend ?? NO_AUTO_SUSPEND,
    preferences: preferencesOf(settings.get()),
    version: app.getVersion(),
    platform: process.platform as AppState['platform'],
    saved: savedAccounts(book.get(), true),
    signedIn: null,
    ownShop: null,
    keychain: true,
    practice: false,
    covered: false,
    refused: null,
    notices: [],
  })
  nativeTheme.themeSource = settings.get().theme
  state.onChange((value) => tellWindows('app.changed', value))

  // 4. The parts.
  let work: Work | null = null
  let shell: DesktopShell | null = null
  /** What came before the shell was loaded: a buyer of the first second is told, too. */
  let missed: Parameters<WorkOptions['onEvents']>[] = []
  const leaving = new Leaving()
  leaving.onLeaving(() => work?.flush())
  const inFront = new InFront()
  let keychainProbe = asked
  const remembered = rememberedId(book.get())
  const expected = remembered === null ? null : secretName(remembered)
  const keychain = () => (keychainProbe ??= openKeychain(expected))

  const { promise: painted, resolve: onPainted } = Promise.withResolvers<void>()
  // Buyers are served even where a window can't be painted.
  setTimeout(onPainted, PAINT_MS)
  void painted.then(loadSchemas)

  const worlds = new Worlds<World>({
    real: world({ folder, practice: false, book, settings }),
    practice: () => world({ folder: practiceFolder(folder), practice: true }),
    turned: async ({ practice, own, accounts }) => {
      // Ended with its session, unless that hangs.
      await endWork()
      state.patch({
        phase: 'starting',
        practice,
        signedIn: null,
        saved: accounts.saved((await keychain()) !== null),
        refused: null,
        notices: [],
        ownShop: own.info,
      })
      shell?.refresh(null)
    },
  })
  const { current: real } = worlds
  state.patch({ ownShop: real.own.info })
  const files = new GatewayFiles(() => worlds.current.accounts.current?.session ?? null)
  const links = new ExternalLinks(async (linkHost, url) => {
    const { t } = (await loadShell()).texts
    return {
      message: t('link.message', { host: linkHost }),
      detail: t('link.detail', { url }),
      open: t('link.open'),
      cancel: t('link.cancel'),
    }
  })
  const chatWindows = new ChatWindows({
    folder: here,
    icon: join(resources, 'icons/window.png'),
    settings,
    kept: () => worlds.current.settings,
    onChanged: (tornOff) => tellWindows('windows.changed', { tornOff }),
  })
  const parts: Parts = {
    state,
    settings,
    get own() {
      return worlds.current.own
    },
    get accounts() {
      return worlds.current.accounts
    },
    worlds,
    files,
    links,
    inFront,
    chatWindows,
    leaving,
    work: () => {
      if (!work) throw new Failure('bad_call', 'nobody is signed in')
      return work
    },
    shell: () => shell,
    applySettings: () => {
      nativeTheme.themeSource = settings.get().theme
      shell?.refresh()
    },
  }

  // 5. The bridge; accounts meanwhile.
  openBridge({
    ...appHandlers(parts),
    ...setupHandlers(parts),
    ...accountHandlers(parts),
    ...chatsHandlers(parts),
    ...manageHandlers(parts),
    ...recordHandlers(parts),
    ...securityHandlers(parts),
    ...keptHandlers(parts),
    ...filesHandlers(parts),
    ...shopHandlers(parts),
    ...windowsHandlers(parts),
    ...practiceHandlers(parts),
    ...crashHandlers(folder, () => worlds.current.own.gatewayFolder),
  })
  const resume = async () => {
    const { accounts } = real
    await accounts.refreshSaved()
    if (!(await keychain())) state.notice('keychain_missing')
    await accounts.resume()
  }
  // Twice for one wake on some systems; a probe more is no harm.
  powerMonitor.on('resume', () => work?.probe())
  powerMonitor.on('unlock-screen', () => work?.probe())
  void resume().then(() => (screenshot === '' ? undefined : picture()))

  // 6. Its life.
  app.on('second-instance', () => mainWindow.show())
  app.on('activate', () => mainWindow.show())
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  let closing: Promise<void> | null = null
  let closed = false
  app.on('before-quit', (event) => {
    if (closed) return
    event.preventDefault()
    closing ??= closeAll().finally(() => {
      closed = true
      app.quit()
    })
  })

  return {
    settings,
    openLink: (url, parent) => void links.open(url, parent),
    readFile: (id) => files.read(id),
    hidesOnClose: () => state.value.phase === 'working',
    onReady: () => {
      // The page has the computer to itself until its chats are painted.
      setTimeout(onPainted, CHATS_MS)
      setTimeout(() => {
        noteGraphics(settings)
        void loadShell()
      }, SHELL_MS)
    },
  }

  function world(of: Pick<WorldOptions, 'folder' | 'practice' | 'book' | 'settings'>): World {
    return makeWorld({
      ...of,
      inFront: () => worlds.current.practice === of.practice,
      accepts: () => worlds.current.practice === of.practice && worlds.accepts(worlds.current),
      script: join(here, 'gateway-process.js'),
      buyerPage: join(here, '../renderer/buyer'),
      resources,
      state,
      keychain,
      painted,
      device,
      app: `xiaoer-desktop ${app.getVersion()}`,
      begin: beginWork,
      end: endWork,
      restarted: () => work?.probe(),
    })
  }

  async function beginWork(signedIn: SignedIn): Promise<void> {
    const { session, cache, fallback } = signedIn
    const begun: Work = new Work({
      session,
      cache,
      fallback,
      device,
      appVersion: app.getVersion(),
      painted,
      tell: tellWindows,
      onEvents: (...step) => {
        if (shell) shell.onEvents(...step, begun.connection)
        else missed.push(step)
      },
      onWithdrawn: (conversations) => {
        files.forget()
        chatWindows.drop(conversations)
      },
      onView: (view) => shell?.refresh({ view, connection: begun.connection }),
      onConnection: (connection, skew) => {
        shell?.refresh({ view: begun.view, connection })
        // Order never comes from clocks; what is shown does.
        if (connection.kind === 'live' && Math.abs(skew) > CLOCK_WRONG_MS)
          state.notice('clock_wrong', { minutes: Math.round(skew / 60_000) })
        if (connection.kind === 'stopped' && work === begun && endsSession(connection.code))
          void worlds.current.accounts.tokensRefused()
      },
      onCacheLost: () => void worlds.current.accounts.reopen(),
      onSent: () => tellWindow(mainWindow.window, 'sounds.play', { kind: 'sent' }),
      tornOff: () => chatWindows.tornOff,
    })
    work = begun
    await begun.begin()
    chatWindows.begin(signedIn.known.id, (id) => begun.shows(id))
    void painted.then(() => {
      if (work !== begun) return
      chatWindows.restore()
      shell?.retitle()
    })
    session.http.ready.then(
      async () => {
        links.trust(session.http.url)
        if (signedIn.known.gateway === null) await tellAddress(signedIn)
      },
      () => undefined,
    )
  }

  async function endWork(): Promise<void> {
    const ending = work
    work = null
    if (mainWindow.window) inFront.show(mainWindow.window, null)
    chatWindows.end()
    missed = []
    ending?.end()
    files.forget()
    shell?.refresh(null)
    await Promise.resolve()
  }

  /** Tray, notifications, texts: nothing before the first paint waits for them. */
  async function loadShell(): Promise<DesktopShell> {
    const { DesktopShell: Shell } = await import('./desktop/shell.ts')
    if (shell) return shell
    void import('./crash/watch.ts').then(({ watchCrashes }) => watchCrashes(folder))
    shell = new Shell({
      language: () => state.value.language,
      window: () => mainWindow.window,
      showWindow: () => mainWindow.show(),
      icons: { app: join(resources, 'icons/icon.png'), tray: join(resources, 'icons/tray.png') },
      chatWindows: () => chatWindows.open,
      openConversation: showChat,
      command: async (command) => {
        await parts.work().command(command)
      },
      inFront: (window) => inFront.of(window) ?? chatWindows.conversationOf(window),
      preferences: () => state.value.preferences,
      playSound: (kind) => tellWindow(mainWindow.window, 'sounds.play', { kind }),
      skew: () => work?.skew ?? 0,
      alertsSeen: () => seenUpTo(work?.keptOf(ALERTS_KEY)),
      autoSuspend: () => state.value.autoSuspend,
      onLocked: cover,
      covered: () => state.value.covered,
      practice: () => state.value.practice,
      askSuspend: () => tellWindow(mainWindow.window, 'chats.suspend', null),
    })
    if (work) {
      const { connection } = work
      for (const step of missed.splice(0)) shell.onEvents(...step, connection)
      shell.refresh({ view: work.view, connection })
    }
    return shell
  }

  /** A page draws the cover; where the system takes pictures of windows itself, they are kept from it. */
  function cover(locked: boolean): void {
    const covered = locked && work?.view.settings.privacy.blankWhenLocked === true
    if (covered === state.value.covered) return
    state.patch({ covered })
    const { window } = mainWindow
    for (const one of [...(window ? [window] : []), ...chatWindows.open.values()])
      one.setContentProtection(covered)
    shell?.refresh()
  }

  /** In the window where it stands. */
  function showChat(conversation: string): void {
    const own = chatWindows.of(conversation)
    if (own) bringToFront(own)
    else mainWindow.show()
    tellWindow(own ?? mainWindow.window, 'chats.open', { conversation })
  }

  async function tellAddress(signedIn: SignedIn): Promise<void> {
    const { t } = (await loadShell()).texts
    say(t('terminal.buyerPage', { url: buyerPage(signedIn) }))
  }

  async function picture(): Promise<void> {
    try {
      if (state.value.phase === 'welcome') await tryDemo(parts)
      const { takeScreenshot } = await import('./desktop/screenshot.ts')
      const { file, complete } = await takeScreenshot({
        file: screenshot,
        window: () => mainWindow.window,
        view: () => work?.view ?? null,
        open: (conversation) => tellWindows('chats.open', { conversation }),
      })
      const { t } = (await loadShell()).texts
      say(t(complete ? 'terminal.screenshot' : 'terminal.screenshotEarly', { file }))
    } catch (error) {
      say(`no screenshot: ${error instanceof Failure ? error.code : describe(error)}`)
    }
  }

  /** Outbox and cursor are in the cache already; what remains is to close in order, within 5 s. */
  async function closeAll(): Promise<void> {
    const late = new Promise<void>((resolve) => setTimeout(resolve, 5000))
    const step = async (name: string, run: () => void | Promise<void>) => {
      try {
        await run()
      } catch (error) {
        log('error', `quit: ${name} failed`, { error: describe(error) })
      }
    }
    const orderly = async () => {
      await step('page', () => (work && mainWindow.window ? leaving.ask() : undefined))
      await step('window', async () => {
        const { window } = mainWindow
        const all = [...(window ? [window] : []), ...chatWindows.open.values()]
        for (const one of all) one.hide()
        await Promise.all(all.map(flushPage))
      })
      await step('accounts', () => worlds.current.accounts.close())
      await step('shell', () => shell?.close())
      await step('gateway', async () => {
        await Promise.all(worlds.all.map(({ own }) => own.stop(3500)))
      })
    }
    await Promise.race([orderly(), late])
  }
}

/** The refresh token is worth nothing any more; other stops (an old version) leave it good. */
function endsSession(code: string): boolean {
  return ['token_invalid', 'token_expired', 'session_revoked', 'account_disabled'].includes(code)
}

/** A stray error must not end a day's work; it is logged by class and place, never by its words. */
function catchStrays(): void {
  const note = (kind: string) => (error: unknown) => {
    // The words of an error may pose as its places.
    const where = error instanceof Error ? framesOf(error.stack ?? '', error.message) : []
    log('error', kind, { error: describe(error), where: where.join(' ') })
    noteError('main', error)
  }
  process.on('uncaughtException', note('uncaught exception'))
  process.on('unhandledRejection', note('unhandled rejection'))
}
