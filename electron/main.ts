import { app, Menu, nativeTheme } from 'electron/main'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { type Keychain, openKeychain, secretName } from './account/keychain.ts'
import { openCrashes } from './crash/crashes.ts'
import { spareGraphics } from './desktop/graphics.ts'
import { MainWindow } from './desktop/main-window.ts'
import { openLog } from './log.ts'
import { peekNeedsCache, peekRemembered, peekSettings } from './peek.ts'
import type * as Rest from './run.ts'
import { guardNavigation } from './security/navigation.ts'
import { guardPermissions } from './security/permissions.ts'
import { declareScheme, serveScheme } from './security/scheme.ts'
import { guardSession } from './security/session.ts'
import { prepareTranscripts } from './transcripts/client.ts'

/*
 * The start of the app, from top to bottom: the walls and the window here, all else in `run.ts`, which
 * is loaded while the window's process comes up: Electron is not ready before this file has been run.
 */

// 1. Before anything is ready. The sandbox is off by the command line alone, as root on Linux must;
// asking for both makes Electron 33 start its network service over and over.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
declareScheme()
const here = import.meta.dirname
/** So long the page is waited for. */
const PAGE_MS = 500
/** An answer is with the page's process by then. */
const SENT_MS = 8
const resources = join(here, '../resources')
const folder = app.getPath('userData')

// 2. One instance per user folder: a second start shows the first one's window.
if (app.requestSingleInstanceLock()) start()
else app.quit()

function start(): void {
  // Electron would make its own, in English: macOS gets ours with the texts, the others have none.
  if (process.platform !== 'darwin') Menu.setApplicationMenu(null)
  // Windows shows notifications only of an app that it knows by name.
  app.setAppUserModelId('com.xiaoer.workstation')
  openLog(join(folder, 'logs'))
  openCrashes(folder, app.getVersion())
  const { theme, window, noGraphics } = peekSettings(folder)
  nativeTheme.themeSource = theme
  spareGraphics(noGraphics)
  // Without a head start the cache is asked at once: its thread comes up beside us, for with its
  // modules it takes longer than all the rest.
  const remembered = peekRemembered(folder)
  if (remembered !== null && peekNeedsCache(folder, remembered)) prepareTranscripts()
  let keychain: Promise<Keychain | null> | null = null

  let running: Rest.Running | null = null
  const mainWindow = new MainWindow({
    folder: here,
    icon: join(resources, 'icons/window.png'),
    settings: () => running?.settings ?? null,
    hidesOnClose: () => running?.hidesOnClose() === true,
    onReady: () => running?.onReady(),
  })
  const { promise: answering, resolve: onAnswering } = Promise.withResolvers<void>()
  let going = false
  const goOn = () => {
    if (going) return
    going = true
    const { run } = loadRest()
    // Between the two the window's process is given its preload, which it has asked for meanwhile.
    setImmediate(() => {
      try {
        running = run({ here, resources, folder, mainWindow, keychain })
      } finally {
        // Where it failed the page says so; without its code nobody would see a window.
        onAnswering()
      }
    })
  }
  void app.whenReady().then(() => {
    guardNavigation((url, parent) => running?.openLink(url, parent))
    guardPermissions()
    guardSession()
    serveScheme({
      folder: join(here, '../renderer/workstation'),
      readGatewayFile: async (id) => (await running?.readFile(id)) ?? null,
      answering,
      // Right behind the page itself, whose process still comes up.
      onServed: () => void setTimeout(goOn, SENT_MS),
    })
    mainWindow.open(window)
    // The window's process takes a moment to come up, and so does the keychain.
    if (remembered !== null) keychain = openKeychain(secretName(remembered))
    // Buyers are served even where no page comes.
    setTimeout(goOn, PAGE_MS)
  })
}

/** An entry of the build of its own: what this file imported, lazily or not, would be loaded with it. */
function loadRest(): typeof Rest {
  return createRequire(import.meta.url)('./run.cjs') as typeof Rest
}
