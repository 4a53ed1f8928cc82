import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, rmSync, mkdtempSync, watch } from 'node:fs'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { say } from './registry.mjs'
import { findProgram, lacksDisplay } from './system.ts'

const START_TIMEOUT_MS = 15_000
const STOP_TIMEOUT_MS = 3_000
const SCREEN = '1600x1000x24'

export interface Display {
  /** False: the user's own display, nothing of it was touched. */
  readonly virtual: boolean
  /** To be used as the whole environment of what runs there. */
  readonly env: NodeJS.ProcessEnv
  /** Ends what was started, in the order of dependence; safe to call twice. */
  readonly stop: () => Promise<void>
}

export interface DisplayOptions {
  /** `if-missing`: the user's display when there is one. `always`: a virtual one of our own. */
  readonly when?: 'if-missing' | 'always'
  /**
   * Where the virtual desk's keychain lives. `scratch`: gone afterwards, for tests. `user`:
   * kept from start to start, because the local databases can't be read without its keys.
   */
  readonly keychain: 'scratch' | 'user'
}

/** Runs `use` with a display and ends what was started for it, also when `use` throws. */
export async function withDisplay<T>(
  options: DisplayOptions,
  use: (display: Display) => Promise<T>,
): Promise<T> {
  const display = await startDisplay(options)
  try {
    return await use(display)
  } finally {
    await display.stop()
  }
}

/**
 * The user's display, or on Linux a desk of our own: Xvfb on a free number, openbox where it is
 * installed, a private D-Bus session and an unlocked gnome-keyring on it.
 * If this process is killed, a guard ends them.
 */
export async function startDisplay(options: DisplayOptions): Promise<Display> {
  const wanted = options.when === 'always' ? process.platform === 'linux' : lacksDisplay()
  if (!wanted) return { virtual: false, env: process.env, stop: async () => {} }
  const desk = new Desk()
  try {
    await desk.start(options)
  } catch (error) {
    await desk.stop()
    throw error
  }
  return { virtual: true, env: desk.env, stop: () => desk.stop() }
}

class Desk {
  readonly #folder = mkdtempSync(join(tmpdir(), 'xiaoer-desk-'))
  readonly #children: ChildProcess[] = []
  readonly #guard: ChildProcess
  readonly env: NodeJS.ProcessEnv = { ...process.env }
  #stopped: Promise<void> | undefined

  constructor() {
    // Reads process ids until its input ends, which happens however this process dies.
    const script =
      'while read -r id; do [ "$id" = done ] && exit 0; ids="$id $ids"; done; ' +
      'for id in $ids; do kill "$id" 2>/dev/null; done; rm -rf "$0"'
    this.#guard = spawn('/bin/sh', ['-c', script, this.#folder], {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
    })
    this.#guard.on('error', () => {})
    this.#guard.stdin?.on('error', () => {})
    this.#guard.unref()
  }

  async start(options: DisplayOptions): Promise<void> {
    const env = this.env
    delete env['WAYLAND_DISPLAY']
    delete env['GNOME_KEYRING_CONTROL']
    env['XDG_RUNTIME_DIR'] = this.#folder
    env['XDG_SESSION_TYPE'] = 'x11'
    await Promise.all([this.#startScreen(), this.#startBus()])
    await Promise.all([this.#startWindowManager(), this.#startKeychain(options.keychain)])
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop()
    return this.#stopped
  }

  async #stop(): Promise<void> {
    for (const child of this.#children.toReversed()) await end(child)
    rmSync(this.#folder, { recursive: true, force: true })
    this.#guard.stdin?.end('done\n')
  }

  #spawn(file: string, args: readonly string[], stdio: 'pipe' | 'ignore' = 'ignore'): ChildProcess {
    const path = findProgram(file)
    if (path === undefined) throw new Error(`${file} is not installed`)
    const child = spawn(path, [...args], {
      env: this.env,
      // The fourth is for what the program wants to tell: its address, its number.
      stdio: [stdio, 'ignore', 'ignore', 'pipe'],
      // Ctrl+C in the terminal goes to the app alone; the desk ends after it.
      detached: true,
    })
    child.on('error', () => {})
    child.stdin?.on('error', () => {})
    this.#guard.stdin?.write(`${child.pid}\n`)
    this.#children.push(child)
    return child
  }

  async #startScreen(): Promise<void> {
    const authority = join(this.#folder, 'Xauthority')
    const cookie = randomBytes(16)
    await writeFile(authority, xauthority(cookie), { mode: 0o600 })
    this.env['XAUTHORITY'] = authority
    const xvfb = this.#spawn('Xvfb', [
      '-displayfd',
      '3',
      '-screen',
      '0',
      SCREEN,
      '-nolisten',
      'tcp',
      '-auth',
      authority,
      // A restart between two clients would drop what was set up.
      '-noreset',
      '+extension',
      'RANDR',
    ])
    this.env['DISPLAY'] = `:${await firstLine(xvfb, 'Xvfb')}`
  }

  async #startBus(): Promise<void> {
    const bus = this.#spawn('dbus-daemon', [
      '--session',
      '--nofork',
      '--nopidfile',
      '--nosyslog',
      '--print-address=3',
      `--address=unix:path=${join(this.#folder, 'bus')}`,
    ])
    this.env['DBUS_SESSION_BUS_ADDRESS'] = await firstLine(bus, 'dbus-daemon')
  }

  async #startWindowManager(): Promise<void> {
    if (findProgram('openbox') === undefined) return
    const ready = join(this.#folder, 'window-manager-ready')
    const seen = appearance(this.#folder, ready)
    this.#spawn('openbox', ['--sm-disable', '--startup', `/usr/bin/touch ${ready}`])
    await within(seen, 'openbox')
  }

  async #startKeychain(place: DisplayOptions['keychain']): Promise<void> {
    const home = place === 'scratch' ? join(this.#folder, 'data') : keychainFolder()
    await mkdir(home, { recursive: true, mode: 0o700 })
    const password = await unlockSecret(join(home, 'unlock'))
    const before = this.env['XDG_DATA_HOME']
    // Only for the daemon: the app keeps its own folders.
    this.env['XDG_DATA_HOME'] = home
    const daemon = this.#spawn(
      'gnome-keyring-daemon',
      ['--foreground', '--unlock', '--components=secrets'],
      'pipe',
    )
    if (before === undefined) delete this.env['XDG_DATA_HOME']
    else this.env['XDG_DATA_HOME'] = before
    daemon.stdin?.end(password)
    const deadline = Date.now() + START_TIMEOUT_MS
    while (!this.#ownsSecrets()) {
      if (daemon.exitCode !== null) throw new Error('gnome-keyring-daemon ended at its start')
      if (Date.now() > deadline) throw new Error('gnome-keyring-daemon did not come up')
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }

  #ownsSecrets(): boolean {
    const answer = spawnSync(
      findProgram('dbus-send') ?? 'dbus-send',
      [
        '--session',
        '--print-reply',
        '--dest=org.freedesktop.DBus',
        '/org/freedesktop/DBus',
        'org.freedesktop.DBus.NameHasOwner',
        'string:org.freedesktop.secrets',
      ],
      { env: this.env, encoding: 'utf8', timeout: START_TIMEOUT_MS },
    )
    return answer.stdout?.includes('boolean true') ?? false
  }
}

