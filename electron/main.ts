import { app, nativeTheme, powerMonitor } from 'electron/main'
import { join } from 'node:path'
import type { AppState } from '#shared/bridge/contract.ts'
import { Accounts } from './account/accounts.ts'
import { loadDevice } from './account/device.ts'
import { type Keychain, openKeychain } from './account/keychain.ts'
import { accountBook, savedAccounts } from './account/saved-accounts.ts'
import { buyerPage, type SignedIn } from './account/signed-in.ts'
import { AppStateStore } from './app-state.ts'
import { openBridge, tellWindows } from './bridge/door.ts'
import { accountHandlers } from './bridge/handlers/account.ts'
import { appHandlers } from './bridge/handlers/app.ts'
import { chatsHandlers } from './bridge/handlers/chats.ts'
import { filesHandlers } from './bridge/handlers/files.ts'
import { keptHandlers } from './bridge/handlers/kept.ts'
import { manageHandlers } from './bridge/handlers/manage.ts'
import { shopHandlers } from './bridge/handlers/shop.ts'
import { windowsHandlers } from './bridge/handlers/windows.ts'
import { setupHandlers, tryDemo } from './bridge/handlers/setup.ts'
import { Leaving } from './bridge/leaving.ts'
import type { Parts } from './bridge/parts.ts'
import { tellWindow } from './bridge/tell.ts'
import { ChatWindows } from './desktop/chat-windows.ts'
import { flushPage } from './desktop/flush-page.ts'
import { noteGraphics, spareGraphics } from './desktop/graphics.ts'
import { InFront } from './desktop/in-front.ts'
import { MainWindow } from './desktop/main-window.ts'
import { bringToFront } from './desktop/page-window.ts'
import type { DesktopShell } from './desktop/shell.ts'
import { EmbeddedHost } from './embedded/host.ts'
import { OwnShop } from './embedded/own-shop.ts'
import { describe, Failure } from './failure.ts'
import { GatewayFiles } from './files.ts'
import { Work, type WorkOptions } from './link/work.ts'
import { log, openLog, say } from './log.ts'
import { ExternalLinks } from './security/external-links.ts'
import { guardNavigation } from './security/navigation.ts'
import { guardPermissions } from './security/permissions.ts'
import { declareScheme, serveScheme } from './security/scheme.ts'
import { prepareTranscripts } from './transcripts/client.ts'
import { chooseLanguage, NO_AUTO_SUSPEND, preferencesOf, settingsFile } from './settings.ts'

const PAINT_MS = 3000
const SHELL_MS = 400

/** So far apart waiting times and dates are no longer believable. */
const CLOCK_WRONG_MS = 2 * 60_000

/** The start of the app, from top to bottom. What each part does is said in its own folder. */

// 1. Before anything is ready. The sandbox is off by the command line alone, as root on Linux must;
// asking for both makes Electron 33 start its network service over and over.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
declareScheme()
const here = import.meta.dirname
const resources = join(here, '../resources')
const folder = app.getPath('userData')
const switches = { screenshot: app.commandLine.getSwitchValue('xiaoer-screenshot') }

// 2. One instance per user folder: a second start shows the first one's window.
if (app.requestSingleInstanceLock()) start()
else app.quit()

