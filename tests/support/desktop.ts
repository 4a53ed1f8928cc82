import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'
import { processTree } from './processes.ts'

const root = join(import.meta.dirname, '../..')

/** The real app in the real Electron, with a user data folder of its own. */
export interface Desktop {
  readonly app: ElectronApplication
  readonly page: Page
  readonly userData: string
  /** As a person would: the window's application is asked to quit. */
  quit(): Promise<void>
  /** As a power cut of this process would: SIGKILL to the main process and all its children. */
  kill(): Promise<void>
}

export interface DesktopOptions {
  /** Kept from an earlier start to come back to it. */
  readonly userData?: string
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly args?: readonly string[]
  readonly size?: { readonly width: number; readonly height: number }
  /** Folder of another app than ours, such as a bench's baseline. */
  readonly app?: string
}

function fromEnvironment<T>(name: string, fallback: T): T {
  const value = process.env[name]
  return value === undefined ? fallback : (JSON.parse(value) as T)
}

const running = new Set<Desktop>()

export async function launchDesktop(options: DesktopOptions = {}): Promise<Desktop> {
  if (process.env['XIAOER_ELECTRON'] === undefined)
    throw new Error('XIAOER_ELECTRON is not set: start by `npm run test:e2e`')
  const userData = options.userData ?? (await mkdtemp(join(tmpdir(), 'xiaoer-e2e-')))
  const environment = {
    ...process.env,
    ...fromEnvironment<Record<string, string>>('XIAOER_ELECTRON_ENV', {}),
    ...options.env,
  }
  // By the `electron` package (pointed at the chosen runtime by its own variable) and not by path:
  // so Playwright holds `ready` until it is attached, else a quick start runs away from it.
  const app = await _electron.launch({
    cwd: root,
    args: [
      ...fromEnvironment<string[]>('XIAOER_ELECTRON_ARGS', []),
      `--user-data-dir=${userData}`,
      options.app ?? root,
      ...(options.args ?? []),
    ],
    env: Object.fromEntries(
      Object.entries(environment).filter(
        (entry): entry is [string, string] => entry[1] !== undefined,
      ),
    ),
    timeout: 30_000,
  })
  const page = await app.firstWindow()
  page.setDefaultTimeout(15_000)
  const exited = new Promise<void>((resolve) => app.process().once('exit', () => resolve()))
  const desktop: Desktop = {
    app,
    page,
    userData,
    async quit() {
      running.delete(desktop)
      await app.evaluate(({ app: electron }) => electron.quit()).catch(() => {})
      await exited
    },
    async kill() {
      running.delete(desktop)
      const { pid } = app.process()
      for (const child of pid === undefined ? [] : await processTree(pid)) {
        try {
          process.kill(child, 'SIGKILL')
        } catch {
          // It ended by itself in between.
        }
      }
      await exited
    },
  }
  running.add(desktop)
  return desktop
}

/** What Playwright's `TestInfo` tells, as far as it is wanted here. */
interface Verdict {
  readonly status?: string | undefined
  readonly expectedStatus: string
  outputPath(name: string): string
}

/**
 * What a click that waited in vain doesn't tell: whether the app, the page's code and its frames still
 * run, and how its windows stand.
 */
async function stateOf({ app, page }: Desktop): Promise<string> {
  const within = (what: Promise<unknown>) =>
    Promise.race([
      what.catch((error: unknown) => String(error).slice(0, 200)),
      new Promise((resolve) => setTimeout(resolve, 3000, 'no answer within 3 s')),
    ])
  const [main, code, frames] = await Promise.all([
    within(
      app.evaluate(({ app: electron, BrowserWindow }) => ({
        drawing: electron.getGPUFeatureStatus().gpu_compositing,
        windows: BrowserWindow.getAllWindows().map((window) => ({
          visible: window.isVisible(),
          focused: window.isFocused(),
          minimized: window.isMinimized(),
          ...window.getBounds(),
        })),
      })),
    ),
    within(page.evaluate(() => document.visibilityState)),
    within(page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)))),
  ])
  return JSON.stringify({ main, code, frames })
}

/** For `afterEach`: nothing of one test lives into the next; a failed one leaves pictures and logs. */
export async function closeDesktops(verdict?: Verdict): Promise<void> {
  let number = 0
  for (const desktop of running) {
    if (verdict && verdict.status !== verdict.expectedStatus) {
      const name = `desktop-${++number}`
      console.log(`${name}: ${await stateOf(desktop)}`)
      await desktop.page
        .screenshot({ path: verdict.outputPath(`${name}.png`), timeout: 3000 })
        .catch(() => {})
      await cp(join(desktop.userData, 'logs'), verdict.outputPath(`${name}-logs`), {
        recursive: true,
      }).catch(() => {})
    }
    await desktop.kill()
    await rm(desktop.userData, { recursive: true, force: true })
  }
}
