import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { WebSocket } from 'ws'
import { processTree } from '#tests/support/processes.ts'
import { treePss } from './memory.ts'

export interface StartOptions {
  /** Folder of the app. */
  readonly app: string
  readonly userData: string
  /** The window is usable when this is painted. */
  readonly selector: string
  /** Also measures memory once the processes have come to rest. */
  readonly memory: boolean
}

export interface Start {
  /** From exec to the paint of `selector`, ms. */
  readonly ms: number
  /** MiB of all its processes at rest; NaN where not asked. */
  readonly pss: number
}

const LIMIT_MS = 60_000
/** An entry not there by then will not come. */
const ENTRY_MS = 5000
/**
 * Before each start. One is a burst on all cores, and on a virtual machine the next one right behind it
 * is slower: ours behind hello-world's by some 60 ms, which was no property of ours.
 */
const REST_MS = 1000
const TRIES = 4
/**
 * Memory is counted so long behind the start. Some seconds behind it quick replies and word lists are made
 * ready; what that leaves over (some 40 MiB) V8 gives back within a minute.
 */
const SETTLED_MS = 70_000

/**
 * Starts an app as a person would, with no tool attached, and asks its page afterwards when the
 * browser painted what it waited for: the largest-contentful-paint entry of the element (its
 * timestamp is the compositor's, on the page's own wall clock). The port through which it is asked
 * costs both apps the same.
 */
export async function timeStart(options: StartOptions): Promise<Start> {
  // A window that is painted once, in the very moment in which it is shown, now and then gets no
  // entry from the browser though all stands there: such a start says nothing and is made again.
  for (let made = 0; made < TRIES; made++) {
    const start = await tryStart(options)
    if (start) return start
  }
  throw new Error(`the browser reported no paint of ${options.selector}`)
}

async function tryStart(options: StartOptions): Promise<Start | null> {
  const executable = process.env['XIAOER_ELECTRON']
  if (executable === undefined) throw new Error('XIAOER_ELECTRON is not set')
  await new Promise((resolve) => setTimeout(resolve, REST_MS))
  const before = Date.now()
  const child = spawn(
    executable,
    [
      ...parsed<string[]>('XIAOER_ELECTRON_ARGS', []),
      `--user-data-dir=${options.userData}`,
      '--remote-debugging-port=0',
      options.app,
    ],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, ...parsed<Record<string, string>>('XIAOER_ELECTRON_ENV', {}) },
    },
  )
  try {
    const port = await debuggingPort(child)
    const painted = await askPage(port, paintOf(options.selector))
    if (painted < 0) return null
    const ms = painted - before
    const pss = options.memory ? await pssAtRest(child) : Number.NaN
    return { ms, pss }
  } finally {
    await end(child)
  }
}

function parsed<T>(name: string, fallback: T): T {
  const text = process.env[name]
  return text === undefined ? fallback : (JSON.parse(text) as T)
}

async function debuggingPort(child: ChildProcess): Promise<number> {
  if (!child.stderr) throw new Error('no stderr')
  let text = ''
  child.stderr.setEncoding('utf8')
  const signal = AbortSignal.timeout(LIMIT_MS)
  for (;;) {
    const [more] = (await once(child.stderr, 'data', { signal })) as [string]
    text += more
    const port = /DevTools listening on ws:\/\/127\.0\.0\.1:(\d+)\//.exec(text)?.[1]
    if (port === undefined) continue
    // Read on, or a full pipe would stop the app.
    child.stderr.resume()
    return Number(port)
  }
}

/**
 * Runs in the page. Wall-clock milliseconds of the paint; before any input the browser keeps the
 * entries of all candidates, so asking late loses nothing. -1: it stands there and has no entry.
 */
function paintOf(selector: string): string {
  return `new Promise((resolve) => {
    setTimeout(() => {
      if (document.querySelector(${JSON.stringify(selector)})) resolve(-1)
    }, ${ENTRY_MS})
    const take = (entries) => {
      for (const entry of entries)
        if (entry.element?.closest(${JSON.stringify(selector)}))
          resolve(performance.timeOrigin + (entry.renderTime || entry.startTime))
    }
    new PerformanceObserver((list) => take(list.getEntries()))
      .observe({ type: 'largest-contentful-paint', buffered: true })
  })`
}

/** The page may be replaced while it is asked, as at its first navigation: it is asked again then. */
async function askPage(port: number, expression: string): Promise<number> {
  const until = Date.now() + LIMIT_MS
  let said = 'nothing'
  while (Date.now() < until) {
    const answer = await fetch(`http://127.0.0.1:${port}/json/list`)
    const targets = (await answer.json()) as Target[]
    const page = targets.find(({ type, url }) => type === 'page' && !url.startsWith('about:'))
    said = page ? await evaluate(page.webSocketDebuggerUrl, expression) : 'nothing'
    if (said !== '' && Number.isFinite(Number(said))) return Number(said)
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error(`no window came; the page said: ${said}`)
}

interface Target {
  readonly type: string
  readonly url: string
  readonly webSocketDebuggerUrl: string
}

/** The value as text, or what went wrong. */
async function evaluate(address: string, expression: string): Promise<string> {
  const socket = new WebSocket(address)
  try {
    await once(socket, 'open')
    socket.send(
      JSON.stringify({
        id: 1,
        method: 'Runtime.evaluate',
        params: { expression, awaitPromise: true, returnByValue: true },
      }),
    )
    const signal = AbortSignal.timeout(LIMIT_MS)
    const [data] = (await once(socket, 'message', { signal })) as [Buffer]
    const reply = JSON.parse(data.toString()) as { result?: { result?: { value?: unknown } } }
    const value = reply.result?.result?.value
    return typeof value === 'number' ? String(value) : data.toString()
  } finally {
    socket.terminate()
  }
}

async function pssAtRest(child: ChildProcess): Promise<number> {
  if (child.pid === undefined) throw new Error('it did not start')
  await new Promise((resolve) => setTimeout(resolve, SETTLED_MS))
  await atRest(child.pid)
  return treePss(child.pid)
}

/** Until all its processes together use under 3 % of a core for a second, or for half a minute. */
export async function atRest(pid: number): Promise<void> {
  let before = await ticks(pid)
  for (let second = 0; second < 30; second++) {
    await new Promise((resolve) => setTimeout(resolve, 1000))
    const now = await ticks(pid)
    // A tick is a hundredth of a second.
    if (now - before < 3) return
    before = now
  }
}

/** What all its processes have used of the processor so far, in hundredths of a second. */
export async function ticks(pid: number): Promise<number> {
  let sum = 0
  for (const one of await processTree(pid)) {
    const stat = await readFile(`/proc/${one}/stat`, 'utf8').catch(() => '')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    sum += Number(fields[11] ?? 0) + Number(fields[12] ?? 0)
  }
  return sum
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
  const gone = once(child, 'exit')
  const tree = await processTree(child.pid)
  child.kill('SIGTERM')
  const timer = setTimeout(() => {
    for (const pid of tree)
      try {
        process.kill(pid, 'SIGKILL')
      } catch {
        // Ended by itself.
      }
  }, 10_000)
  await gone
  clearTimeout(timer)
}
