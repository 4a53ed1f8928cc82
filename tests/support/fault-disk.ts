import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** What happens in place of an operation on a file whose name ends with `file`. */
export interface DiskRule {
  readonly op: 'write' | 'sync' | 'read'
  readonly file: string
  /** `kill`: the process `pid` dies in the middle of it. */
  readonly does: 'error' | 'slow' | 'kill'
  /** Default EIO. */
  readonly errno?: number
  readonly ms?: number
  readonly pid?: number
  /** So many are let through before. */
  readonly after?: number
  /** It holds so often; absent: until other rules come. */
  readonly times?: number
}

export type DiskOrder =
  | { readonly order: 'rules'; readonly rules: readonly DiskRule[] }
  | { readonly order: 'capacity'; readonly bytes: number | null }
  | { readonly order: 'used' }
  | { readonly order: 'power-off'; readonly seed: number | null }
  | { readonly order: 'unmount' }

export type DiskReply =
  | { readonly told: 'mounted'; readonly name: string }
  | { readonly told: 'ruled' }
  | { readonly told: 'killed' }
  | { readonly told: 'used'; readonly bytes: number }
  | { readonly told: 'off'; readonly files: readonly (readonly [string, string])[] }

const CHILD = join(import.meta.dirname, 'fault-disk.child.ts')

/** Why this computer can't mount such a disk, or null: root on Linux with FUSE in the kernel. */
function noDiskBecause(): string | null {
  if (process.platform !== 'linux') return 'the fault disk needs Linux'
  if (process.getuid?.() !== 0) return 'the fault disk needs root, to mount it'
  return existsSync('/dev/fuse') ? null : 'the kernel has no /dev/fuse'
}

/**
 * Whether trials on such a disk can't be made here; said aloud, for a reader of the run must know what
 * was not tried. On Debian as root, which is where the whole is proven, they always can.
 */
export function noDisk(trials: string): boolean {
  const why = noDiskBecause()
  if (why !== null) process.stdout.write(`not tried here: ${trials}: ${why}\n`)
  return why !== null
}

/** A disk of our own under a real mount point: it fails, fills and loses its power as a test says. */
export class FaultDisk {
  readonly path: string
  readonly #child: ChildProcess

  private constructor(path: string, child: ChildProcess) {
    this.path = path
    this.#child = child
  }

  static async mount(): Promise<FaultDisk> {
    const path = await mkdtemp(join(tmpdir(), 'xiaoer-fault-disk-'))
    const child = fork(CHILD, [path], {
      execArgv: ['--disable-warning=ExperimentalWarning'],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    const disk = new FaultDisk(path, child)
    await disk.#told('mounted')
    return disk
  }

  async rules(...rules: readonly DiskRule[]): Promise<void> {
    await this.#ask({ order: 'rules', rules }, 'ruled')
  }

  /** Null: as much as anyone likes. */
  async capacity(bytes: number | null): Promise<void> {
    await this.#ask({ order: 'capacity', bytes }, 'ruled')
  }

  async used(): Promise<number> {
    return (await this.#ask({ order: 'used' }, 'used')).bytes
  }

  /** When a `kill` rule has done it. */
  async killed(): Promise<void> {
    await this.#told('killed')
  }

  /**
   * The power goes: from now on nothing is taken or given. What the plate holds then is written into
   * `folder`, an ordinary one; of what was not synced by `seed` some, or (null) nothing.
   */
  async powerOff(folder: string, seed: number | null): Promise<void> {
    const { files } = await this.#ask({ order: 'power-off', seed }, 'off')
    for (const [path, data] of files) {
      const target = join(folder, path)
      await mkdir(dirname(target), { recursive: true })
      await writeFile(target, Buffer.from(data, 'base64'))
    }
  }

  async remove(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const gone = once(this.#child, 'exit')
      this.#child.send({ order: 'unmount' } satisfies DiskOrder)
      await gone
    }
    await rm(this.path, { recursive: true, force: true })
  }

  async #ask<T extends DiskReply['told']>(
    order: DiskOrder,
    told: T,
  ): Promise<Extract<DiskReply, { told: T }>> {
    const answer = this.#told(told)
    this.#child.send(order)
    return answer
  }

  #told<T extends DiskReply['told']>(told: T): Promise<Extract<DiskReply, { told: T }>> {
    const child = this.#child
    return new Promise((resolve, reject) => {
      const ended = () => reject(new Error('the fault disk ended'))
      const hear = (reply: DiskReply) => {
        if (reply.told !== told) return
        child.off('message', hear).off('exit', ended)
        resolve(reply as Extract<DiskReply, { told: T }>)
      }
      child.on('message', hear)
      child.once('exit', ended)
    })
  }
}
