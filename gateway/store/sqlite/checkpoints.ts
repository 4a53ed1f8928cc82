import { statSync } from 'node:fs'
import type { Background } from './background.ts'

const LOOK_EVERY = 1000
/** Bytes of WAL from which it is written back: little at a time, since the log's own flush waits behind it. */
const WORTH_IT = 1024 * 1024

/**
 * Has the WALs written back by the background thread when they have grown. PASSIVE waits for nobody;
 * what can't be written now (a full disk) stays in the WAL, where it is just as durable.
 */
export class Checkpoints {
  readonly #timer: NodeJS.Timeout
  #running = false

  constructor(files: readonly string[], background: Background) {
    this.#timer = setInterval(() => {
      if (this.#running || !files.some((file) => walSize(file) > WORTH_IT)) return
      this.#running = true
      void background
        .checkpoint()
        .catch(() => undefined) // tried again in a second; the next append tells whoever must know
        .then(() => {
          this.#running = false
        })
    }, LOOK_EVERY)
    this.#timer.unref()
  }

  stop(): void {
    clearInterval(this.#timer)
  }
}

function walSize(file: string): number {
  try {
    return statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0
  } catch {
    // A disk that fails: the next append tells whoever must know, and the gateway lives on.
    return 0
  }
}
