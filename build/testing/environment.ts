import { withDisplay } from '../runtime/display.ts'
import { chooseElectron } from '../runtime/electron.ts'
import { ensureSystem, findProgram } from '../runtime/system.ts'

export interface TestEnvironments {
  /** For tests that run in plain Node: display, message bus, keychain. */
  readonly node: NodeJS.ProcessEnv
  /** The same and the Electron to drive. */
  readonly electron: NodeJS.ProcessEnv
}

/**
 * Runs `use` with a desk of its own: virtual display, private session bus, unlocked keychain that
 * is gone afterwards, so that tests neither see nor touch the user's.
 *
 * What tests find in their environment:
 * - `XIAOER_ELECTRON` the executable, `XIAOER_ELECTRON_ARGS` (JSON) switches that come before the
 *   app's path, `XIAOER_ELECTRON_ENV` (JSON) variables for Electron's process alone;
 * - `XIAOER_SQLITE_BINDING` only in end-to-end tests and the tour, and only where Electron needs it:
 *   a gateway in plain Node is started without it;
 * - `XIAOER_CHROMIUM` a browser for the buyer's page, `DISPLAY`, `DBUS_SESSION_BUS_ADDRESS`.
 */
export async function withTestEnvironment<T>(
  use: (environments: TestEnvironments) => Promise<T>,
): Promise<T> {
  await ensureSystem('test')
  const electron = await chooseElectron()
  return withDisplay({ when: 'always', keychain: 'scratch' }, (display) => {
    const chromium = chromiumPath()
    const common: NodeJS.ProcessEnv = {
      ...display.env,
      XIAOER_ELECTRON: electron.executable,
      XIAOER_ELECTRON_ARGS: JSON.stringify(electron.args),
      XIAOER_ELECTRON_ENV: JSON.stringify(electron.env),
      ...(chromium === undefined ? {} : { XIAOER_CHROMIUM: chromium }),
    }
    const { XIAOER_SQLITE_BINDING: _binding, ...node } = common
    return use({ node, electron: { ...common, ...electron.env } })
  })
}

/** End-to-end tests that run at a time: they wait more than they work. */
const DESKS = 2

/**
 * Runs `use` with desks like the one in `env`, that one included, which it finds in `XIAOER_DESKS`
 * (JSON: per worker, what differs). Where desks can't be made, the one that is there is all.
 */
export async function withDesks<T>(
  env: NodeJS.ProcessEnv,
  use: (env: NodeJS.ProcessEnv) => Promise<T>,
  desks: readonly NodeJS.ProcessEnv[] = [{}],
): Promise<T> {
  if (desks.length === DESKS || process.platform !== 'linux')
    return use({ ...env, XIAOER_DESKS: JSON.stringify(desks) })
  return withDisplay({ when: 'always', keychain: 'scratch' }, (display) => {
    const own = Object.entries(display.env).filter(([name, value]) => process.env[name] !== value)
    return withDesks(env, use, [...desks, Object.fromEntries(own)])
  })
}

function chromiumPath(): string | undefined {
  if (process.env['XIAOER_CHROMIUM'] !== undefined) return process.env['XIAOER_CHROMIUM']
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    const found = findProgram(name)
    if (found !== undefined) return found
  }
  return undefined
}
