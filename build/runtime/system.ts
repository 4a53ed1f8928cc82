import { execFile, spawn } from 'node:child_process'
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  openSync,
  readFileSync,
  statSync,
} from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { cacheRoot, say, withProgress } from './registry.mjs'

const run = promisify(execFile)
const UPDATE_TIMEOUT_MS = 3 * 60 * 1000
const INSTALL_TIMEOUT_MS = 15 * 60 * 1000

/** Something the operating system has to provide. */
export interface Need {
  readonly kind: 'library' | 'program' | 'font'
  /** A soname, a program in PATH, or a language for fontconfig; any of them will do. */
  readonly anyOf: readonly string[]
  /** Debian's names for it, in the order of releases. */
  readonly packages: readonly string[]
}

const library = (soname: string, ...packages: string[]): Need => ({
  kind: 'library',
  anyOf: [soname],
  packages,
})
const program = (names: string | readonly string[], ...packages: string[]): Need => ({
  kind: 'program',
  anyOf: typeof names === 'string' ? [names] : names,
  packages,
})

/** What Chromium links against or opens by name and a bare server lacks. */
const LIBRARIES: readonly Need[] = [
  library('libnss3.so', 'libnss3'),
  library('libnspr4.so', 'libnspr4'),
  library('libgtk-3.so.0', 'libgtk-3-0', 'libgtk-3-0t64'),
  library('libgbm.so.1', 'libgbm1'),
  library('libasound.so.2', 'libasound2', 'libasound2t64'),
  library('libatk-bridge-2.0.so.0', 'libatk-bridge2.0-0', 'libatk-bridge2.0-0t64'),
  library('libatspi.so.0', 'libatspi2.0-0', 'libatspi2.0-0t64'),
  library('libcups.so.2', 'libcups2', 'libcups2t64'),
  library('libxkbcommon.so.0', 'libxkbcommon0'),
  library('libXcomposite.so.1', 'libxcomposite1'),
  library('libXdamage.so.1', 'libxdamage1'),
  library('libXrandr.so.2', 'libxrandr2'),
]
const FONT: Need = { kind: 'font', anyOf: ['zh'], packages: ['fonts-noto-cjk'] }
/** A desk of our own where there is no display: screen, message bus, keychain. */
const VIRTUAL: readonly Need[] = [
  program('Xvfb', 'xvfb'),
  program('dbus-daemon', 'dbus-daemon', 'dbus'),
  program('dbus-send', 'dbus-bin', 'dbus'),
  program('gnome-keyring-daemon', 'gnome-keyring'),
]
const TESTING: readonly Need[] = [
  // Electron opens it by name and says without it that notifications are not supported.
  library('libnotify.so.4', 'libnotify4'),
  program('openbox', 'openbox'),
  program('xdotool', 'xdotool'),
  program('secret-tool', 'libsecret-tools'),
  program(['chromium', 'chromium-browser', 'google-chrome'], 'chromium', 'chromium-browser'),
]
const COMPILER: readonly Need[] = [program('g++', 'g++')]

export type SystemSet = 'start' | 'test'

/** True where windows can't be shown without a virtual display. */
export function lacksDisplay(env: NodeJS.ProcessEnv = process.env): boolean {
  return process.platform === 'linux' && !env['DISPLAY'] && !env['WAYLAND_DISPLAY']
}

/**
 * Makes sure that the system can run the window (`start`) or the tests (`test`): as root on
 * Debian and its kin what is missing is installed.
 * @throws Error with the exact command where that is not possible.
 */
export async function ensureSystem(set: SystemSet): Promise<void> {
  if (process.platform !== 'linux') return
  const needs = [...LIBRARIES, FONT]
  if (set === 'test' || lacksDisplay()) needs.push(...VIRTUAL)
  if (set === 'test') needs.push(...TESTING)
  await ensure(needs, set === 'test' ? 'for the tests' : 'to show the window')
}

/** Makes sure that there is a C++ compiler. */
export async function ensureCompiler(): Promise<void> {
  await ensure(COMPILER, 'to compile the encrypted SQLite')
}

/** The last look, at the program itself: libraries that its loader does not find are named. */
export async function checkLibraries(executable: string): Promise<void> {
  if (process.platform !== 'linux') return
  const missing = parseLdd(await textOf('ldd', [executable]))
  if (missing.length > 0) {
    throw new Error(
      `${executable} lacks these system libraries: ${missing.join(', ')}.\n` +
        'Install the packages that hold them and run this again.',
    )
  }
}

