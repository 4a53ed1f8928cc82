import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

const program = join(import.meta.dirname, '../../gateway/main.ts')
const NODE = ['--disable-warning=ExperimentalWarning', program]

export interface Ran {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Runs one command of the gateway's command line to its end. */
export async function runGateway(args: readonly string[], input = ''): Promise<Ran> {
  const child = spawn(process.execPath, [...NODE, ...args], { stdio: 'pipe' })
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, out, err }
}

/** `serve` in a process of its own, that tests may kill; ready when it listens. */
export class Served {
  readonly child: ChildProcess
  readonly url: string
  /** Everything it wrote. */
  readonly log: () => string

  private constructor(child: ChildProcess, url: string, log: () => string) {
    this.child = child
    this.url = url
    this.log = log
  }

  static async start(data: string, args: readonly string[] = []): Promise<Served> {
    const child = spawn(process.execPath, [...NODE, 'serve', '--data', data, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let text = ''
    const url = await new Promise<string>((resolve, reject) => {
      const read = (chunk: Buffer) => {
        text += chunk.toString()
        const found = /"url":"([^"]+)"/.exec(text)?.[1]
        if (found !== undefined) resolve(found)
      }
      child.stdout.on('data', read)
      child.stderr.on('data', read)
      child.once('exit', (code) => reject(new Error(`serve ended with ${code}: ${text}`)))
    })
    return new Served(child, url, () => text)
  }

  /** Resolves when it is gone. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return this.child.exitCode
    const gone = once(this.child, 'exit')
    this.child.kill(signal)
    const [code] = (await gone) as [number | null]
    return code
  }
}