function start(): void {
  // Windows shows notifications only of an app that it knows by name.
  app.setAppUserModelId('com.xiaoer.workstation')
  openLog(join(folder, 'logs'))
  catchStrays()

  // 3. What is known without asking anyone.
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
    notices: [],
  })
  nativeTheme.themeSource = settings.get().theme
  spareGraphics(settings)
  state.onChange((value) => tellWindows('app.changed', value))

  // 4. The parts.
  let work: Work | null = null
  let shell: DesktopShell | null = null
  /** What came before the shell was loaded: a buyer of the first second is told, too. */
  let missed: Parameters<WorkOptions['onEvents']>[] = []
  const leaving = new Leaving()
  leaving.onLeaving(() => work?.flush())
  const inFront = new InFront()
  let keychainProbe: Promise<Keychain | null> | null = null
  const keychain = () => (keychainProbe ??= openKeychain())

  const { promise: painted, resolve: onPainted } = Promise.withResolvers<void>()
  // Buyers are served even where a window can't be painted.
  setTimeout(onPainted, PAINT_MS)

  const host: EmbeddedHost = new EmbeddedHost({
    script: join(here, 'gateway-process.js'),
    logs: join(folder, 'logs'),
    onRestarted: (ready) => {
      own.restarted(ready).then(
        () => work?.probe(),
        () => log('error', 'gateway: came back without its demo buyers'),
      )
    },
    onLost: (failure) => log('error', 'gateway: lost', { code: failure.code }),
  })
  const own = new OwnShop({
    folder,
    buyerPage: join(here, '../renderer/buyer'),
    resources,
    host,
    keychain,
    language: () => state.value.language,
    painted,
  })
  state.patch({ ownShop: own.info })

  const accounts: Accounts = new Accounts({
    folder,
    state,
    book,
    own,
    keychain,
    device,
    begin: beginWork,
    end: endWork,
  })
  const files = new GatewayFiles(() => accounts.current?.session ?? null)
  const links = new ExternalLinks(async (linkHost, url) => {
    const { t } = (await loadShell()).texts
    return {
      message: t('link.message', { host: linkHost }),
      detail: t('link.detail', { url }),
      open: t('link.open'),
      cancel: t('link.cancel'),
    }
  })
  const mainWindow = new MainWindow({
    folder: here,
    icon: join(resources, 'icons/icon.png'),
    settings,
    hidesOnClose: () => state.value.phase === 'working',
    onReady: () => {
      onPainted()
      // The page has the computer to itself until its chats are painted.
      setTimeout(() => {
        noteGraphics(settings)
        void loadShell()
      }, SHELL_MS)
    },
  })
  const chatWindows = new ChatWindows({
    folder: here,
    icon: join(resources, 'icons/icon.png'),
    settings,
    onChanged: (tornOff) => tellWindows('windows.changed', { tornOff }),
  })
  const parts: Parts = {
    state,
    settings,
    own,
    accounts,
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

  // 5. The walls, then the bridge, then the window; accounts meanwhile.
  guardNavigation((url, parent) => void links.open(url, parent))
  openBridge({
    ...appHandlers(parts),
    ...setupHandlers(parts),
    ...accountHandlers(parts),
    ...chatsHandlers(parts),
    ...manageHandlers(parts),
    ...keptHandlers(parts),
    ...filesHandlers(parts),
    ...shopHandlers(parts),
    ...windowsHandlers(parts),
  })
  const resume = async () => {
    if (accounts.goesToWork) prepareTranscripts()
    await accounts.refreshSaved()
    if (!(await keychain())) state.notice('keychain_missing')
    await accounts.resume()
  }
  // The cache's thread comes up beside us. All else waits until the page is on its way: what this
  // thread does before, the page waits for, and keychain and cache are open when it asks for its chats.
  if (own.info === null && accounts.goesToWork) prepareTranscripts()
  void app.whenReady().then(async () => {
    guardPermissions()
    serveScheme(join(here, '../renderer/workstation'), (id) => files.read(id))
    mainWindow.open()
    // Twice for one wake on some systems; a probe more is no harm.
    powerMonitor.on('resume', () => work?.probe())
    powerMonitor.on('unlock-screen', () => work?.probe())
    await resume()
    if (switches.screenshot !== '') await picture()
  })

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

  async function beginWork(signedIn: SignedIn): Promise<void> {
    const { session, cache, fallback } = signedIn
    const begun: Work = new Work({
      session,
      cache,
      fallback,
      device,
      appVersion: app.getVersion(),
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
          void accounts.tokensRefused()
      },
      onCacheLost: () => void accounts.reopen(),
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
      autoSuspend: () => state.value.autoSuspend,
      askSuspend: () => tellWindow(mainWindow.window, 'chats.suspend', null),
    })
    if (work) {
      const { connection } = work
      for (const step of missed.splice(0)) shell.onEvents(...step, connection)
      shell.refresh({ view: work.view, connection })
    }
    return shell
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
        file: switches.screenshot,
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
      await step('accounts', () => accounts.close())
      await step('shell', () => shell?.close())
      await step('gateway', () => own.stop(3500))
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
    const frames = error instanceof Error ? (error.stack ?? '') : ''
    const where = frames
      .split('\n')
      .filter((line) => line.startsWith('    at '))
      .slice(0, 6)
    log('error', kind, { error: describe(error), where: where.join(' ') })
  }
  process.on('uncaughtException', note('uncaught exception'))
  process.on('unhandledRejection', note('unhandled rejection'))
}