/** Sonames that ldd marks as not found. */
export function parseLdd(output: string): string[] {
  const names = [...output.matchAll(/^\s*(\S+) => not found\b/gm)].map((match) => match[1])
  return [...new Set(names.filter((name) => name !== undefined))].sort()
}

/** Sonames of `ldconfig -p`. */
export function parseLdconfig(output: string): Set<string> {
  return new Set(
    [...output.matchAll(/^\s+(\S+) \(.*\) => /gm)]
      .map((match) => match[1])
      .filter((name) => name !== undefined),
  )
}

// One at a time: two installs of the same process would only wait for dpkg's lock.
let queue: Promise<unknown> = Promise.resolve()

function ensure(needs: readonly Need[], purpose: string): Promise<void> {
  const work = queue.then(() => ensureNow(needs, purpose))
  queue = work.catch(() => {})
  return work
}

async function ensureNow(needs: readonly Need[], purpose: string): Promise<void> {
  const missing = await findMissing(needs)
  if (missing.length === 0) return
  const isDebian = findProgram('apt-get') !== undefined
  const names = missing.map((need) => need.anyOf[0])
  if (!isDebian) {
    throw new Error(
      `missing ${purpose}: ${names.join(', ')}.\nInstall them with your system's package tool ` +
        `(Debian calls the packages ${missing.map((need) => need.packages[0]).join(' ')}).`,
    )
  }
  if (process.getuid?.() !== 0) {
    const packages = await choosePackages(missing)
    const command = `sudo apt-get update && sudo apt-get install -y --no-install-recommends ${packages.join(' ')}`
    if (missing.every((need) => need.kind === 'font')) {
      say(`no Chinese font is installed, texts will show as boxes; run: ${command}`)
      return
    }
    throw new Error(`missing ${purpose}: ${names.join(', ')}. Run:\n  ${command}`)
  }
  await install(missing, purpose)
  const still = await findMissing(needs)
  if (still.length > 0) {
    throw new Error(
      `still missing after the installation: ${still.map((need) => need.anyOf[0]).join(', ')} ` +
        `(log: ${logFile()})`,
    )
  }
}

async function findMissing(needs: readonly Need[]): Promise<Need[]> {
  const libraries = needs.some((need) => need.kind === 'library')
    ? parseLdconfig(await textOf(findProgram('ldconfig') ?? '/sbin/ldconfig', ['-p']))
    : new Set<string>()
  const missing: Need[] = []
  for (const need of needs) {
    if (!(await isPresent(need, libraries))) missing.push(need)
  }
  return missing
}

async function isPresent(need: Need, libraries: ReadonlySet<string>): Promise<boolean> {
  switch (need.kind) {
    case 'library':
      // musl and NixOS have no such list: there the look at the program itself decides.
      return libraries.size === 0 || need.anyOf.some((name) => libraries.has(name))
    case 'program':
      return need.anyOf.some((name) => findProgram(name) !== undefined)
    case 'font':
      for (const language of need.anyOf) {
        if ((await textOf('fc-list', [`:lang=${language}`, 'family'])).trim() !== '') return true
      }
      return false
  }
}

/** The path of a program, also looking where Debian keeps programs that users seldom run. */
export function findProgram(
  name: string,
  path: string = process.env['PATH'] ?? '',
): string | undefined {
  for (const folder of [...path.split(delimiter), '/usr/sbin', '/sbin']) {
    if (folder === '') continue
    const file = join(folder, name)
    try {
      accessSync(file, constants.X_OK)
      return file
    } catch {
      // Look on.
    }
  }
  return undefined
}

// --- apt

const logFile = () => join(cacheRoot(), 'logs', 'apt.log')

async function install(missing: readonly Need[], purpose: string): Promise<void> {
  await mkdir(join(cacheRoot(), 'logs'), { recursive: true })
  let updated = false
  const update = async () => {
    await apt('updating the package lists', ['update'], UPDATE_TIMEOUT_MS)
    updated = true
  }
  if (!(await allKnown(missing))) await update()
  const packages = await choosePackages(missing)
  say(`installing system packages ${purpose}: ${packages.join(' ')}`)
  const attempt = () =>
    apt(
      'installing system packages',
      ['install', '-y', '--no-install-recommends', ...packages],
      INSTALL_TIMEOUT_MS,
    )
  try {
    await attempt()
  } catch (error) {
    // Old lists name files that the mirror no longer has.
    if (updated) throw error
    await update()
    await attempt()
  }
}

