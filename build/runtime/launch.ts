import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, watch } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { constants } from 'node:os'
import { basename, dirname } from 'node:path'
import { startDisplay } from './display.ts'
import { chooseElectron, needsNoSandbox, type ElectronRuntime } from './electron.ts'
import { say } from './registry.mjs'
import { checkLibraries, checkSandbox, ensureSystem } from './system.ts'

const QUIT_TIMEOUT_MS = 8_000

export interface LaunchOptions {
  /** The folder with the app's package.json. */
  readonly app: string
  /** Arguments for the app, after its path. */
  readonly args: readonly string[]
  /** Where the app is asked to save a picture of its window when the display is virtual. */
  readonly screenshot: string
  /** What else has to be ready first; runs while the runtime is being prepared. */
  readonly prepare?: () => Promise<unknown>
}

/**
 * Prepares everything, runs the app in Electron until it ends, and clears up.
 * @returns the exit code for the shell.
 */
export async function launchApp(options: LaunchOptions): Promise<number> {
  const electron = await prepare(options.prepare)
  const display = await startDisplay({ keychain: 'user' })
  try {
    if (needsNoSandbox()) {
      say(
        'running as root: Chromium’s OS sandbox is off (--no-sandbox), the windows stay isolated; ' +
          'as an ordinary user it is on',
      )
    }
    const args = [...electron.args, options.app, ...options.args]
    let stopWatching = () => {}
    if (display.virtual) {
      say(`no display here: the window is on a virtual one (${display.env['DISPLAY']})`)
      await mkdir(dirname(options.screenshot), { recursive: true })
      await rm(options.screenshot, { force: true })
      args.push(`--xiaoer-screenshot=${options.screenshot}`)
      // Chromium reports each missing piece of hardware of such a machine as an error.
      if (!process.env['ELECTRON_ENABLE_LOGGING']) args.unshift('--log-level=3')
      stopWatching = tellWhenThere(options.screenshot)
    }
    const env = { ...display.env, ...electron.env }
    delete env['ELECTRON_RUN_AS_NODE']
    try {
      return await run(spawn(electron.executable, args, { stdio: 'inherit', env }))
    } finally {
      stopWatching()
    }
  } finally {
    await display.stop()
  }
}

async function prepare(more: LaunchOptions['prepare']): Promise<ElectronRuntime> {
  const [electron, ...others] = await Promise.allSettled([
    chooseElectron(),
    ensureSystem('start'),
    more?.(),
  ])
  // All of them are heard first: a person should not mend one thing to learn of the next.
  const failures = [electron, ...others].filter((result) => result.status === 'rejected')
  if (electron.status === 'rejected' || failures.length > 0) {
    throw new Error(failures.map((failure) => messageOf(failure.reason)).join('\n'))
  }
  await checkLibraries(electron.value.executable)
  checkSandbox(electron.value.distDir)
  return electron.value
}

function messageOf(reason: unknown): string {
  if (!(reason instanceof Error)) return String(reason)
  return reason.cause instanceof Error
    ? `${reason.message}\n${reason.cause.message}`
    : reason.message
}

/** Resolves to the exit code. Ctrl+C, a stop signal and the end of run.mjs end the app first. */
function run(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let asked: NodeJS.Signals | undefined
    let timer: NodeJS.Timeout | undefined
    const stop = (signal: NodeJS.Signals) => {
      // The terminal and npm may both tell of one Ctrl+C; Electron takes a second for «at once».
      if (asked !== undefined) return
      asked = signal
      child.kill('SIGTERM')
      timer = setTimeout(() => child.kill('SIGKILL'), QUIT_TIMEOUT_MS)
    }
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
    for (const signal of signals) process.on(signal, stop)
    const orphaned = () => stop('SIGHUP')
    process.on('disconnect', orphaned)
    process.channel?.unref()
    const finish = () => {
      clearTimeout(timer)
      for (const signal of signals) process.off(signal, stop)
      process.off('disconnect', orphaned)
    }
    child.on('error', (error) => {
      finish()
      reject(new Error(`${child.spawnfile} could not be started: ${error.message}`))
    })
    child.on('exit', (code, signal) => {
      finish()
      const by = asked ?? signal
      if (asked === undefined && signal !== null) say(`Electron was ended by ${signal}`)
      resolve(by === null || by === undefined ? (code ?? 1) : 128 + constants.signals[by])
    })
  })
}

/** Says once where the screenshot is; returns what ends the watching. */
function tellWhenThere(file: string): () => void {
  const watcher = watch(dirname(file), (_, name) => {
    if (name !== basename(file) || !existsSync(file)) return
    watcher.close()
    say(`screenshot of the window: ${file}`)
  })
  return () => watcher.close()
}
