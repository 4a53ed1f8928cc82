import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { createWriteStream, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { finished } from 'node:stream/promises'
import { root } from '../root.ts'

export interface ProgramOptions {
  readonly command: string
  readonly args: readonly string[]
  readonly env?: NodeJS.ProcessEnv
  /** Milliseconds after which the program and all it started are ended. */
  readonly timeout: number
  /** Also written there, without colours being added or taken. */
  readonly logFile?: string
  /** Keep the output to ourselves: all of it is in `output`. */
  readonly quiet?: boolean
}

export interface ProgramResult {
  /** The exit code; undefined when a signal ended it or it could not be started. */
  readonly code: number | undefined
  readonly timedOut: boolean
  /** The last lines of both outputs. */
  readonly tail: string
  /** All of both outputs, only of a quiet program. */
  readonly output: string
  readonly milliseconds: number
}

const tailLength = 8_000
/** How long a program may take to end what it started, after it was asked to stop. */
const grace = 8_000

/** Runs a program to its end in the repository's root, with a limit that it can't outlive. */
export async function runProgram(options: ProgramOptions): Promise<ProgramResult> {
  const start = performance.now()
  const child = spawn(options.command, options.args, {
    cwd: root,
    env: options.env ?? process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let tail = ''
  let output = ''
  if (options.logFile !== undefined) mkdirSync(dirname(options.logFile), { recursive: true })
  const log = options.logFile === undefined ? undefined : createWriteStream(options.logFile)
  const take = (target: NodeJS.WriteStream) => (chunk: string) => {
    tail = (tail + chunk).slice(-tailLength)
    log?.write(chunk)
    if (options.quiet === true) output += chunk
    else target.write(chunk)
  }
  child.stdout.setEncoding('utf8').on('data', take(process.stdout))
  child.stderr.setEncoding('utf8').on('data', take(process.stderr))

  let timedOut = false
  let ending: Promise<void> | undefined
  const stop = (): void => {
    ending ??= endTree(child)
  }
  const timer = setTimeout(() => {
    timedOut = true
    stop()
  }, options.timeout)
  // The channel to run.mjs closes when that dies in whatever way.
  process.once('disconnect', stop)
  for (const signal of stopSignals) process.once(signal, stop)
  try {
    const code = await new Promise<number | undefined>((resolve) => {
      child.once('error', (error) => {
        tail += `${error.message}\n`
        resolve(undefined)
      })
      child.once('close', (exit) => resolve(exit ?? undefined))
    })
    await ending
    return { code, timedOut, tail, output, milliseconds: performance.now() - start }
  } finally {
    clearTimeout(timer)
    process.off('disconnect', stop)
    for (const signal of stopSignals) process.off(signal, stop)
    if (log !== undefined) {
      log.end()
      await finished(log)
    }
  }
}

const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Asks a program to stop and, after a moment of grace, kills it and everything it had started:
 * Playwright puts Electron into a process group of its own, so killing a group is not enough.
 */
async function endTree(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null) return
  const family = descendants(child.pid)
  child.kill('SIGTERM')
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, grace)
    child.once('exit', () => {
      clearTimeout(timer)
      resolve()
    })
  })
  if (child.exitCode === null && child.signalCode === null) {
    for (const pid of descendants(child.pid)) family.add(pid)
    child.kill('SIGKILL')
  }
  for (const pid of family) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // Already gone, which is what we want.
    }
  }
  // A grandchild outside the list may hold the pipes open; we don't wait for it.
  child.stdout?.destroy()
  child.stderr?.destroy()
}

/** The ids of all living processes that `ancestor` started, directly or not. */
export function descendants(ancestor: number): Set<number> {
  const children = new Map<number, number[]>()
  for (const [pid, parent] of processTable()) {
    children.set(parent, [...(children.get(parent) ?? []), pid])
  }
  const found = new Set<number>()
  const visit = (pid: number): void => {
    for (const next of children.get(pid) ?? []) {
      found.add(next)
      visit(next)
    }
  }
  visit(ancestor)
  return found
}

/** Pairs of process id and its parent's. Empty on Windows, where a kill takes the tree along. */
function processTable(): (readonly [pid: number, parent: number])[] {
  if (process.platform === 'win32') return []
  if (process.platform !== 'linux') {
    return execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
      .split('\n')
      .flatMap((line) => {
        const [pid, parent] = line.trim().split(/\s+/).map(Number)
        return pid === undefined || parent === undefined ? [] : [[pid, parent] as const]
      })
  }
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return []
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
      // "pid (command) state parent …", and the command may hold spaces and brackets.
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
      return [[Number(name), parent] as const]
    } catch {
      return []
    }
  })
}