/**
 * The virtual desk's lasting keychain. It is data, not cache: with it the keys of the local
 * databases would be gone.
 */
export function keychainFolder(env: NodeJS.ProcessEnv = process.env): string {
  const data = env['XDG_DATA_HOME']
  return join(
    data?.startsWith('/') ? data : join(homedir(), '.local', 'share'),
    'xiaoer-virtual-desk',
  )
}

/**
 * Nobody is there to type a password on a machine without a display, so it lies beside the
 * keychain, readable by its owner only.
 */
async function unlockSecret(file: string): Promise<string> {
  if (!existsSync(file)) {
    await writeFile(file, randomBytes(24).toString('base64url'), { mode: 0o600, flag: 'wx' })
    await chmod(file, 0o600)
    if (file.startsWith(keychainFolder())) {
      say(`a keychain for the virtual display was made in ${keychainFolder()}`)
    }
  }
  return readFile(file, 'utf8')
}

/** One Xauthority record for every address and display: family 65535 is the wildcard. */
export function xauthority(cookie: Buffer): Buffer {
  const field = (bytes: Buffer) => {
    const length = Buffer.alloc(2)
    length.writeUInt16BE(bytes.length)
    return Buffer.concat([length, bytes])
  }
  return Buffer.concat([
    Buffer.from([0xff, 0xff]),
    field(Buffer.alloc(0)),
    field(Buffer.alloc(0)),
    field(Buffer.from('MIT-MAGIC-COOKIE-1')),
    field(cookie),
  ])
}

/** The first line that a child writes to its fourth descriptor. */
function firstLine(child: ChildProcess, name: string): Promise<string> {
  const pipe = child.stdio[3] as Readable
  const line = new Promise<string>((resolve, reject) => {
    let text = ''
    pipe.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      const end = text.indexOf('\n')
      if (end >= 0) resolve(text.slice(0, end).trim())
    })
    child.on('error', reject)
    child.on('exit', (code, signal) =>
      reject(new Error(`${name} ended at its start (${signal ?? `code ${code}`})`)),
    )
  })
  return within(line, name)
}

/** Settled when `file` is there. */
function appearance(folder: string, file: string): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(folder, () => {
      if (!existsSync(file)) return
      watcher.close()
      resolve()
    })
  })
}

async function within<T>(work: Promise<T>, name: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`${name} did not come up within ${START_TIMEOUT_MS / 1000} s`)),
      START_TIMEOUT_MS,
    )
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS)
  await gone
  clearTimeout(timer)
}