async function allKnown(needs: readonly Need[]): Promise<boolean> {
  const known = await knownPackages(needs)
  return needs.every((need) => need.packages.some((name) => known.has(name)))
}

async function choosePackages(needs: readonly Need[]): Promise<string[]> {
  const known = await knownPackages(needs)
  const names = needs.map(
    (need) => need.packages.find((name) => known.has(name)) ?? need.packages[0],
  )
  return [...new Set(names.filter((name) => name !== undefined))]
}

/** Packages of the lists that can be installed; purely virtual names have no candidate. */
async function knownPackages(needs: readonly Need[]): Promise<Set<string>> {
  const names = needs.flatMap((need) => need.packages)
  return parsePolicy(await textOf('apt-cache', ['policy', ...names]))
}

/** Names with a candidate in the output of `apt-cache policy`. */
export function parsePolicy(output: string): Set<string> {
  const known = new Set<string>()
  for (const block of output.split(/^(?=\S)/m)) {
    const name = /^(\S+):$/m.exec(block)?.[1]
    const candidate = /^ {2}Candidate: (.+)$/m.exec(block)?.[1]
    if (name !== undefined && candidate !== undefined && candidate !== '(none)') known.add(name)
  }
  return known
}

async function apt(what: string, args: readonly string[], timeoutMs: number): Promise<void> {
  const log = openSync(logFile(), 'a')
  const full = ['-q', '-o', 'DPkg::Lock::Timeout=300', '-o', 'Dpkg::Use-Pty=0', ...args]
  const work = new Promise<void>((resolve, reject) => {
    const child = spawn('apt-get', full, {
      stdio: ['ignore', log, log],
      // C for the parsers above and for logs that can be searched.
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' },
    })
    const timer = setTimeout(() => child.kill('SIGTERM'), timeoutMs)
    child.on('error', (error) => {
      clearTimeout(timer)
      reject(error)
    })
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      if (code === 0) {
        resolve()
        return
      }
      const how = signal === null ? `code ${code}` : `no end within ${timeoutMs / 1000} s`
      const tail = readFileSync(logFile(), 'utf8').trimEnd().split('\n').slice(-5).join('\n  ')
      reject(
        new Error(
          `\`apt-get ${args.join(' ')}\` failed (${how}):\n  ${tail}\n` +
            `The whole log: ${logFile()}. Run that command by hand, then this again.`,
        ),
      )
    })
  })
  try {
    await withProgress(what, work)
  } finally {
    closeSync(log)
  }
}

/** What a program prints; empty when it is missing or fails. */
async function textOf(file: string, args: readonly string[]): Promise<string> {
  if (file.startsWith('/') && !existsSync(file)) return ''
  try {
    const { stdout } = await run(file, [...args], {
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
      timeout: 30_000,
      maxBuffer: 16 * 1024 * 1024,
    })
    return stdout
  } catch {
    return ''
  }
}

/**
 * An ordinary user's Chromium needs unprivileged user namespaces, or its helper to be root's.
 * @throws Error with the exact command where neither is so.
 */
export function checkSandbox(distDir: string): void {
  if (process.platform !== 'linux' || process.getuid?.() === 0) return
  if (!namespacesForbidden((file) => readFileSync(file, 'utf8'))) return
  const helper = join(distDir, 'chrome-sandbox')
  const info = statSync(helper, { throwIfNoEntry: false })
  if (info?.uid === 0 && (info.mode & 0o4000) !== 0) return
  throw new Error(
    'this system keeps user namespaces from ordinary programs, so Chromium’s sandbox needs its helper. Run:\n' +
      `  sudo chown root:root '${helper}' && sudo chmod 4755 '${helper}'`,
  )
}

/** By the kernel's three switches; one that can't be read does not exist there. */
export function namespacesForbidden(read: (file: string) => string): boolean {
  const is = (file: string, value: string) => {
    try {
      return read(file).trim() === value
    } catch {
      return false
    }
  }
  return (
    is('/proc/sys/kernel/unprivileged_userns_clone', '0') ||
    is('/proc/sys/kernel/apparmor_restrict_unprivileged_userns', '1') ||
    is('/proc/sys/user/max_user_namespaces', '0')
  )
}
